"""The steps of a plan for one deadline, and the one that is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kybao.calendar import working_days_after
from kybao.calendar.deadline import VIETNAM
from kybao.reminding.hours import earlier_within, later_within, within_hours
from kybao.reminding.models import Occasion, ReminderPlan

_FRESH = timedelta(days=1)  # after the last step's moment nobody is reminded for it any more


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder of a plan: its name within the obligation, its moment and its occasion."""

    name: str
    at: datetime
    occasion: Occasion


def steps_of(plan: ReminderPlan, due_at: datetime) -> list[Step]:
    """The steps for a deadline in the order of their moments. Those before it move back into office hours, which may bring
    two to the same moment; those after it fall on the working days that follow."""
    due = due_at.astimezone(VIETNAM)
    before = [
        Step(
            f"truoc-{days}-ngay", datetime.combine(due.date() - timedelta(days=days), plan.at, VIETNAM), Occasion.BEFORE
        )
        for days in plan.days_before
    ]
    before += [Step(f"truoc-{hours}-gio", due - timedelta(hours=hours), Occasion.BEFORE) for hours in plan.hours_before]
    after = [
        Step(
            f"sau-{count}",
            datetime.combine(working_days_after(due.date(), count), plan.at, VIETNAM),
            Occasion.ESCALATED if 0 < plan.escalate_after <= count else Occasion.AFTER,
        )
        for count in range(1, plan.days_after + 1)
    ]
    moved = [Step(step.name, earlier_within(step.at), step.occasion) for step in before]
    moved += [Step(step.name, later_within(step.at), step.occasion) for step in after]
    return sorted(moved, key=lambda step: step.at)


def step_due(steps: Sequence[Step], due_at: datetime, now: datetime) -> Step | None:
    """The step to send now: the last whose moment has come, as long as it still says what is so. None at night, on days off,
    and where its time is over. Steps that were missed meanwhile are not made up for."""
    if not within_hours(now):
        return None
    come = [step for step in steps if step.at <= now]
    if not come:
        return None
    last = come[-1]
    if last.occasion is Occasion.BEFORE:
        return last if now < due_at else None
    return last if now - last.at < _FRESH or last is not steps[-1] else None
