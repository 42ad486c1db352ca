"""A file of any kind → `Document`, or one clear message on why not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from kybao.documents.content import Content, printable, visible
from kybao.documents.decoding import decode
from kybao.documents.docx_reader import read_docx
from kybao.documents.errors import UnreadableFile
from kybao.documents.html_reader import read_html
from kybao.documents.markdown_reader import read_markdown
from kybao.documents.model import Block, Document
from kybao.documents.packages import kind_of_package
from kybao.documents.pdf_reader import read_pdf, read_picture
from kybao.documents.sheet_reader import read_sheets

MAX_BYTES = 50 * 2**20  # the largest scan of a hundred pages that an office sends by mail

ACCEPTED = ".docx, .pdf, .xlsx, .md, .txt, .html hoặc ảnh quét (.png, .jpg, .tif)"

_READERS: dict[str, Callable[[bytes, str], Content]] = {
    "docx": read_docx,
    "xlsx": read_sheets,
    "pdf": read_pdf,
    "image": read_picture,
}
_SIGNATURES = (
    (b"PK\x03\x04", "package"),
    (b"PK\x05\x06", "package"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"{\\rtf", "rtf"),
)
_TEXT_SUFFIXES = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".txt": "txt", "": "txt"}
_OTHER_SUFFIXES = {".docx": "Word", ".docm": "Word", ".xlsx": "Excel", ".xlsm": "Excel", ".pdf": "PDF"}
_PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})


def read_document(path: Path | str) -> Document:
    """Reads a file. Raises `UnreadableFile` with a Vietnamese message; changes nothing on disk."""
    return read_bytes(bytes_of(path), Path(path).name)


def bytes_of(path: Path | str) -> bytes:
    """A file's bytes. Raises `UnreadableFile` where it can't be opened or is too large to be read at all."""
    path = Path(path)
    try:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise _oversized(path.name)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            "Không mở được tệp.", str(path), "Hãy kiểm tra tên tệp, đường dẫn và quyền đọc."
        ) from error


def read_bytes(data: bytes, name: str) -> Document:
    """Reads a file's bytes; the kind is told from the content, `name` only tells .md, .txt and .html apart."""
    if not data.strip():
        raise UnreadableFile("Tệp rỗng, không có nội dung.", name, "Hãy kiểm tra và gửi lại đúng tệp báo cáo.")
    if len(data) > MAX_BYTES:
        raise _oversized(name)
    media = _media(data, name)
    content = _READERS[media](data, name) if media in _READERS else _read_text(data, name, media)
    if not any(block.text.strip() for block in content.blocks):
        raise UnreadableFile("Không tìm thấy chữ nào trong tệp.", name, "Hãy kiểm tra và gửi lại đúng tệp báo cáo.")
    return _document(name, media, content, hashlib.sha256(data).hexdigest())


def document_of_text(text: str, name: str = "văn bản", media: str = "txt") -> Document:
    """A `Document` of a text in memory, read as Markdown."""
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return _document(name, media, read_markdown(printable(text)), sha256)


def _read_text(data: bytes, name: str, media: str) -> Content:
    text, notes = decode(data, name)
    content = read_html(text, name) if media == "html" else read_markdown(text)
    return Content(content.blocks, content.tables, (*notes, *content.notes))


def _document(name: str, media: str, content: Content, sha256: str) -> Document:
    # Text files are slices of their source, already fit to print; from the rest goes what no eye sees.
    blocks = content.blocks
    if media not in ("md", "txt"):
        blocks = tuple(Block(b.index, b.kind, visible(b.text), b.level, visible(b.marker), b.page) for b in blocks)
    return Document(name, media, blocks, content.tables, sha256, content.page_count, content.notes)


def _media(data: bytes, name: str) -> str:
    kind = next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), "")
    if not kind and b"%PDF-" in data[:1024]:
        kind = "pdf"
    if kind == "package":
        return kind_of_package(data, name, ACCEPTED)
    if kind == "compound":
        raise _compound(data, name)
    if kind == "rtf":
        raise UnreadableFile("Chưa đọc được tệp .rtf.", name, "Hãy mở bằng Word và lưu lại thành .docx rồi gửi lại.")
    if kind:
        return kind
    suffix = Path(name).suffix.lower()
    if suffix in _OTHER_SUFFIXES or suffix in _PICTURE_SUFFIXES:
        program = _OTHER_SUFFIXES.get(suffix, "ảnh")
        raise UnreadableFile(
            f"Nội dung tệp không phải dạng {program} ({suffix}): tệp hỏng hoặc bị đổi đuôi.",
            name,
            "Hãy mở bằng phần mềm đã soạn ra tệp, lưu lại rồi gửi lại.",
        )
    if suffix in _TEXT_SUFFIXES:
        return _TEXT_SUFFIXES[suffix]
    raise UnreadableFile(f"Không đọc được loại tệp “{suffix}”.", name, f"Hãy gửi tệp {ACCEPTED}.")


def _compound(data: bytes, name: str) -> UnreadableFile:
    """The container of Word and Excel before 2007, which also wraps newer files that have a password."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return UnreadableFile("Tệp có mật khẩu.", name, "Hãy bỏ mật khẩu, lưu lại rồi gửi lại.")
    return UnreadableFile(
        "Tệp thuộc dạng Word/Excel cũ (.doc, .xls).",
        name,
        "Hãy mở bằng Word hoặc Excel và lưu lại thành .docx hoặc .xlsx.",
    )


def _oversized(name: str) -> UnreadableFile:
    return UnreadableFile(f"Tệp lớn hơn {MAX_BYTES // 2**20} MB.", name, "Hãy giảm độ phân giải ảnh hoặc chia nhỏ tệp.")
