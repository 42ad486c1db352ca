"""A file of any kind → `Document`, or one clear message on why not."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from pathlib import Path

from kybao.documents.docx_reader import read_docx
from kybao.documents.errors import UnreadableFile
from kybao.documents.html_reader import read_html
from kybao.documents.markdown_reader import read_markdown
from kybao.documents.model import Block, Document, Table
from kybao.documents.sheet_reader import read_sheets

MAX_BYTES = 50 * 2**20  # the largest scan of a hundred pages that an office sends by mail
MAX_EXPANDED = 500 * 2**20  # what a .docx or .xlsx may unpack to: keeps zip bombs out of memory

_KINDS = ".docx, .xlsx, .md, .txt, .html"


def read_document(path: Path | str) -> Document:
    """Reads a file. Raises `UnreadableFile` with a Vietnamese message; changes nothing on disk."""
    path = Path(path)
    try:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise _oversized(path.name)
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile("Không mở được tệp.", str(path), "Hãy kiểm tra tên tệp, đường dẫn và quyền đọc.") from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Document:
    """Reads a file's bytes; the kind is told from the content, `name` only tells .md, .txt and .html apart."""
    if not data.strip():
        raise UnreadableFile("Tệp rỗng, không có nội dung.", name, "Hãy kiểm tra và gửi lại đúng tệp báo cáo.")
    if len(data) > MAX_BYTES:
        raise _oversized(name)
    media = _media(data, name)
    notes: tuple[str, ...] = ()
    if media == "docx":
        blocks, tables = read_docx(data, name)
    elif media == "xlsx":
        blocks, tables, notes = read_sheets(data, name)
    else:
        text = _decoded(data, name)
        blocks, tables = read_html(text) if media == "html" else read_markdown(text)
    if not any(block.text.strip() for block in blocks):
        raise UnreadableFile("Không tìm thấy chữ nào trong tệp.", name, "Hãy kiểm tra và gửi lại đúng tệp báo cáo.")
    return _document(name, media, blocks, tables, hashlib.sha256(data).hexdigest(), notes)


def document_of_text(text: str, name: str = "văn bản", media: str = "txt") -> Document:
    """A `Document` of a text in memory, read as Markdown."""
    blocks, tables = read_markdown(unicodedata.normalize("NFC", text))
    return _document(name, media, blocks, tables, hashlib.sha256(text.encode()).hexdigest(), ())


def _document(
    name: str, media: str, blocks: tuple[Block, ...], tables: tuple[Table, ...], sha256: str, notes: tuple[str, ...]
) -> Document:
    normal = tuple(
        Block(b.index, b.kind, unicodedata.normalize("NFC", b.text), b.level, b.marker, b.page) for b in blocks
    )
    return Document(name, media, normal, tables, sha256, None, notes)


def _media(data: bytes, name: str) -> str:
    if data.startswith(b"PK\x03\x04"):
        return _packed(data, name)
    if data.startswith(b"%PDF"):
        raise UnreadableFile("Bản này chưa đọc được tệp PDF.", name, f"Hãy gửi bản gốc ở một trong các dạng {_KINDS}.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            "Tệp có mật khẩu hoặc thuộc dạng Word/Excel cũ (.doc, .xls).", name, "Hãy bỏ mật khẩu và lưu lại thành .docx hoặc .xlsx."
        )
    suffix = Path(name).suffix.lower()
    if suffix in (".docx", ".xlsx"):
        raise UnreadableFile(f"Nội dung tệp không phải dạng {suffix}: tệp hỏng hoặc bị đổi đuôi.", name, "Hãy mở bằng Word hoặc Excel và lưu lại.")
    if suffix in (".html", ".htm"):
        return "html"
    if suffix in (".md", ".txt", ""):
        return suffix[1:] or "txt"
    raise UnreadableFile(f"Không đọc được loại tệp “{suffix}”.", name, f"Hãy gửi tệp {_KINDS}.")


def _packed(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableFile("Tệp bị hỏng (có thể tải về hoặc gửi chưa hết).", name, "Hãy gửi lại tệp.") from error
    if sum(member.file_size for member in members) > MAX_EXPANDED:
        raise UnreadableFile("Tệp giải nén ra quá lớn.", name, "Hãy bỏ bớt ảnh, hàng và cột trống rồi gửi lại.")
    names = {member.filename for member in members}
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise UnreadableFile("Tệp nén không phải là tệp Word hay Excel.", name, f"Hãy giải nén và gửi tệp {_KINDS}.")


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFile("Tệp chữ không ở bảng mã Unicode (UTF-8).", name, "Hãy lưu lại với bảng mã UTF-8 rồi gửi lại.")


def _oversized(name: str) -> UnreadableFile:
    return UnreadableFile(f"Tệp lớn hơn {MAX_BYTES // 2**20} MB.", name, "Hãy giảm độ phân giải ảnh hoặc chia nhỏ tệp.")
