"""How the installation is: what must be in order for it to serve, and what its keeper should see to."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone

from kybao.people.models import HistoryEntry
from kybao.working.models import Job
from kybao.working.queue import worker_alive

BACKUP = "keeping.backed_up"  # as `kybao.keeping` records it
_LATE_JOB = timedelta(minutes=10)
_OLD_BACKUP = timedelta(hours=48)


class State(StrEnum):
    """`BAD` keeps Kybao from serving as it should; `LOOK` wants to be seen to."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `said` in Vietnamese, `facts` for machines (whole numbers; None where there is nothing)."""

    name: str
    label: str
    state: State
    said: str
    facts: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Health:
    checks: tuple[Check, ...]

    @property
    def state(self) -> State:
        states = {check.state for check in self.checks}
        return next(state for state in (State.BAD, State.LOOK, State.GOOD) if state in states)

    def to_data(self) -> dict[str, object]:
        return {
            "state": self.state.value,
            "checks": {
                check.name: {"state": check.state.value, "said": check.said, **check.facts} for check in self.checks
            },
        }


def look(now: datetime | None = None) -> Health:
    """Everything that is looked at. A database that fails leaves the checks that need it out."""
    now = now or timezone.now()
    database = _database()
    asked: Sequence[Callable[[datetime], Check]] = (_queue, _backup) if database.state is not State.BAD else ()
    return Health((database, *(check(now) for check in asked), _disk()))


def _database() -> Check:
    start = time.monotonic()
    try:
        mark = str(time.time_ns())
        cache.set("health", mark, 60)  # a row that is written and committed
        written = cache.get("health") == mark
    except (DatabaseError, OSError) as error:
        return Check("database", "Cơ sở dữ liệu", State.BAD, f"Không ghi được: {error}", {"milliseconds": None})
    took = round((time.monotonic() - start) * 1000)
    said = f"Ghi được, mất {took} ms." if written else "Ghi rồi không đọc lại được."
    return Check("database", "Cơ sở dữ liệu", State.GOOD if written else State.BAD, said, {"milliseconds": took})


def _queue(now: datetime) -> Check:
    alive = worker_alive(now)
    overdue = Job.objects.filter(state=Job.State.WAITING, run_at__lt=now - _LATE_JOB).count()
    failed = Job.objects.filter(state=Job.State.FAILED, ended_at__gt=now - timedelta(days=1)).count()
    facts = {"overdue": overdue, "failed_in_a_day": failed}
    if not alive:
        said = "Không có tiến trình làm việc nền nào đang chạy. Hãy chạy kybao serve hoặc kybao work."
        return Check("queue", "Việc nền", State.BAD, said, facts)
    state = State.LOOK if overdue or failed else State.GOOD
    said = f"Đang chạy; {overdue} việc chờ quá 10 phút, {failed} việc hỏng trong 24 giờ qua."
    return Check("queue", "Việc nền", state, said, facts)


def _disk() -> Check:
    usage = shutil.disk_usage(settings.DATA_DIR)
    free = usage.free // 2**20
    state = (
        State.BAD if free < settings.LEAST_FREE_MB else State.LOOK if free < 4 * settings.LEAST_FREE_MB else State.GOOD
    )
    room = f"{free // 1024},{free % 1024 * 10 // 1024} GB"
    said = f"Còn trống {room}." if state is State.GOOD else f"Chỉ còn trống {room}. Hãy dọn hoặc thêm ổ đĩa."
    return Check("disk", "Ổ đĩa", state, said, {"free_mb": free, "total_mb": usage.total // 2**20})


def _backup(now: datetime) -> Check:
    last = last_backup()
    if last is None:
        said = "Chưa sao lưu lần nào. Hãy chạy kybao backup, tốt nhất là mỗi đêm."
        return Check("backup", "Sao lưu", State.LOOK, said, {"age_seconds": None})
    age = now - last
    facts = {"age_seconds": int(age.total_seconds())}
    said = f"Lần gần nhất {timezone.localtime(last):%H:%M %d/%m/%Y}."
    if age > _OLD_BACKUP:
        return Check("backup", "Sao lưu", State.LOOK, f"{said} Đã quá 48 giờ; hãy chạy kybao backup.", facts)
    return Check("backup", "Sao lưu", State.GOOD, said, facts)


def last_backup() -> datetime | None:
    """When the last backup was made, by the history."""
    return HistoryEntry.objects.filter(action=BACKUP).order_by("-number").values_list("at", flat=True).first()
