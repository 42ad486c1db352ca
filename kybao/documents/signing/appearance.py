"""What a signature shows on the page.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I. Mục II.7.d: of a person the picture of their signature, blue, PNG with a
transparent ground. Mục II.8.a: of an agency the picture of its seal, red, of its real size, PNG with a transparent ground.
Where no picture is given, words say who signed and when, as the decree has them where no picture is shown (Mục II.8.b, Phần II):
Times New Roman, upright, 10 pt, black, the moment to the second with Vietnam's offset as ISO 8601 has it.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from pathlib import Path

import typst
from PIL import Image

from kybao.documents.official.typeface import FAMILY, FOLDER, width_of
from kybao.documents.official.wording import clean
from kybao.documents.signing.keys import CannotSign
from kybao.documents.signing.places import MM, Box

VIETNAM = timezone(timedelta(hours=7))
_TEMPLATE = Path(__file__).parent / "box.typ"
_SIZE, _SMALLEST = 10.0, 6.0  # pt; smaller than 10 only where a long name would not fit
_INK = "#000000"
_LARGEST_PICTURE = 5_000_000  # bytes
_MOST_PIXELS = 25_000_000
SEAL = 36.0  # mm, the diameter where the picture does not state its own


class Signatory(Enum):
    """On whose behalf a key signs."""

    PERSON = "lãnh đạo"
    AGENCY = "cơ quan"


@dataclass(frozen=True, slots=True)
class Look:
    """A visible signature: where it stands, and its picture (PNG), or words where that is None."""

    box: Box
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's width to its height, and its width in pt as the file states it (None where it does not)."""

    ratio: float
    width: float | None


def picture_of(data: bytes) -> Picture:
    """The measures of a PNG. Raises `CannotSign` where it is no PNG, or one too large."""
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            width, height = image.size
            across = image.info.get("dpi", (0, 0))[0]
            if len(data) > _LARGEST_PICTURE or width * height > _MOST_PIXELS:
                raise CannotSign("Hình chữ ký hoặc hình dấu: tệp quá lớn. Hãy dùng tệp PNG không quá 5 MB.")
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CannotSign(
            "Hình chữ ký hoặc hình dấu: không đọc được tệp PNG này. "
            "Hãy dùng tệp .png nền trong suốt (Nghị định 30/2020/NĐ-CP, Phụ lục I)."
        ) from error
    return Picture(width / height, width / float(across) * 72 if across else None)


def seal_size(picture: bytes | None) -> float:
    """The width of a seal in pt: the real one where its picture states it, within what a seal can be."""
    stated = picture_of(picture).width if picture is not None else None
    return stated if stated is not None and 20 * MM <= stated <= 60 * MM else SEAL * MM


def drawn(look: Look, name: str, moment: datetime) -> bytes:
    """The appearance as a PDF of one page of the box's size."""
    if look.picture is not None:
        picture_of(look.picture)
    lines = [f"Ký bởi: {clean(name)}", f"Thời gian ký: {moment.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S} +07:00"]
    with tempfile.TemporaryDirectory(prefix="kybao-sign-") as folder:
        source = Path(folder) / _TEMPLATE.name
        shutil.copyfile(_TEMPLATE, source)
        if look.picture is not None:
            (Path(folder) / "picture.png").write_bytes(look.picture)
        data = {
            "width": look.box.width,
            "height": look.box.height,
            "family": FAMILY,
            "size": _fitting(lines, look.box.width),
            "ink": _INK,
            "image": "picture.png" if look.picture is not None else "",
            "lines": lines,
        }
        pdf = typst.Compiler(input=str(source), root=folder, font_paths=_fonts()).compile(
            input=str(source), format="pdf", sys_inputs={"box": json.dumps(data, ensure_ascii=False)}
        )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no PDF")
    return pdf


def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def _fitting(lines: list[str], width: float) -> float:
    widest = max(width_of(line, _SIZE) for line in lines) * MM
    return _SIZE if widest <= width else max(_SMALLEST, _SIZE * width / widest)
