"""`read`: a document → all that is read from it, as spans into it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from kybao.documents.model import BlockKind, Document
from kybao.reading.citations import Citation, find_citations
from kybao.reading.claim import Claim
from kybao.reading.claims import find_claims
from kybao.reading.dates import DateMention, find_dates
from kybao.reading.figure import Figure
from kybao.reading.figures import Placed, find_figures
from kybao.reading.list_claims import claims_of_list, opens_list
from kybao.reading.numerals import Style, style_of
from kybao.reading.outline import Outline, issue_date, outline_of
from kybao.reading.sentences import sentences
from kybao.reading.tables import TableReading, read_tables
from kybao.reading.view import View, views


def _start(item: Placed) -> int:
    return item.start


class Passage(Struct, frozen=True):
    """One running text and what was read in it, with positions in the text's view."""

    view: View
    placed: tuple[Placed, ...]
    claims: tuple[Claim, ...]
    dates: tuple[DateMention, ...]
    citations: tuple[Citation, ...]
    sentences: tuple[tuple[int, int], ...]  # (start, end) of each

    def figures_from(self, start: int, end: int | None = None) -> tuple[Placed, ...]:
        """The figures that begin at `start` or after it, and before `end`."""
        first = bisect_left(self.placed, start, key=_start)
        return (
            self.placed[first:]
            if end is None
            else self.placed[first : bisect_left(self.placed, end, lo=first, key=_start)]
        )


@dataclass(frozen=True)  # without slots, for the properties that are kept
class Reading:
    """All that was read of one document, in reading order."""

    document: Document
    passages: tuple[Passage, ...]
    tables: tuple[TableReading, ...]
    outline: Outline
    issued: DateMention | None
    style: Style

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(item.figure for passage in self.passages for item in passage.placed)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(claim for passage in self.passages for claim in passage.claims)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        return tuple(day for passage in self.passages for day in passage.dates)

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(citation for passage in self.passages for citation in passage.citations)


def read(document: Document) -> Reading:
    """Reads figures, claims, dates, citations, tables and the outline. The time it takes grows with the length of the text."""
    texts = tuple(views(document))
    style = style_of(view.text for view in texts)
    dates = [find_dates(view) for view in texts]
    issued = issue_date(document, texts, dates)
    return Reading(
        document,
        _with_lists(document, [_passage(document, *one, style) for one in zip(texts, dates, strict=True)]),
        read_tables(document, style),
        outline_of(document),
        issued[1] if issued else None,
        style,
    )


def _passage(document: Document, view: View, dates: tuple[DateMention, ...], style: Style) -> Passage:
    citations = find_citations(view, dates)
    heading = document.blocks[view.block].kind is BlockKind.HEADING
    placed = find_figures(view, style, dates, citations, heading)
    runs = tuple(sentences(view.text))
    return Passage(view, placed, () if heading else find_claims(view, placed, runs), dates, citations, runs)


def _with_lists(document: Document, passages: list[Passage]) -> tuple[Passage, ...]:
    """The passages, those that announce a list with what they say of the lines under them."""
    for index, opening in enumerate(passages):
        if not opens_list(opening.view.text):
            continue
        end = index + 1
        while end < len(passages) and document.blocks[passages[end].view.block].kind is BlockKind.ITEM:
            end += 1
        if found := claims_of_list(_read(opening), [_read(line) for line in passages[index + 1 : end]]):
            passages[index] = replace(opening, claims=(*opening.claims, *found))
    return tuple(passages)


def _read(passage: Passage) -> tuple[View, tuple[Placed, ...], tuple[tuple[int, int], ...]]:
    return passage.view, passage.placed, passage.sentences
