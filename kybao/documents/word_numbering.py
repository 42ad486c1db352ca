"""Word's automatic numbers: which number or bullet stands before a paragraph, computed as Word prints it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml.etree import _Element

_LEVELS = 9
_BULLETS = {"\uf0b7": "•", "\uf02d": "-", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "o": "o", "": "•"}
_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str


@dataclass(slots=True)
class Numbering:
    """Counts as paragraphs are asked for in the order of the file."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # of each num
    _list_of: dict[str, str] = field(default_factory=dict)  # num → its abstract list, which holds the count
    _restarts: dict[str, dict[int, int]] = field(default_factory=dict)  # num → level → the number to start again at
    _counts: dict[str, list[int | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, part: _Element | None) -> Numbering:
        """Reads numbering.xml; without it nothing is numbered."""
        numbering = cls()
        if part is None:
            return numbering
        abstract = {
            element.get(qn("w:abstractNumId"), ""): _levels(element) for element in part.iter(qn("w:abstractNum"))
        }
        linked = {
            style.get(qn("w:val"), ""): levels
            for element in part.iter(qn("w:abstractNum"))
            if (style := element.find(qn("w:styleLink"))) is not None
            and (levels := abstract[element.get(qn("w:abstractNumId"), "")])
        }
        for element in part.iter(qn("w:abstractNum")):
            style = element.find(qn("w:numStyleLink"))
            if style is not None and style.get(qn("w:val"), "") in linked:
                abstract[element.get(qn("w:abstractNumId"), "")] = linked[style.get(qn("w:val"), "")]
        for num in part.iter(qn("w:num")):
            numbering._add(num, abstract)
        return numbering

    def _add(self, num: _Element, abstract: dict[str, dict[int, _Level]]) -> None:
        key, link = num.get(qn("w:numId"), ""), num.find(qn("w:abstractNumId"))
        if link is None:
            return
        self._list_of[key] = link.get(qn("w:val"), "")
        self._levels[key] = dict(abstract.get(self._list_of[key], {}))
        self._restarts[key] = {}
        for override in num.iter(qn("w:lvlOverride")):
            level = _integer(override.get(qn("w:ilvl")), 0)
            self._levels[key] |= _levels(override)
            start = override.find(qn("w:startOverride"))
            if start is not None:
                self._restarts[key][level] = _integer(start.get(qn("w:val")), 1)

    def next(self, num: str, level: int) -> str:
        """Counts one paragraph on; its printed number or bullet, "" where the list prints none."""
        levels = self._levels.get(num)
        if not levels or level not in levels or not 0 <= level < _LEVELS:
            return ""
        counts = self._counts.setdefault(self._list_of[num], [None] * _LEVELS)
        if level in self._restarts[num]:
            counts[level] = self._restarts[num].pop(level) - 1
        for upper in range(level):
            if counts[upper] is None:
                counts[upper] = levels[upper].start if upper in levels else 1
        at = counts[level]
        counts[level] = levels[level].start if at is None else at + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        return self._printed(levels, level, counts)

    def _printed(self, levels: dict[int, _Level], level: int, counts: list[int | None]) -> str:
        own = levels[level]
        if own.format == "bullet":
            text = own.text.strip()
            return _BULLETS.get(text, text)

        def number(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            return formatted(counts[place] or 0, levels[place].format if place in levels else "decimal")

        return _PLACEHOLDER.sub(number, own.text).strip()


def _levels(element: _Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for level in element.iter(qn("w:lvl")):
        values = {
            name: child.get(qn("w:val"), "")
            for name in ("start", "numFmt", "lvlText")
            if (child := level.find(qn(f"w:{name}"))) is not None
        }
        place = _integer(level.get(qn("w:ilvl")), 0)
        found[place] = _Level(
            _integer(values.get("start"), 1), values.get("numFmt", "decimal"), values.get("lvlText", "")
        )
    return found


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def formatted(number: int, style: str) -> str:
    """A number in one of Word's formats.

    >>> [formatted(4, style) for style in ("decimal", "decimalZero", "upperRoman", "lowerRoman", "lowerLetter", "none")]
    ['4', '04', 'IV', 'iv', 'd', '']
    """
    if style == "none":
        return ""
    if style in ("upperRoman", "lowerRoman") and 0 < number < 4000:
        return _roman(number) if style == "upperRoman" else _roman(number).lower()
    if style in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)
        return letter if style == "upperLetter" else letter.lower()
    return f"{number:02d}" if style == "decimalZero" else str(number)


def _roman(number: int) -> str:
    values = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    )
    printed = ""
    for value, letters in values:
        count, number = divmod(number, value)
        printed += letters * count
    return printed
