"""Who owes what for a period."""

from __future__ import annotations

from kybao.calendar import Period
from kybao.filing.models import Obligation
from kybao.registry.models import Regime, Unit
from kybao.registry.units import children_on


class NoObligation(LookupError):
    """A unit that owes nothing under a regime; its message is Vietnamese."""


def oblige(regime: Regime, period: Period) -> list[Obligation]:
    """The period's obligations of all units that stood under the regime's receiver at its end; those that are missing are made."""
    due_at = regime.version_for(period).due(period)
    Obligation.objects.bulk_create(
        [
            Obligation(regime=regime, unit=unit, period=period, due_at=due_at)
            for unit in children_on(regime.receiver, period.last)
        ],
        ignore_conflicts=True,
    )
    return list(regime.obligations.filter(period=period).select_related("unit"))


def obligation_of(regime: Regime, unit_code: str, period: Period) -> Obligation:
    """What one unit owes for a period. Raises `NoObligation` where the code is none of the regime's units."""
    obligations = {obligation.unit.code: obligation for obligation in oblige(regime, period)}
    if unit_code not in obligations:
        known = Unit.objects.filter(code=unit_code).first()
        why = f"{known} không thuộc chế độ báo cáo này" if known else f"không có đơn vị nào mang mã “{unit_code}”"
        raise NoObligation(f"Không nộp được: {why}. Các mã đơn vị: {', '.join(sorted(obligations))}.")
    return obligations[unit_code]
