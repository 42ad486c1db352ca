"""The bytes of a text file → text, with a note where they were in an encoding from before Unicode."""

from __future__ import annotations

import codecs
import re
import unicodedata

from kybao.documents.content import printable
from kybao.documents.errors import UnreadableFile
from kybao.documents.legacy import Encoding, conversion_note, detect, has_unicode_letters, is_syllable, to_unicode

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 200_000  # characters or bytes that are enough to tell an encoding from
_WORDS = re.compile(r"[^\W\d_]+")
_CONTROLS = re.compile("[\0-\x08\x0e-\x1f]")


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Text and notes. UTF-8, UTF-16, UTF-32, windows-1258, TCVN3 and VNI are told apart by their bytes."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, name), ()
    if wide := _utf16(data):
        return _strictly(data, wide, name), ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _eight_bits(data, name)
    _refuse_binary(text, name)
    return _from_legacy(printable(text))


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unknown(name) from error
    _refuse_binary(text, name)
    return printable(text)


def _utf16(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of plain letters is zero."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or not sample:
        return ""
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if high > len(sample) / 8 and low < high / 10:
        return "utf-16-le"
    return "utf-16-be" if low > len(sample) / 8 and high < low / 10 else ""


def _eight_bits(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    western = data.decode("cp1252", "surrogateescape")
    western = re.sub("[\udc80-\udcff]", lambda match: chr(ord(match.group()) - 0xDC00), western)
    _refuse_binary(western, name)
    marked = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    if has_unicode_letters(marked) and _share_of_syllables(marked) >= 0.9:
        return printable(marked), (conversion_note_for("windows-1258"),)
    text, notes = _from_legacy(western)
    if notes:
        return text, notes
    if sum(not c.isascii() and c.isalpha() for c in western[:_SAMPLE]) <= 2:
        return printable(western), ()  # a plain text with a dash or a quotation mark of Windows
    raise _unknown(name)


def conversion_note_for(encoding: str) -> str:
    """The note for an encoding which is no overlay of another."""
    return f"Đã chuyển từ bảng mã {encoding} sang Unicode."


def _share_of_syllables(text: str) -> float:
    words = [word for word in _WORDS.findall(text[:_SAMPLE]) if not word.isascii()]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def _from_legacy(text: str) -> tuple[str, tuple[str, ...]]:
    encoding = detect(text[:_SAMPLE].split("\n"))
    if encoding is Encoding.UNICODE:
        return text, ()
    converted = "\n".join(to_unicode(line, encoding) for line in text.split("\n"))
    return printable(converted), (conversion_note(encoding),)


def _refuse_binary(text: str, name: str) -> None:
    sample = text[:_SAMPLE]
    if "\0" in text or len(_CONTROLS.findall(sample)) > 8 + len(sample) / 50:
        raise UnreadableFile(
            "Nội dung tệp không phải là chữ.", name, "Hãy mở bằng phần mềm đã soạn ra tệp và lưu lại đúng loại."
        )


def _unknown(name: str) -> UnreadableFile:
    return UnreadableFile(
        "Không nhận ra bảng mã của tệp chữ.", name, "Hãy lưu lại với bảng mã Unicode (UTF-8) rồi gửi lại."
    )
