"""A `View`: running text as a reader sees it, each character knowing where it stands in the document.

The document's text never changes. A view drops what a reader's eye skips (inline markup, line ends) and joins blocks
that a page break tore apart, so that the rules of reading see plain sentences. Its spans lead back to the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct

from kybao.documents.model import Block, BlockKind, Document, Span
from kybao.reading.letters import LOWER, lowered

# Inline markup of Markdown and HTML, dropped from view. One character class repeated: linear on any input.
_MARKUP = re.compile(r"</?(?:b|i|u|em|strong|sup|sub|span|br|p|font)(?:\s[^<>]{0,200})?/?>|\*{1,3}|__", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_BLANK = re.compile(r"[^\S ]")
_INVISIBLE = re.compile(r"[\u200b-\u200d\u2060\ufeff\u00ad]")
_MARKUP_MEDIA = frozenset({"md", "txt"})
# A torn paragraph stops without sentence punctuation, and the next block goes on in lower case.
_TORN_END = re.compile(r"[\w,)\]”\"%-]$")
_TORN_START = re.compile(f"[{LOWER}]")


class View(Struct, frozen=True):
    """`text` to read, the same in lower case, and for each run of it the block and offset that it came from."""

    text: str
    low: str  # each character in its own place
    has_digit: bool
    _starts: tuple[int, ...]
    _origins: tuple[tuple[int, int], ...]  # (block, offset) of each run's first character

    @property
    def block(self) -> int:
        """The first block seen."""
        return self._origins[0][0]

    @property
    def blocks(self) -> tuple[int, ...]:
        """All blocks seen, in order."""
        return tuple(dict.fromkeys(block for block, _ in self._origins))

    def place(self, position: int) -> tuple[int, int]:
        """The (block, offset) of the character at `position` of the view."""
        run = bisect_right(self._starts, position) - 1
        block, offset = self._origins[run]
        return block, offset + position - self._starts[run]

    def span(self, start: int, end: int) -> Span:
        """The span in the document of `text[start:end]`; cut at the end of the block that it starts in."""
        if len(self._starts) == 1:
            block, first = self._origins[0]
            return Span(block, first + start, first + max(start, end))
        run = bisect_right(self._starts, start) - 1
        block, first = self._origins[run]
        first += start - self._starts[run]
        if end <= start:
            return Span(block, first, first)
        if run + 1 == len(self._starts) or end <= self._starts[run + 1]:
            return Span(block, first, first + end - start)
        last_block, last = self.place(end - 1)
        position = end - 1
        while last_block != block:
            run = bisect_right(self._starts, position) - 1
            position = self._starts[run] - 1
            last_block, last = self.place(position)
        return Span(block, first, last + 1)


def view_of(*blocks: Block, markup: bool = False) -> View:
    """A view over blocks that make one running text; markup is dropped where `markup` says that there is any."""
    if len(blocks) == 1 and blocks[0].text.isprintable() and not (markup and _may_be_marked(blocks[0].text)):
        return _view(blocks[0].text, (0,), ((blocks[0].index, 0),))
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[tuple[int, int]] = []
    length = 0

    def put(piece: str, block: int, offset: int) -> None:
        nonlocal length
        if piece or not starts:
            starts.append(length)
            origins.append((block, offset))
            pieces.append(piece)
            length += len(piece)

    for number, block in enumerate(blocks):
        if number:
            # The joining space is laid on the last character of the block before, so that every position has a place.
            put(" ", blocks[number - 1].index, max(len(blocks[number - 1].text) - 1, 0))
        text = _BLANK.sub(" ", block.text)
        at = 0
        for match in _skips(text, markup):
            put(text[at : match.start()], block.index, at)
            at = match.end()
        put(text[at:], block.index, at)
    return _view("".join(pieces), tuple(starts), tuple(origins))


def _view(text: str, starts: tuple[int, ...], origins: tuple[tuple[int, int], ...]) -> View:
    return View(text, lowered(text), _DIGIT.search(text) is not None, starts, origins)


def views(document: Document) -> Iterator[View]:
    """The running texts of a document in reading order: paragraphs (torn ones joined), headings, items, cells."""
    markup = document.media in _MARKUP_MEDIA
    cells = document.table_blocks()
    run: list[Block] = []
    for block in document.blocks:
        if run and not (block.kind is BlockKind.PARAGRAPH and block.index not in cells and _is_torn(run[-1], block)):
            yield view_of(*run, markup=markup)
            run = []
        run.append(block)
    if run:
        yield view_of(*run, markup=markup)


def _is_torn(before: Block, after: Block) -> bool:
    return (
        before.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
        and bool(_TORN_START.match(after.text))
        and bool(_TORN_END.search(before.text.rstrip("* ")[-2:]))
    )


def _skips(text: str, markup: bool) -> Iterator[re.Match[str]]:
    invisible = _INVISIBLE.finditer(text)
    if not markup or not _may_be_marked(text):
        return invisible
    return iter(sorted([*invisible, *_MARKUP.finditer(text)], key=lambda match: match.start()))


def _may_be_marked(text: str) -> bool:
    return "*" in text or "<" in text or "__" in text
