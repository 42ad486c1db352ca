"""The typeface that comes with Kybao: Liberation Serif, which has the letter widths of Times New Roman."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).parent / "fonts"
FAMILY = "Liberation Serif"

_FACES = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic", (True, True): "BoldItalic"}
_UNITS = 2048  # the faces' units per em


def width_of(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """The width in mm of a line of text set at `size` pt."""
    return _face(bold, italic).getlength(text) / _UNITS * size * 25.4 / 72


def balanced(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """The lines of a centred text, as few as fit into `room` mm and as even as can be. Newlines in it are kept.

    >>> balanced("UỶ BAN NHÂN DÂN THÀNH PHỐ CAO BẰNG", 12, 68, bold=True)
    ('UỶ BAN NHÂN DÂN', 'THÀNH PHỐ CAO BẰNG')
    """
    lines: list[str] = []
    for part in text.split("\n"):
        lines.extend(_filled(part.split(), size, room, bold))
    return tuple(lines)


@cache
def letters() -> frozenset[int]:
    """The code points that all four faces can draw."""
    return frozenset.intersection(
        *(frozenset(_mapped((FOLDER / f"LiberationSerif-{name}.ttf").read_bytes())) for name in _FACES.values())
    )


def _filled(words: list[str], size: float, room: float, bold: bool) -> list[str]:
    lines = _greedy(words, size, room, bold)
    least, most = 0.0, room
    for _ in range(8):  # the narrowest room that still gives as few lines: halving 160 mm eight times is exact enough
        middle = (least + most) / 2
        tried = _greedy(words, size, middle, bold)
        if len(tried) <= len(lines) and all(width_of(line, size, bold=bold) <= middle for line in tried):
            lines, most = tried, middle
        else:
            least = middle
    return lines


def _greedy(words: list[str], size: float, room: float, bold: bool) -> list[str]:
    lines: list[str] = []
    used, space = room, width_of(" ", size, bold=bold)
    for word in words:
        width = width_of(word, size, bold=bold)
        if lines and used + space + width <= room:
            lines[-1] += " " + word
            used += space + width
        else:
            lines.append(word)
            used = width
    return lines


@cache
def _face(bold: bool, italic: bool) -> ImageFont.FreeTypeFont:
    path = FOLDER / f"LiberationSerif-{_FACES[bold, italic]}.ttf"
    return ImageFont.truetype(str(path), _UNITS, layout_engine=ImageFont.Layout.BASIC)


def _mapped(font: bytes) -> Iterator[int]:
    """The code points of a TrueType font's character map (OpenType specification, "cmap", format 4)."""
    tables = {font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in _steps(12, font[4:6], 16)}
    cmap = tables[b"cmap"]
    subtables = (struct.unpack_from(">HHI", font, at) for at in _steps(cmap + 4, font[cmap + 2 : cmap + 4], 8))
    start = next(cmap + offset for platform, encoding, offset in subtables if (platform, encoding) == (3, 1))
    segments = struct.unpack_from(">H", font, start + 6)[0] // 2
    row = f">{segments}H"
    ends = struct.unpack_from(row, font, start + 14)
    starts = struct.unpack_from(row, font, start + 16 + 2 * segments)
    for first, last in zip(starts, ends, strict=True):
        if first != 0xFFFF:  # the segment that closes the map
            yield from range(first, last + 1)


def _steps(start: int, count: bytes, step: int) -> range:
    return range(start, start + int.from_bytes(count) * step, step)
