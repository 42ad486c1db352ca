"""The facts of a month as a table: one row an indicator and unit, one column a kind of value, by sector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from kybao.calendar import Period
from kybao.filing.models import Fact, FactQuerySet
from kybao.registry.models import Indicator, Unit

_Basis, _Comparison = Fact.Basis, Fact.Comparison
_PLANS = (_Basis.PLAN, _Basis.PLAN_PROVINCE, _Basis.PLAN_COUNCIL)
_SAME_PERIOD = (_Comparison.PERCENT_OF_SAME_PERIOD, _Comparison.CHANGE_ON_SAME_PERIOD)


@dataclass(frozen=True, slots=True)
class Column:
    """`takes` says which facts of the period (`now`) or of the same period last year stand in it."""

    title: str
    takes: Callable[[Fact, bool], bool]


COLUMNS = (
    Column("Trong kỳ", lambda f, now: now and not f.comparison and f.basis in (_Basis.ACTUAL, _Basis.ESTIMATE)),
    Column("Luỹ kế", lambda f, now: now and not f.comparison and f.basis == _Basis.YEAR_TO_DATE),
    Column("Cùng kỳ năm trước", lambda f, now: not now and not f.comparison and f.basis not in _PLANS),
    Column("So cùng kỳ", lambda f, now: now and f.comparison in _SAME_PERIOD),
    Column("Kế hoạch", lambda f, now: now and not f.comparison and f.basis in _PLANS),
    Column("% kế hoạch", lambda f, now: now and f.comparison == _Comparison.PERCENT_OF_PLAN),
    Column(
        "So sánh khác",
        lambda f, now: now and f.comparison not in ("", _Comparison.PERCENT_OF_PLAN, *_SAME_PERIOD),
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` stand under the columns in order; a cell holds every value that belongs there."""

    indicator: Indicator
    unit: Unit
    cells: tuple[tuple[Fact, ...], ...]


@dataclass(frozen=True, slots=True)
class Sector:
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """Only the columns that hold something in the period."""

    columns: tuple[Column, ...]
    sectors: tuple[Sector, ...]
    row_count: int


def indicator_table(facts: FactQuerySet, period: Period) -> IndicatorTable:
    """All indicators that have one of these figures in the period; the previous year's stand beside them."""
    found = (
        facts.filter(period__in=[period, period.same_last_year()])
        .select_related("indicator", "unit", "submission__obligation__unit")
        .defer("submission__document_data")
        .order_by("indicator__position", "indicator__code", "unit__list_number", "unit__code", "pk")
    )
    gathered = [(key, list(group)) for key, group in groupby(found, lambda fact: (fact.indicator, fact.unit))]
    present = [(key, own) for key, own in gathered if any(fact.period == period for fact in own)]
    columns = tuple(column for column in COLUMNS if any(_cell(column, own, period) for _, own in present))
    sectors: dict[str, list[Row]] = {}
    for (indicator, unit), own in present:
        row = Row(indicator, unit, tuple(_cell(column, own, period) for column in columns))
        sectors.setdefault(indicator.sector, []).append(row)
    return IndicatorTable(columns, tuple(Sector(name, tuple(rows)) for name, rows in sectors.items()), len(present))


def _cell(column: Column, facts: list[Fact], period: Period) -> tuple[Fact, ...]:
    """A value that is stated in several places stands once, where it is stated first."""
    taken = [fact for fact in facts if column.takes(fact, fact.period == period)]
    first = {(fact.basis, fact.comparison, fact.value): fact for fact in reversed(taken)}
    return tuple(fact for fact in taken if first[fact.basis, fact.comparison, fact.value] is fact)
