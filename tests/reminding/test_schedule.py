"""When a plan reminds: before and after the deadline, never at night, never on a day off, each step once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.calendar import Period, is_working_day
from kybao.calendar.deadline import VIETNAM
from kybao.composing.models import Report
from kybao.filing.models import Obligation
from kybao.filing.receiving import receive
from kybao.filing.reviewing import send_back
from kybao.people.models import Account, HistoryEntry
from kybao.reminding.hours import CLOSES, OPENS, earlier_within, later_within, within_hours
from kybao.reminding.models import Message, Occasion, Reminder, ReminderPlan
from kybao.reminding.scheduling import run
from kybao.reminding.steps import step_due, steps_of

At = Callable[[str], datetime]
DUE = datetime(2022, 1, 17, 17, tzinfo=VIETNAM)  # a Monday


def test_the_steps_of_the_default_plan() -> None:
    steps = steps_of(ReminderPlan(), DUE)
    assert [(step.name, f"{step.at:%d/%m %H:%M}", step.occasion.name) for step in steps] == [
        ("truoc-3-ngay", "14/01 08:00", "BEFORE"),
        ("truoc-1-ngay", "14/01 08:00", "BEFORE"),  # Sunday's goes back to Friday
        ("truoc-1-gio", "17/01 16:00", "BEFORE"),
        ("sau-1", "18/01 08:00", "AFTER"),
        ("sau-2", "19/01 08:00", "AFTER"),
        ("sau-3", "20/01 08:00", "ESCALATED"),
        ("sau-4", "21/01 08:00", "ESCALATED"),
        ("sau-5", "24/01 08:00", "ESCALATED"),
    ]


def test_after_a_deadline_before_tet_the_first_reminder_is_after_tet() -> None:
    due = datetime(2022, 1, 28, 17, tzinfo=VIETNAM)
    assert f"{steps_of(ReminderPlan(days_before=[], hours_before=[]), due)[0].at:%d/%m %H:%M}" == "07/02 08:00"


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("13 12:00", None),  # the first step has not come
        ("14 07:59", None),
        ("14 08:00", "truoc-1-ngay"),  # two steps at once: the later one alone
        ("15 10:00", None),  # Saturday
        ("17 10:00", "truoc-1-ngay"),  # missed on Friday, and still true
        ("17 16:00", "truoc-1-gio"),
        ("17 17:00", None),  # the deadline itself: nothing to say before it any more
        ("17 17:20", None),
        ("18 08:00", "sau-1"),
        ("18 20:00", None),  # night
        ("19 07:30", "sau-1"),  # yesterday's was missed, today's has not come
        ("20 08:00", "sau-3"),
        ("24 09:00", "sau-5"),
        ("25 07:59", "sau-5"),
        ("25 08:00", None),  # the last one's day is over
        ("02-17 09:00", None),
    ],
)
def test_the_step_that_is_due(at: At, now: str, step: str | None) -> None:
    found = step_due(steps_of(ReminderPlan(), DUE), DUE, at(now))
    assert (found.name if found else None) == step


@given(st.datetimes(datetime(2022, 1, 1), datetime(2026, 12, 31)), st.times())
def test_no_step_is_at_night_or_on_a_day_off(day: datetime, clock: time) -> None:
    due = datetime.combine(day.date(), clock, VIETNAM)
    for step in steps_of(ReminderPlan(), due):
        assert is_working_day(step.at.date())
        assert OPENS <= step.at.timetz().replace(tzinfo=None) <= CLOSES
        assert (step.at <= due) == (step.occasion is Occasion.BEFORE) or step.at == due


@given(st.datetimes(datetime(2022, 1, 1), datetime(2026, 12, 31)))
def test_hours_move_only_as_far_as_they_must(moment: datetime) -> None:
    here = moment.replace(tzinfo=VIETNAM)
    earlier, later = earlier_within(here), later_within(here)
    assert within_hours(earlier)
    assert within_hours(later)
    assert earlier <= here <= later
    assert (earlier == here) == (later == here) == within_hours(here)


def test_only_who_has_not_filed_is_reminded_and_once(committee: Any, at: At) -> None:
    now = at("14 08:00")
    sent = run(now)
    assert [(one.obligation.unit.code, one.step, one.by) for one in sent] == [("y-te", "truoc-1-ngay", "tự động")]
    assert run(now) == []
    assert run(now + timedelta(hours=3)) == []
    assert {one.account.username for one in Message.objects.all()} == {"reporter", "second"}
    assert HistoryEntry.objects.filter(action="reminding.reminded").count() == 1


def test_a_month_of_runs_every_five_minutes(committee: Any, at: At) -> None:
    now = at("10 00:00")
    while now < at("28 00:00"):
        run(now)
        now += timedelta(minutes=30)
    assert [(one.step, f"{one.at.astimezone(VIETNAM):%d %H:%M}") for one in Reminder.objects.order_by("at")] == [
        ("truoc-1-ngay", "14 08:00"),
        ("truoc-1-gio", "17 16:00"),
        ("sau-1", "18 08:00"),
        ("sau-2", "19 08:00"),
        ("sau-3", "20 08:00"),
        ("sau-4", "21 08:00"),
        ("sau-5", "24 08:00"),
    ]


def told(reminder: Reminder) -> set[str]:
    return {one.account.username for one in reminder.deliveries.all()}


def test_leaders_are_told_from_the_third_day_on(committee: Any, at: At) -> None:
    (second,) = run(at("19 08:00"))
    (third,) = run(at("20 08:00"))
    assert told(second) == {"reporter", "second"}
    assert told(third) == {"reporter", "second", "head", "leader"}
    assert third.subject == "Phòng Y tế chưa nộp báo cáo tháng 01 năm 2022: quá hạn 3 ngày"


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"tell_unit_leader": False}, {"reporter", "second", "leader"}),
        ({"tell_committee_leader": False}, {"reporter", "second", "head"}),
        ({"escalate_after": 0}, {"reporter", "second"}),
    ],
)
def test_who_is_told_is_set_by_the_plan(committee: Any, at: At, changed: dict[str, Any], names: set[str]) -> None:
    ReminderPlan.objects.create(regime=committee.regime, **changed)
    (third,) = run(at("20 08:00"))
    assert told(third) == names


def test_a_plan_that_is_off_reminds_nobody(committee: Any, at: At) -> None:
    ReminderPlan.objects.create(regime=committee.regime, automatic=False)
    assert run(at("18 08:00")) == []


def test_who_files_is_left_in_peace_and_who_was_returned_is_not(committee: Any, at: At) -> None:
    receive(committee.owed["y-te"], "Đã khám 100 lượt.".encode(), "y-te.md")
    assert run(at("18 08:00")) == []
    send_back(committee.owed["van-hoa"].submissions.get(), "Thiếu số liệu.")
    assert [one.obligation.unit.code for one in run(at("18 09:00"))] == ["van-hoa"]


def test_an_issued_report_ends_reminding(committee: Any, at: At) -> None:
    Report.objects.create(regime=committee.regime, period=Period.parse("2022-01"), status=Report.Status.ISSUED)
    assert run(at("18 08:00")) == []


def test_where_nobody_has_an_account_nothing_is_opened_or_sent(committee: Any, at: At) -> None:
    Account.objects.update(is_active=False)
    assert run(at("18 08:00")) == []
    assert run(at("02-16 08:00")) == []
    assert not Obligation.objects.filter(period="2022-02").exists()


def test_the_current_period_opens_by_itself_and_is_reminded(committee: Any, at: At) -> None:
    sent = run(at("02-14 08:00"))
    assert {(str(one.obligation.period), one.obligation.unit.code) for one in sent} == {
        ("2022-02", "y-te"),
        ("2022-02", "van-hoa"),
    }


def test_a_period_that_is_due_already_does_not_open_by_itself(committee: Any, at: At) -> None:
    assert run(at("02-18 08:00")) == []
    assert not Obligation.objects.filter(period="2022-02").exists()


def test_a_regime_that_does_not_remind_by_itself_opens_nothing(committee: Any, at: At) -> None:
    ReminderPlan.objects.create(regime=committee.regime, automatic=False)
    run(at("02-14 08:00"))
    assert not Obligation.objects.filter(period="2022-02").exists()


def test_nobody_is_chased_for_what_was_due_before_they_came(committee: Any, at: At) -> None:
    Account.objects.update(created_at=at("18 07:00"))
    assert run(at("18 08:00")) == []
    Account.objects.filter(username="second").update(created_at=at("17 16:00"))
    assert len(run(at("18 08:00"))) == 1
