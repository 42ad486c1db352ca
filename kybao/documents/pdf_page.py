"""One page of a PDF by PDFium → its glyphs with places, drawn rules, and how much of it is pictures.

Everything here is called with `PDFIUM` held: PDFium is not safe for use by several threads, whichever files they read.
"""

from __future__ import annotations

import ctypes
import math
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from kybao.documents.legacy import Encoding, encoding_of_font
from kybao.documents.lines import Glyph, Rule

PDFIUM = threading.RLock()
Handle = Any  # a pointer of PDFium's

MAX_GLYPHS = 60_000  # on one page; a dense A3 table holds a quarter of it
_MAX_RULE_POINTS = 40_000
_MAX_OBJECTS = 100_000
_HORNED = frozenset("ơớờởỡợưứừửữựƠỚỜỞỠỢƯỨỪỬỮỰ")
_SUBSET = re.compile(r"^[A-Z]{6}\+")


@dataclass(slots=True)
class Page:
    """What is on a page, turned so that its text runs from left to right. Lengths in points, y upwards."""

    number: int
    glyphs: list[Glyph] = field(default_factory=list)
    content_ids: list[int] = field(default_factory=list)  # for each glyph: its marked content, -1 none, -2 an artifact
    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    top: float = 0.0
    bottom: float = 0.0
    picture_share: float = 0.0
    unmapped_share: float = 0.0  # of characters that no letter is known of
    hidden_share: float = 0.0  # of characters that are not shown: an earlier recognition under a scan


class TooDense(Exception):
    """A page with more on it than any office's page."""


@dataclass(slots=True)
class _TextRun:
    """What all characters of one text object share."""

    content_id: int
    bold: bool
    italic: bool
    encoding: Encoding
    size: float
    turn: int  # quarter turns, counter-clockwise
    hidden: bool


def page_of(page: pypdfium2.PdfPage, number: int) -> Page:
    """Reads one page. Raises `TooDense` for a page that is a bomb."""
    found = Page(number)
    text = page.get_textpage()
    try:
        turns = _glyphs(text.raw, found)
    finally:
        text.close()
    left, bottom, right, top = page.get_mediabox() or (0.0, 0.0, 595.0, 842.0)
    _objects(page, found, max((right - left) * (top - bottom), 1.0))
    _turn(found, turns, (left, bottom, right, top))
    return found


def _glyphs(text: Handle, found: Page) -> list[int]:
    count = pdfium.FPDFText_CountChars(text)
    if count > MAX_GLYPHS:
        raise TooDense
    runs: dict[int, _TextRun] = {}
    turns: list[int] = []
    unmapped = hidden = 0
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    ink = tuple(ctypes.c_double() for _ in range(4))
    for i in range(count):
        owner = pdfium.FPDFText_GetTextObject(text, i)
        if not owner or pdfium.FPDFText_IsGenerated(text, i) == 1:
            continue
        address = ctypes.addressof(owner.contents)
        run = runs.get(address)
        if run is None:
            run = runs[address] = _text_run(text, i, owner)
        code = pdfium.FPDFText_GetUnicode(text, i)
        # PDFium hides a hyphen at the end of a line behind a code of its own.
        character = "-" if pdfium.FPDFText_IsHyphen(text, i) == 1 else chr(code)
        if code == 0 or pdfium.FPDFText_HasUnicodeMapError(text, i) == 1:
            unmapped += 1
            continue
        if 0x300 <= code <= 0x36F and found.glyphs:  # a mark drawn over the letter before it
            last = found.glyphs[-1]
            found.glyphs[-1] = Glyph(
                last.text + character, last.x0, last.x1, last.y, last.size, last.bold, last.italic, last.encoding
            )
            continue
        pdfium.FPDFText_GetCharOrigin(text, i, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, i, box)
        if not character.isspace():
            _trim(text, i, run, box, ink, character in _HORNED)
        x0, x1, base = _upright(run.turn, x.value, y.value, box)
        hidden += run.hidden
        found.glyphs.append(Glyph(character, x0, max(x1, x0), base, run.size, run.bold, run.italic, run.encoding))
        found.content_ids.append(run.content_id)
        turns.append(run.turn)
    drawn = len(found.glyphs) + unmapped
    found.unmapped_share = unmapped / drawn if drawn else 0.0
    found.hidden_share = hidden / drawn if drawn else 0.0
    return turns


def _trim(
    text: Handle,
    i: int,
    run: _TextRun,
    box: pdfium.FS_RECTF,
    ink: tuple[ctypes.c_double, ...],
    horned: bool,
) -> None:
    """Cuts a box to the width that the letter takes up in its line.

    Fonts cut down to few letters often state a width that is far too large; and the horn of ơ and ư hangs over the blank
    after it.
    """
    if run.turn != 0 or not pdfium.FPDFText_GetCharBox(text, i, *ink):
        return
    right = ink[1].value + 0.05 * run.size
    if right < box.right - 0.1 * run.size:
        box.right = right
    elif horned and ink[1].value > box.right - 0.01 * run.size:
        box.right -= 0.1 * run.size


def _upright(turn: int, x: float, y: float, box: pdfium.FS_RECTF) -> tuple[float, float, float]:
    """Left, right and baseline as they are once text of this turn is set upright."""
    if turn == 0:
        return x, box.right, y
    if turn == 1:  # read upwards
        return y, box.top, -x
    if turn == 2:
        return -x, -box.left, -y
    return -y, -box.bottom, x


def _text_run(text: Handle, i: int, owner: Handle) -> _TextRun:
    matrix = pdfium.FS_MATRIX()
    scale, turn = 1.0, 0
    if pdfium.FPDFText_GetMatrix(text, i, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
    font = pdfium.FPDFTextObj_GetFont(owner)
    name = _font_name(font) if font else ""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(owner)
    lowered = name.lower()
    angle = ctypes.c_int()
    slanted = bool(font) and bool(pdfium.FPDFFont_GetItalicAngle(font, angle)) and angle.value != 0
    return _TextRun(
        -2 if _is_artifact(owner) else pdfium.FPDFPageObj_GetMarkedContentID(owner),
        "bold" in lowered or "black" in lowered or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
        "italic" in lowered or "oblique" in lowered or slanted,
        encoding_of_font(name),
        max(pdfium.FPDFText_GetFontSize(text, i) * scale, 1.0),
        turn,
        mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
    )


def _font_name(font: Handle) -> str:
    length = min(pdfium.FPDFFont_GetBaseFontName(font, None, 0), 512)
    if length <= 1:
        return ""
    name = ctypes.create_string_buffer(length)
    pdfium.FPDFFont_GetBaseFontName(font, name, length)
    return _SUBSET.sub("", name.value.decode("utf-8", "replace"))


def _is_artifact(owner: Handle) -> bool:
    for i in range(min(max(pdfium.FPDFPageObj_CountMarks(owner), 0), 20)):
        mark = pdfium.FPDFPageObj_GetMark(owner, i)
        name, length = ctypes.create_string_buffer(64), ctypes.c_ulong()
        if mark and pdfium.FPDFPageObjMark_GetName(
            mark, ctypes.cast(name, ctypes.POINTER(ctypes.c_ushort)), 64, length
        ):
            written = name.raw[: min(max(length.value - 2, 0), 64)].decode("utf-16-le", "replace")
            if written == "Artifact":
                return True
    return False


def _objects(page: pypdfium2.PdfPage, found: Page, area: float) -> None:
    """Rules and pictures. Only objects of the page itself and of forms on it, one level down, are looked at."""
    count = pdfium.FPDFPage_CountObjects(page)
    if count > _MAX_OBJECTS:
        raise TooDense
    covered, points = 0.0, 0
    for i in range(count):
        owner = pdfium.FPDFPage_GetObject(page, i)
        kind = pdfium.FPDFPageObj_GetType(owner)
        if kind == pdfium.FPDF_PAGEOBJ_PATH and points < _MAX_RULE_POINTS:
            points += _rules(owner, found, None)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            covered += _area(owner)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            outer = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(owner, outer)
            for j in range(min(max(pdfium.FPDFFormObj_CountObjects(owner), 0), _MAX_OBJECTS)):
                inner = pdfium.FPDFFormObj_GetObject(owner, j)
                inner_kind = pdfium.FPDFPageObj_GetType(inner)
                if inner_kind == pdfium.FPDF_PAGEOBJ_PATH and points < _MAX_RULE_POINTS:
                    points += _rules(inner, found, outer)
                elif inner_kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                    covered += _area(inner) * abs(outer.a * outer.d - outer.b * outer.c)
    found.picture_share = min(covered / area, 1.0)


def _area(owner: Handle) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(owner, left, bottom, right, top):
        return 0.0
    return max(right.value - left.value, 0.0) * max(top.value - bottom.value, 0.0)


def _rules(owner: Handle, found: Page, outer: pdfium.FS_MATRIX | None) -> int:
    """Adds the upright and level edges of a path; returns how many points it has."""
    count = int(pdfium.FPDFPath_CountSegments(owner))
    if not 2 <= count <= 2_000:
        return max(count, 0)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(owner, matrix)
    start = last = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(owner, i)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = _mapped(matrix, x.value, y.value)
        if outer is not None:
            here = _mapped(outer, *here)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or last is None:
            start = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            _edge(found, last, here)
        if pdfium.FPDFPathSegment_GetClose(segment) and start is not None:
            _edge(found, here, start)
        last = here
    return count


def _mapped(matrix: pdfium.FS_MATRIX, x: float, y: float) -> tuple[float, float]:
    return matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f


def _edge(found: Page, one: tuple[float, float], other: tuple[float, float]) -> None:
    across, along = abs(one[0] - other[0]), abs(one[1] - other[1])
    if along <= 1.0 and across >= 4.0:
        found.horizontal.append(Rule((one[1] + other[1]) / 2, min(one[0], other[0]), max(one[0], other[0])))
    elif across <= 1.0 and along >= 4.0:
        found.vertical.append(Rule((one[0] + other[0]) / 2, min(one[1], other[1]), max(one[1], other[1])))


def _turn(found: Page, turns: list[int], box: tuple[float, float, float, float]) -> None:
    """Turns the page to the direction of most of its text; text in other directions (stamps, marks) is dropped."""
    turn = Counter(turns).most_common(1)[0][0] if turns else 0
    kept = [i for i, other in enumerate(turns) if other == turn]
    found.glyphs = [found.glyphs[i] for i in kept]
    found.content_ids = [found.content_ids[i] for i in kept]
    left, bottom, right, top = box
    flat, tall = found.horizontal, found.vertical
    if turn == 1:
        found.horizontal = [Rule(-rule.at, rule.start, rule.end) for rule in tall]
        found.vertical = [Rule(rule.at, -rule.end, -rule.start) for rule in flat]
        bottom, top = -right, -left
    elif turn == 2:
        found.horizontal = [Rule(-rule.at, -rule.end, -rule.start) for rule in flat]
        found.vertical = [Rule(-rule.at, -rule.end, -rule.start) for rule in tall]
        bottom, top = -top, -bottom
    elif turn == 3:
        found.horizontal = [Rule(rule.at, -rule.end, -rule.start) for rule in tall]
        found.vertical = [Rule(-rule.at, rule.start, rule.end) for rule in flat]
        bottom, top = left, right
    found.bottom, found.top = bottom, top
