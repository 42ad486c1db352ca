"""From a stated value and a computed one to a verdict, by the printed precision alone."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from kybao.checking.finding import Verdict
from kybao.checking.intervals import Interval, bounds
from kybao.reading.figure import Figure, Qualifier


def judge(stated: Figure, computed: Decimal, allowed: Interval) -> Verdict:
    """How `stated` stands to a value `computed` from other figures, which may be anything in `allowed`.

    holds: the computed value prints as stated. rounding: some values that all the printed figures may stand for agree.
    truncated: the computed value was cut off where it should have been rounded. contradicts: none of these.

    >>> from kybao.documents.model import Span
    >>> from kybao.reading.figure import FigureKind
    >>> def percent(text): return Figure(FigureKind.PERCENT, Decimal(text), Decimal(text), Decimal(1),
    ...     len(text.partition(".")[2]), "%", Span(0, 0, 1), Span(0, 0, 1))
    >>> exact = Decimal(19300) / 257  # 75,097…%
    >>> [judge(percent(text), exact, Interval.exactly(exact)).value for text in ("75.10", "75.1", "75.09", "75.2")]
    ['holds', 'holds', 'truncated', 'contradicts']
    """
    step = stated.step
    if any(_cut(computed, step, rounding) == stated.value for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN)):
        return Verdict.HOLDS
    if bounds(stated).overlaps(allowed):
        return Verdict.ROUNDING
    if any(_cut(value, step, ROUND_DOWN) == stated.value for value in (computed, allowed.low, allowed.high)):
        return Verdict.TRUNCATED
    return Verdict.CONTRADICTS


def lenient(verdict: Verdict, figures: Iterable[Figure]) -> Verdict:
    """A rounding that only shows because a figure is given roughly ("hơn 7 triệu con") is nothing to look at: it holds."""
    if verdict is Verdict.ROUNDING and any(figure.qualifier in _ROUGH for figure in figures):
        return Verdict.HOLDS
    return verdict


_ROUGH = (Qualifier.ABOUT, Qualifier.NEARLY, Qualifier.OVER, Qualifier.UNDER)


def _cut(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (value / step).quantize(Decimal(1), rounding=rounding) * step
