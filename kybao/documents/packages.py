"""Word's and Excel's packages (zip files): told apart, and bounded before any library unpacks them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from kybao.documents.errors import UnreadableFile

MAX_EXPANDED = 300 * 2**20  # bytes that all parts may unpack to
MAX_PART = 120 * 2**20  # bytes of one XML part: a sheet of 400,000 cells holds a quarter of it
MAX_MEMBERS = 5_000
MAX_DEPTH = 250  # nested elements, as deep as the XML library goes; Word itself writes less than 60
_CHUNK = 2**20
_WORD_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_MAIN_PARTS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"))
_XML_PART = re.compile(r"(?:\.xml|\.rels)$", re.IGNORECASE)


def kind_of_package(data: bytes, name: str, accepted: str) -> str:
    """ "docx" or "xlsx". Every part is unpacked once, piece by piece, so that a lying size can't hide a bomb.

    Raises `UnreadableFile` for what is damaged, encrypted, too large, too deep, or no Word or Excel file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            names = {member.filename for member in members}
            kind = next((kind for part, kind in _MAIN_PARTS if part in names), "") or _kind_by_content_types(
                package, names
            )
            if not kind:
                raise UnreadableFile(
                    "Tệp nén không phải là tệp Word hay Excel.", name, f"Hãy giải nén và gửi tệp {accepted}."
                )
            if kind == "xlsb":
                raise UnreadableFile(
                    "Chưa đọc được bảng tính nhị phân (.xlsb).", name, "Hãy lưu lại thành .xlsx rồi gửi lại."
                )
            if len(members) > MAX_MEMBERS:
                raise _bomb(name)
            _unpack_all(package, members, name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise UnreadableFile("Tệp bị hỏng (có thể tải về hoặc gửi chưa hết).", name, "Hãy gửi lại tệp.") from error
    return kind


def _kind_by_content_types(package: zipfile.ZipFile, names: set[str]) -> str:
    """The kind of a package whose main part has another name than usual."""
    if "[Content_Types].xml" not in names:
        return ""
    with package.open("[Content_Types].xml") as part:
        types = part.read(_CHUNK)
    if b"wordprocessingml.document.main" in types or b"ms-word.document.macroEnabled.main" in types:
        return "docx"
    return "xlsx" if b"spreadsheetml.sheet.main" in types or b"ms-excel.sheet.macroEnabled.main" in types else ""


def _unpack_all(package: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str) -> None:
    total = 0
    for member in members:
        checker = _XmlChecker(name) if _XML_PART.search(member.filename) else None
        size = 0
        with package.open(member) as part:
            while chunk := part.read(_CHUNK):
                size += len(chunk)
                total += len(chunk)
                if total > MAX_EXPANDED or (checker and size > MAX_PART):
                    raise _bomb(name)
                if checker:
                    checker.feed(chunk)


_REWRITTEN = (
    # Strict Office Open XML → the transitional form that the libraries know.
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    # Files with macros and templates → plain files; the macros are not looked at.
    (b"application/vnd.ms-word.document.macroEnabled.main+xml", _WORD_MAIN),
    (b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml", _WORD_MAIN),
    (b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", _WORD_MAIN),
)


def plain_package(data: bytes) -> bytes:
    """The same package in the form that the reading libraries know; the very same bytes where it is in it already."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {member: package.read(member) for member in package.infolist() if _XML_PART.search(member.filename)}
        if not any(old in part for part in parts.values() for old, _ in _REWRITTEN):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as rewritten:
            for member in package.infolist():
                part = parts.get(member)
                if part is None:
                    part = package.read(member)
                else:
                    for old, new in _REWRITTEN:
                        part = part.replace(old, new)
                rewritten.writestr(member.filename, part)
    return out.getvalue()


class _XmlChecker:
    """Refuses what no office program writes and what makes XML dangerous: a document type, and bottomless nesting."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.depth = 0
        self.broken = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes) -> None:
        if not self.broken:
            try:
                self.parser.Parse(chunk, False)
            except (expat.ExpatError, LookupError):  # malformed, or in an encoding that there isn't
                self.broken = True  # the part's own reader says what is wrong, if it needs the part at all

    def _start(self, tag: str, attributes: object) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableFile(
                "Bảng hoặc nội dung lồng nhau quá sâu.", self.name, "Hãy bỏ các bảng lồng nhau, lưu lại rồi gửi lại."
            )

    def _end(self, tag: str) -> None:
        self.depth -= 1

    def _doctype(self, *declaration: object) -> None:
        raise UnreadableFile(
            "Tệp chứa khai báo XML nguy hiểm.", self.name, "Hãy mở bằng Word hoặc Excel, lưu thành tệp mới rồi gửi lại."
        )


def _bomb(name: str) -> UnreadableFile:
    return UnreadableFile("Tệp giải nén ra quá lớn.", name, "Hãy bỏ bớt ảnh, hàng và cột trống rồi gửi lại.")
