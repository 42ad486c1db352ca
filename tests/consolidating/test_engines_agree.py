"""On generated data, DuckDB gives what plain loops over `Decimal` give, and Spark gives what DuckDB gives, to the last digit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import ibis
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kybao.calendar import Kind, Period
from kybao.consolidating import Consolidation, Engine
from kybao.consolidating.exact import amount_quotient, divided, quotient, rounded
from kybao.consolidating.schema import FACTS, INDICATORS, LINEAGE, UNITS, Row
from kybao.consolidating.slots import Slot
from kybao.consolidating.units import Span, Succession, Units

MERGER = date(2022, 3, 1)
SPANS = (
    Span("nước"),
    Span("tỉnh 1", "nước"),
    Span("tỉnh 2", "nước"),
    Span("A", "tỉnh 1", last=date(2022, 2, 28)),
    Span("B", "tỉnh 1", last=date(2022, 2, 28)),
    Span("C", "tỉnh 1", first=MERGER),
    Span("D", "tỉnh 2"),
    Span("E", "tỉnh 1", last=date(2022, 2, 28)),
    Span("E", "tỉnh 2", first=MERGER),
)
HUNDRED = Decimal(100)
INDICATOR_ROWS: list[Row] = [
    {"indicator": "sinh", "kind": "flow", "parent": "dân", "indicator_group": "xã hội"},
    {"indicator": "thu", "kind": "flow"},
    {"indicator": "thuế", "kind": "flow", "parent": "thu"},
    {"indicator": "dân", "kind": "stock", "indicator_group": "xã hội"},
    {"indicator": "nợ", "kind": "stock", "frequency": "quarter"},
    {"indicator": "thu nhập", "kind": "average", "weight": "dân"},
    {"indicator": "tỷ suất sinh", "kind": "ratio", "numerator": "sinh", "denominator": "dân", "factor": Decimal(1000)},
    {"indicator": "giá", "kind": "index"},
]
INDICATORS_BY_CODE = {row["indicator"]: row for row in INDICATOR_ROWS}
PERIODS = tuple(Period.parse(each) for each in ("2022-01", "2022-03", "2022-Q1", "2022-H1", "2022"))
REPORTERS = ("nước", "A", "B", "C", "D", "E")


@dataclass(frozen=True)
class World:
    """Facts by (unit, indicator, breakdown, period, basis), and how a unit that was split shares out."""

    facts: dict[tuple[str, str, str, str, str], Decimal] = field(repr=False)
    seed: int
    successions: tuple[Succession, ...]
    on: date | None

    def rows(self) -> list[Row]:
        names = ("unit", "indicator", "breakdown", "period", "basis")
        return [{**dict(zip(names, key, strict=True)), "value": value} for key, value in self.facts.items()]

    def consolidated(self, engine: Engine) -> dict[str, list[Row]]:
        consolidation = Consolidation(
            engine,
            engine.table(self.rows(), FACTS),
            engine.table([vars_of(span) for span in SPANS], UNITS),
            engine.table(INDICATOR_ROWS, INDICATORS),
            engine.table([{**vars_of(each), "indicator_group": each.group} for each in self.successions], LINEAGE),
        )
        found = consolidation.figures(PERIODS, breakdowns=True, on=self.on)
        return {name: in_order(engine.rows(getattr(found, name))) for name in ("compared", "plans", "filed")}


def vars_of(value: Any) -> Row:
    return {name: getattr(value, name) for name in value.__slots__}


def in_order(rows: list[Row]) -> list[Row]:
    keys = ("unit", "indicator", "breakdown", "period", "basis", "plan_period")
    return sorted(rows, key=lambda row: tuple(str(row.get(key)) for key in keys))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    seed = draw(st.integers(0, 2**32))
    present = draw(st.sampled_from((0.6, 0.95, 1)))
    share = draw(st.none() | st.decimals(0, 1, places=6))
    parts = None if share is None else (share, 1 - share)
    successions = (
        Succession("A", "C", MERGER),
        Succession("B", "C", MERGER, "", parts and parts[0]),
        Succession("B", "D", MERGER, "", parts and parts[1]),
        Succession("B", "C", MERGER, "xã hội", Decimal("0.333333")),
        Succession("B", "D", MERGER, "xã hội", Decimal("0.666667")),
    )
    on = draw(st.sampled_from((None, date(2022, 6, 1), date(2021, 1, 1))))
    return World(dict(generated(Random(seed), present)), seed, successions, on)


def generated(chance: Random, present: float):
    for year in (2021, 2022):
        for row in INDICATOR_ROWS:
            code = row["indicator"]
            for unit in REPORTERS:
                for part in parts_of(year, Kind(row.get("frequency") or "month")):
                    for breakdown in ("", "giới:nữ") if code in ("sinh", "dân") else ("",):
                        for basis, likely in (("actual", present), ("estimate", 0.2)):
                            if chance.random() < likely:
                                yield (unit, code, breakdown, str(part), basis), some_decimal(chance, code)
                for basis in ("plan", "plan_council"):
                    if chance.random() < 0.5:
                        yield (unit, code, "", str(year), basis), some_decimal(chance, code)
            if chance.random() < 0.5:
                yield ("D", code, "", f"{year}-Q1", "actual"), some_decimal(chance, code)


def parts_of(year: int, kind: Kind) -> list[Period]:
    return [Period(kind, year, number) for number in range(1, 13 if kind is Kind.MONTH else 5)]


def some_decimal(chance: Random, code: str) -> Decimal:
    # Products of value and weight stay below the 10^18 that `exact` allows.
    digits = chance.choice((3, 7, 12, 17 if code in ("thu", "thuế", "nợ") else 14))
    return Decimal(chance.randrange(-(10**digits) // 5, 10**digits)).scaleb(-6)


# ── The oracle: plain loops, exact fractions rounded once ─────────────────────────────────────────────────────────────


@dataclass
class Sum:
    amount: Decimal = Decimal()
    weight: Decimal = Decimal()
    present: int = 0
    expected: int = 0
    unknown: int = 0
    parts: int = 0
    needed: int = 0
    kinds: set[str] = field(default_factory=set)

    @property
    def usable(self) -> bool:
        return self.present > 0 and not self.unknown


class Oracle:
    def __init__(self, world: World) -> None:
        self.units = Units(SPANS, world.successions)
        self.facts = world.facts
        self.target = None if world.on is None else self.units.version(world.on)

    def done(self, unit: str, code: str, breakdown: str, part: str) -> Decimal | None:
        for basis in ("actual", "estimate"):
            if (found := self.facts.get((unit, code, breakdown, part, basis))) is not None:
                return found
        return None

    def sources(self, unit: str, code: str, version: int) -> list[tuple[str, Decimal | None]]:
        """Who stands behind `unit`, with what share."""
        row = INDICATORS_BY_CODE[code]
        if row["kind"] == "index":
            same = [
                each
                for each in self.units.tree(version).parent
                if (each if self.target in (None, version) else self.units.renamed(each, version, self.target or 0))
                == unit
            ]
            return [(each, Decimal(1)) for each in same] or [("", None)]
        group = "xã hội" if row.get("indicator_group") == "xã hội" and self.target is not None else ""
        found = []
        for leaf in self.units.tree(version).leaves:
            if self.target is None or self.target == version:
                reach = self.units.reach(leaf, version)
            else:
                reach = self.units.restated_reach(leaf, version, self.target, group)
            if unit in reach:
                found.append((leaf, reach[unit]))
        return found

    def known(self, unit: str, version: int) -> bool:
        return unit in self.units.tree(version if self.target is None else self.target).parent

    def summed(self, unit: str, code: str, breakdown: str, period: Period, slot: Slot) -> Sum:
        row = INDICATORS_BY_CODE[code]
        parts = parts_behind(period, slot, Kind(row.get("frequency") or "month"))
        if row["kind"] == "stock":
            parts = parts[-1:]
        total = Sum(needed=len(parts))
        for part in parts:
            version = self.units.version(part.last)
            behind = self.sources(unit, code, version) if self.known(unit, version) else []
            total.parts += bool(behind)
            for reporter, share in behind:
                total.expected += 1
                total.unknown += share is None
                value = self.done(reporter, code, breakdown, str(part))
                weight = Decimal(1)
                if row.get("weight"):
                    heavy = self.done(reporter, row["weight"], breakdown, str(part))
                    value, weight = (None, weight) if heavy is None else (value, heavy)
                if value is not None:
                    total.present += 1
                    total.amount += value * weight * (share or 0)
                    total.weight += weight * (share or 0)
        return total

    def value(
        self, unit: str, code: str, breakdown: str, period: Period, slot: Slot
    ) -> tuple[Decimal | None, int, int, bool]:
        """Value, present, expected, complete."""
        row = INDICATORS_BY_CODE[code]
        if row["kind"] == "ratio":
            top = self.summed(unit, row["numerator"], breakdown, period, slot)
            base = self.summed(unit, row["denominator"], breakdown, period, slot)
            sums = [top, base]
            value = divided(top.amount * row["factor"], base.amount) if top.usable and base.usable else None
        else:
            one = self.summed(unit, code, breakdown, period, slot)
            sums = [one]
            value = divided(one.amount, one.weight) if row.get("weight") else rounded(one.amount)
            if not one.usable or (row["kind"] == "index" and one.needed != 1):
                value = None
        whole = all(s.expected and s.present == s.expected and not s.unknown and s.parts == s.needed for s in sums)
        present, expected = sum(s.present for s in sums), sum(s.expected for s in sums)
        return value, present, expected, whole and value is not None


def parts_behind(period: Period, slot: Slot, kind: Kind) -> list[Period]:
    of = {
        Slot.SAME: period.same_last_year(),
        Slot.SAME_TO_DATE: period.same_last_year(),
        Slot.PREVIOUS: period.previous(),
    }
    base = of.get(slot, period)
    first = 1 if slot in (Slot.TO_DATE, Slot.SAME_TO_DATE) else base.first_month
    if kind is Kind.MONTH:
        return [Period.month(base.year, month) for month in range(first, base.last_month + 1)]
    if (first - 1) % 3 or base.last_month % 3:
        return []
    return [Period(kind, base.year, number) for number in range((first + 2) // 3, base.last_month // 3 + 1)]


SETTINGS: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "phases": (Phase.generate,),  # facts come from a seed, which says nothing when it is made smaller
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
}


@given(world=worlds())
@settings(max_examples=12, **SETTINGS)
def test_duckdb_gives_what_plain_loops_give(duckdb: Engine, world: World) -> None:
    oracle = Oracle(world)
    rows = world.consolidated(duckdb)["compared"]
    assert rows
    for row in rows:
        key = (row["unit"], row["indicator"], row["breakdown"], Period.parse(row["period"]))
        for slot in Slot:
            prefix = "" if slot is Slot.VALUE else f"{slot}_"
            stated = (row[slot.value], row[f"{prefix}present"], row[f"{prefix}expected"], row[f"{prefix}complete"])
            assert stated == oracle.value(*key, slot), (key, slot)


@given(world=worlds())
@settings(max_examples=12, **SETTINGS)
def test_comparisons_and_ranks_follow_from_the_values(duckdb: Engine, world: World) -> None:
    rows = world.consolidated(duckdb)["compared"]
    units = Units(SPANS, world.successions)
    peers: dict[Any, list[Decimal]] = defaultdict(list)
    by_key = {(row["unit"], row["indicator"], row["breakdown"], row["period"]): row for row in rows}

    def above(row: Row) -> str | None:
        return units.tree(units.version(world.on or Period.parse(row["period"]).last)).parent.get(row["unit"])

    for row in rows:
        if row["complete"]:
            peers[above(row), row["indicator"], row["breakdown"], row["period"]].append(row["value"])
    for row in rows:
        value, same = row["value"], row["same"]
        both = row["complete"] and row["same_complete"]
        assert row["percent_of_same"] == (divided(value * 100, same) if both else None)
        assert row["growth_on_same"] == (divided((value - same) * 100, same) if both and same > 0 else None)
        group = peers[above(row), row["indicator"], row["breakdown"], row["period"]]
        assert row["rank"] == (1 + sum(each > value for each in group) if row["complete"] else None)
        upper = by_key.get((above(row), row["indicator"], row["breakdown"], row["period"]))
        summed = INDICATORS_BY_CODE[row["indicator"]]["kind"] in ("flow", "stock")
        fit = upper and summed and row["complete"] and upper["complete"]
        assert row["unit_share"] == (divided(value * 100, upper["value"]) if upper and fit else None)


@given(world=worlds())
@settings(max_examples=2, **SETTINGS)
def test_spark_gives_what_duckdb_gives_to_the_last_digit(duckdb: Engine, spark: Engine, world: World) -> None:
    here, there = world.consolidated(duckdb), world.consolidated(spark)
    assert here["compared"]
    for name, rows in here.items():
        assert there[name] == rows


@pytest.mark.parametrize("digits", [1, 5, 12, 18])
@pytest.mark.parametrize("function", [quotient, amount_quotient])
def test_quotients_are_rounded_half_up_from_the_exact_fraction(duckdb: Engine, function: Any, digits: int) -> None:
    chance = Random(digits)
    scale = 6 if function is quotient else 12
    pairs = [
        (chance.randrange(-(10 ** (digits + 6)), 10 ** (digits + 6)), chance.randrange(-(10**digits), 10**digits))
        for _ in range(500)
    ]
    rows: list[Row] = [
        {"n": Decimal(n).scaleb(-scale), "d": Decimal(d).scaleb(-min(digits, scale) // 2)} for n, d in pairs
    ]
    halves = [("1", "2000000"), ("-1", "2000000"), ("3", "-2000000"), ("1", "0"), ("0", "-3"), ("2", "-3")]
    rows += [{"n": Decimal(n), "d": Decimal(d)} for n, d in halves] + [{"n": None, "d": Decimal(1)}]
    table = duckdb.table(rows, ibis.schema({"n": f"decimal(38, {scale})", "d": f"decimal(38, {scale})"}))
    found = duckdb.rows(table.mutate(q=function(table.n, table.d)))
    assert [row["q"] for row in found] == [None if row["n"] is None else divided(row["n"], row["d"]) for row in found]
