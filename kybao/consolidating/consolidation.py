"""`Consolidation`: tables in, consolidated figures out, on whichever engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import ibis
import ibis.expr.types as ir

from kybao.calendar import Kind as PeriodKind
from kybao.calendar import Period
from kybao.consolidating import figures
from kybao.consolidating.engines import Engine
from kybao.consolidating.paths import paths
from kybao.consolidating.schema import INDICATORS, TOTAL, ConsolidationError, Kind, Row
from kybao.consolidating.slots import PLAN_PERIODS, SLOTS, plan_periods, slot_rows
from kybao.consolidating.totals import Sources, actual_totals, plan_totals
from kybao.consolidating.units import Span, Succession, Units

_PAIRS = ibis.schema({"unit": "string", "upper": "string"})
_DESCRIBED = ibis.schema({**INDICATORS, "share_group": "string", "rolls": "boolean"})


@dataclass(frozen=True, slots=True)
class Figures:
    """What was asked, as tables that the engine holds: see `figures` for their columns."""

    wide: ir.Table
    compared: ir.Table
    plans: ir.Table
    filed: ir.Table


class Consolidation:
    """Facts with the units, indicators and successions that give them their place; all tables as in `schema`.

    `units`, `indicators` and `lineage` are read into memory (tens of thousands of rows at most); `facts` and `expected` are
    only ever named in expressions.
    `totals`, those of `snapshot`, save computing them again. Raises `ConsolidationError` for what can't be consolidated.
    """

    def __init__(
        self,
        engine: Engine,
        facts: ir.Table,
        units: ir.Table,
        indicators: ir.Table,
        lineage: ir.Table | None = None,
        expected: ir.Table | None = None,
        totals: ir.Table | None = None,
    ) -> None:
        self.totals = totals
        self.engine = engine
        self.facts = facts
        self.expected = expected
        self.units = Units(
            _spans(engine.rows(units)), _successions(engine.rows(lineage)) if lineage is not None else ()
        )
        self.indicators = {row["indicator"]: row for row in engine.rows(indicators)}
        for row in self.indicators.values():
            _check_indicator(row, self.indicators)

    def figures(
        self,
        periods: Iterable[Period],
        *,
        units: Iterable[str] | None = None,
        indicators: Iterable[str] | None = None,
        breakdowns: bool = False,
        on: date | None = None,
    ) -> Figures:
        """The figures of these units (None: all) and indicators (None: all) for `periods`, restated on the units of day `on`.

        Totals over units are computed at once and kept; the tables given back are made from them when they are read.
        """
        periods = tuple(dict.fromkeys(periods))
        wanted = None if units is None else frozenset(units)
        plan_parts = [(plan, each) for period in periods for plan in plan_periods(period) for each in self._frequencies]
        parts, planned = self._parts(periods), tuple(dict.fromkeys(plan_parts))
        sources = self._sources(parts, planned, periods, wanted, self.chosen(indicators), breakdowns=breakdowns, on=on)
        slots = self.engine.table(slot_rows(periods, self._frequencies), SLOTS)
        totals, plans = self._totals(sources, wanted, restated=on is not None)
        values = figures.slot_values(totals, sources.indicators, slots)
        wide = self.engine.kept(figures.side_by_side(values))
        measured = [
            {"period": str(period), "plan_period": str(plan), "of_year": of_year}
            for period in periods
            for plan, of_year in plan_periods(period).items()
        ]
        filed = self.facts.filter(
            (self.facts.basis == "actual") & self.facts.period.isin([str(each) for each in periods])
        )
        reported = {str(part) for part, _ in parts}
        return Figures(
            wide,
            figures.compared(wide, sources.indicators, sources.paths.seats),
            figures.against_plans(wide, plans, self.engine.table(measured, PLAN_PERIODS)),
            figures.against_filed(wide, filed.filter(~filed.period.isin(sorted(reported)))),
        )

    def totals_of(
        self, parts: Sequence[Period], units: frozenset[str] | None = None, indicators: frozenset[str] | None = None
    ) -> ir.Table:
        """`TOTALS` of what was reported and planned for `parts` themselves, breakdowns too; basis "" for what was done."""
        reported = [(part, frequency) for part in parts for frequency in self._frequencies if frequency is part.kind]
        planned = [(part, frequency) for part in parts for frequency in self._frequencies]
        sources = self._sources(reported, planned, parts, units, indicators, breakdowns=True, on=None)
        return actual_totals(sources).union(plan_totals(sources))

    def over(self, facts: ir.Table) -> Consolidation:
        """The same over other `facts`."""
        other = copy(self)
        other.facts = facts
        return other

    def chosen(self, indicators: Iterable[str] | None) -> frozenset[str] | None:
        """The indicators asked for, with those that they are made of or part of."""
        if indicators is None:
            return None
        found: set[str] = set()
        todo = list(indicators)
        while todo:
            code = todo.pop()
            if code not in self.indicators:
                raise ConsolidationError(f"Không có chỉ tiêu “{code}”. Hãy kiểm tra mã chỉ tiêu.")
            if code not in found:
                found.add(code)
                row = self.indicators[code]
                todo += [row[name] for name in ("numerator", "denominator", "weight", "parent") if row[name]]
        return frozenset(found)

    def _totals(self, sources: Sources, units: frozenset[str] | None, *, restated: bool) -> tuple[ir.Table, ir.Table]:
        if self.totals is None or restated:
            return self.engine.kept(actual_totals(sources)), plan_totals(sources)
        stored = self.totals.semi_join(sources.indicators, "indicator")
        if units is not None:
            stored = stored.filter(stored.unit.isin(sorted(units)))
        if not sources.breakdowns:
            stored = stored.filter(stored.breakdown == TOTAL)
        return (
            stored.filter(stored.basis == "").semi_join(sources.paths.parts, "part"),
            stored.filter(stored.basis != "").semi_join(sources.paths.plan_parts, "part"),
        )

    def _sources(
        self,
        parts: Sequence[tuple[Period, PeriodKind]],
        plans: Sequence[tuple[Period, PeriodKind]],
        periods: Sequence[Period],
        units: frozenset[str] | None,
        indicators: frozenset[str] | None,
        *,
        breakdowns: bool,
        on: date | None,
    ) -> Sources:
        """What the totals of `parts` and of the plans for `plans` are made of."""
        reach = paths(self.engine, self.units, parts, plans, periods, units, on)
        if self.expected is not None:
            self._check_expected(reach.parts)
        described = self._described(indicators, restated=on is not None)
        averages = any(row["kind"] == Kind.AVERAGE and row["rolls"] for row in described)
        facts = self._between((*parts, *plans))
        if indicators is not None:
            facts = facts.filter(facts.indicator.isin(sorted(row["indicator"] for row in described)))
        return Sources(facts, self.engine.table(described, _DESCRIBED), reach, self.expected, breakdowns, averages)

    @cached_property
    def _frequencies(self) -> tuple[PeriodKind, ...]:
        return tuple(sorted({PeriodKind(row["frequency"] or PeriodKind.MONTH) for row in self.indicators.values()}))

    def _parts(self, periods: Iterable[Period]) -> list[tuple[Period, PeriodKind]]:
        rows = slot_rows(periods, self._frequencies)
        return [
            (Period.parse(part), PeriodKind(kind))
            for part, kind in dict.fromkeys((r["part"], r["frequency"]) for r in rows)
        ]

    def _between(self, parts: Sequence[tuple[Period, PeriodKind]]) -> ir.Table:
        """The facts of the years asked for, a condition that Parquet files are skipped by."""
        years = [part.year for part, _ in parts]
        if not years:
            return self.facts
        return self.facts.filter((self.facts.period >= f"{min(years)}") & (self.facts.period < f"{max(years) + 1}"))

    def _described(self, indicators: frozenset[str] | None, *, restated: bool) -> list[Row]:
        groups = self.units.groups() if restated else frozenset()
        return [
            {
                **row,
                "factor": row["factor"] if row["factor"] is not None else 1,
                "frequency": row["frequency"] or PeriodKind.MONTH.value,
                "share_group": row["indicator_group"] if row["indicator_group"] in groups else "",
                "rolls": row["kind"] in (Kind.FLOW, Kind.STOCK)
                or (row["kind"] == Kind.AVERAGE and bool(row["weight"])),
            }
            for code, row in self.indicators.items()
            if indicators is None or code in indicators
        ]

    def _check_expected(self, parts: ir.Table) -> None:
        """Nobody may be counted twice: as a unit that reports, and again under a unit that reports the same."""
        assert self.expected is not None
        versions = {row["version"] for row in self.engine.rows(parts.select("version").distinct())}
        above = {
            (unit, upper)
            for version in versions
            for unit in self.units.tree(version).parent
            for upper in self.units.tree(version).upwards(unit)[1:]
        }
        pairs = self.engine.table([{"unit": unit, "upper": upper} for unit, upper in above], _PAIRS)
        upper = self.expected.select("indicator", upper="unit")
        twice = self.engine.rows(self.expected.join(pairs, "unit").join(upper, ["indicator", "upper"]).limit(1))
        if twice:
            row = twice[0]
            raise ConsolidationError(
                f"Chỉ tiêu “{row['indicator']}” do cả “{row['unit']}” lẫn đơn vị cấp trên “{row['upper']}” báo cáo, số liệu sẽ "
                "bị tính hai lần. Hãy chỉ giao cho một trong hai."
            )


def _spans(rows: Iterable[Row]) -> list[Span]:
    return [Span(row["unit"], row["parent"], row["first"], row["last"]) for row in rows]


def _successions(rows: Iterable[Row]) -> list[Succession]:
    names = ("from_unit", "to_unit", "date", "indicator_group", "share")
    return [Succession(*(row[name] for name in names)) for row in rows]


def _check_indicator(row: Row, known: Mapping[str, Row]) -> None:
    code = row["indicator"]
    if row["kind"] not in tuple(Kind):
        raise ConsolidationError(
            f"Chỉ tiêu “{code}”: không có loại “{row['kind']}”. Hãy chọn một trong: {', '.join(Kind)}."
        )
    needed = {Kind.RATIO.value: ("numerator", "denominator")}.get(row["kind"], ())
    for name in needed:
        if not row[name]:
            raise ConsolidationError(f"Chỉ tiêu “{code}” là tỷ lệ nên cần cả tử số và mẫu số. Hãy bổ sung.")
    for name in ("numerator", "denominator", "weight"):
        other = row[name] and known.get(row[name])
        if row[name] and (not other or other["kind"] not in (Kind.FLOW, Kind.STOCK)):
            raise ConsolidationError(
                f"Chỉ tiêu “{code}” tính từ “{row[name]}”, nhưng “{row[name]}” không phải là chỉ tiêu cộng được (flow, stock). "
                "Hãy chọn chỉ tiêu khác."
            )
        if other and (other["frequency"] or "month") != (row["frequency"] or "month"):
            raise ConsolidationError(
                f"Chỉ tiêu “{code}” và “{row[name]}” có kỳ báo cáo khác nhau nên không tính được. Hãy đặt cùng một kỳ."
            )
