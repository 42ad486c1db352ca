"""Where signatures stand on a page: between the signer's post and name, and the agency's seal to its left.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II.7.d: the picture of the person's signature is centred between post
and name; Mục II.8.a: the picture of the agency's seal, in its real size, covers about a third of it from the left.
"""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kybao.documents.errors import UnreadableFile

MM = 72 / 25.4  # pt
_WIDEST = 60 * MM  # of a person's signature
_AIR = 3.0  # pt between the signature and the lines above and below it
_FARTHEST = 220.0  # pt from the post down to the name
_OVERLAP = 1 / 3


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page. `page` counts from 0; pt from the page's lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """The room between a signer's post and name."""

    room: Box

    def person(self, ratio: float = 2.5) -> Box:
        """For the signature of a person: in the middle of the room. `ratio` is the picture's width to its height."""
        width = min(self.room.width, self.room.height * ratio)
        return _around(self.room, width, width / ratio)

    def agency(self, size: float, signature: Box | None = None) -> Box:
        """For a seal of `size` pt that covers a third of the person's `signature` from its left."""
        over = signature or self.person()
        right = over.left + over.width * _OVERLAP
        middle = (over.bottom + over.top) / 2
        return Box(over.page, right - size, middle - size / 2, right, middle + size / 2)


def signature_block(pdf: bytes, post: str, signer: str) -> SignatureBlock | None:
    """The last place where `signer` stands under `post`; None where there is none. Raises `UnreadableFile`."""
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as error:
        raise unreadable() from error
    with document:
        for number in reversed(range(len(document))):
            page = document[number]
            text = page.get_textpage()
            posts, names = _lines(text, post), _lines(text, signer)
            for name in reversed(names):
                above = [one for one in posts if 0 < one.bottom - name.top < _FARTHEST and _share(one, name)]
                if above:
                    return SignatureBlock(_between(number, min(above, key=lambda one: one.bottom), name))
    return None


def unreadable() -> UnreadableFile:
    return UnreadableFile("Không mở được tệp PDF này.", "Tệp PDF", "Hãy chọn tệp PDF không hỏng, không đặt mật khẩu.")


@dataclass(frozen=True, slots=True)
class _Line:
    left: float
    bottom: float
    right: float
    top: float


def _lines(text: pdfium.PdfTextPage, words: str) -> list[_Line]:
    found: list[_Line] = []
    if not words.strip():
        return found
    searcher = text.search(words.strip(), match_case=True)
    while (hit := searcher.get_next()) is not None:
        boxes = [text.get_charbox(place) for place in range(hit[0], hit[0] + hit[1])]
        boxes = [box for box in boxes if box[2] > box[0]]
        if boxes:
            found.append(
                _Line(
                    min(box[0] for box in boxes),
                    min(box[1] for box in boxes),
                    max(box[2] for box in boxes),
                    max(box[3] for box in boxes),
                )
            )
    return found


def _share(one: _Line, other: _Line) -> bool:
    return one.left < other.right and other.left < one.right


def _between(page: int, post: _Line, name: _Line) -> Box:
    middle = (name.left + name.right) / 2
    return Box(page, middle - _WIDEST / 2, name.top + _AIR, middle + _WIDEST / 2, post.bottom - _AIR)


def _around(room: Box, width: float, height: float) -> Box:
    x, y = (room.left + room.right) / 2, (room.bottom + room.top) / 2
    return Box(room.page, x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def signed_boxes(pdf: bytes) -> list[Box]:
    """Where visible signatures stand already, in the order of their pages."""
    boxes: list[Box] = []
    with pdfium.PdfDocument(pdf) as document:
        for number in range(len(document)):
            page = document[number]
            for place in range(raw.FPDFPage_GetAnnotCount(page)):
                annotation = raw.FPDFPage_GetAnnot(page, place)
                rectangle = raw.FS_RECTF()
                if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET and raw.FPDFAnnot_GetRect(
                    annotation, rectangle
                ):
                    box = Box(number, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
                    if box.width > 0 and box.height > 0:
                        boxes.append(box)
                raw.FPDFPage_CloseAnnot(annotation)
    return boxes
