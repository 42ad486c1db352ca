"""Characters with places on a page → lines of text, as an eye reads them.

The order in which a PDF draws its characters is not the order of reading (accented letters are often drawn after the
rest of their line), and blanks are often not drawn at all: so lines and blanks are found from places alone.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from kybao.documents.content import visible
from kybao.documents.legacy import Encoding, to_unicode


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character, or a word from character recognition, with its place. Lengths are in points, y upwards."""

    text: str
    x0: float
    x1: float
    y: float  # of the baseline
    size: float
    bold: bool = False
    italic: bool = False
    encoding: Encoding = Encoding.UNICODE


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line: `at` is its place across, from `start` to `end` its reach along."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text on one baseline, without a gap as wide as that between columns."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool
    page: int
    first_word: float  # width of its first word
    blank_end: bool  # whether a blank was drawn after its last word


_BLANK_GAP = 0.15  # of the type size: a wider gap is a blank. A blank is 0.25 wide, and 0.2 in a tight line
_COLUMN_GAP = 1.8
_MARKER = re.compile(r"\s*(?:[-+*•·▪–]|[A-Za-zĐđ\d]{1,4}(?:\.\d{1,2}){0,4}[.)/]?)\s*")
_DIGITAL = re.compile(r"[\d.,]")
SYMBOLS = {"\uf0b7": "•", "\uf02d": "-", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0a8": "□", "\uf0fe": "☒"}
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LIGATURES = re.compile("[\ufb00-\ufb06]")


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[list[Line]]:
    """Rows from the top down; each row holds its lines from left to right, cut at gaps as wide as between columns."""
    rows = _rows(list(glyphs))
    return [[_line(part, page) for part in _cut(row)] for row in rows if any(g.text.strip() for g in row)]


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs of one baseline together; raised and lowered small ones join the row that they are set against."""
    ordered = sorted(glyphs, key=lambda g: (-g.y, g.x0))
    rows: list[list[Glyph]] = []
    for glyph in ordered:
        if rows and abs(rows[-1][0].y - glyph.y) <= 0.12 * max(rows[-1][0].size, glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    rows = [_distinct(sorted(row, key=lambda g: g.x0)) for row in rows]
    return _with_raised(rows)


def _distinct(row: list[Glyph]) -> list[Glyph]:
    """Without glyphs drawn twice a hair apart, which is how some programs make bold type."""
    kept: list[Glyph] = []
    for glyph in row:
        again = (old for old in kept[-3:] if old.text == glyph.text and glyph.x0 - old.x0 < 0.12 * glyph.size)
        if glyph.text.isspace() or not any(again):
            kept.append(glyph)
    return kept


def _with_raised(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    sizes = [max(g.size for g in row) for row in rows]
    homes: dict[int, list[Glyph]] = {}
    for i, row in enumerate(rows):
        home = next(
            (
                j
                for j in (i + 1, i - 1)
                if 0 <= j < len(rows) and sizes[i] <= 0.8 * sizes[j] and _beside(row, rows[j], sizes[j])
            ),
            None,
        )
        if home is not None:
            above = rows[home][0].y
            moved = [
                Glyph(
                    _raised(g, rows[home]) if g.y > above else g.text,
                    g.x0,
                    g.x1,
                    above,
                    g.size,
                    g.bold,
                    g.italic,
                    g.encoding,
                )
                for g in row
            ]
            homes.setdefault(home, []).extend(moved)
            homes.setdefault(i, [])
    return [
        sorted([*row, *homes[i]], key=lambda g: g.x0) if homes.get(i) else row
        for i, row in enumerate(rows)
        if homes.get(i, [None]) != []
    ]


def _beside(small: list[Glyph], row: list[Glyph], size: float) -> bool:
    """Whether every glyph of a small row stands right after a glyph of the row or of its own row."""
    if not -0.3 * size <= small[0].y - row[0].y <= 0.6 * size:
        return False
    ends = [g.x1 for g in (*row, *small) if g.text.strip()]
    return all(any(abs(g.x0 - end) <= 0.25 * size for end in ends) for g in small if g.text.strip())


def _raised(glyph: Glyph, row: list[Glyph]) -> str:
    """A raised digit after a digit is a note's mark or a power: printed as such, so that it is not read as a digit more."""
    before = [g for g in row if g.x1 <= glyph.x0 + 0.2 * glyph.size and g.text.strip()]
    last = max(before, key=lambda g: g.x1, default=None)
    return glyph.text.translate(SUPERSCRIPTS) if last is not None and last.text[-1:].isdigit() else glyph.text


def _cut(row: list[Glyph]) -> list[list[Glyph]]:
    """A row cut where the gap is that of columns: far wider than a blank, and than the other gaps of its row."""
    inked = [g for g in row if g.text.strip()]
    blanks = sorted(
        gap for before, after in pairwise(inked) if (gap := after.x0 - before.x1) > _BLANK_GAP * inked[0].size
    )
    usual = blanks[len(blanks) // 3] if blanks else 0.0
    # Among many blanks of one width a column shows sooner than in a line of two or three words.
    least, widest = (_COLUMN_GAP / 2, 2.5 * usual) if len(blanks) > 3 else (_COLUMN_GAP, 0.0)
    parts: list[list[Glyph]] = [[inked[0]]]
    end = blank_end = inked[0].x1
    inside: list[Glyph] = []
    for glyph in row[row.index(inked[0]) + 1 :]:
        if not glyph.text.strip():
            inside.append(glyph)
            blank_end = max(blank_end, glyph.x1)
            continue
        size = max(glyph.size, 6)
        # Blanks that were typed, as in a date to be filled in by hand, make no column unless there are very many.
        gap, untyped = glyph.x0 - end, glyph.x0 - blank_end
        wide = (untyped > least * size and untyped > widest) or (gap > 4 * size and gap > 2.5 * usual)
        if wide and not (len(parts) == 1 and _MARKER.fullmatch("".join(g.text for g in parts[0]))):
            parts.append([glyph])
        else:
            parts[-1].extend((*inside, glyph))
        inside = []
        end = blank_end = max(end, glyph.x1)
    parts[-1].extend(inside)
    return parts


def _line(glyphs: Sequence[Glyph], page: int) -> Line:
    inked = [g for g in glyphs if g.text.strip()]
    letters = [g for g in inked if any(map(str.isalnum, g.text))] or inked
    size = sorted(g.size for g in letters)[len(letters) // 2]
    x0, x1 = inked[0].x0, max(g.x1 for g in inked)
    text = _text(glyphs, size)
    first = next((i for i, g in enumerate(glyphs) if g.text.isspace() and i), len(glyphs)) - 1
    return Line(
        text.strip(),
        x0,
        x1,
        max(inked, key=lambda g: g.size).y,
        size,
        _share(letters, lambda g: g.bold) >= 0.9,
        _share(letters, lambda g: g.italic) >= 0.9,
        page,
        min(glyphs[first].x1 - x0, 12 * size) if " " not in inked[0].text else inked[0].x1 - x0,
        text != text.rstrip(),
    )


def _share(glyphs: Sequence[Glyph], holds: Callable[[Glyph], bool]) -> float:
    return sum(map(holds, glyphs)) / len(glyphs)


def _text(glyphs: Sequence[Glyph], size: float) -> str:
    pieces: list[str] = []
    end: float | None = None
    before = ""
    runs: list[tuple[Encoding, str]] = []
    for glyph in glyphs:
        character = glyph.text
        gap = 0.0 if end is None else glyph.x0 - end
        # Inside a number the blank has to be as wide as a drawn one: digits are often set a little apart.
        least = 0.3 if _DIGITAL.match(before[-1:]) and _DIGITAL.match(character) else _BLANK_GAP
        if gap > least * size and not before.isspace() and not character.isspace():
            runs.append((glyph.encoding, " "))
        runs.append((glyph.encoding, character))
        before = character
        end = glyph.x1 if end is None else max(end, glyph.x1)
    for encoding, group in groupby(runs, key=lambda run: run[0]):
        pieces.append(to_unicode("".join(text for _, text in group), encoding))
    return cleaned("".join(pieces))


def cleaned(text: str) -> str:
    """NFC text with single blanks, symbol-font bullets as such, and ligatures taken apart; a blank at the end is kept."""
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    text = "".join(SYMBOLS.get(character, character) for character in text)
    return re.sub(r"\s+", " ", visible(text))


_GLUED_END = re.compile(r"(?:[^\W_][-/]|[\d][.,])$")


def joined(lines: Sequence[Line], blanks_drawn: bool, right: float = math.inf) -> str:
    """Lines of one paragraph or cell as running text.

    `blanks_drawn` says that this file draws the blank at a line's end: then a line without it goes on inside a word
    ("27/BC-" | "UBND"). Else a line that ends in a hyphen or stroke inside a word is taken to. `right` is the right edge
    of a cell, at which a number is broken that is wider than the cell.
    """
    pieces: list[str] = []
    for line, after in pairwise(lines):
        pieces.append(line.text if _goes_on(line, after.text, blanks_drawn, right) else f"{line.text} ")
    return "".join((*pieces, lines[-1].text)) if lines else ""


def _goes_on(line: Line, after: str, blanks_drawn: bool, right: float) -> bool:
    if line.blank_end:
        return False
    start = after[:1]
    if start.isdigit() and line.text[-1:].isdigit() and " " not in line.text and line.x1 > right - 0.6 * line.size:
        return right < math.inf
    if not _GLUED_END.search(line.text):
        return False
    # Without drawn blanks only "BC-|UBND", "2021-|2022", "36/|41" are sure; "Tư pháp-|Hộ tịch" is left apart.
    last = line.text[-2:-1]
    return (
        blanks_drawn
        or (start.isdigit() and (last.isdigit() or line.text.endswith("-")))
        or (start.isupper() and after[1:2].isupper() and (last.isupper() or last.isdigit()))
    )


def draws_blanks(lines: Iterable[Line]) -> bool:
    """Whether a file draws the blank at the end of its lines: most lines of prose have one then."""
    ends = [line.blank_end for line in lines if len(line.text) > 40]
    return sum(ends) > 0.5 * len(ends)
