"""Pictures of pages → words with places, by Tesseract with the Vietnamese data that lies beside this module."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kybao.documents.errors import UnreadableFile
from kybao.documents.lines import Glyph

if TYPE_CHECKING:
    import tesserocr
    from PIL.Image import Image

TRAINED = Path(__file__).parent / "tesseract"
DPI = 300
NOTE = "Đọc bằng nhận dạng chữ (OCR) {where}; cần đối chiếu các con số với bản gốc."
_PAGE_TIME = 90_000  # milliseconds for one page; a dense A4 page takes three to six seconds
_LEAST_CONFIDENCE = 25  # per cent; below it Tesseract sees letters in specks, seals and signatures

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # Tesseract's own threads slow it down, and starve the other pages


def is_available() -> bool:
    """Whether scans can be read on this machine."""
    try:
        import tesserocr  # noqa: F401
    except ImportError:
        return False
    return (TRAINED / "vie.traineddata").is_file()


def words_of(image: Image, number: int, name: str) -> list[Glyph]:
    """The words of a grey picture of a page, at `DPI`, with places in points from its lower left corner.

    Raises `UnreadableFile` where recognition is not installed, or takes longer than any page should.
    """
    try:
        import tesserocr
    except ImportError as error:
        raise _not_installed(name) from error
    if not (TRAINED / "vie.traineddata").is_file():
        raise _not_installed(name)
    with tesserocr.PyTessBaseAPI(path=str(TRAINED), lang="vie", psm=tesserocr.PSM.AUTO) as engine:
        engine.SetVariable("debug_file", os.devnull)
        engine.SetImage(image)
        engine.SetSourceResolution(DPI)
        if not engine.Recognize(_PAGE_TIME):
            raise UnreadableFile(f"Không nhận dạng được chữ ở trang {number}.", name, "Hãy quét lại rõ hơn, ở 300 dpi.")
        return list(_words(engine, image.height))


def _words(engine: tesserocr.PyTessBaseAPI, height: int) -> Iterator[Glyph]:
    import tesserocr

    found = engine.GetIterator()
    if found is None:
        return
    level = tesserocr.RIL.WORD
    scale = 72 / DPI
    for word in tesserocr.iterate_level(found, level):
        box = word.BoundingBox(level)
        line_box = word.BoundingBox(tesserocr.RIL.TEXTLINE)
        base = word.Baseline(tesserocr.RIL.TEXTLINE)
        text = word.GetUTF8Text(level).strip()
        if not text or box is None or line_box is None or word.Confidence(level) < _LEAST_CONFIDENCE:
            continue
        line_height = word.RowAttributes()
        size = (line_height["row_height"] if line_height else line_box[3] - line_box[1]) * scale / 1.15
        y = (base[0][1] + base[1][1]) / 2 if base else line_box[3]
        style = word.WordFontAttributes() or {}
        yield Glyph(
            text + " ",
            box[0] * scale,
            box[2] * scale,
            (height - y) * scale,
            max(size, 4.0),
            bool(style.get("bold")),
            bool(style.get("italic")),
        )


def _not_installed(name: str) -> UnreadableFile:
    return UnreadableFile(
        "Tệp là bản quét (ảnh chụp văn bản), mà máy này chưa có phần nhận dạng chữ.",
        name,
        "Hãy cài gói tesserocr cùng dữ liệu tiếng Việt (vie.traineddata), hoặc gửi bản gốc .docx.",
    )
