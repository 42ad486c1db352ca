"""What the checker says of a paragraph as it is printed, kept beside it as data."""

from __future__ import annotations

from typing import Any

from kybao.checking import check
from kybao.checking.presenting.wording import in_vietnamese, rule_name
from kybao.documents import Document
from kybao.documents.model import Block, BlockKind


def document_of(text: str, titles: tuple[str, ...] = ()) -> Document:
    """A paragraph under its headings, as a document; the paragraph is the last block."""
    headings = (Block(index, BlockKind.HEADING, title, index + 1) for index, title in enumerate(titles))
    return Document("đoạn văn", "docx", (*headings, Block(len(titles), BlockKind.PARAGRAPH, text)))


def findings_in(text: str) -> list[dict[str, Any]]:
    """What needs a person's eye: rule, verdict, place and explanation of each, in reading order."""
    return [
        {
            "rule": rule_name(finding.rule),
            "verdict": finding.verdict.value,
            "start": finding.span.start,
            "end": finding.span.end,
            "quote": finding.quote,
            "stated": in_vietnamese(finding.stated),
            "computed": in_vietnamese(finding.computed),
            "explanation": finding.explanation,
        }
        for finding in check(document_of(text))
        if finding.needs_eye
    ]
