"""Which paragraphs are headings, in files that don't say so: most offices make a heading bold and give it a number."""

from __future__ import annotations

import re

from kybao.documents.content import Builder
from kybao.documents.model import BlockKind

_LONGEST = 200  # characters; a numbered paragraph longer than this is prose
_PART = re.compile(r"Phần\s+(?:thứ\s+)?(?:[IVX]{1,5}|\d{1,2}|nhất|hai|ba|tư|bốn|năm|sáu)\b", re.IGNORECASE)
# Level by the kind of number; the first that matches counts. A part is 1, "I." 2, "1." 3, "1.1." 4, "a)" 5.
_NUMBERS = (
    (2, re.compile(r"[A-HIVXL]{1,5}\s{0,2}[.)/-]\s{0,5}(?=[^\W\d_])")),
    (4, re.compile(r"\d{1,2}(?:\.\d{1,2}){1,4}\.?\)?\s{1,5}(?=[^\W\d_])")),
    (3, re.compile(r"\d{1,2}\s{0,2}[.)/]\s{0,5}(?=[^\W\d_])")),
    (5, re.compile(r"[a-zđ]\d?\s{0,2}[.)]\s{0,5}(?=[^\W\d_])")),
)
_BULLET = re.compile(r"([-+*•·▪➢✓–])\s+(?=\S)|([•▪➢✓])(?=\S)|([-+])(?=[^\W\d_])")
_PROSE_END = re.compile(r"[;,]$|[^.]\.$")


def add_paragraph(
    builder: Builder,
    text: str,
    *,
    bold: bool,
    italic: bool,
    page: int | None,
    marker: str = "",
    level: int = 0,
    under_part: bool = False,
) -> None:
    """Adds one paragraph as the heading, item or plain paragraph that its looks make it.

    `marker` and `level` are those of a list that the format itself knows of; `under_part` says that a part's heading
    stands right before.
    """
    if not text:
        return
    if heading := heading_level(text, bold=bold, italic=italic, marker=marker):
        builder.add(BlockKind.HEADING, text, heading, marker, page)
    elif under_part and is_title(text):
        builder.add(BlockKind.HEADING, text, 1, page=page)
    elif level:
        builder.add(BlockKind.ITEM, text, level, marker, page)
    elif bullet := _BULLET.match(text):
        sign = bullet.group().strip()
        builder.add(BlockKind.ITEM, text[bullet.end() :], 2 if sign == "+" else 1, sign, page)
    else:
        builder.add(BlockKind.PARAGRAPH, text, page=page)


def heading_level(text: str, *, bold: bool, italic: bool = False, marker: str = "") -> int:
    """The level (1 to 5) of a paragraph that looks like a heading, else 0.

    `bold` and `italic` say that the whole paragraph is so; `marker` is a number that the format keeps outside the text.

    >>> [heading_level(text, bold=True) for text in ("Phần thứ nhất:", "I. LĨNH VỰC KINH TẾ", "1. Nông nghiệp", "6.1. Đất", "b) Y tế")]
    [1, 2, 3, 4, 5]
    >>> heading_level("1. Đàn trâu hiện có 1.242 con.", bold=False), heading_level("Nơi nhận:", bold=True)
    (0, 0)
    """
    full = f"{marker} {text}".strip()
    if len(full) > _LONGEST or not text:
        return 0
    level = _level_of_number(full)
    if not level:
        return 0
    capitals = text.isupper() and sum(map(str.isalpha, text)) >= 4
    if bold or capitals or (level == 1 and is_part(full)):
        return level
    # A lettered or dotted heading is often in italics only; a sentence in italics is none.
    return level if italic and level >= 3 and not _PROSE_END.search(text) and len(full) <= 100 else 0


def is_part(text: str) -> bool:
    """Whether a heading is that of a part ("Phần thứ nhất"), whose title often stands in the next line."""
    return bool(_PART.match(text)) and len(text) <= 30


def is_title(text: str) -> bool:
    """Whether a paragraph right under "Phần thứ nhất" is its title: all in capitals."""
    return text.isupper() and 8 <= len(text) <= 2 * _LONGEST


def _level_of_number(text: str) -> int:
    if match := _PART.match(text):
        rest = text[match.end() :].strip(" .:-–")
        return 1 if not rest or rest[:1].isupper() else 0
    return next((level for level, pattern in _NUMBERS if pattern.match(text)), 0)
