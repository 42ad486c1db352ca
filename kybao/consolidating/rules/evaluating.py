"""Rules on one submission, in Python (`evaluate`), and on all facts at once, on an engine (`evaluate_all`): alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import reduce
from operator import add, eq, ge, gt, le, lt, ne, or_, sub
from typing import Any

import ibis
import ibis.expr.types as ir

from kybao.calendar import Period
from kybao.consolidating.engines import Engine
from kybao.consolidating.exact import VALUE, divided, quotient, rounded
from kybao.consolidating.rules.language import Moment, Node, Number, Operation, Operator, Reference, references_in
from kybao.consolidating.rules.rule import Missing, Outcome, Result, Rule
from kybao.consolidating.totals import done
from kybao.consolidating.units import Units

Values = Callable[[Reference], Decimal | None]

_COMPARE: dict[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQUAL: eq,
    Operator.UNEQUAL: ne,
    Operator.LESS: lt,
    Operator.AT_MOST: le,
    Operator.GREATER: gt,
    Operator.AT_LEAST: ge,
}
_PAIRING = (Operator.BOTH_OR_NEITHER, Operator.NOT_BOTH)


def evaluate(rule: Rule, values: Values) -> Result:
    """The rule's result where `values` gives what a reference refers to, None where it was not reported."""
    condition = rule.condition
    if condition.operator in _PAIRING:
        here = [
            any(values(each) is not None for each in references_in(side)) for side in (condition.left, condition.right)
        ]
        holds = here[0] == here[1] if condition.operator is Operator.BOTH_OR_NEITHER else not all(here)
        return Result(Outcome.HOLDS if holds else Outcome.VIOLATED, None, None)
    left = _side(condition.left, values, rule.missing_left)
    right = _side(condition.right, values, rule.missing_right)
    if left is None or right is None:
        return Result(Outcome.UNDECIDED, left, right)
    holds = _COMPARE[condition.operator](left, right)
    return Result(Outcome.HOLDS if holds else Outcome.VIOLATED, left, right)


def _side(side: Node, values: Values, missing: Missing) -> Decimal | None:
    known = [values(each) is not None for each in references_in(side)]
    if missing is Missing.UNDECIDED_IF_ALL and known and not any(known):
        return None
    zero = None if missing is Missing.UNDECIDED_IF_ANY else Decimal()
    value = _value(side, lambda reference: zero if (found := values(reference)) is None else found)
    return None if value is None else rounded(value)


def _value(node: Node, values: Values) -> Decimal | None:
    match node:
        case Number(value):
            return value
        case Reference():
            return values(node)
        case Operation(sign, one, other):
            left, right = _value(one, values), _value(other, values)
            return None if left is None or right is None else _ARITHMETIC[sign](left, right)


_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal | None]] = {
    "+": lambda left, right: rounded(left + right),
    "-": lambda left, right: rounded(left - right),
    "*": lambda left, right: rounded(left * right),
    "/": divided,
}


OFFSETS = ibis.schema({"moment": "string", "period": "string", "at": "string"})
PARENTS = ibis.schema({"at": "string", "unit": "string", "above": "string"})
RESULTS = ibis.schema(
    {
        "rule": "string",
        "severity": "string",
        "unit": "string",
        "period": "string",
        "outcome": "string",
        "left": VALUE,
        "right": VALUE,
    }
)


def evaluate_all(
    engine: Engine, facts: ir.Table, units: Units, rules: Iterable[Rule], periods: Iterable[Period]
) -> ir.Table:
    """`RESULTS`: each rule's for each unit and period that reported any of what it refers to.

    An estimate counts where no actual value came. What `cấp_dưới` sums is what the units under a unit reported themselves.
    """
    rules, periods = tuple(rules), tuple(periods)
    references = tuple(dict.fromkeys(each for rule in rules for each in rule.condition.references()))
    offsets = engine.table(list(_offsets(periods)), OFFSETS)
    codes = sorted({each.indicator for each in references})
    reported = done(facts.filter(facts.indicator.isin(codes))).rename(at="period").join(offsets, "at")
    own = [each for each in references if not each.children]
    below = [each for each in references if each.children]
    columns = {reference: f"r{number}" for number, reference in enumerate(references)}
    values = _pivoted(reported, "unit", {each: columns[each] for each in own}, None)
    if below:
        parents = engine.table(list(_parents(units, periods)), PARENTS)
        sizes = parents.group_by("at", "above").agg(size=parents.count())
        under = reported.join(parents, ["at", "unit"]).join(sizes, ["at", "above"])
        summed = _pivoted(under, "above", {each: columns[each] for each in below}, under.size)
        values = _both(values, summed.rename(unit="above"))
    values = engine.kept(values)
    results = [
        _results(
            rule, values.filter(values.period.isin([str(each) for each in periods if rule.is_about(each)])), columns
        )
        for rule in rules
    ]
    return reduce(lambda one, other: one.union(other), results) if results else engine.table([], RESULTS)


def _pivoted(reported: ir.Table, unit: str, columns: dict[Reference, str], size: ir.Value | None) -> ir.Table:
    """One row for each unit and period, one column for each reference; with `size`, null unless that many values are there."""
    found: dict[str, ir.Value] = {"any": reported.count()}
    for reference, name in columns.items():
        here = (
            (reported.indicator == reference.indicator)
            & (reported.breakdown == reference.breakdown)
            & (reported.moment == reference.moment.value)
        )
        total = reported.value.sum(where=here).cast(VALUE)
        if size is not None:
            total = ibis.ifelse(reported.count(where=here) == size.max(where=here), total, ibis.null().cast(VALUE))
        found[name] = total
    return reported.group_by(unit, "period").agg(**found).drop("any")


def _both(own: ir.Table, below: ir.Table) -> ir.Table:
    keys = own.select("unit", "period").union(below.select("unit", "period"), distinct=True)
    for table in (own, below):
        named = table.rename(unit_="unit", period_="period")
        keys = keys.left_join(named, [keys.unit == named.unit_, keys.period == named.period_]).drop("unit_", "period_")
    return keys


def _results(rule: Rule, values: ir.Table, columns: dict[Reference, str]) -> ir.Table:
    condition = rule.condition
    sides = {"left": condition.left, "right": condition.right}
    present = {name: [values[columns[each]].notnull() for each in references_in(side)] for name, side in sides.items()}
    nothing = ibis.null().cast(VALUE)
    if condition.operator in _PAIRING:
        left, right = (reduce(or_, present[name], ibis.literal(False)) for name in sides)
        holds = left == right if condition.operator is Operator.BOTH_OR_NEITHER else ~(left & right)
        decided, shown = ibis.literal(True), (nothing, nothing)
    else:
        missing = {"left": rule.missing_left, "right": rule.missing_right}
        shown = tuple(_column(sides[name], values, columns, missing[name], present[name]) for name in sides)
        holds = _COMPARE[condition.operator](*shown)
        decided = shown[0].notnull() & shown[1].notnull()
    outcome = ibis.cases(
        (~decided, Outcome.UNDECIDED.value), (holds, Outcome.HOLDS.value), else_=Outcome.VIOLATED.value
    )
    touched = reduce(or_, [*present["left"], *present["right"]], ibis.literal(False))
    return (
        values.filter(touched)
        .select(
            "unit",
            "period",
            rule=ibis.literal(rule.code),
            severity=ibis.literal(rule.severity.value),
            outcome=outcome,
            left=shown[0],
            right=shown[1],
        )
        .select(*RESULTS.names)
    )


def _column(
    side: Node, values: ir.Table, columns: dict[Reference, str], missing: Missing, present: list[ir.BooleanValue]
) -> ir.Value:
    def of(reference: Reference) -> ir.Value:
        column = values[columns[reference]]
        return column if missing is Missing.UNDECIDED_IF_ANY else column.fill_null(ibis.literal(0).cast(VALUE))

    column = _expression(side, of)
    if missing is Missing.UNDECIDED_IF_ALL and present:
        column = ibis.ifelse(reduce(or_, present), column, ibis.null().cast(VALUE))
    return column


def _expression(node: Node, of: Callable[[Reference], ir.Value]) -> ir.Value:
    match node:
        case Number(value):
            return ibis.literal(value, VALUE)
        case Reference():
            return of(node)
        case Operation(sign, left, right):
            return _EXPRESSIONS[sign](_expression(left, of), _expression(right, of))


_EXPRESSIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: add(left, right).cast(VALUE),
    "-": lambda left, right: sub(left, right).cast(VALUE),
    "*": lambda left, right: (left * right).cast(VALUE),
    "/": quotient,
}


def _offsets(periods: Iterable[Period]) -> Iterator[dict[str, str]]:
    for period in periods:
        moments = {
            Moment.THIS: period,
            Moment.PREVIOUS: period.previous(),
            Moment.SAME_LAST_YEAR: period.same_last_year(),
        }
        for moment, at in moments.items():
            yield {"moment": moment.value, "period": str(period), "at": str(at)}


def _parents(units: Units, periods: Iterable[Period]) -> Iterator[dict[str, str]]:
    days = {str(at): at for period in periods for at in (period, period.previous(), period.same_last_year())}
    for at, period in days.items():
        for unit, above in units.tree(units.version(period.last)).parent.items():
            if above:
                yield {"at": at, "unit": unit, "above": above}
