"""Where a document's paragraphs belong in a regime's outline, told from its headings and the order under them. Pure.

Units don't number their headings as the committee does, and a scan misreads a letter: a heading is recognised by its
title, up to small differences, and by the part of the outline that the headings before it have led into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from kybao.documents.model import Block, Document
from kybao.documents.search import folded

_ALIKE = 0.88  # of two folded titles; "6.2. Cong tac phat trien quy dat" read by OCR with one letter wrong is 0.97
_LONGEST_TITLE = 220
_NUMBER = re.compile(
    r"^(?:phan (?:thu )?(?:nhat|hai|ba|tu|bon|nam|[ivx]+|\d+)|[ivx]+|\d+(?:\.\d+)*|[a-z])[.):/]*\s+(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the outline. `path` are the keys from the top down to its own.

    `number` is given where it alone, on a line of its own, is the heading ("Phần thứ hai").
    """

    key: str
    title: str
    path: tuple[str, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that the document's unit owes under a heading; `lead` is its run-in title, or ""."""

    key: str
    heading: str
    lead: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A block of the document under a heading; `passage` is the key of the passage it answers, or "" where none is left.

    `start` is the offset of the text after its lead.
    """

    block: int
    heading: str
    passage: str
    start: int


def place(document: Document, headings: Sequence[Heading], passages: Sequence[Passage]) -> tuple[Placed, ...]:
    """The document's paragraphs under the outline's headings. What stands before the first heading (head, title) is no part."""
    placed: list[Placed] = []
    open_passages = {heading.key: [p for p in passages if p.heading == heading.key] for heading in headings}
    for heading, block in _under_headings(document, headings):
        passage, start = _answered(block, open_passages[heading.key])
        if passage:
            open_passages[heading.key].remove(passage)
        placed.append(Placed(block.index, heading.key, passage.key if passage else "", start))
    return tuple(placed)


def found_headings(document: Document, headings: Sequence[Heading]) -> frozenset[str]:
    """The keys of the outline's headings that a document has."""
    return frozenset(heading.key for heading, _ in _walk(document, headings) if heading is not None)


def heading_blocks(document: Document, headings: Sequence[Heading]) -> frozenset[int]:
    """The blocks that are the outline's headings."""
    return frozenset(block.index for heading, block in _walk(document, headings) if heading is not None)


def _under_headings(document: Document, headings: Sequence[Heading]) -> Iterator[tuple[Heading, Block]]:
    current: Heading | None = None
    for heading, block in _walk(document, headings):
        if heading is not None:
            current = heading
        elif current is not None and _closes(block.text):
            return
        elif current is not None:
            yield current, block


def _walk(document: Document, headings: Sequence[Heading]) -> Iterator[tuple[Heading | None, Block]]:
    """Running blocks in order, each with the outline's heading that it is, if it is one."""
    titles = [(heading, _words(heading.title)) for heading in headings]
    numbers = {_words(heading.number): heading for heading in headings if heading.number}
    grids = _grid_blocks(document)
    current: Heading | None = None
    rest = ""  # of the current heading's title, where its line broke off: "… THÁNG 01" / "NĂM 2022"
    for block in document.blocks:
        text = block.text.strip()
        if not text or block.index in grids:
            continue
        if rest and rest.startswith(words := _words(text)):
            rest = rest.removeprefix(words).strip()
            continue
        heading = numbers.get(_words(text)) or _recognised(text, titles, current)
        current = heading or current
        rest = _rest(heading, text) if heading else ""
        yield heading, block


def _rest(heading: Heading, text: str) -> str:
    """What of a heading's title its own line leaves unsaid; all of it where the line is but the number."""
    title, said = _words(heading.title), _bare(text)
    return (
        title if said == _words(heading.number) else title.removeprefix(said).strip() if title.startswith(said) else ""
    )


def _recognised(text: str, titles: Sequence[tuple[Heading, str]], current: Heading | None) -> Heading | None:
    if len(text) > _LONGEST_TITLE:
        return None
    bare = _bare(text)
    best: tuple[float, int, Heading] | None = None
    for order, (heading, title) in enumerate(titles):
        if not title or abs(len(title) - len(bare)) > max(4, len(title) // 5):
            continue
        alike = _likeness(bare, title)
        if alike < _ALIKE:
            continue
        score = (alike + 0.1 * _shared(heading, current), -order, heading)
        if best is None or score[:2] > best[:2]:
            best = score
    return best[2] if best else None


@lru_cache(maxsize=1 << 14)  # the titles of one outline come again in every unit's report and on every look at it
def _likeness(bare: str, title: str) -> float:
    """How alike two titles are, 0 to 1; 0 as well where they can't be as alike as `_ALIKE`."""
    if bare == title:
        return 1.0
    matcher = SequenceMatcher(None, bare, title)
    return matcher.ratio() if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= _ALIKE else 0.0


def _shared(heading: Heading, current: Heading | None) -> int:
    """How deep two headings stand in the same branch: the same title occurs in part one and in part two."""
    if current is None:
        return 0
    return sum(1 for a, b in zip(heading.path, current.path, strict=False) if a == b)


def _words(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", folded(text)).strip()


def _bare(text: str) -> str:
    """The words of a heading without its number."""
    return _words(_NUMBER.sub("", folded(text).strip(" *_:.")))


def _answered(block: Block, left: Sequence[Passage]) -> tuple[Passage | None, int]:
    text = block.text
    for passage in left:
        if passage.lead and (start := _after_lead(text, passage.lead)):
            return passage, start
    return next((passage for passage in left if not passage.lead), left[0] if left else None), 0


def _after_lead(text: str, lead: str) -> int:
    """The offset behind a run-in title and its colon; 0 where the text does not begin with it."""
    head, colon, _ = text.partition(":")
    if not colon or len(head) > len(lead) + 8:
        return 0
    if SequenceMatcher(None, _words(head), _words(lead)).ratio() < _ALIKE:
        return 0
    rest = text[len(head) + 1 :]
    return len(head) + 1 + len(rest) - len(rest.lstrip())


_CLOSING = re.compile(
    r"^(?:trên đây là|nơi nhận|thủ trưởng|trưởng phòng|chủ tịch|giám đốc|tm\.|kt\.|tl\.|người lập)", re.IGNORECASE
)


def _closes(text: str) -> bool:
    return bool(_CLOSING.match(text.strip().strip("*_ ")))


def _grid_blocks(document: Document) -> frozenset[int]:
    """Cells of real tables. A sheet of one used column is running text, one paragraph a row."""
    return frozenset(
        cell.block
        for table in document.tables
        if len({cell.column for cell in table.cells if document.blocks[cell.block].text.strip()}) > 1
        for cell in table.cells
    )
