"""`kybao demo`: a whole demonstration made in an empty database, and refused in any other."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from kybao.calendar import Kind, Period
from kybao.demonstrating.committee import People, make_committee, make_people
from kybao.demonstrating.marking import MARK
from kybao.demonstrating.models import Demonstration
from kybao.demonstrating.months import Play
from kybao.filing.obliging import oblige, period_on
from kybao.people.acting import Actor, acting
from kybao.people.history import Subject, record
from kybao.people.models import Account
from kybao.registry.models import Regime, Unit

_DATA = Path(__file__).resolve().parent.parent.parent / "data"
_MONTH, _TABLES = _DATA / "cao-bang-2022-01", _DATA / "trinh-dien"
_ACTOR = Actor("kybao demo")
Progress = Callable[[Period, int], None]


class CannotMake(Exception):
    """Why no demonstration is made: it would be mixed with something else, or tell of what is to come; Vietnamese."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a demonstration holds; `password` opens every account."""

    first: Period
    last: Period
    units: int
    submissions: int
    people: People
    password: str


def make(*, seed: str, months: int, units: int, last: Period | None = None, progress: Progress) -> Made:
    """Makes `months` months of `units` units up to `last` (default: the last one whose reports are due). Each month is
    stored whole; `progress` is told of each and how many submissions it has. Raises `CannotMake`."""
    refuse_if_used()
    if last is not None and last > _current():
        raise CannotMake(f"{last.label.capitalize()} chưa đến. Hãy chọn tháng cuối không sau {_current().label}.")
    password = secrets.token_urlsafe(9)
    with acting(_ACTOR):
        with transaction.atomic():
            Demonstration.objects.create(seed=seed)
            regime = make_committee(_MONTH, _TABLES, units)
            people = make_people(regime.receiver, password)
            record(
                "demonstrating.made",
                Subject("demonstration", seed, MARK, regime.receiver),
                after={"seed": seed, "months": months, "units": units},
            )
        play = Play.of(regime, seed, _MONTH, _TABLES)
        last = last or _last_due(regime)
        count = 0
        for period in _up_to(last, months):
            filed = play.month(period, issued=period != last)
            count += filed
            progress(period, filed)
        _open_current(regime, last)
    return Made(_up_to(last, months)[0], last, regime.receiver.children.count(), count, people, password)


def refuse_if_used() -> None:
    """Raises `CannotMake` where the database holds anything that people, or an earlier demonstration, put there."""
    if Demonstration.objects.exists():
        raise CannotMake("Nơi này đã có số liệu trình diễn. Hãy chọn thư mục khác, hoặc xoá thư mục này rồi chạy lại.")
    if Regime.objects.exists() or Unit.objects.exists() or Account.objects.exists():
        raise CannotMake(
            "Nơi này đã có dữ liệu làm việc nên không dựng số liệu trình diễn vào đây. Hãy chọn một thư mục trống."
        )


def _up_to(last: Period, months: int) -> list[Period]:
    periods = [last]
    while len(periods) < months:
        periods.append(periods[-1].previous())
    return periods[::-1]


def _last_due(regime: Regime) -> Period:
    period = _current()
    return period if regime.version_for(period).due(period) < timezone.now() else period.previous()


def _open_current(regime: Regime, last: Period) -> None:
    """The month that is running can be filed for, where the demonstration ends right before it."""
    if last.next() == _current():
        oblige(regime, last.next())


def _current() -> Period:
    period = period_on(Kind.MONTH, localdate())
    assert period is not None  # every day is in a month
    return period
