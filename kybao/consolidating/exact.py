"""Exact decimal arithmetic that every engine does alike, to the last digit.

Ranges, above which an engine stops with an error and never gives a wrong digit:

- `VALUE`, decimal(38, 6): what is reported and what is given back.
- `AMOUNT`, decimal(38, 12): sums before they are given back, and products of value and weight.
- a product's factors: below 10^12 and 10^13 for value × weight; 10^18 for an amount times a share or a small number.
- a quotient of amounts: a denominator below 8 · 10^19; one of values: a numerator below 8 · 10^25.

Results are rounded to six decimals, halves away from zero ("làm tròn nửa lên"), once: when they are given back.
Division is no operator that engines agree on (DuckDB divides decimals as floats), so that each engine defines the
functions `kybao_quotient` and `kybao_amount_quotient` in its own exact arithmetic (`engines`); the expressions only name them.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

import ibis
import ibis.expr.types as ir

VALUE = "decimal(38, 6)"
AMOUNT = "decimal(38, 12)"
SHARE = "decimal(7, 6)"
_CONTEXT = Context(prec=80, rounding=ROUND_HALF_UP)
_SIX = Decimal("0.000001")


@ibis.udf.scalar.builtin(name="kybao_quotient", signature=((VALUE, VALUE), VALUE))
def _quotient(numerator, denominator):  # type: ignore[no-untyped-def]
    """Defined by each engine."""


@ibis.udf.scalar.builtin(name="kybao_amount_quotient", signature=((AMOUNT, AMOUNT), VALUE))
def _amount_quotient(numerator, denominator):  # type: ignore[no-untyped-def]
    """Defined by each engine."""


def quotient(numerator: ir.Value, denominator: ir.Value) -> ir.DecimalValue:
    """`numerator` / `denominator`, both of `VALUE`, at six decimals; null when the denominator is zero."""
    return _quotient(numerator.cast(VALUE), denominator.cast(VALUE))


def amount_quotient(numerator: ir.Value, denominator: ir.Value) -> ir.DecimalValue:
    """`numerator` / `denominator`, both of `AMOUNT`, at six decimals; null when the denominator is zero."""
    return _amount_quotient(numerator.cast(AMOUNT), denominator.cast(AMOUNT))


def weighted(value: ir.Value, weight: ir.Value) -> ir.DecimalValue:
    """The exact product of a value and its weight, an `AMOUNT`."""
    return (value.cast("decimal(18, 6)") * weight.cast("decimal(19, 6)")).cast(AMOUNT)


def times(amount: ir.Value, factor: ir.Value) -> ir.DecimalValue:
    """The exact product of an amount and a whole number below 10^7, an `AMOUNT`."""
    return (amount.cast("decimal(30, 12)") * factor.cast("decimal(7, 0)")).cast(AMOUNT)


def shared(amount: ir.Value, share: ir.Value) -> ir.DecimalValue:
    """The exact product of an amount and a share of six decimals: eighteen decimals, to be summed before rounding."""
    return amount.cast("decimal(30, 12)") * share.cast(SHARE)


def percent(part: ir.Value, whole: ir.Value, where: ir.BooleanValue) -> ir.DecimalValue:
    """100 · `part` / `whole`, values below 10^24; null unless `where`."""
    # The condition stands inside, not around: engines compute what stands in a condition's branch anew for each mention.
    hundredfold = part.cast("decimal(30, 6)") * ibis.literal(100).cast("decimal(7, 0)")
    return quotient(ibis.ifelse(where, hundredfold.cast(VALUE), ibis.null().cast(VALUE)), whole)


def rounded(value: Decimal) -> Decimal:
    """`value` at six decimals, as the engines round.

    >>> rounded(Decimal("0.0000005")), rounded(Decimal("-0.0000005"))
    (Decimal('0.000001'), Decimal('-0.000001'))
    """
    return value.quantize(_SIX, context=_CONTEXT)


def divided(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """`numerator` / `denominator` as `quotient` and `amount_quotient` give it, rounded once from the exact fraction.

    >>> divided(Decimal(2), Decimal(-3)), divided(Decimal(1), Decimal(0))
    (Decimal('-0.666667'), None)
    """
    if not denominator:
        return None
    top, bottom = numerator.as_integer_ratio(), denominator.as_integer_ratio()
    up, down = top[0] * bottom[1] * 10**6, top[1] * bottom[0]
    units = (2 * abs(up) + abs(down)) // (2 * abs(down))
    return Decimal(units if (up < 0) == (down < 0) else -units).scaleb(-6, context=_CONTEXT)
