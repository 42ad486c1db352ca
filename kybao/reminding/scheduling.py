"""The reminders that send themselves: each step of a plan once, however often this runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from kybao.calendar import Kind
from kybao.calendar.deadline import VIETNAM
from kybao.composing.models import Report
from kybao.filing.models import Obligation
from kybao.filing.obliging import oblige, period_on
from kybao.people.acting import Actor, acting
from kybao.people.models import Account, Membership
from kybao.people.policy import Role
from kybao.registry.models import Regime, Unit
from kybao.reminding.hours import within_hours
from kybao.reminding.models import Occasion, Reminder, ReminderPlan
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
    """Sends what is due now, and says what was sent."""
    if not within_hours(now):
        return []
    plans = _plans()
    _open_current(now, plans)
    around = Obligation.objects.filter(due_at__range=(now - _AROUND, now + _AROUND), unit__in=_reporting_units())
    due = _due(around.order_by("pk").values_list("pk", "regime", "due_at"), now, plans)
    issued = set(Report.objects.filter(status=Report.Status.ISSUED).values_list("regime", "period"))
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
            step = due[obligation.pk]
            told = recipients.of(
                obligation, plans[obligation.regime_id] if step.occasion is Occasion.ESCALATED else None
            )
            if told and (obligation.pk, step.name) not in had and _was_there(told, obligation, step):
                sent.append(send(obligation, step.occasion, step.name, told, now))
    return sent


def _open_current(now: datetime, plans: Mapping[int, ReminderPlan]) -> None:
    """The current period of each regime that reminds by itself opens, where there is somebody to remind and it is not due
    already: a committee that begins in the middle of a month is not behind with it."""
    receivers = Unit.objects.filter(pk__in=_reporting_units()).values("parent")
    for regime in Regime.objects.filter(receiver__in=receivers):
        period = period_on(Kind(regime.frequency), now.astimezone(VIETNAM).date())
        if period is None or not plans[regime.pk].automatic:
            continue
        if now < regime.version_for(period).due(period) and not regime.obligations.filter(period=period).exists():
            oblige(regime, period)


def _was_there(told: list[Account], obligation: Obligation, step: Step) -> bool:
    """Nobody is chased for what was due before any of those told had an account."""
    return step.occasion is Occasion.BEFORE or any(account.created_at <= obligation.due_at for account in told)


def _due(rows: Any, now: datetime, plans: Mapping[int, ReminderPlan]) -> dict[int, Step]:
    """The step that is due, by obligation."""
    found = {}
    for obligation, regime, due_at in rows:
        plan = plans[regime]
        step = step_due(steps_of(plan, due_at), due_at, now) if plan.automatic else None
        if step is not None:
            found[obligation] = step
    return found


def _plans() -> Mapping[int, ReminderPlan]:
    """Each regime's plan; of one that has none, that of the defaults."""
    return defaultdict(ReminderPlan, {plan.regime_id: plan for plan in ReminderPlan.objects.all()})


def _reporting_units() -> list[int]:
    """Units with somebody to be reminded."""
    held = Membership.objects.filter(role=Role.REPORTER, account__is_active=True)
    return list(held.values_list("unit", flat=True).distinct())
