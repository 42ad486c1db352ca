"""Sums over units: for each unit, indicator and part (a month, mostly), the total with what stands behind it.

The one place that reads all facts. Its result, `TOTALS`, is small beside them; all figures are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir

from kybao.consolidating.exact import AMOUNT, SHARE, VALUE, shared, weighted
from kybao.consolidating.paths import Paths
from kybao.consolidating.schema import ACTUAL, ESTIMATE, PLAN_PREFIX, TOTAL, Kind

# What stands behind a total: how many values it needs (`expected`), has (`present`), and how many of those needed can't be
# told apart between the successors of a split (`unknown`). `amount` is the sum; of averages that of value × weight, with
# the sum of weights in `weight`. Null where nothing is present.
TOTALS = ibis.schema(
    {
        "unit": "string",
        "indicator": "string",
        "breakdown": "string",
        "basis": "string",
        "part": "string",
        "amount": AMOUNT,
        "weight": AMOUNT,
        "present": "int64",
        "expected": "int64",
        "unknown": "int64",
    }
)
_KEYS = ("indicator", "breakdown", "basis", "part")
_SUMMED = (Kind.FLOW.value, Kind.STOCK.value)


@dataclass(frozen=True, slots=True)
class Sources:
    """What totals are made of. `indicators` has `share_group`, `rolls` (it can be summed over units) and no nulls in
    `frequency`; `expected` is None where all units with none under them are to report all indicators; `averages`
    says whether any indicator is an average that rolls."""

    facts: ir.Table
    indicators: ir.Table
    paths: Paths
    expected: ir.Table | None
    breakdowns: bool
    averages: bool


def actual_totals(sources: Sources) -> ir.Table:
    """`TOTALS` of what was done: actual values, and estimates where no actual value came yet. The basis is ""."""
    sources = replace(sources, facts=done(_relevant(sources)))
    series = sources.indicators.select("indicator").mutate(breakdown=ibis.literal(TOTAL), basis=ibis.literal(""))
    if sources.breakdowns:
        items = sources.facts.filter(sources.facts.breakdown != TOTAL).select("indicator", "breakdown").distinct()
        series = series.union(items.mutate(basis=ibis.literal("")))
    parts = sources.paths.parts.select("part")
    alone = ~sources.indicators.rolls & (sources.indicators.kind != Kind.RATIO.value)
    rolled = _spread(_by_bundle(sources), sources.paths)
    return _laid_on(_rolled_spine(sources), series.cross_join(parts), rolled).union(
        _laid_on(_own_spine(sources, alone), series.cross_join(parts), _own(sources, alone))
    )


def plan_totals(sources: Sources) -> ir.Table:
    """`TOTALS` of each plan: what was assigned to the unit itself, else the sum of what was assigned to those under it.

    Plans of averages, ratios and indices hold for the unit that they were assigned to alone.
    """
    facts = _relevant(sources)
    facts = facts.filter(facts.basis.startswith(PLAN_PREFIX))
    sources = replace(sources, facts=facts, paths=replace(sources.paths, parts=sources.paths.plan_parts))
    series = sources.facts.select("indicator", "breakdown", "basis", part="period").distinct()
    summed = sources.indicators.kind.isin(_SUMMED)
    everything = ibis.literal(True)
    # A plan is given to whom it is given, whoever is to report.
    own = _laid_on(_own_spine(replace(sources, expected=None), everything), series, _own(sources, everything))
    own = own.filter(own.present > 0)
    rolled = _laid_on(_rolled_spine(sources, summed), series, _spread(_summed(sources), sources.paths))
    return own.union(rolled.anti_join(own, ["unit", *_KEYS]))


def done(facts: ir.Table) -> ir.Table:
    """Actual values, and the estimates that no actual value has replaced, all under the basis ""."""
    key = ["unit", "indicator", "breakdown", "period"]
    actual = facts.filter(facts.basis == ACTUAL)
    estimate = facts.filter(facts.basis == ESTIMATE)
    # Estimates are few: the actual values that replace some are looked for among them, not they among all actual values.
    replacing = actual.semi_join(estimate, key)
    return actual.union(estimate.anti_join(replacing, key)).mutate(basis=ibis.literal(""))


def _relevant(sources: Sources) -> ir.Table:
    facts = sources.facts.select("unit", "indicator", "breakdown", "period", "basis", "value")
    return facts if sources.breakdowns else facts.filter(facts.breakdown == TOTAL)


def _placed(sources: Sources) -> ir.Table:
    """Where what a unit reports of a part counts: part, frequency, unit, share group → bundle."""
    paths = sources.paths
    bundles = paths.bundles if sources.expected is not None else paths.bundles.filter(paths.bundles.is_leaf)
    return paths.parts.join(bundles, "version").select("part", "frequency", "unit", "share_group", "bundle")


def _reported(sources: Sources, indicators: ir.Table) -> ir.Table:
    """The facts of these indicators that their units are to report, each with its bundle."""
    facts = sources.facts.rename(part="period")
    if sources.expected is not None:
        facts = facts.semi_join(sources.expected, ["unit", "indicator"])
    described = facts.join(
        indicators.select("indicator", "weight", "frequency", "share_group").rename(by="weight"), "indicator"
    )
    return described.join(_placed(sources), ["part", "frequency", "unit", "share_group"])


def _summed(sources: Sources) -> ir.Table:
    facts = _reported(sources, sources.indicators.filter(sources.indicators.kind.isin(_SUMMED)))
    return facts.group_by("bundle", *_KEYS).agg(
        amount=facts.value.sum().cast(AMOUNT), weight=ibis.null().cast(AMOUNT), present=facts.count()
    )


def _by_bundle(sources: Sources) -> ir.Table:
    return _summed(sources).union(_weighed(sources)) if sources.averages else _summed(sources)


def _weighed(sources: Sources) -> ir.Table:
    averages = sources.indicators.filter((sources.indicators.kind == Kind.AVERAGE.value) & sources.indicators.rolls)
    facts = _reported(sources, averages)
    weights = sources.facts.semi_join(averages, sources.facts.indicator == averages.weight)
    weights = weights.select("unit", "breakdown", part="period", by="indicator", heavy="value")
    pairs = facts.join(weights, ["unit", "breakdown", "part", "by"])
    return pairs.group_by("bundle", *_KEYS).agg(
        amount=weighted(pairs.value, pairs.heavy).sum().cast(AMOUNT),
        weight=pairs.heavy.sum().cast(AMOUNT),
        present=pairs.count(),
    )


def _spread(sums: ir.Table, paths: Paths) -> ir.Table:
    spread = sums.join(paths.reach, "bundle")
    if paths.shares:
        part = spread.share.fill_null(ibis.literal(0).cast(SHARE))
        spread = spread.mutate(amount=shared(spread.amount, part), weight=shared(spread.weight, part))
    return spread.group_by("unit", *_KEYS).agg(
        amount=spread.amount.sum().cast(AMOUNT),
        weight=spread.weight.sum().cast(AMOUNT),
        present=spread.present.sum(),
    )


def _rolled_spine(sources: Sources, only: ir.BooleanValue | None = None) -> ir.Table:
    """What each unit's totals need: unit, indicator, part → expected, unknown."""
    indicators = sources.indicators.filter(sources.indicators.rolls if only is None else only)
    indicators = indicators.select("indicator", "frequency", "share_group")
    bundles = sources.paths.bundles
    if sources.expected is None:
        leaves = bundles.filter(bundles.is_leaf)
        counts = (
            leaves.group_by("version", "share_group", "bundle")
            .agg(units=leaves.count())
            .join(indicators, "share_group")
        )
    else:
        pairs = sources.expected.select("unit", "indicator").distinct().join(indicators, "indicator")
        pairs = pairs.join(bundles, ["unit", "share_group"])
        counts = pairs.group_by("version", "bundle", "indicator", "frequency").agg(units=pairs.count())
    reached = counts.join(sources.paths.reach, "bundle")
    needed = reached.group_by("version", "unit", "indicator", "frequency").agg(
        expected=reached.units.sum(), unknown=reached.units.sum(where=reached.share.isnull()).fill_null(0)
    )
    return needed.join(sources.paths.parts, ["version", "frequency"]).select(
        "unit", "indicator", "part", "expected", "unknown"
    )


def _own_spine(sources: Sources, only: ir.BooleanValue) -> ir.Table:
    indicators = sources.indicators.filter(only).select("indicator", "frequency")
    pairs = sources.paths.selves.cross_join(indicators)
    if sources.expected is not None:
        reporter = ibis.coalesce(pairs.reported_by, pairs.unit)
        pairs = pairs.mutate(reporter=reporter)
        listed = sources.expected.select("indicator", reporter="unit")
        pairs = pairs.semi_join(listed, ["reporter", "indicator"])
    needed = pairs.mutate(expected=ibis.literal(1).cast("int64"), unknown=pairs.reported_by.isnull().cast("int64"))
    return needed.join(sources.paths.parts, ["version", "frequency"]).select(
        "unit", "indicator", "part", "expected", "unknown"
    )


def _own(sources: Sources, only: ir.BooleanValue) -> ir.Table:
    """What units reported of themselves, with nothing summed."""
    indicators = sources.indicators.filter(only).select("indicator", "frequency")
    facts = sources.facts.rename(part="period", reported_by="unit").join(indicators, "indicator")
    facts = facts.join(sources.paths.parts, ["part", "frequency"]).join(
        sources.paths.selves, ["version", "reported_by"]
    )
    return facts.select(
        "unit",
        *_KEYS,
        amount=facts.value.cast(VALUE).cast(AMOUNT),
        weight=ibis.null().cast(AMOUNT),
        present=ibis.literal(1).cast("int64"),
    )


def _laid_on(spine: ir.Table, series: ir.Table, values: ir.Table) -> ir.Table:
    """The values where they are, and a row that says how many are missing where they are not."""
    needed = spine.join(series, [name for name in ("indicator", "part") if name in series.columns])
    keys = ["unit", *_KEYS]
    found = values.rename({f"{name}_": name for name in keys})
    laid = needed.left_join(found, [needed[name] == found[f"{name}_"] for name in keys])
    return laid.select(
        *keys,
        "amount",
        "weight",
        present=laid.present.fill_null(0).cast("int64"),
        expected=laid.expected.cast("int64"),
        unknown=laid.unknown.cast("int64"),
    )
