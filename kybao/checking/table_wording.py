"""The words of findings on tables."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kybao.checking.finding import Finding, Verdict, plain
from kybao.documents.model import Document, Span
from kybao.reading.figure import Figure
from kybao.reading.tables import Column, Row


def found_in(
    document: Document,
    rule: str,
    verdict: Verdict,
    span: Span,
    sentence: str,
    stated: Decimal | str = "",
    computed: Decimal | str = "",
    evidence: Iterable[Span] = (),
) -> Finding:
    return Finding(
        rule,
        verdict,
        span,
        document.quote(span),
        stated if isinstance(stated, str) else plain(stated),
        computed if isinstance(computed, str) else plain(computed),
        sentence,
        tuple(evidence),
        document.blocks[span.block].page,
    )


def shown_in(document: Document, figure: Figure) -> str:
    text = " ".join(document.quote(figure.span).split())
    return f"{text}%" if figure.measure == "%" and "%" not in text else text


def named(row: Row) -> str:
    return f"“{row.label}”" if row.label else f"hàng {row.index + 1}"


def column_name(column: Column) -> str:
    return f"cột “{column.heads[-1]}”" if column.heads else f"cột {column.index + 1}"


def sentence_of(words: str) -> str:
    return words[:1].upper() + words[1:]
