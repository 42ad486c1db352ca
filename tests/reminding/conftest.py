"""A committee with two units, one of which has filed for January 2022, and people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from kybao.filing.models import Obligation
    from kybao.people.models import Account
    from kybao.registry.models import Regime


@dataclass(frozen=True)
class Committee:
    """`owed` by code of the unit: "y-te" has not filed, "van-hoa" has. All is due on Monday, 17 January 2022, at 17:00."""

    regime: Regime
    owed: dict[str, Obligation]
    people: dict[str, Account]


@pytest.fixture
def committee(db: None) -> Committee:
    from kybao.calendar import Period  # models can't be imported before Django is set up
    from kybao.filing.obliging import oblige
    from kybao.filing.receiving import receive
    from kybao.people.models import Account, Membership
    from kybao.people.policy import Role
    from kybao.registry.models import Regime, Unit

    receiver = Unit.objects.create(code="ha-an", name="UBND huyện Hà An", listed_name="Hà An")
    for code, name in (("y-te", "Phòng Y tế"), ("van-hoa", "Phòng Văn hoá")):
        Unit.objects.create(code=code, name=name, listed_name=name, parent=receiver)
    regime = Regime.objects.create(
        code="thang",
        name="Báo cáo tháng",
        receiver=receiver,
        frequency="month",
        deadline_day=17,
        agency="UBND",
        symbol="BC",
        place="Hà An",
        subject="Tình hình tháng",
    )
    held = {
        "reporter": (Role.REPORTER, "y-te"),
        "second": (Role.REPORTER, "y-te"),
        "neighbour": (Role.REPORTER, "van-hoa"),
        "head": (Role.LEADER, "y-te"),
        "leader": (Role.LEADER, "ha-an"),
        "officer": (Role.OFFICER, "ha-an"),
    }
    people = {}
    for name, (role, unit) in held.items():
        people[name] = Account.objects.create(username=name, full_name=f"Ông {name}", email=f"{name}@ha-an.vn")
        Membership.objects.create(account=people[name], role=role, unit=Unit.objects.get(code=unit))
    Account.objects.update(created_at=datetime(2021, 12, 1, tzinfo=UTC))
    owed = {one.unit.code: one for one in oblige(regime, Period.parse("2022-01"))}
    receive(owed["van-hoa"], "Đã tổ chức 02 lễ hội.".encode(), "van-hoa.md")
    return Committee(regime, owed, people)


@pytest.fixture
def by_hand(committee: Committee) -> None:
    """Nothing is reminded by itself, whatever day the test runs on."""
    from kybao.reminding.models import ReminderPlan

    ReminderPlan.objects.create(regime=committee.regime, automatic=False)


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """A moment in Vietnam: at("17 08:00") of January 2022, at("02-07 08:00") of another month."""
    from kybao.calendar.deadline import VIETNAM

    def moment(text: str) -> datetime:
        day, clock = text.split()
        return datetime.fromisoformat(f"2022-{day if '-' in day else f'01-{day}'}T{clock}").replace(tzinfo=VIETNAM)

    return moment
