"""Who owes what for a period."""

from __future__ import annotations

from kybao.calendar import Period
from kybao.filing.models import Obligation
from kybao.registry.models import Regime


def oblige(regime: Regime, period: Period) -> list[Obligation]:
    """The period's obligations of all units under the regime's receiver; those that are missing are made."""
    due_at = regime.deadline.due(period)
    Obligation.objects.bulk_create(
        [Obligation(regime=regime, unit=unit, period=period, due_at=due_at) for unit in regime.receiver.children.all()],
        ignore_conflicts=True,
    )
    return list(regime.obligations.filter(period=period).select_related("unit"))
