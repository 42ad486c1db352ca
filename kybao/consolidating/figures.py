"""Figures of periods, made from totals: values, what they are compared with, and the comparisons."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from kybao.consolidating.exact import AMOUNT, VALUE, amount_quotient, percent, times
from kybao.consolidating.schema import TOTAL, Kind
from kybao.consolidating.slots import Slot

_KEYS = ("unit", "indicator", "breakdown", "period")
_COUNTS = ("present", "expected", "unknown", "parts", "needed")


def slot_values(totals: ir.Table, indicators: ir.Table, slots: ir.Table) -> ir.Table:
    """One row for each unit, indicator, breakdown, period and slot, with its value and what stands behind it.

    Flows are summed over the parts, stocks taken at the last, averages weighted over all parts, ratios recomputed; what
    can't be rolled up has a value for a period of one part only. `complete`: nothing is missing and all can be told apart.
    `value` is null where nothing is present or something can't be told apart.
    """
    described = totals.join(indicators.select("indicator", "kind", "rolls", "frequency"), "indicator")
    rows = described.join(slots, ["part", "frequency"])
    rows = rows.filter((rows.kind != Kind.STOCK.value) | rows.is_last)
    sums = rows.group_by(*_KEYS, "slot", "kind", "rolls").agg(
        amount=rows.amount.sum().cast(AMOUNT),
        weight=rows.weight.sum().cast(AMOUNT),
        present=rows.present.sum(),
        expected=rows.expected.sum(),
        unknown=rows.unknown.sum(),
        parts=rows.count(),
        needed=ibis.ifelse(rows.kind == Kind.STOCK.value, 1, rows.needed).max(),
    )
    whole = ibis.ifelse(
        sums.kind == Kind.AVERAGE.value, amount_quotient(sums.amount, sums.weight), sums.amount.cast(VALUE)
    )
    whole = ibis.ifelse(sums.rolls, whole, sums.amount.cast(VALUE))
    usable = (sums.present > 0) & (sums.unknown == 0) & (sums.rolls | (sums.needed == 1))
    basic = sums.mutate(value=ibis.ifelse(usable, whole, ibis.null().cast(VALUE)))
    columns = (*_KEYS, "slot", "value", *_COUNTS)
    everything = basic.select(*columns).union(_ratios(sums, indicators).select(*columns))
    return everything.mutate(
        complete=(everything.expected > 0)
        & (everything.present == everything.expected)
        & (everything.unknown == 0)
        & (everything.parts == everything.needed)
        & everything.value.notnull()
    )


def _ratios(sums: ir.Table, indicators: ir.Table) -> ir.Table:
    ratios = indicators.filter(indicators.kind == Kind.RATIO.value)
    ratios = ratios.select("numerator", "denominator", "factor", ratio="indicator")
    keys = ["unit", "breakdown", "period", "slot"]
    top = sums.join(ratios, sums.indicator == ratios.numerator)
    below = sums.select(*keys, denominator="indicator", base="amount", **{f"{name}_": sums[name] for name in _COUNTS})
    pairs = top.join(below, ["denominator", *keys])
    usable = (pairs.present > 0) & (pairs.present_ > 0) & (pairs.unknown + pairs.unknown_ == 0)
    value = amount_quotient(times(pairs.amount, pairs.factor), pairs.base)
    return pairs.select(
        *keys,
        indicator="ratio",
        value=ibis.ifelse(usable, value, ibis.null().cast(VALUE)),
        **{name: (pairs[name] + pairs[f"{name}_"]).cast("int64") for name in _COUNTS},
    )


def side_by_side(values: ir.Table) -> ir.Table:
    """One row a period: `value`, `same`, `previous`, `to_date`, `same_to_date`, each with `_present`, `_expected`, `_complete`
    and `_comparable` (all its values can be told apart on the asked units); the counts of the value itself have no prefix."""
    columns: dict[str, ir.Value] = {}
    for slot in Slot:
        here = values.slot == slot.value
        prefix = "" if slot is Slot.VALUE else f"{slot}_"
        columns |= {
            slot.value: values.value.max(where=here),
            f"{prefix}present": values.present.max(where=here).fill_null(0),
            f"{prefix}expected": values.expected.max(where=here).fill_null(0),
            f"{prefix}complete": values.complete.cast("int64").max(where=here).fill_null(0) == 1,
            f"{prefix}comparable": values.unknown.max(where=here).fill_null(0) == 0,
        }
    wide = values.group_by(*_KEYS).agg(**columns)
    return wide.filter(wide.expected > 0)


def _complete(wide: ir.Table, slot: Slot) -> ir.BooleanValue:
    return wide["complete" if slot is Slot.VALUE else f"{slot}_complete"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """100 · `part` / `whole`, less 100 where it is a `growth`; null unless both are complete, and for a growth unless the
    whole is above zero."""

    name: str
    part: Slot
    whole: Slot
    growth: bool = False

    def column(self, wide: ir.Table) -> ir.Value:
        part, whole = wide[self.part.value], wide[self.whole.value]
        fit = _complete(wide, self.part) & _complete(wide, self.whole)
        return percent(part - whole, whole, fit & (whole > 0)) if self.growth else percent(part, whole, fit)


COMPARISONS = (
    Comparison("percent_of_same", Slot.VALUE, Slot.SAME),
    Comparison("growth_on_same", Slot.VALUE, Slot.SAME, growth=True),
    Comparison("growth_on_previous", Slot.VALUE, Slot.PREVIOUS, growth=True),
    Comparison("to_date_percent_of_same", Slot.TO_DATE, Slot.SAME_TO_DATE),
)


def compared(wide: ir.Table, indicators: ir.Table, seats: ir.Table) -> ir.Table:
    """`side_by_side` with the comparisons, and the place among others:

    `share` of the indicator that this one is a part of, `unit_share` of the unit right above (per cent, of flows and stocks;
    null unless that was asked too), `rank` by value among the complete units under the same unit (1 the highest, equals share a rank) and
    `ranked`, how many they are.
    """
    rows = wide.mutate(**{each.name: each.column(wide) for each in COMPARISONS})
    summed = indicators.filter(indicators.kind.isin([Kind.FLOW.value, Kind.STOCK.value]))
    rows = _with_share(rows, summed)
    rows = _with_unit_share(rows, summed, seats)
    peers = ["above", "indicator", "breakdown", "period", "complete"]
    window = ibis.window(group_by=peers, order_by=ibis.desc("value"))
    rank = ibis.rank().over(window) + 1
    ranked = rows.mutate(
        rank=ibis.ifelse(rows.complete, rank, ibis.null()).cast("int64"),
        ranked=ibis.ifelse(rows.complete, rows.count().over(ibis.window(group_by=peers)), 0).cast("int64"),
    )
    return ranked.drop("above")


def _with_share(rows: ir.Table, indicators: ir.Table) -> ir.Table:
    parents = indicators.filter(indicators.parent.notnull()).select("indicator", of="parent")
    wholes = rows.select("unit", "breakdown", "period", of="indicator", whole="value", whole_complete="complete")
    bases = parents.join(wholes, "of").drop("of")
    return _percent_of(rows, bases, list(_KEYS), "share")


def _with_unit_share(rows: ir.Table, indicators: ir.Table, seats: ir.Table) -> ir.Table:
    # A unit that ended within the period has no place at its end, and keeps its row.
    places = seats.rename(period_="period", unit_="unit")
    seated = rows.left_join(places, [rows.period == places.period_, rows.unit == places.unit_]).drop("period_", "unit_")
    wholes = rows.semi_join(indicators, "indicator").select(
        "indicator", "breakdown", "period", above="unit", whole="value", whole_complete="complete"
    )
    return _percent_of(seated, wholes, ["above", "indicator", "breakdown", "period"], "unit_share")


def _percent_of(rows: ir.Table, wholes: ir.Table, keys: list[str], name: str) -> ir.Table:
    others = wholes.rename({f"{key}_": key for key in keys})
    both = rows.left_join(others, [rows[key] == others[f"{key}_"] for key in keys])
    fit = both.complete & both.whole_complete.fill_null(False)
    return both.select(*rows.columns, **{name: percent(both.value, both.whole, fit)})


def against_plans(wide: ir.Table, plans: ir.Table, plan_periods: ir.Table) -> ir.Table:
    """One row for each figure and plan of its period or its year: `plan`, `percent` and what stands behind the plan.

    A year's plan is compared with the year so far, a plan of the period itself with its value.
    """
    planned = plans.rename(plan_period="part", plan_present="present", plan_expected="expected")
    usable = (planned.plan_present > 0) & (planned.unknown == 0)
    planned = planned.mutate(
        plan=ibis.ifelse(usable, planned.amount.cast(VALUE), ibis.null().cast(VALUE)),
        plan_complete=usable & (planned.plan_present == planned.plan_expected),
    ).select(
        "unit",
        "indicator",
        "breakdown",
        "basis",
        "plan_period",
        "plan",
        "plan_present",
        "plan_expected",
        "plan_complete",
    )
    rows = wide.join(plan_periods, "period").join(planned, ["unit", "indicator", "breakdown", "plan_period"])
    done = ibis.ifelse(rows.of_year, rows.to_date, rows.value)
    complete = ibis.ifelse(rows.of_year, rows.to_date_complete, rows.complete)
    return rows.select(
        *_KEYS,
        "basis",
        "plan_period",
        "plan",
        "plan_present",
        "plan_expected",
        "plan_complete",
        done=done,
        done_complete=complete,
        percent=percent(done, rows.plan, complete & rows.plan_complete),
    )


def against_filed(wide: ir.Table, facts: ir.Table) -> ir.Table:
    """Where a unit also filed the period itself: its value, and how much that is above what its parts give (`drafted`)."""
    filed = facts.select("unit", "indicator", "breakdown", "period", filed=facts.value.cast(VALUE))
    rows = wide.join(filed, list(_KEYS))
    return rows.select(
        *_KEYS, "filed", "complete", "present", "expected", drafted=rows.value, difference=rows.filed - rows.value
    )


def breakdown_differences(facts: ir.Table) -> ir.Table:
    """Where the items of a breakdown (`dimension`) do not add up to the total that the same unit reported.

    unit, indicator, period, basis, dimension, total, items (their sum), difference (total − items).
    """
    items = facts.filter(facts.breakdown != TOTAL)
    items = items.mutate(dimension=items.breakdown.substr(0, items.breakdown.find(":")))
    keys = ["unit", "indicator", "period", "basis"]
    sums = items.group_by(*keys, "dimension").agg(items=items.value.sum().cast(VALUE))
    whole = facts.filter(facts.breakdown == TOTAL).select(*keys, total=facts.value.cast(VALUE))
    both = sums.join(whole, keys)
    return both.mutate(difference=both.total - both["items"]).filter(both.total != both["items"])
