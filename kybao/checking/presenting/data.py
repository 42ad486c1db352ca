"""Findings and readings as plain data for JSON. Every number is a string, so that no decimal is lost on the way."""

from __future__ import annotations

from typing import Any

from kybao.checking.finding import Finding, plain
from kybao.documents.model import Document, Span
from kybao.reading.citations import Citation
from kybao.reading.claim import Breakdown, Claim, Comparison, Listing, Ratio
from kybao.reading.dates import DateMention
from kybao.reading.figure import Figure
from kybao.reading.reading import Reading
from kybao.reading.tables import TableReading

Record = dict[str, Any]


def finding_record(document: Document, finding: Finding) -> Record:
    """A finding with its anchors; `start` and `end` are character offsets in the block's text, `end` exclusive."""
    return {
        "file": document.name,
        "rule": finding.rule,
        "verdict": finding.verdict.value,
        "quote": finding.quote,
        "block": finding.span.block,
        "start": finding.span.start,
        "end": finding.span.end,
        "page": finding.page if finding.page is not None else document.blocks[finding.span.block].page,
        "stated": finding.stated,
        "computed": finding.computed,
        "explanation": finding.explanation,
        "evidence": [_place(document, span) for span in finding.evidence],
    }


def reading_record(reading: Reading) -> Record:
    """All that was read of a document: outline, figures, claims, tables, dates and citations, each with its anchor."""
    document = reading.document
    return {
        "file": document.name,
        "media": document.media,
        "sha256": document.sha256,
        "notes": list(document.notes),
        "number_style": reading.style.value,
        "issued": _day(reading.issued.first) if reading.issued else None,
        "outline": [
            {
                "number": node.number,
                "title": node.title,
                "depth": node.depth,
                "parent": node.parent,
                "block": node.block,
            }
            for node in reading.outline.nodes
        ],
        "figures": [_figure(document, figure) for figure in reading.figures],
        "claims": [_claim(document, claim) for claim in reading.claims],
        "tables": [_table(document, table) for table in reading.tables],
        "dates": [_date(document, day) for day in reading.dates],
        "citations": [_citation(document, citation) for citation in reading.citations],
    }


def _table(document: Document, table: TableReading) -> Record:
    """Columns by what they hold, and rows with each figure under its column's number."""
    return {
        "title": table.title,
        "measure": table.measure,
        "columns": [
            {
                "index": column.index,
                "head": column.head,
                "role": column.role.value,
                "basis": column.basis.value,
                "base": column.base.value,
                "measure": column.measure,
            }
            for column in table.columns
        ],
        "rows": [
            {
                "number": row.number,
                "label": row.label,
                "parent": row.parent,
                "figures": {str(column): _figure(document, figure) for column, figure in row.figures},
                "ticks": [column for column, _ in row.ticks],
            }
            for row in table.rows
        ],
    }


def _place(document: Document, span: Span) -> Record:
    return {"block": span.block, "start": span.start, "end": span.end, "quote": document.quote(span)}


def _anchor(document: Document, span: Span) -> Record:
    return {**_place(document, span), "page": document.blocks[span.block].page}


def _figure(document: Document, figure: Figure) -> Record:
    return {
        **_anchor(document, figure.span),
        "kind": figure.kind.value,
        "value": plain(figure.value),
        "measure": figure.measure,
        "stated": plain(figure.stated),
        "scale": plain(figure.scale),
        "decimals": figure.decimals,
        "qualifier": figure.qualifier.value,
        "basis": figure.basis,
        "label": _place(document, figure.label) if figure.label else None,
    }


def _claim(document: Document, claim: Claim) -> Record:
    def part(figure: Figure | None) -> Record | None:
        if figure is None:
            return None
        return {**_place(document, figure.span), "value": plain(figure.value), "measure": figure.measure}

    anchor = _anchor(document, claim.span)
    match claim:
        case Ratio():
            return {
                "claim": "ratio", **anchor, "part": part(claim.part), "whole": part(claim.whole), "percent": part(claim.percent),
                "base": claim.base.value,
            }  # fmt: skip
        case Comparison():
            return {
                "claim": "comparison", **anchor, "subject": part(claim.subject), "base": claim.base.value, "percent": part(claim.percent),
                "change": part(claim.change), "change_percent": part(claim.change_percent), "base_value": part(claim.base_value),
                "direction": claim.direction.value, "giver": claim.giver,
            }  # fmt: skip
        case Breakdown():
            return {
                "claim": "breakdown", **anchor, "total": part(claim.total), "parts": [part(figure) for figure in claim.parts],
                "complete": claim.complete,
            }  # fmt: skip
        case Listing():
            return {
                "claim": "listing", **anchor, "count": part(claim.count), "items": [_place(document, span) for span in claim.items],
                "open_ended": claim.open_ended,
            }  # fmt: skip


def _day(value: object) -> str | None:
    return str(value) if value is not None else None


def _date(document: Document, day: DateMention) -> Record:
    return {
        **_anchor(document, day.span),
        "kind": day.kind.value,
        "first": _day(day.first),
        "last": _day(day.last),
        "impossible": day.impossible,
    }


def _citation(document: Document, citation: Citation) -> Record:
    return {
        **_anchor(document, citation.span),
        "kind": citation.kind,
        "number": citation.number,
        "year": str(citation.year) if citation.year is not None else None,
        "symbol": citation.symbol,
        "body": citation.body,
        "date": _day(citation.date.first) if citation.date else None,
    }
