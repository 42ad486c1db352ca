"""Asking for a job, taking the next, and ending it."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from kybao.working.kinds import Effect, Kind, TryLater, known_kinds
from kybao.working.models import Job, WorkerSeen

log = logging.getLogger("kybao.working")
KEPT = timedelta(days=30)
ALIVE = timedelta(seconds=30)  # without a sign of life for as long, a worker counts as gone
RECURRING = "@"  # the key of recurring jobs
_LONGEST_WHY = 2000


def ask(kind: str, payload: Mapping[str, Any] | None = None, *, key: str = "", at: datetime | None = None) -> Job:
    """Asks for a job, within the caller's transaction where there is one: what is rolled back is not asked for.

    With a `key`, the same is asked for once, whatever became of it.
    """
    job, _ = Job.objects.get_or_create(
        kind=kind, key=key or uuid.uuid4().hex, defaults={"payload": payload or {}, "run_at": at or timezone.now()}
    )
    return job


def take(now: datetime | None = None, worker: str = "") -> Job | None:
    """The job that is next in turn, held by the caller, a `worker` with this name; those whose holder has gone silent are in turn again."""
    now = now or timezone.now()
    due = Q(state=Job.State.WAITING, run_at__lte=now) | Q(state=Job.State.HELD, held_until__lt=now)
    if not Job.objects.filter(due).exists():  # a look that locks nothing
        return None
    with transaction.atomic():
        job = Job.objects.filter(due).select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked
        )
        taken = job.order_by("run_at", "pk").first()
        if taken is None:
            return None
        kind = known_kinds().get(taken.kind)
        taken.state, taken.holder, taken.attempts = Job.State.HELD, uuid.uuid4(), taken.attempts + 1
        taken.held_until = now + (kind.lease if kind else timedelta())
        taken.worker = worker
        taken.save(update_fields=["state", "holder", "attempts", "held_until", "worker"])
    return taken


def workers_holding() -> list[str]:
    """The names of the workers that hold jobs."""
    return list(Job.objects.filter(state=Job.State.HELD).exclude(worker="").values_list("worker", flat=True).distinct())


def let_go(worker: str, now: datetime | None = None) -> None:
    """What a worker held that is known to be gone is in turn again at once."""
    ended = (now or timezone.now()) - timedelta(microseconds=1)
    Job.objects.filter(state=Job.State.HELD, worker=worker).update(held_until=ended)


def hold_longer(job: Job, now: datetime | None = None) -> bool:
    """A sign of life from whoever does a job; False where it is theirs no more."""
    kind = known_kinds()[job.kind]
    held = Job.objects.filter(pk=job.pk, state=Job.State.HELD, holder=job.holder)
    return held.update(held_until=(now or timezone.now()) + kind.lease) == 1


def do(job: Job) -> None:
    """Does a job that was taken, and ends it: done, to be tried again later, or failed."""
    kind = known_kinds().get(job.kind)
    if kind is None:
        _end(job, Job.State.FAILED, f"Bản Kybao này không biết loại việc “{job.kind}”.")
        return
    if job.attempts > len(kind.waits) + 1:  # each attempt took its worker along
        _fail(job, kind, "Tiến trình làm việc nền dừng đột ngột mỗi lần làm việc này.")
        return
    try:
        effect = kind.do(job.payload)
        _finish(job, effect)
    except Exception as error:
        if not isinstance(error, TryLater):
            log.exception("job %s (%s) failed at attempt %d", job.pk, job.kind, job.attempts)
        _try_again(job, kind, str(error) or type(error).__name__)


def worker_alive(now: datetime | None = None) -> bool:
    """Whether any worker gave a sign of life lately."""
    return WorkerSeen.objects.filter(seen_at__gt=(now or timezone.now()) - ALIVE).exists()


def forget_old(now: datetime | None = None) -> None:
    """Takes out what ended long ago, and workers long gone."""
    before = (now or timezone.now()) - KEPT
    Job.objects.filter(ended_at__lt=before, state__in=(Job.State.DONE, Job.State.FAILED)).delete()
    WorkerSeen.objects.filter(seen_at__lt=before).delete()


class _NotOurs(Exception):
    """The job went to another meanwhile: what was done for it is not stored."""


def _finish(job: Job, effect: Effect | None) -> None:
    try:
        with transaction.atomic():
            _own(job)
            if effect is not None:
                effect()
            _end(job, Job.State.DONE, "")
    except _NotOurs:
        log.warning("job %s (%s) was taken over by another worker", job.pk, job.kind)


def _own(job: Job) -> None:
    held = Job.objects.select_for_update().filter(pk=job.pk, state=Job.State.HELD, holder=job.holder)
    if held.first() is None:
        raise _NotOurs


def _try_again(job: Job, kind: Kind, why: str) -> None:
    if job.attempts > len(kind.waits):
        _fail(job, kind, why)
        return
    waiting = {"state": Job.State.WAITING, "holder": None, "held_until": None, "why": why[:_LONGEST_WHY]}
    run_at = timezone.now() + kind.waits[job.attempts - 1]
    Job.objects.filter(pk=job.pk, holder=job.holder).update(run_at=run_at, **waiting)


def _fail(job: Job, kind: Kind, why: str) -> None:
    given_up: Callable[[Mapping[str, Any], str], object] | None = kind.given_up
    try:
        with transaction.atomic():
            _own(job)
            if given_up is not None:
                given_up(job.payload, why)
            _end(job, Job.State.FAILED, why)
    except _NotOurs:
        return


def _end(job: Job, state: Job.State, why: str) -> None:
    """Ends a job; a recurring one waits for its next time."""
    now, kind = timezone.now(), known_kinds().get(job.kind)
    ended = {"holder": None, "held_until": None, "ended_at": now, "why": why[:_LONGEST_WHY]}
    if kind is not None and kind.every is not None:
        again = {"state": Job.State.WAITING, "attempts": 0, "run_at": next_time(now, kind.every)}
        Job.objects.filter(pk=job.pk).update(**ended, **again)
    else:
        Job.objects.filter(pk=job.pk).update(**ended, state=state)


def ask_recurring(now: datetime) -> None:
    """Asks for each recurring job that was never asked for; each is one row, however many workers there are."""
    for kind in known_kinds().values():
        if kind.every is not None:
            ask(kind.name, key=RECURRING, at=now)


def next_time(now: datetime, every: timedelta) -> datetime:
    """The next moment at which a recurring job is in turn: times are counted from the epoch, so that they do not drift.

    >>> from datetime import UTC
    >>> next_time(datetime(2022, 1, 17, 8, 7, tzinfo=UTC), timedelta(minutes=5)).isoformat()
    '2022-01-17T08:10:00+00:00'
    """
    seconds = every.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, now.tzinfo)
