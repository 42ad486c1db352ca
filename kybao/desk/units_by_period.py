"""An indicator's values in the period, one row a unit, one column a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kybao.calendar import Period
from kybao.filing.models import Fact
from kybao.registry.models import Unit

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


def units_by_period(facts: Sequence[Fact], years: frozenset[int]) -> UnitsByPeriod:
    values: dict[tuple[int, Period], Fact] = {}
    for fact in facts:
        if not fact.comparison and fact.basis in (Fact.Basis.ACTUAL, Fact.Basis.ESTIMATE) and fact.period.year in years:
            values.setdefault((fact.unit_id, fact.period), fact)
    periods = tuple(sorted({period for _, period in values}))[-_MOST:]
    units = {fact.unit_id: fact.unit for fact in values.values()}
    ordered = sorted(units.values(), key=lambda unit: (unit.list_number or 0, unit.code))
    rows = (UnitRow(unit, tuple(values.get((unit.pk, period)) for period in periods)) for unit in ordered)
    return UnitsByPeriod(periods, tuple(row for row in rows if any(row.cells)))
