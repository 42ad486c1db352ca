"""The Vietnamese of findings: numbers as officials print them, figures as the document printed them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from kybao.checking.finding import Finding, Verdict, plain
from kybao.documents.model import Span
from kybao.reading.figure import Figure
from kybao.reading.numerals import printed
from kybao.reading.reading import Reading


def finding(
    reading: Reading,
    rule: str,
    verdict: Verdict,
    span: Span,
    explanation: str,
    stated: Decimal | date | str = "",
    computed: Decimal | date | str = "",
    evidence: Iterable[Span] = (),
) -> Finding:
    """A finding at `span`, its quote and page taken from the document."""
    document = reading.document
    return Finding(
        rule=rule,
        verdict=verdict,
        span=span,
        quote=document.quote(span),
        stated=stated if isinstance(stated, str) else plain(stated),
        computed=computed if isinstance(computed, str) else plain(computed),
        explanation=explanation,
        evidence=tuple(evidence),
        page=document.blocks[span.block].page,
    )


def shown(reading: Reading, figure: Figure) -> str:
    """A figure as the document printed it, with its measure."""
    return " ".join(reading.document.quote(figure.span).split())


def numeral(reading: Reading, figure: Figure) -> str:
    """A figure's numeral as the document printed it."""
    return " ".join(reading.document.quote(figure.numeral).split())


def like(figure: Figure, value: Decimal, more: int = 0) -> str:
    """`value` printed in the scale and measure of `figure`, with as many decimals as it has, and `more`."""
    scale = _SCALE_WORDS.get(figure.scale)
    if scale is None:
        number, words = printed(value, max(0, figure.decimals + more)), ""
    else:
        number, words = printed(value / figure.scale, figure.decimals + more), scale
    return " ".join(part for part in (number, words, figure.measure) if part).replace(" %", "%")


_SCALE_WORDS = {
    Decimal(100): "trăm",
    Decimal(1000): "nghìn",
    Decimal(10**6): "triệu",
    Decimal(10**9): "tỷ",
    Decimal(10**12): "nghìn tỷ",
}


def percent(value: Decimal, decimals: int) -> str:
    """A computed percentage with enough decimals to show why the stated one differs: one more, two at least."""
    return printed(value, max(2, decimals + 1)) + "%"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """A computed value for `Finding.computed`: two decimals more than were stated."""
    return value.quantize(Decimal(1).scaleb(-(decimals + 2)))


def vietnamese_date(day: date) -> str:
    """
    >>> vietnamese_date(date(2022, 1, 8))
    '08/01/2022'
    """
    return f"{day:%d/%m/%Y}"
