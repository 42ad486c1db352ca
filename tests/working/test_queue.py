"""Jobs outlive their workers, are tried again, and have their effect once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from kybao.people.models import Account
from kybao.working import kinds, queue
from kybao.working.kinds import Effect, Kind, TryLater
from kybao.working.models import Job, WorkerSeen
from kybao.working.queue import ask_recurring
from kybao.working.worker import Worker

pytestmark = pytest.mark.django_db


def make_account(payload: Mapping[str, Any]) -> Effect:
    return lambda: Account.objects.create(username=payload["name"], full_name="Ông A")


def fail(payload: Mapping[str, Any]) -> Effect | None:
    raise TryLater("Máy thư chưa trả lời.")


def break_in_effect(payload: Mapping[str, Any]) -> Effect:
    def effect() -> None:
        Account.objects.create(username="nua-chung", full_name="Ông B")
        raise RuntimeError("hỏng giữa chừng")

    return effect


GIVEN_UP: list[str] = []


@pytest.fixture(autouse=True)
def known() -> Iterator[None]:
    GIVEN_UP.clear()
    kinds.known_kinds()
    before = dict(kinds._KINDS)
    kinds._KINDS.clear()
    short = timedelta(seconds=10)
    for kind in (
        Kind("account", make_account, lease=short),
        Kind("fail", fail, waits=(short, short), given_up=lambda _, why: GIVEN_UP.append(why)),
        Kind("break", break_in_effect, waits=()),
        Kind("hourly", lambda _: None, every=timedelta(hours=1)),
    ):
        kinds.add_kind(kind)
    yield
    kinds._KINDS.clear()
    kinds._KINDS.update(before)


def test_what_is_asked_for_is_done_once_and_in_turn() -> None:
    for name in ("a", "b"):
        queue.ask("account", {"name": name})
    queue.ask("account", {"name": "sau"}, at=timezone.now() + timedelta(hours=1))
    assert Worker().run_dry() == 3  # and the hourly one
    assert [one.username for one in Account.objects.order_by("pk")] == ["a", "b"]
    assert Worker().run_dry() == 0


def test_the_same_key_is_asked_for_once() -> None:
    first = queue.ask("account", {"name": "a"}, key="k")
    queue.do(queue.take())  # type: ignore[arg-type]
    assert queue.ask("account", {"name": "a"}, key="k") == first
    assert queue.take() is None


def test_what_is_rolled_back_is_not_asked_for() -> None:
    with transaction.atomic():
        queue.ask("account", {"name": "a"})
        transaction.set_rollback(True)
    assert queue.take() is None


def test_a_job_whose_worker_fell_silent_is_taken_by_another() -> None:
    queue.ask("account", {"name": "a"})
    now = timezone.now()
    lost = queue.take(now)
    assert lost is not None
    assert queue.take(now + timedelta(seconds=9)) is None
    taken = queue.take(now + timedelta(seconds=11))
    assert taken == lost
    assert taken is not None
    queue.do(taken)
    queue.do(lost)  # the first one comes back late: what it did is not stored a second time
    assert Account.objects.count() == 1
    assert Job.objects.get(kind="account").state == Job.State.DONE


def test_what_a_dead_worker_held_is_in_turn_again_at_once() -> None:
    queue.ask("account", {"name": "a"})
    now = timezone.now()
    held = queue.take(now, worker="máy:7")
    assert queue.workers_holding() == ["máy:7"]
    queue.let_go("máy:8", now)
    assert queue.take(now) is None
    queue.let_go("máy:7", now)
    assert queue.take(now) == held


def test_who_still_works_keeps_the_job() -> None:
    queue.ask("account", {"name": "a"})
    now = timezone.now()
    held = queue.take(now)
    assert held is not None
    assert queue.hold_longer(held, now + timedelta(seconds=8))
    assert queue.take(now + timedelta(seconds=15)) is None
    assert queue.take(now + timedelta(seconds=19)) is not None
    assert not queue.hold_longer(held)


def test_what_fails_is_tried_again_after_pauses_and_then_given_up() -> None:
    job = queue.ask("fail")
    states = []
    for _ in range(3):
        now = timezone.now()
        Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(run_at=now)
        queue.do(queue.take(now))  # type: ignore[arg-type]
        job.refresh_from_db()
        states.append((job.state, job.run_at > now, job.why))
    why = "Máy thư chưa trả lời."
    assert states == [("waiting", True, why), ("waiting", True, why), ("failed", False, why)]
    assert [why] == GIVEN_UP


def test_an_effect_that_breaks_leaves_nothing() -> None:
    job = queue.ask("break")
    queue.do(queue.take())  # type: ignore[arg-type]
    job.refresh_from_db()
    assert (job.state, job.why) == ("failed", "hỏng giữa chừng")
    assert not Account.objects.exists()


def test_a_job_that_takes_its_worker_along_each_time_is_not_taken_for_ever() -> None:
    job = queue.ask("fail")
    now = timezone.now()
    for attempt in range(4):
        taken = queue.take(now + attempt * timedelta(minutes=3))
    assert taken is not None
    queue.do(taken)
    job.refresh_from_db()
    assert (job.state, job.why) == ("failed", "Tiến trình làm việc nền dừng đột ngột mỗi lần làm việc này.")
    assert GIVEN_UP


def test_an_unknown_kind_fails_and_holds_nothing_up() -> None:
    job = queue.ask("gì đó")
    queue.ask("account", {"name": "a"})
    Worker().run_dry()
    job.refresh_from_db()
    assert "không biết loại việc" in job.why
    assert Account.objects.exists()


def test_a_recurring_job_is_one_row_and_in_turn_once_in_its_time() -> None:
    now = timezone.now()
    for _ in range(2):
        ask_recurring(now)
    assert Worker().run_dry() == 1
    ask_recurring(now)
    assert Worker().run_dry() == 0
    job = Job.objects.get(kind="hourly")
    assert (job.state, job.attempts) == ("waiting", 0)
    assert (job.run_at.minute, job.run_at.second) == (0, 0)
    assert now < job.run_at <= now + timedelta(hours=1)
    assert queue.take(job.run_at) == job


def test_a_recurring_job_that_fails_is_in_turn_again() -> None:
    kinds._KINDS["hourly"] = Kind("hourly", fail, waits=(), every=timedelta(hours=1))
    Worker().run_dry()
    job = Job.objects.get(kind="hourly")
    assert (job.state, job.why) == ("waiting", "Máy thư chưa trả lời.")


def test_what_ended_long_ago_is_forgotten() -> None:
    for name in ("cu", "moi"):
        queue.ask("account", {"name": name}, key=name)
    Worker().run_dry()
    Job.objects.filter(key="cu").update(ended_at=timezone.now() - timedelta(days=31))
    queue.forget_old()
    assert [job.key for job in Job.objects.filter(kind="account")] == ["moi"]


def test_a_worker_is_alive_while_it_gives_signs() -> None:
    now = timezone.now()
    WorkerSeen.objects.create(name="máy:1", started_at=now, seen_at=now - timedelta(seconds=29))
    assert queue.worker_alive(now)
    assert not queue.worker_alive(now + timedelta(seconds=5))
