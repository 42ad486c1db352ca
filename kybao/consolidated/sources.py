"""What a consolidated table is made of: the values that count, of the periods and indicators asked for, and units through time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kybao.calendar import Kind, Period
from kybao.consolidating import Span, Succession, Units
from kybao.consolidating.slots import slot_rows
from kybao.exchange.values import values_of
from kybao.filing.models import Fact, FactQuerySet
from kybao.registry.history import History
from kybao.registry.models import Indicator
from kybao.registry.recording import recorded
from kybao.registry.units import SpanRow, span_rows, succession_rows

PLANS = (Fact.Basis.PLAN_PROVINCE, Fact.Basis.PLAN, Fact.Basis.PLAN_COUNCIL)
DONE = (Fact.Basis.ACTUAL, Fact.Basis.ESTIMATE)
_DAY = timedelta(days=1)
# What can't be added up is only known of the unit that reported it: no numerator and denominator are recorded.
_KINDS = {Indicator.Kind.RATIO.value: "index"}


@dataclass(frozen=True, slots=True)
class Sources:
    """`facts` are values, one of each unit, indicator, period and basis; `history` tells the units' names and kinds."""

    facts: tuple[Fact, ...]
    indicators: tuple[Indicator, ...]
    units: Units
    history: History

    def fact_rows(self, indicators: Iterable[str]) -> list[dict[str, Any]]:
        """Rows of `consolidating.schema.FACTS`. A plan that a month's report repeats is the year's; the latest counts."""
        wanted = frozenset(indicators)
        rows: dict[tuple[str, ...], dict[str, Any]] = {}
        for fact in self.facts:
            code, plan = fact.indicator.code, fact.basis in PLANS
            if code in wanted and (plan or fact.basis in DONE):
                period = Period(Kind.YEAR, fact.period.year) if plan else fact.period
                key = {"unit": fact.unit.code, "indicator": code, "period": str(period), "basis": fact.basis}
                rows[tuple(key.values())] = {**key, "breakdown": "", "value": fact.value}
        return list(rows.values())

    def indicator_rows(self, indicators: Iterable[str]) -> list[dict[str, Any]]:
        """Rows of `consolidating.schema.INDICATORS`."""
        wanted = frozenset(indicators)
        return [
            {
                "indicator": one.code,
                "kind": _KINDS.get(one.kind, one.kind),
                "parent": one.parent.code if one.parent and one.parent.code in wanted else None,
                "indicator_group": one.sector,
            }
            for one in self.indicators
            if one.code in wanted
        ]

    def unit_rows(self) -> list[dict[str, Any]]:
        return [
            {"unit": one.unit, "parent": one.parent, "first": one.first, "last": one.last} for one in self.units.spans
        ]

    def lineage_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "from_unit": one.from_unit,
                "to_unit": one.to_unit,
                "date": one.date,
                "indicator_group": one.group,
                "share": one.share,
            }
            for one in self.units.successions
        ]


def sources(facts: FactQuerySet, indicators: Iterable[Indicator], periods: Iterable[Period]) -> Sources:
    """The values of some indicators that stand behind these periods, the same periods last year and the year to date."""
    indicators = tuple(indicators)
    found = facts.filter(
        indicator__in=[one.pk for one in indicators],
        period__in=[str(one) for one in periods_behind(periods)],
        basis__in=[*DONE, *PLANS],
    )
    return Sources(tuple(values_of(found)), indicators, units_through_time(), recorded())


def units_through_time() -> Units:
    """All units and successions, as `consolidating` takes them."""
    spans = [Span(row["unit"], row["parent"], row["first"], row["last"]) for row in _under_the_living(span_rows())]
    names = ("from_unit", "to_unit", "date", "indicator_group", "share")
    return Units(spans, [Succession(*(row[name] for name in names)) for row in succession_rows()])  # type: ignore[literal-required]


def periods_behind(periods: Iterable[Period]) -> set[Period]:
    """The months whose values the figures of `periods` are made of, and the periods and years whose plans they meet."""
    periods = tuple(periods)
    months = {Period.parse(row["part"]) for row in slot_rows(periods, [Kind.MONTH])}
    return months | set(periods) | {Period(Kind.YEAR, one.year) for one in periods}


def _under_the_living(rows: Iterable[SpanRow]) -> Iterator[SpanRow]:
    """A unit whose parent ended, and of which nobody recorded where it went, stands alone from then on."""
    rows = list(rows)
    lives: dict[str, list[tuple[date, date]]] = {}
    for row in rows:
        lives.setdefault(row["unit"], []).append((row["first"] or date.min, row["last"] or date.max))
    for row in rows:
        yield from _cut(row, lives) if row["parent"] else (row,)


def _cut(row: SpanRow, lives: Mapping[str, list[tuple[date, date]]]) -> Iterator[SpanRow]:
    at, end = row["first"] or date.min, row["last"] or date.max
    for first, last in sorted(lives.get(row["parent"] or "", [])):
        if last < at or first > end:
            continue
        if first > at:
            yield _span(row["unit"], None, at, first - _DAY)
        yield _span(row["unit"], row["parent"], max(at, first), min(end, last))
        if last >= end:
            return
        at = last + _DAY
    yield _span(row["unit"], None, at, end)


def _span(unit: str, parent: str | None, first: date, last: date) -> SpanRow:
    return SpanRow(
        unit=unit,
        parent=parent,
        first=None if first == date.min else first,
        last=None if last == date.max else last,
    )
