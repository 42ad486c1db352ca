"""A finding → the sentences that it speaks of, with the figure and its evidence marked, and the place where they stand."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from kybao.checking.finding import Finding
from kybao.documents.model import Document, Span
from kybao.reading.outline import Outline, outline_of
from kybao.reading.sentences import sentences
from kybao.reading.view import View, views

CELL_JOIN = " │ "
_LONGEST_TITLE = 70
_LONGEST_CAPTION = 120


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` (exclusive) of an excerpt's text: the finding's own figure, or `evidence` for it."""

    start: int
    end: int
    evidence: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One sentence, or one row of a table, as a reader sees it: on one line, without inline markup.

    `block` is the block that its first mark lies in.
    """

    block: int
    text: str
    marks: tuple[Mark, ...]


class Excerpts:
    """All excerpts of one document. Made once a document, asked once a finding."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.outline: Outline = outline_of(document)
        self._lines = tuple(_Line(view) for view in views(document))
        self._line_of = {block: line for line in self._lines for block in line.view.blocks}
        self._row_of = _rows(document)
        self._cell_of = {cell.block: (table, cell) for table in document.tables for cell in table.cells}

    def of(self, finding: Finding) -> tuple[Excerpt, ...]:
        """The finding's own sentence first, then the other sentences that hold evidence, in reading order."""
        own = self._sentence(finding.span)
        marks: dict[tuple[int, int, int], list[Mark]] = {own.key: [own.mark(evidence=False)]}
        found = {own.key: own}
        for span in sorted(set(finding.evidence) - {finding.span}):
            place = self._sentence(span)
            found.setdefault(place.key, place)
            marks.setdefault(place.key, []).append(place.mark(evidence=True))
        order = sorted(found, key=lambda key: (key != own.key, key))
        return tuple(Excerpt(found[key].block, found[key].text, tuple(marks[key])) for key in order)

    def section(self, block: int) -> str:
        """Where a block stands: its table and row, or the headings over it ("I. LĨNH VỰC KINH TẾ › 4. Tài chính").

        Rows count from 1, the header included. Empty before the first heading.
        """
        if block in self._cell_of:
            table, cell = self._cell_of[block]
            caption = self._line_of[table.caption].view.text.strip() if table.caption is not None else table.name
            # A running sentence before a table is no title of it.
            title = f" “{_short(caption)}”" if 0 < len(caption) <= _LONGEST_CAPTION and caption[-1] not in ".;" else ""
            return f"bảng {table.index + 1}{title}, hàng {cell.row + 1}"
        titles = (
            f"{node.number}. {node.title}" if node.number and node.title else node.number or node.title
            for node in self.outline.path(block)
        )
        return " › ".join(_short(title.rstrip(" :")) for title in titles)

    def place(self, block: int) -> str:
        """Block, page where there are pages, and section: "khối 47 · trang 3 · I. LĨNH VỰC KINH TẾ"."""
        page = self.document.blocks[block].page
        parts = [f"khối {block}", f"trang {page}" if page else "", printable(self.section(block))]
        return " · ".join(filter(None, parts))

    def _sentence(self, span: Span) -> _Place:
        if span.block in self._row_of:
            return self._row(span)
        line = self._line_of[span.block]
        start, end = line.positions(span)
        inside = next(((a, b) for a, b in line.sentences if a <= start < b), (0, len(line.view.text)))
        first, last = inside[0], max(inside[1], end)
        return _Place(
            (line.view.block, first, 0), span.block, printable(line.view.text[first:last]), start - first, end - first
        )

    def _row(self, span: Span) -> _Place:
        pieces: list[str] = []
        length = start = end = 0
        blocks = self._row_of[span.block]
        for block in blocks:
            line = self._line_of[block]
            text = line.view.text.strip()
            if block == span.block:
                lead = len(line.view.text) - len(line.view.text.lstrip())
                start, end = (length + position - lead for position in line.positions(span))
            elif not text:
                continue
            pieces.append(text)
            length += len(text) + len(CELL_JOIN)
        return _Place((blocks[0], 0, 1), span.block, printable(CELL_JOIN.join(pieces)), max(start, 0), end)


def _rows(document: Document) -> dict[int, tuple[int, ...]]:
    """For each cell's block, the blocks of its row."""
    rows: dict[tuple[int, int], list[int]] = {}
    for table in document.tables:
        for cell in table.cells:
            rows.setdefault((table.index, cell.row), []).append(cell.block)
    return {block: tuple(row) for row in rows.values() for block in row}


@dataclass(frozen=True, slots=True)
class _Place:
    key: tuple[int, int, int]
    block: int
    text: str
    start: int
    end: int

    def mark(self, evidence: bool) -> Mark:
        return Mark(self.start, self.end, evidence)


class _Line:
    """A view, its sentences, and the way back from a span in the document to positions in the view."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._sentences: list[tuple[int, int]] | None = None
        self._offsets: dict[int, tuple[int, list[int]]] | None = None

    @property
    def sentences(self) -> Sequence[tuple[int, int]]:
        if self._sentences is None:
            self._sentences = sentences(self.view.text)
        return self._sentences

    def positions(self, span: Span) -> tuple[int, int]:
        """Where the span stands in the view's text; an empty one takes the character that it stands before."""
        first, offsets = self._block(span.block)
        start = bisect_left(offsets, span.start)
        end = max(bisect_left(offsets, span.end), min(start + 1, len(offsets)))
        text = self.view.text[first + start : first + end]
        return first + start, first + start + max(len(text.rstrip()), 1)

    def _block(self, block: int) -> tuple[int, list[int]]:
        """The first position of a block in the view, and the block's offset at each position from there."""
        if self._offsets is None:
            self._offsets = {}
            for position in range(len(self.view.text)):
                at, offset = self.view.place(position)
                self._offsets.setdefault(at, (position, []))[1].append(offset)
        return self._offsets.get(block, (0, []))


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def printable(text: str) -> str:
    """The same number of characters, with blanks for those that would move a terminal's cursor or turn its direction."""
    return "".join(" " if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") else char for char in text)
