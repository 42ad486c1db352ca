"""A letter as a PDF: typeset, or printed and scanned (pictures of pages with nothing to copy from)."""

from __future__ import annotations

import io
import json
import random
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import typst
from PIL import Image, ImageFilter

from makers.letter import MOTTO, NATION, RECIPIENTS, SIGNED, SUBJECT, TITLE, Letter

_TEMPLATE = Path(__file__).with_name("letter.typ")
_FONTS = Path(__file__).resolve().parents[3] / "kybao" / "documents" / "official" / "fonts"

_DPI = 200  # what an office's scanner is set to
_TILTS = (0.35, -0.25)  # degrees, page by page: paper is never laid quite straight
_GRAIN = 0.05  # share of the sensor's noise in the picture
_JPEG_QUALITY = 32


def typeset_file(letter: Letter) -> bytes:
    """The bytes of a PDF with text."""
    return _compiled(letter, "pdf")[0]


def scanned_file(letter: Letter) -> bytes:
    """The bytes of an image-only PDF: grey, 200 dpi, slightly tilted, grainy. The noise is the same each time."""
    pictures = [_scanned(page, number) for number, page in enumerate(_compiled(letter, "png"))]
    stamp = time.gmtime(_moment(letter).timestamp())
    buffer = io.BytesIO()
    pictures[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=pictures[1:],
        resolution=_DPI,
        quality=_JPEG_QUALITY,
        creationDate=stamp,
        modDate=stamp,
        producer="Scan",
    )
    return buffer.getvalue()


def _compiled(letter: Letter, format: Literal["pdf", "png"]) -> list[bytes]:
    """One PDF, or one picture a page."""
    content = {
        **asdict(letter),
        "issued": letter.issued.isoformat(),
        "nation": NATION,
        "motto": MOTTO,
        "title": TITLE,
        "subject": SUBJECT,
        "opening": letter.opening,
        "closing": letter.closing,
        "recipients_title": "Nơi nhận:",
        "recipients": RECIPIENTS,
        "posts": [post for post in (letter.authority, letter.post) if post],
        "signed": SIGNED,
    }
    compiled: bytes | list[bytes] = typst.compile(
        str(_TEMPLATE),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        format=format,
        ppi=_DPI,
        sys_inputs={"letter": json.dumps(content, ensure_ascii=False)},
        timestamp=int(_moment(letter).timestamp()),
    )
    return compiled if isinstance(compiled, list) else [compiled]


def _moment(letter: Letter) -> datetime:
    return datetime(letter.issued.year, letter.issued.month, letter.issued.day, 1, tzinfo=UTC)  # 8 giờ ở Cao Bằng


def _scanned(page: bytes, number: int) -> Image.Image:
    paper = Image.open(io.BytesIO(page)).convert("L")
    tilted = paper.rotate(_TILTS[number % len(_TILTS)], Image.Resampling.BICUBIC, fillcolor=255)
    soft = tilted.filter(ImageFilter.GaussianBlur(0.6))
    grain = Image.frombytes("L", soft.size, random.Random(number).randbytes(soft.width * soft.height))
    return Image.blend(soft, grain.filter(ImageFilter.GaussianBlur(0.8)), _GRAIN)
