"""Metrics for Prometheus: requests and their time as they happen, the queue and the reminders as they are when asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from kybao.desk.health import last_backup
from kybao.reminding.models import Delivery, Reminder
from kybao.working.models import Job
from kybao.working.queue import worker_alive

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
_REQUESTS = Counter("kybao_requests", "Requests by page and status.", ("method", "page", "status"), registry=REGISTRY)
_SECONDS = Histogram(
    "kybao_request_seconds",
    "Time to answer a request, by page.",
    ("page",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
    registry=REGISTRY,
)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Measured:
    """Counts and times every request; the outermost of all, so that the time is the whole of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        page = match.view_name if match is not None and match.view_name else "none"
        method = request.method if request.method in _METHODS else "other"
        _REQUESTS.labels(method, page, str(response.status_code)).inc()
        _SECONDS.labels(page).observe(time.perf_counter() - start)
        return response


class _Kept(Collector):
    """What stands in the database, read when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("kybao_jobs", "Jobs by kind and state.", labels=("kind", "state"))
        for row in Job.objects.values("kind", "state").annotate(count=Count("pk")).order_by("kind", "state"):
            jobs.add_metric((row["kind"], row["state"]), row["count"])
        yield jobs
        now = timezone.now()
        oldest = Job.objects.filter(state=Job.State.WAITING, run_at__lte=now).aggregate(at=Min("run_at"))["at"]
        waited = (now - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily("kybao_oldest_job_seconds", "How long the first job in turn has waited.", waited)
        yield GaugeMetricFamily(
            "kybao_worker_alive", "Whether a worker gave a sign of life lately.", int(worker_alive(now))
        )
        deliveries = GaugeMetricFamily("kybao_reminder_deliveries", "Deliveries of reminders.", labels=("way", "state"))
        for sent in Delivery.objects.values("way", "state").annotate(count=Count("pk")).order_by("way", "state"):
            deliveries.add_metric((sent["way"], sent["state"]), sent["count"])
        yield deliveries
        last = Reminder.objects.aggregate(at=Max("at"))["at"]
        yield GaugeMetricFamily(
            "kybao_last_reminder_timestamp_seconds", "When a unit was last reminded.", last.timestamp() if last else 0
        )
        backup = last_backup()
        yield GaugeMetricFamily(
            "kybao_last_backup_timestamp_seconds", "When the last backup was made.", backup.timestamp() if backup else 0
        )


class _KeptWhenAsked(_Kept):
    def describe(self) -> Iterator[Metric]:
        """Nothing is asked of the database while Kybao starts."""
        return iter(())


REGISTRY.register(_KeptWhenAsked())


def metrics() -> bytes:
    """All metrics in the text format of Prometheus."""
    return generate_latest(REGISTRY)
