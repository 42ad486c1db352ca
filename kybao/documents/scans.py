"""Pictures of pages → words and rules with places, by Tesseract with the Vietnamese data that lies beside this module."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from kybao.documents.errors import UnreadableFile
from kybao.documents.grids import cell_boxes
from kybao.documents.lines import Glyph, Rule

try:
    import tesserocr
except ImportError:  # whatever is no scan is read without it
    tesserocr = None

TRAINED = Path(__file__).parent / "tesseract"
DPI = 300
NOTE = "Đọc bằng nhận dạng chữ (OCR) {where}; cần đối chiếu các con số với bản gốc."

_PAGE_TIME = 90_000  # milliseconds for one page; a dense A4 page takes three to six seconds
_TOGETHER = 2  # pages recognised at a time, each with an engine of some 100 MB
_LEAST_CONFIDENCE = 45  # per cent of a line; below it Tesseract sees letters in specks, seals and signatures
_UPRIGHT_CONFIDENCE = 60  # of a page; below it the page may lie on its side
_POINTS = 72 / DPI

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # Tesseract's own threads slow it down, and starve the other pages


@dataclass(frozen=True, slots=True)
class Scan:
    """A recognised page: words with places in points from its lower left corner, the rules drawn on it, its height."""

    number: int
    words: tuple[Glyph, ...]
    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    height: float
    confidence: float


def is_available() -> bool:
    """Whether scans can be read on this machine."""
    return tesserocr is not None and (TRAINED / "vie.traineddata").is_file()


def recognise(pictures: dict[int, Image.Image], name: str) -> dict[int, Scan]:
    """The pages of these numbers, from their grey pictures at `DPI`.

    Raises `UnreadableFile` where recognition is not installed, or a page takes longer than any page should.
    """
    if not is_available():
        raise UnreadableFile(
            "Tệp là bản quét (ảnh chụp văn bản), mà máy này chưa có phần nhận dạng chữ.",
            name,
            "Hãy cài gói tesserocr cùng dữ liệu tiếng Việt (vie.traineddata), hoặc gửi bản gốc .docx.",
        )
    with ThreadPoolExecutor(_TOGETHER) as pool:
        scans = pool.map(lambda item: _upright(item[0], item[1], name), pictures.items())
        return {scan.number: scan for scan in scans}


def _upright(number: int, picture: Image.Image, name: str) -> Scan:
    """The page as it reads best: a sheet may have been laid on its side, or upside down."""
    best = _recognised(number, picture, name)
    for turn in (90, 270, 180):
        if best.confidence >= _UPRIGHT_CONFIDENCE or len(best.words) < 3:
            break
        best = max(best, _recognised(number, picture.rotate(turn, expand=True), name), key=lambda scan: scan.confidence)
    return best


def _recognised(number: int, picture: Image.Image, name: str) -> Scan:
    levels, uprights = _rules(picture)
    horizontal = tuple(_scaled(rule, picture.height, level=True) for rule in levels)
    vertical = tuple(_scaled(rule, picture.height, level=False) for rule in uprights)
    boxes = [_pixels(box, picture.height) for box in cell_boxes(horizontal, vertical)]
    with tesserocr.PyTessBaseAPI(path=str(TRAINED), lang="vie", psm=tesserocr.PSM.AUTO) as engine:
        engine.SetVariable("debug_file", os.devnull)
        cells = [line for box in boxes[:_MOST_CELLS] for line in _cell(engine, picture, box)]
        engine.SetPageSegMode(tesserocr.PSM.AUTO)
        engine.SetImage(_without(picture, boxes))
        engine.SetSourceResolution(DPI)
        if not engine.Recognize(_PAGE_TIME):
            raise UnreadableFile(f"Không nhận dạng được chữ ở trang {number}.", name, "Hãy quét lại rõ hơn, ở 300 dpi.")
        lines = list(_lines(engine, 0, picture.height))
        sideways = _is_sideways(engine)
    kept = [line for line in lines if mean(confidence for _, confidence in line) >= _LEAST_CONFIDENCE]
    words = [
        *_level([word for line in kept for word, _ in line]),
        *_level([word for line in cells for word, _ in line]),
    ]
    confidences = [confidence for line in (*lines, *cells) for word, confidence in line for _ in word.text]
    sure = mean(confidences) if confidences and not sideways else 0.0
    return Scan(number, tuple(words), horizontal, vertical, picture.height * _POINTS, sure)


_MOST_CELLS = 1_500  # of one page, at some hundredths of a second each
_BORDER = 30  # pixels of white around a cell's ink
_INSET = 8  # pixels of a cell's edge that are its rule
_DIGITS = "0123456789.,/%-"  # what a short cell holds, if it is no word
_SIGNS = "xX0123456789IV-+"  # what a cell of one sign holds
_Box = tuple[int, int, int, int]  # left, upper, right and lower in pixels


def _pixels(box: tuple[float, float, float, float], height: int) -> _Box:
    left, bottom, right, top = (round(side / _POINTS) for side in box)
    return left, height - top, right, height - bottom


def _cell(engine: Any, picture: Image.Image, box: _Box) -> list[list[tuple[Glyph, float]]]:
    """The words of one cell. Read alone, they are not mixed with the next cell's, and a lone "x" is seen."""

    inside = (box[0] + _INSET, box[1] + _INSET, box[2] - _INSET, box[3] - _INSET)
    if inside[2] - inside[0] < 12 or inside[3] - inside[1] < 12:
        return []
    cell = picture.crop(inside)
    ink = cell.point(lambda value: 255 * (value < 140)).getbbox()
    if ink is None or (ink[2] - ink[0] < 6 and ink[3] - ink[1] < 6):
        return []
    # Tesseract's sense of size comes from the picture: much white around a short word spoils it.
    engine.SetImage(ImageOps.expand(cell.crop(ink), _BORDER, 255))
    engine.SetSourceResolution(DPI)
    width, height = ink[2] - ink[0], ink[3] - ink[1]
    place = inside[0] + ink[0] - _BORDER, picture.height - inside[1] - ink[1] + _BORDER
    readings = [
        reading for mode, letters in _ways(width, height) if (reading := _read_as(engine, mode, letters, place))
    ]
    best = max(readings, key=lambda lines: mean(confidence for line in lines for _, confidence in line), default=[])
    return [[(_mark(word), confidence) for word, confidence in line] for line in best]


def _read_as(engine: Any, mode: int, letters: str, place: tuple[int, int]) -> list[list[tuple[Glyph, float]]]:
    engine.SetPageSegMode(mode)
    engine.SetVariable("tessedit_char_whitelist", letters)
    found = list(_lines(engine, *place)) if engine.Recognize(_PAGE_TIME) else []
    engine.SetVariable("tessedit_char_whitelist", "")
    return found


def _is_sideways(engine: Any) -> bool:
    """Whether Tesseract read lines that run up or down the page: right in their letters, but not in their places."""
    found = engine.GetIterator()
    return found is not None and found.Orientation()[1] == tesserocr.WritingDirection.TOP_TO_BOTTOM


def _ways(width: int, height: int) -> tuple[tuple[int, str], ...]:
    """How to look at a cell's ink, by its size in pixels: layout and letters to expect, "" for all."""
    modes = tesserocr.PSM
    if height > 75:
        return (modes.SINGLE_BLOCK, ""), (modes.SPARSE_TEXT, "")
    if width < 36:
        return (modes.SINGLE_CHAR, _SIGNS), (modes.SINGLE_WORD, _SIGNS)
    return (modes.SINGLE_LINE, ""), *(((modes.SINGLE_WORD, _DIGITS),) if width <= 150 else ())


def _mark(word: Glyph) -> Glyph:
    """The cross of a table that is ticked off: alone in its cell, a small x can't be told from a large one."""
    return replace(word, text="x ") if word.text.strip() in ("X", "×", "x") else word


def _lines(engine: Any, left: int, top: int) -> Iterator[list[tuple[Glyph, float]]]:
    """Words with their confidence, by lines. `left` and `top` say where in the page the picture lies, y upwards."""
    found = engine.GetIterator()
    if found is None:
        return
    word_level, line_level = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE
    lines: dict[tuple[int, ...], list[tuple[Glyph, float]]] = defaultdict(list)
    for word in tesserocr.iterate_level(found, word_level):
        if word.Empty(word_level):
            continue
        # Tesseract can't tell the dashes apart; Word sets the en dash where "-" is typed between words.
        text = word.GetUTF8Text(word_level).strip().replace("—", "–")
        box, line_box, base = word.BoundingBox(word_level), word.BoundingBox(line_level), word.Baseline(line_level)
        if not text or box is None or line_box is None:
            continue
        row = word.RowAttributes()
        size = (row["row_height"] if row else line_box[3] - line_box[1]) * _POINTS / 1.15
        y = (base[0][1] + base[1][1]) / 2 if base else line_box[3]
        glyph = Glyph(
            f"{text} ", (left + box[0]) * _POINTS, (left + box[2]) * _POINTS, (top - y) * _POINTS, max(size, 4.0)
        )
        lines[tuple(line_box)].append((glyph, word.Confidence(word_level)))
    yield from lines.values()


def _level(words: Sequence[Glyph]) -> Iterator[Glyph]:
    """Sizes are measured from ink, and so differ from line to line of one type: near ones are made alike."""
    usual = median(word.size for word in words) if words else 0.0
    for word in words:
        size = usual if 0.75 * usual <= word.size <= 1.3 * usual else word.size
        yield Glyph(word.text, word.x0, word.x1, word.y, size)


_STEP = 20  # pixels that are looked at as one
_SHORTEST = 4  # steps of a rule; letters are less than three steps tall
_INKED = re.compile(rb"[\x00-\x60]{%d,}" % _SHORTEST)
_MOST_RULES = 3_000


def _rules(picture: Image.Image) -> tuple[list[Rule], list[Rule]]:
    """Level and upright rules in pixels, y downwards: where picture elements are dark over several steps on end."""
    level = _runs(picture.reduce((_STEP, 1)))
    upright = _runs(picture.reduce((1, _STEP)).transpose(Image.Transpose.TRANSPOSE))
    if len(level) > _MOST_RULES or len(upright) > _MOST_RULES:
        return [], []  # a photograph
    return level, upright


def _runs(reduced: Image.Image) -> list[Rule]:
    data, width = reduced.tobytes(), reduced.width
    return [
        Rule(row, match.start() * _STEP, match.end() * _STEP)
        for row in range(reduced.height)
        for match in _INKED.finditer(data[row * width : (row + 1) * width])
    ]


def _without(picture: Image.Image, boxes: Sequence[_Box]) -> Image.Image:
    """The picture without the tables that were read cell by cell."""
    if not boxes:
        return picture
    clean = picture.copy()
    brush = ImageDraw.Draw(clean)
    for left, upper, right, lower in boxes:
        brush.rectangle((left - _INSET, upper - _INSET, right + _INSET, lower + _INSET), fill=255)
    return clean


def _scaled(rule: Rule, height: int, level: bool) -> Rule:
    if level:
        return Rule((height - rule.at) * _POINTS, (rule.start - _STEP) * _POINTS, (rule.end + _STEP) * _POINTS)
    return Rule(rule.at * _POINTS, (height - rule.end - _STEP) * _POINTS, (height - rule.start + _STEP) * _POINTS)
