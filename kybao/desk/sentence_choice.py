"""Where in a submission a reason is about: the whole, a paragraph, or one of its sentences, as choices of a form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kybao.documents.model import Document, Span
from kybao.reading.sentences import sentences

_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})-(\d{1,9})")
_ASKED = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Choice:
    """`value` is what the form sends: "12-0-56", or "" for the whole report."""

    value: str
    label: str
    chosen: bool


def choices(document: Document, asked: str) -> list[Choice]:
    """The whole report; and, where a block ("12") or a place in it ("12-34") is asked for, its paragraph and sentences.

    Chosen is the sentence at the place, or the paragraph, or the whole report.
    """
    found = _ASKED.fullmatch(asked)
    block = int(found.group(1)) if found else -1
    if not 0 <= block < len(document.blocks) or not document.blocks[block].text.strip():
        return [Choice("", "Cả bài nộp", True)]
    text = document.blocks[block].text
    at = int(found.group(2)) if found and found.group(2) else None
    spans = sentences(text)
    if len(spans) < 2:
        return [Choice("", "Cả bài nộp", False), Choice(f"{block}-0-{len(text)}", f"“{_short(text)}”", True)]
    here = next(((a, b) for a, b in spans if at is not None and a <= at < b), None)
    return [
        Choice("", "Cả bài nộp", False),
        Choice(f"{block}-0-{len(text)}", f"Cả đoạn “{_short(text)}”", here is None),
        *(Choice(f"{block}-{a}-{b}", f"Câu “{_short(text[a:b])}”", (a, b) == here) for a, b in spans),
    ]


def span_of(value: str) -> Span | None:
    """The place that a form sent.

    >>> span_of("12-0-56")
    Span(block=12, start=0, end=56)
    """
    found = _PLACE.fullmatch(value)
    return Span(*map(int, found.groups())) if found else None


def _short(text: str, most: int = 140) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most].rpartition(" ")[0] + " …"
