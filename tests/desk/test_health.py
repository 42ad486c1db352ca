"""What watches an installation: its health and its metrics, for those who may see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from kybao.desk.health import BACKUP, State, look
from kybao.people.history import Subject, record
from kybao.people.models import Account, Membership
from kybao.people.policy import Role
from kybao.working.models import Job, WorkerSeen

pytestmark = pytest.mark.django_db


@pytest.fixture
def working() -> None:
    now = timezone.now()
    WorkerSeen.objects.create(name="máy:1", started_at=now, seen_at=now)


def backed_up(hours: int) -> None:
    with transaction.atomic():
        record(BACKUP, Subject("backup", "x", "a.zip"), at=timezone.now() - timedelta(hours=hours))


def states() -> dict[str, State]:
    return {check.name: check.state for check in look().checks}


def test_all_is_good(working: None, client: Client) -> None:
    backed_up(1)
    answer = client.get("/suc-khoe", headers={"Accept": "*/*"})
    assert (answer.status_code, answer.json()["state"]) == (200, "good")
    assert answer.json()["checks"]["backup"]["age_seconds"] == pytest.approx(3600, abs=60)
    assert set(answer.json()["checks"]) == {"database", "queue", "backup", "disk"}


def test_without_a_worker_it_is_unwell(client: Client) -> None:
    answer = client.get("/suc-khoe")
    assert (answer.status_code, answer.json()["checks"]["queue"]["state"]) == (503, "bad")
    assert "kybao work" in answer.json()["checks"]["queue"]["said"]


@pytest.mark.parametrize(("hours", "state"), [(None, State.LOOK), (47, State.GOOD), (49, State.LOOK)])
def test_backups_grow_old(working: None, hours: int | None, state: State) -> None:
    if hours is not None:
        backed_up(hours)
    assert states()["backup"] is state


def test_jobs_that_wait_long_or_failed_want_to_be_seen_to(working: None) -> None:
    assert states()["queue"] is State.GOOD
    Job.objects.create(kind="a", key="1", run_at=timezone.now() - timedelta(minutes=11))
    assert states()["queue"] is State.LOOK


def test_a_full_disk_is_told(working: None, settings: Any, client: Client) -> None:
    settings.LEAST_FREE_MB = 10**9
    answer = client.get("/suc-khoe", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "Hãy dọn hoặc thêm ổ đĩa" in answer.content.decode()


@pytest.mark.parametrize("address", ["/suc-khoe", "/metrics"])
def test_from_elsewhere_it_takes_a_token_or_an_administrator(working: None, settings: Any, address: str) -> None:
    settings.ALLOWED_HOSTS = ["bao-cao.vn"]
    settings.MONITOR_TOKEN = "ma-giam-sat"
    elsewhere = Client(SERVER_NAME="bao-cao.vn", REMOTE_ADDR="10.0.0.7")
    assert elsewhere.get(address).status_code == 404
    assert elsewhere.get(address, headers={"Authorization": "Bearer sai"}).status_code == 404
    assert elsewhere.get(address, headers={"Authorization": "Bearer ma-giam-sat"}).status_code == 200
    settings.MONITOR_TOKEN = ""
    assert elsewhere.get(address, headers={"Authorization": "Bearer "}).status_code == 404
    account = Account.objects.create(username="quan-tri", full_name="Bà Quản trị")
    Membership.objects.create(account=account, role=Role.ADMINISTRATOR)
    elsewhere.force_login(account)
    assert elsewhere.get(address).status_code == 200


def test_a_program_on_the_machine_asks_by_any_name_but_not_through_a_proxy(working: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["bao-cao.vn"]
    here = Client(SERVER_NAME="bao-cao.vn", REMOTE_ADDR="127.0.0.1")
    assert here.get("/suc-khoe").status_code == 200
    assert here.get("/suc-khoe", headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 404


def test_metrics_count_requests_and_the_queue(working: None, client: Client) -> None:
    Job.objects.create(kind="filing.read", key="1", run_at=timezone.now() - timedelta(seconds=30))

    def metrics() -> dict[tuple[str, ...], float]:
        families = text_string_to_metric_families(client.get("/metrics").content.decode())
        return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}

    before = metrics()
    client.get("/khong-co/")
    client.get("/suc-khoe")
    after = metrics()
    page = ("kybao_requests_total", "GET", "desk:health", "200")
    assert after[page] == before.get(page, 0) + 1
    assert (
        after["kybao_request_seconds_count", "desk:health"]
        == before.get(("kybao_request_seconds_count", "desk:health"), 0) + 1
    )
    assert after["kybao_jobs", "filing.read", "waiting"] == 1
    assert 30 <= after["kybao_oldest_job_seconds",] < 60
    assert after["kybao_worker_alive",] == 1
    assert ("kybao_requests_total", "GET", "none", "404") in after
