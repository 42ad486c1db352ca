"""The outline of a report: its headings as a tree, and the place and date that it was issued at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kybao.documents.model import BlockKind, Document
from kybao.reading.dates import DateKind, DateMention
from kybao.reading.view import View, view_of


class NumberStyle(StrEnum):
    PART = "part"  # Phần thứ nhất
    CAPITAL = "capital"  # A.
    ROMAN = "roman"  # I.
    ARABIC = "arabic"  # 1.
    DOTTED = "dotted"  # 6.1.
    LETTER = "letter"  # a)
    NONE = ""


_RANKS = [
    NumberStyle.PART,
    NumberStyle.CAPITAL,
    NumberStyle.ROMAN,
    NumberStyle.ARABIC,
    NumberStyle.DOTTED,
    NumberStyle.LETTER,
]
_NUMBERS = (
    (
        NumberStyle.PART,
        re.compile(r"(Phần (?:thứ )?(?:[IVX]+|\d{1,3}|nhất|hai|ba|tư|bốn|năm))\b[.:]?\s*", re.IGNORECASE),
    ),
    (NumberStyle.CAPITAL, re.compile(r"([A-H])[.)/]\s+")),
    (NumberStyle.DOTTED, re.compile(r"(\d{1,3}(?:\.\d{1,3})+)[.)]?\s+")),
    (NumberStyle.ROMAN, re.compile(r"([IVX]+)[.)/]\s*")),
    (NumberStyle.ARABIC, re.compile(r"(\d{1,2})[.)/]\s*")),
    (NumberStyle.LETTER, re.compile(r"([a-zđ])[.)]\s*")),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A heading: its block, printed number ("6.1", "a"), title, depth in the tree and its parent's place in `Outline.nodes`."""

    block: int
    number: str
    style: NumberStyle
    title: str
    depth: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class Outline:
    nodes: tuple[Node, ...]

    def children(self, parent: int | None) -> Iterator[Node]:
        """The headings right under `nodes[parent]`, or the topmost ones."""
        return (node for node in self.nodes if node.parent == parent)

    def path(self, block: int) -> tuple[Node, ...]:
        """The headings that a block stands under, from the top down."""
        place = max((i for i, node in enumerate(self.nodes) if node.block <= block), default=None)
        path: list[Node] = []
        while place is not None:
            path.append(self.nodes[place])
            place = self.nodes[place].parent
        return tuple(reversed(path))


def outline_of(document: Document) -> Outline:
    """The headings as a tree. Depth follows the numbering (Phần, I, 1, 1.1, a), since printed heading levels are often wrong.

    Headings without a number hang under the part before them.
    """
    nodes: list[Node] = []
    latest: dict[NumberStyle, int] = {}
    for block in document.headings():
        text = view_of(block, markup=document.media in ("md", "txt")).text.strip()
        style, number, title = numbered(f"{block.marker} {text}" if _is_number(block.marker) else text)
        if not title and style is not NumberStyle.PART:
            continue
        parent = _parent(latest, style)
        depth = nodes[parent].depth + 1 if parent is not None else 0
        latest[style] = len(nodes)
        nodes.append(Node(block.index, number, style, title, depth, parent))
    return Outline(tuple(nodes))


def _is_number(marker: str) -> bool:
    """Whether what the format keeps outside the text is a number ("1.", "a)"), not a bullet or the hashes of Markdown."""
    return any(map(str.isalnum, marker))


def numbered(text: str) -> tuple[NumberStyle, str, str]:
    """How a heading is numbered, its number as printed, and its title without it.

    >>> numbered("6.1. Tài nguyên"), numbered("Quốc phòng")
    ((<NumberStyle.DOTTED: 'dotted'>, '6.1', 'Tài nguyên'), (<NumberStyle.NONE: ''>, '', 'Quốc phòng'))
    """
    for style, pattern in _NUMBERS:
        if match := pattern.match(text):
            return style, match.group(1), text[match.end() :].strip(" :")
    return NumberStyle.NONE, "", text


def _parent(latest: Mapping[NumberStyle, int], style: NumberStyle) -> int | None:
    """The last heading above `style`, from the place of the last one of each style."""
    above = (NumberStyle.PART,) if style is NumberStyle.NONE else _RANKS[: _RANKS.index(style)]
    return max((latest[other] for other in above if other in latest), default=None)


_ISSUED = re.compile(r"^[^.;]{0,60},\s+ngày\s")


def issue_date(
    document: Document, views: Sequence[View], dates: Sequence[Sequence[DateMention]]
) -> tuple[View, DateMention] | None:
    """The report's own date: the first line "Thành phố Cao Bằng, ngày 18 tháng 01 năm 2022" of its head.

    `dates` are those of each view.
    """
    cells = document.table_blocks()
    for view, mentioned in zip(views[:25], dates, strict=False):
        block = document.blocks[view.block]
        if block.kind is BlockKind.PARAGRAPH or block.index in cells:
            for day in mentioned:
                written_out = day.kind is DateKind.DAY and day.first and "tháng" in day.text
                ends_line = day.end >= len(view.text.rstrip()) - 2
                if written_out and ends_line and _ISSUED.match(view.text.strip()):
                    return view, day
    return None
