"""An indicator's values in the period, one row a unit, one column a period."""

from __future__ import annotations

from dataclasses import dataclass

from kybao.calendar import Kind, Period
from kybao.exchange.values import counting_facts
from kybao.filing.models import Fact, FactQuerySet
from kybao.registry.models import Indicator, Unit

_IN_PERIOD = (Fact.Basis.ACTUAL, Fact.Basis.ESTIMATE)
_MOST = 13  # columns: a year, and the same period of the year before


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit: Unit
    cells: tuple[Fact | None, ...]


@dataclass(frozen=True, slots=True)
class UnitsByPeriod:
    """The newest periods, newest last."""

    periods: tuple[Period, ...]
    rows: tuple[UnitRow, ...]


def units_by_period(
    facts: FactQuerySet, indicator: Indicator, kind: Kind | None, years: frozenset[int]
) -> UnitsByPeriod:
    values_in_period = facts.filter(indicator=indicator, comparison="", basis__in=_IN_PERIOD)
    known = values_in_period.order_by().values_list("period", flat=True).distinct()
    periods = tuple(sorted(period for period in known if period.kind is kind and period.year in years))[-_MOST:]
    found = (
        counting_facts(values_in_period)
        .filter(period__in=periods)
        .select_related("indicator", "unit", "submission__obligation__unit")
        .defer("submission__document_data")
        .order_by("submission_id", "block", "start", "pk")
    )
    values: dict[tuple[int, Period], Fact] = {}
    for fact in found:
        values.setdefault((fact.unit_id, fact.period), fact)
    units = {fact.unit_id: fact.unit for fact in values.values()}
    ordered = sorted(units.values(), key=lambda unit: (unit.list_number or 0, unit.code))
    rows = (UnitRow(unit, tuple(values.get((unit.pk, period)) for period in periods)) for unit in ordered)
    return UnitsByPeriod(periods, tuple(rows))
