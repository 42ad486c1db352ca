"""The consolidated table: a unit and those right below it, some indicators, one period, restated on the units of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from kybao.calendar import Kind, Period
from kybao.consolidated.expecting import expected_units, with_successors
from kybao.consolidated.sources import DONE, PLANS, Sources
from kybao.consolidating import Consolidation, duckdb_engine
from kybao.consolidating.schema import EXPECTED, FACTS, INDICATORS, LINEAGE, UNITS
from kybao.consolidating.slots import Slot, Stretch
from kybao.filing.models import Fact
from kybao.registry.models import Indicator

_ROLLING = (Indicator.Kind.FLOW.value, Indicator.Kind.STOCK.value)
_SUCCESSIVE = (Slot.VALUE, Slot.SAME)  # whose missing units are named


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with what stands behind it. `value` is None where nothing is, or where it can't be told apart.

    `missing` are codes of units as of their own day; `restated` says that other units reported it than those of the table's
    day; `comparable` is false where a split without shares stands in the way.
    """

    value: Decimal | None
    present: int = 0
    expected: int = 0
    complete: bool = False
    comparable: bool = True
    restated: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanMet:
    """A plan by its basis ("plan_province"), with the per cent of it that the year so far reached."""

    basis: str
    plan: Decimal | None
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one unit. Percentages are None unless both sides are complete. `stated` are the facts about the
    unit itself in the period, whether or not they are what the value is made of."""

    unit: str
    indicator: Indicator
    value: Amount
    same: Amount
    previous: Amount
    to_date: Amount
    percent_of_same: Decimal | None = None
    growth_on_same: Decimal | None = None
    growth_on_previous: Decimal | None = None
    share: Decimal | None = None
    unit_share: Decimal | None = None
    rank: int | None = None
    ranked: int = 0
    plans: tuple[PlanMet, ...] = ()
    stated: tuple[Fact, ...] = ()

    @property
    def stated_otherwise(self) -> Fact | None:
        """What the unit itself reported, where the value is a sum that differs from it."""
        fact = next((one for one in self.stated if one.basis in DONE), None)
        return fact if fact and fact.value != self.value.value else None


@dataclass(frozen=True, slots=True)
class Asked:
    """`unit` stands at the head; `on` is the day whose units the past is restated on; of units only `seen` ones count."""

    unit: str
    period: Period
    on: date
    seen: frozenset[str] = field(repr=False, default=frozenset())


@dataclass(frozen=True, slots=True)
class Table:
    """`units` are the unit asked for and those right below it on the day; figures by unit and indicator code."""

    units: tuple[str, ...]
    figures: Mapping[tuple[str, str], Figure]

    def of(self, unit: str) -> list[Figure]:
        return [figure for (code, _), figure in self.figures.items() if code == unit]


def consolidated(asked: Asked, behind: Sources) -> Table:
    """Figures of the unit and those below it. What those below report apart from what makes up the unit's figure (its own
    statement, or something that can't be added up) is figured apart."""
    return _Making(asked, behind).table()


class _Making:
    def __init__(self, asked: Asked, behind: Sources) -> None:
        self.asked, self.behind = asked, behind
        self.units = behind.units
        self.target = self.units.version(asked.on)
        tree = self.units.tree(self.target)
        self.children = [unit for unit, above in tree.parent.items() if above == asked.unit and unit in asked.seen]
        self.parts = {slot: Stretch.of(slot, asked.period).parts(Kind.MONTH) for slot in Slot}
        self.versions = {part: self.units.version(part.last) for parts in self.parts.values() for part in parts}
        self.restated = any(version != self.target for version in self.versions.values())
        self.trees = [self.units.tree(version) for version in sorted({*self.versions.values(), self.target})]
        self.kinds = {code: states[-1].kind for code, states in behind.history.items() if states}
        self.facts = self._facts()
        self.heads: dict[tuple[str, int, str], frozenset[str]] = {}

    def table(self) -> Table:
        order = (self.asked.unit, *self.children)
        below = frozenset(self.asked.seen) - {self.asked.unit}
        whole = self._expected(self.asked.seen)
        apart = {
            code: units
            for code, units in self._expected(below).items()
            if units and (units - whole.get(code, set())) and self.children
        }
        figures = dict(self._figures(whole, order))
        if apart:
            figures |= dict(self._figures(apart, self.children))
        position = {unit: number for number, unit in enumerate(order)}
        places = {one.code: number for number, one in enumerate(self.behind.indicators)}
        return Table(order, dict(sorted(figures.items(), key=lambda pair: (position[pair[0][0]], places[pair[0][1]]))))

    def _facts(self) -> dict[tuple[str, str, Period], list[Fact]]:
        found: dict[tuple[str, str, Period], list[Fact]] = defaultdict(list)
        for fact in self.behind.facts:
            found[fact.unit.code, fact.indicator.code, fact.period].append(fact)
        return found

    def _expected(self, seen: Set[str]) -> dict[str, set[str]]:
        """By indicator: the units that make up its totals. What can't be added up is each unit's own."""
        reporters: dict[str, set[str]] = defaultdict(set)
        for fact in self.behind.facts:
            if fact.basis in DONE and fact.period in self.versions:
                reporters[fact.indicator.code].add(fact.unit.code)
        found: dict[str, set[str]] = {}
        for one in self.behind.indicators:
            heard = with_successors(reporters.get(one.code, set()), self.units.successions)
            if one.kind in _ROLLING:
                found[one.code] = expected_units(heard, self.trees, self.kinds, seen)
            else:
                head = {self.asked.unit} & seen
                found[one.code] = heard & (head or set(self.children))
        return found

    def _figures(
        self, expected: Mapping[str, set[str]], units: Iterable[str]
    ) -> Iterator[tuple[tuple[str, str], Figure]]:
        units = list(units)
        codes = sorted(code for code, found in expected.items() if found)
        if not codes:
            return
        engine = duckdb_engine(threads=1)
        consolidation = Consolidation(
            engine,
            engine.table(self.behind.fact_rows(codes), FACTS),
            engine.table(self.behind.unit_rows(), UNITS),
            engine.table(self.behind.indicator_rows(codes), INDICATORS),
            engine.table(self.behind.lineage_rows(), LINEAGE),
            engine.table([{"unit": unit, "indicator": code} for code in codes for unit in expected[code]], EXPECTED),
        )
        made = consolidation.figures([self.asked.period], units=units, on=self.asked.on if self.restated else None)
        plans: dict[tuple[str, str], list[PlanMet]] = defaultdict(list)
        planned = any(fact.basis in PLANS and fact.indicator.code in expected for fact in self.behind.facts)
        for row in engine.rows(made.plans) if planned else ():
            plans[row["unit"], row["indicator"]].append(PlanMet(row["basis"], row["plan"], row["percent"]))
        known = {one.code: one for one in self.behind.indicators}
        for row in engine.rows(made.compared):
            key = row["unit"], row["indicator"]
            yield key, self._figure(row, known[key[1]], expected[key[1]], plans.get(key, []))

    def _figure(self, row: Mapping[str, Any], indicator: Indicator, expected: set[str], plans: list[PlanMet]) -> Figure:
        value, same, previous, to_date = (
            self._amount(row, slot, indicator, expected)
            for slot in (Slot.VALUE, Slot.SAME, Slot.PREVIOUS, Slot.TO_DATE)
        )
        return Figure(
            row["unit"],
            indicator,
            value,
            same,
            previous,
            to_date,
            row["percent_of_same"],
            row["growth_on_same"],
            row["growth_on_previous"],
            row["share"],
            row["unit_share"],
            row["rank"],
            row["ranked"],
            tuple(sorted(plans, key=lambda plan: plan.basis)),
            tuple(self.facts.get((row["unit"], indicator.code, self.asked.period), ())),
        )

    def _amount(self, row: Mapping[str, Any], slot: Slot, indicator: Indicator, expected: set[str]) -> Amount:
        prefix = "" if slot is Slot.VALUE else f"{slot.value}_"
        count, needed = row[f"{prefix}present"], row[f"{prefix}expected"]
        lacking = count < needed and slot in _SUCCESSIVE
        return Amount(
            row[slot.value],
            count,
            needed,
            row[f"{prefix}complete"],
            row[f"{prefix}comparable"],
            self._was_restated(row["unit"], slot, indicator, expected),
            tuple(self._missing(row["unit"], slot, indicator, expected)) if lacking else (),
        )

    def _missing(self, unit: str, slot: Slot, indicator: Indicator, expected: set[str]) -> Iterator[str]:
        parts = self._needed(slot, indicator)
        for other in sorted(expected):
            if any(
                unit in self._heads(other, self.versions[part], indicator.sector)
                and not self._done(other, indicator.code, part)
                for part in parts
            ):
                yield other

    def _was_restated(self, unit: str, slot: Slot, indicator: Indicator, expected: set[str]) -> bool:
        """Whether others stood behind it then than stand behind it on the table's day."""
        now = {one for one in expected if unit in self._heads(one, self.target, indicator.sector)}
        return any(
            {one for one in expected if unit in self._heads(one, self.versions[part], indicator.sector)} != now
            for part in self._needed(slot, indicator)
            if self.versions[part] != self.target
        )

    def _needed(self, slot: Slot, indicator: Indicator) -> tuple[Period, ...]:
        """The months that a value is made of; of what there is at the end, the last."""
        return self.parts[slot][-1:] if indicator.kind == Indicator.Kind.STOCK else self.parts[slot]

    def _done(self, unit: str, indicator: str, part: Period) -> bool:
        facts = self.facts.get((unit, indicator, part), ())
        return any(fact.basis in DONE for fact in facts)

    def _heads(self, unit: str, version: int, group: str) -> frozenset[str]:
        """The units of the table's day that a unit of a version counts for; none where it was not there."""
        key = unit, version, group
        if key not in self.heads:
            there = unit in self.units.tree(version).parent
            reach = self.units.restated_reach(unit, version, self.target, group) if there else {}
            self.heads[key] = frozenset(reach)
        return self.heads[key]
