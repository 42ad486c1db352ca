"""Who owes what for a period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kybao.calendar import Kind, Period
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


def open_current(units: Iterable[int], today: date) -> None:
    """Makes the obligations of the periods that a day falls in, under the regimes of the bodies above these units (by
    primary key). Where the period is open already nothing is written."""
    receivers = Unit.objects.filter(pk__in=units).values("parent")
    for regime in Regime.objects.filter(receiver__in=receivers):
        period = period_on(Kind(regime.frequency), today)
        if period is not None and not regime.obligations.filter(period=period).exists():
            oblige(regime, period)


def period_on(kind: Kind, day: date) -> Period | None:
    """The period of a kind that a day falls in; None where there is none.

    >>> str(period_on(Kind.QUARTER, date(2022, 5, 3))), period_on(Kind.NINE_MONTHS, date(2022, 10, 1))
    ('2022-Q2', None)
    """
    if kind is Kind.AD_HOC:
        return None
    periods = (Period(kind, day.year, number) for number in range(1, _PER_YEAR[kind] + 1))
    return next((period for period in periods if period.first <= day <= period.last), None)


_PER_YEAR = {Kind.MONTH: 12, Kind.QUARTER: 4, Kind.HALF_YEAR: 2, Kind.NINE_MONTHS: 1, Kind.YEAR: 1}


def obligation_of(regime: Regime, unit_code: str, period: Period) -> Obligation:
    """What one unit owes for a period. Raises `NoObligation` where the code is none of the regime's units."""
    obligations = {obligation.unit.code: obligation for obligation in oblige(regime, period)}
    if unit_code not in obligations:
        known = Unit.objects.filter(code=unit_code).first()
        why = f"{known} không thuộc chế độ báo cáo này" if known else f"không có đơn vị nào mang mã “{unit_code}”"
        raise NoObligation(f"Không nộp được: {why}. Các mã đơn vị: {', '.join(sorted(obligations))}.")
    return obligations[unit_code]
