"""PDF files and pictures → blocks and tables, by PDFium; pages that are pictures, by character recognition.

A tagged PDF is read by its structure tree, any other by its layout. Time and memory are bounded by the limits below.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from kybao.documents import scans
from kybao.documents.content import Builder, Content
from kybao.documents.errors import UnreadableFile
from kybao.documents.layout import Sheet, lay_out, sheet_of
from kybao.documents.legacy import Encoding, conversion_note
from kybao.documents.pdf_page import PDFIUM, Page, TooDense, page_of
from kybao.documents.pdf_structure import Tree, Unstructured

MAX_PAGES = 500
MAX_SCANNED_PAGES = 60  # a page takes some seconds
MAX_PIXELS = 20_000_000  # of one page to be recognised: A3 at 300 dpi has 17 million
MAX_IMAGE_PIXELS = 120_000_000  # of one picture file or picture in a PDF, before it is made smaller
MAX_STREAM = 200 * 2**20  # bytes that one compressed stream may unpack to
MAX_STREAMS = 600 * 2**20  # and all of them together

_STREAM = re.compile(rb"stream\r?\n")
_PACKED_TWICE = re.compile(rb"/(?:FlateDecode|Fl)\s{0,9}/(?:FlateDecode|Fl)\b")
_SCAN_SHARE = 0.5  # of the page that is picture, where there is little or no text


def read_pdf(data: bytes, name: str) -> Content:
    """Blocks with their pages, tables, notes and the number of pages.

    Raises `UnreadableFile` for encrypted, damaged, oversized and empty files, and for scans where nothing can read them.
    """
    _refuse_bombs(data, name)
    with PDFIUM:
        document = _opened(data, name)
        try:
            count = len(document)
            if count > MAX_PAGES:
                raise UnreadableFile(
                    f"Tệp PDF có {count} trang, quá {MAX_PAGES} trang.", name, "Hãy tách thành các tệp nhỏ hơn."
                )
            pages, tree, pictures = _pages(document, name)
        finally:
            document.close()
    scanned = scans.recognise(pictures, name) if pictures else {}
    builder = Builder()
    if tree is not None and not scanned:
        tree.emit(builder)
    else:
        lay_out([_sheet(page, scanned.get(page.number)) for page in pages], builder, frozenset(scanned))
    return builder.content(_notes(pages, scanned), count)


def read_picture(data: bytes, name: str) -> Content:
    """A photograph or scan of pages (.png, .jpg, .tif), by character recognition."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            pictures = list(_frames(image, name))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableFile(
            "Tệp ảnh bị hỏng hoặc quá lớn, không mở được.", name, "Hãy quét hoặc chụp lại rồi gửi lại."
        ) from error
    scanned = scans.recognise(dict(enumerate(pictures, 1)), name)
    builder = Builder()
    lay_out([_scanned_sheet(scan) for scan in scanned.values()], builder, frozenset(scanned))
    return builder.content((scans.NOTE.format(where="từ ảnh"),), len(scanned))


def _frames(image: Image.Image, name: str) -> Iterator[Image.Image]:
    for number, frame in enumerate(ImageSequence.Iterator(image), 1):
        if number > MAX_SCANNED_PAGES:
            raise _too_many_scans(name)
        if frame.width * frame.height > MAX_IMAGE_PIXELS:
            raise UnreadableFile("Ảnh quá lớn.", name, f"Hãy quét lại ở {scans.DPI} dpi.")
        grey = ImageOps.exif_transpose(frame).convert("L")
        # Letters of a page photographed at a low resolution are too small to be recognised; a page is 8 inches wide.
        wanted = 8.27 * scans.DPI
        scale = (
            min(max(wanted / min(grey.size), 0.3), 3.0)
            if min(grey.size) < wanted * 0.75 or min(grey.size) > wanted * 1.5
            else 1.0
        )
        yield (
            grey
            if scale == 1.0
            else grey.resize((round(grey.width * scale), round(grey.height * scale)), Image.Resampling.LANCZOS)
        )


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > 0:
            return document
        document.close()
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableFile("Tệp PDF có mật khẩu.", name, "Hãy bỏ mật khẩu rồi gửi lại.") from error
        raise _damaged(name) from error
    raise _damaged(name)


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(
        "Tệp PDF bị hỏng, không mở được.", name, "Hãy xuất lại PDF từ bản gốc rồi gửi lại, hoặc gửi bản .docx."
    )


def _too_many_scans(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"Bản quét có quá {MAX_SCANNED_PAGES} trang.", name, "Hãy tách thành các tệp nhỏ hơn, hoặc gửi bản gốc .docx."
    )


def _pages(document: pypdfium2.PdfDocument, name: str) -> tuple[list[Page], Tree | None, dict[int, Image.Image]]:
    """All pages as read, the structure tree where it is to be trusted, and the pictures of pages to be recognised."""
    pages: list[Page] = []
    pictures: dict[int, Image.Image] = {}
    tree: Tree | None = Tree() if pdfium.FPDFCatalog_IsTagged(document) else None
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile(
                f"Trang {number} của tệp PDF bị hỏng.", name, "Hãy xuất lại PDF từ bản gốc rồi gửi lại."
            ) from error
        try:
            read = page_of(page, number)
            if tree is not None:
                tree.add_page(page, read)
            if _is_scan(read):
                if len(pictures) >= MAX_SCANNED_PAGES:
                    raise _too_many_scans(name)
                pictures[number] = _rendered(page, number, name)
        except TooDense as error:
            raise UnreadableFile(
                f"Trang {number} có quá nhiều nội dung.", name, "Hãy xuất lại PDF từ bản gốc rồi gửi lại."
            ) from error
        except Unstructured:
            tree = None
        finally:
            page.close()
        pages.append(read)
    return pages, tree if tree is not None and tree.trusted else None, pictures


def _is_scan(page: Page) -> bool:
    """A page whose text is in a picture: none of it is drawn as text, or only a stamp, or letters that can't be told."""
    if page.unmapped_share > 0.3:
        return True
    letters = sum(len(glyph.text.strip()) for glyph in page.glyphs)
    if page.picture_share < _SCAN_SHARE:
        return False
    return letters < 150 or (page.hidden_share > 0.9 and scans.is_available())


def _rendered(page: pypdfium2.PdfPage, number: int, name: str) -> Image.Image:
    """A grey picture of a page at `scans.DPI`, or as near to it as `MAX_PIXELS` lets."""
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        width, height = item.get_px_size()
        if width * height > MAX_IMAGE_PIXELS:
            raise UnreadableFile(f"Ảnh ở trang {number} quá lớn.", name, f"Hãy quét lại ở {scans.DPI} dpi.")
    width, height = page.get_size()
    pixels = width * height * (scans.DPI / 72) ** 2
    if pixels > MAX_PIXELS:
        raise UnreadableFile(
            f"Trang {number} có khổ giấy quá lớn để nhận dạng chữ.", name, "Hãy quét lại ở khổ A4 hoặc A3."
        )
    bitmap = page.render(scale=scans.DPI / 72, grayscale=True)
    try:
        picture: Image.Image = bitmap.to_pil().convert("L").copy()
        return picture
    finally:
        bitmap.close()


def _sheet(page: Page, scan: scans.Scan | None) -> Sheet:
    if scan is not None:
        return _scanned_sheet(scan)
    return sheet_of(page.number, page.glyphs, page.horizontal, page.vertical, page.top, page.bottom)


def _scanned_sheet(scan: scans.Scan) -> Sheet:
    return sheet_of(scan.number, scan.words, scan.horizontal, scan.vertical, scan.height, 0.0)


def _notes(pages: Sequence[Page], scanned: dict[int, scans.Scan]) -> Iterator[str]:
    if scanned:
        where = "toàn bộ tệp" if len(scanned) == len(pages) else f"ở trang {', '.join(map(str, sorted(scanned)))}"
        yield scans.NOTE.format(where=where)
    used = {glyph.encoding.family for page in pages for glyph in page.glyphs} - {Encoding.UNICODE}
    for encoding in sorted(used):
        yield conversion_note(encoding)


def _refuse_bombs(data: bytes, name: str) -> None:
    """Unpacks every compressed stream once, piece by piece, before PDFium does so in one go."""
    total = 0
    for match in _STREAM.finditer(data):
        start = match.end()
        if data[start : start + 1] and data[start] & 0x0F == 8:  # a zlib header
            size = _unpacked(data, start)
            total += size
            if size > MAX_STREAM or total > MAX_STREAMS:
                raise _bomb(name)
    if _PACKED_TWICE.search(data):  # no office program packs twice
        raise _bomb(name)


def _bomb(name: str) -> UnreadableFile:
    return UnreadableFile("Tệp PDF giải nén ra quá lớn.", name, "Hãy xuất lại PDF từ bản gốc rồi gửi lại.")


def _unpacked(data: bytes, start: int) -> int:
    """How many bytes a stream unpacks to, counted until they are more than `MAX_STREAM`."""
    unpacker = zlib.decompressobj()
    size = 0
    try:
        for at in range(start, len(data), 65_536):
            piece = data[at : at + 65_536]
            while piece and size <= MAX_STREAM and not unpacker.eof:
                size += len(unpacker.decompress(piece, 1 << 20))
                piece = unpacker.unconsumed_tail
            if unpacker.eof or size > MAX_STREAM:
                break
    except zlib.error:
        pass  # no stream of this kind after all, or a damaged one, which PDFium stops at as well
    return size
