"""The reminders that send themselves: each step of a plan once, however often this runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from kybao.calendar.deadline import VIETNAM
from kybao.composing.models import Report
from kybao.filing.models import Obligation
from kybao.filing.obliging import open_current
from kybao.people.acting import Actor, acting
from kybao.people.models import Membership
from kybao.people.policy import Role
from kybao.reminding.hours import within_hours
from kybao.reminding.models import Reminder, ReminderPlan
from kybao.reminding.recipients import Recipients
from kybao.reminding.sending import open_obligations, send
from kybao.reminding.steps import Step, step_due, steps_of
from kybao.working.kinds import Effect

BY_ITSELF = Actor("tự động")
_AROUND = timedelta(days=60)  # deadlines so far from now are not looked at


def send_due(_: Mapping[str, Any]) -> Effect:
    """The recurring job."""

    def effect() -> list[Reminder]:
        return run(timezone.now())

    return effect


@transaction.atomic
def run(now: datetime) -> list[Reminder]:
    """Sends what is due now, and says what was sent. Opens the current period where there is somebody to be reminded."""
    if not within_hours(now):
        return []
    open_current(_reporting_units(), now.astimezone(VIETNAM).date())
    around = Obligation.objects.filter(due_at__range=(now - _AROUND, now + _AROUND), unit__in=_reporting_units())
    due = _due(around.order_by("pk").values_list("pk", "regime", "due_at"), now)
    issued = set(Report.objects.filter(status=Report.Status.ISSUED).values_list("regime", "period"))
    plans = _plans()
    owed = [
        one
        for one in open_obligations(Obligation.objects.select_for_update(of=("self",)).filter(pk__in=due))
        if (one.regime_id, one.period) not in issued
    ]
    had = set(Reminder.objects.filter(obligation__in=due).exclude(step="").values_list("obligation", "step"))
    recipients = Recipients.among(owed)
    sent = []
    with acting(BY_ITSELF):
        for obligation in owed:
            step, plan = due[obligation.pk], plans.get(obligation.regime_id) or ReminderPlan(regime=obligation.regime)
            told = recipients.of(obligation, step.occasion, plan)
            if told and (obligation.pk, step.name) not in had:
                sent.append(send(obligation, step.occasion, step.name, told, now))
    return sent


def _due(rows: Any, now: datetime) -> dict[int, Step]:
    """The step that is due, by obligation."""
    plans = _plans()
    default = ReminderPlan()
    found = {}
    for obligation, regime, due_at in rows:
        plan = plans.get(regime, default)
        step = step_due(steps_of(plan, due_at), due_at, now) if plan.automatic else None
        if step is not None:
            found[obligation] = step
    return found


def _plans() -> dict[int, ReminderPlan]:
    return {plan.regime_id: plan for plan in ReminderPlan.objects.all()}


def _reporting_units() -> list[int]:
    """Units with somebody to be reminded."""
    held = Membership.objects.filter(role=Role.REPORTER, account__is_active=True)
    return list(held.values_list("unit", flat=True).distinct())
