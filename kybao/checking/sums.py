"""Totals and their parts: breakdowns, remainders, files received and dealt with, shares of one whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import Interval, bounds
from kybao.checking.wording import finding, like, numeral, shown
from kybao.reading.claim import Breakdown
from kybao.reading.figure import Figure
from kybao.reading.reading import Reading


def check_sums(reading: Reading) -> Iterator[Finding]:
    """A total must be the sum of its parts, where the wording gives all of them ("gồm", a bracket, "khác", "còn lại").

    "trong đó" leaves the list of parts open: a smaller sum is silent there. A greater one is a contradiction only if the
    parts can't overlap; else a person must look.
    """
    for claim in reading.claims:
        if isinstance(claim, Breakdown):
            yield from _checked(reading, claim)


def total_of(parts: tuple[Figure, ...]) -> tuple[Decimal, Interval]:
    """The sum of the parts, and what it may be."""
    total, allowed = Decimal(0), Interval.exactly(Decimal(0))
    for part in parts:
        total, allowed = total + part.value, allowed + bounds(part)
    return total, allowed


def _checked(reading: Reading, claim: Breakdown) -> Iterator[Finding]:
    value, allowed = total_of(claim.parts)
    stated = claim.total
    sum_text = " + ".join(
        numeral(reading, part) if part.scale == stated.scale else shown(reading, part) for part in claim.parts
    )
    decimals = max(part.decimals for part in claim.parts)
    computed = like(stated, value, max(0, decimals - stated.decimals))
    evidence = tuple(part.span for part in claim.parts)

    def found(verdict: Verdict, sentence: str) -> Finding:
        return finding(reading, "sum", verdict, stated.span, sentence, stated.value, value, evidence)

    if value == stated.value:
        yield found(Verdict.HOLDS, f"Tổng {shown(reading, stated)} đúng bằng {sum_text}.")
    elif bounds(stated).overlaps(allowed) and (
        claim.complete or abs(value - stated.value) <= stated.step * len(claim.parts)
    ):
        yield found(
            Verdict.ROUNDING,
            f"Nêu {shown(reading, stated)}, còn {sum_text} = {computed}; chênh lệch trong phạm vi làm tròn của các số đã nêu.",
        )
    elif claim.complete:
        yield found(
            Verdict.CONTRADICTS, f"Nêu {shown(reading, stated)}, nhưng các phần cộng lại là {sum_text} = {computed}."
        )
    elif allowed.low > bounds(stated).high:
        yield from ()
