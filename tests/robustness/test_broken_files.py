"""Files damaged at random, and files of another kind than they say: a document or one clear message, and soon."""

from __future__ import annotations

import io
import random
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kybao.documents import Document, UnreadableFile, read_bytes

ROOT = Path(__file__).parents[2] / "data" / "cao-bang-2022-01"
FILES = ROOT / "files"
PAGE = (
    "<html><head><meta charset='utf-8'></head><body><h2>I. KINH TẾ</h2><p>Đàn bò có <b>245</b> con.</p>"
    "<table><tr><th colspan=2>Thu</th></tr><tr><td>5,2</td><td>tỷ đồng</td></tr></table><ul><li>a<ul><li>b</ul></ul>"
)  # fmt: skip


def samples() -> dict[str, bytes]:
    return {
        "a.docx": (FILES / "19-bqlcho.docx").read_bytes(),
        "a.xlsx": (FILES / "01-tckh.xlsx").read_bytes(),
        "a.pdf": min(FILES.glob("*.pdf"), key=lambda path: path.stat().st_size).read_bytes(),
        "a.html": PAGE.encode(),
        "a.md": (ROOT / "source" / "27-bc-ubnd.md").read_bytes(),
    }


SAMPLES = samples()
SECONDS = 20  # for one file, on a machine under load; a sound one takes a tenth of a second


def outcome(data: bytes, name: str) -> Document | UnreadableFile:
    """What reading gives; anything else that is raised fails the test."""
    start = time.process_time()
    result: Document | UnreadableFile
    try:
        result = read_bytes(data, name)
    except UnreadableFile as error:
        result = error
    assert time.process_time() - start < SECONDS
    assert isinstance(result, Document) or (result.what and result.where and result.mend)
    return result


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[min(len(data), start + chance.randint(1, len(data) // 3)) :]


def cut_short(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def doubled(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randint(1, 500)]
    return data[:start] + piece * chance.randint(2, 50) + data[start:]


def extreme(data: bytes, chance: random.Random) -> bytes:
    """Decimal numbers in the bytes become extreme ones, as sizes and references in PDF and XML are."""
    digits = [at for at, byte in enumerate(data) if 48 <= byte <= 57]
    if not digits:
        return flipped(data, chance)
    at = chance.choice(digits)
    number = chance.choice([b"-1", b"0", b"99999999", b"9" * 5000, b"4294967296", b"1e308", "²".encode()])
    return data[:at] + number + data[at + 1 :]


Damage = Callable[[bytes, random.Random], bytes]
DAMAGES: list[Damage] = [flipped, cut, cut_short, doubled, extreme]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_damaged_file_gives_a_document_or_a_message(name: str, damage: Damage) -> None:
    chance = random.Random(f"{name} {damage.__name__}")
    for _ in range(TRIES[name]):
        outcome(damage(SAMPLES[name], chance), name)


TRIES = {"a.docx": 12, "a.xlsx": 12, "a.pdf": 8, "a.html": 25, "a.md": 8}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_a_package_whose_parts_are_damaged_inside_a_sound_zip(name: str, damage: Damage) -> None:
    """Bytes changed in a zip mostly break its checksum; here the parts themselves are changed, and packed again."""
    chance = random.Random(f"parts {name} {damage.__name__}")
    with zipfile.ZipFile(io.BytesIO(SAMPLES[name])) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    for part in [*sorted(parts), *chance.choices(sorted(parts), k=TRIES[name])]:
        if parts[part]:
            outcome(packed({**parts, part: damage(parts[part], chance)}), name)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_a_package_that_lacks_a_part(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES[name])) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    for missing in parts:
        outcome(packed({part: data for part, data in parts.items() if part != missing}), name)


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ('<row r="1"><c r="A1"><v>5</v></c></row><row r="1048576"><c r="XFD1048576"><v>5</v></c></row>', "quá lớn"),
        ('<row r="1"><c r="A1"><v>5</v></c><c r="A99999999"><v>5</v></c></row>', "bị hỏng"),
        ('<row r="1"><c><v>5</v></c></row><row r="9999999"><c/><c><v>5</v></c></row>', "quá lớn"),
        ('<row r="99999999999"><c><v>5</v></c></row>', "bị hỏng"),
        ('<row r="1"><c r="a1"><v>5</v></c></row>', "bị hỏng"),
        ('<row r="1"><c r="A1" s="²"><v>5</v></c></row>', ""),
        ('<row r="1"><c r="A1" s="' + "9" * 5000 + '"><v>5</v></c></row>', ""),
        ('<row><c><v>5</v></c><c><v>6</v></c></row><row><c><v>7</v></c></row>', ""),
    ],
    ids=["corners", "no such cell", "unnamed cell far down", "no such row", "lower case", "odd style", "endless style", "no places"],
)  # fmt: skip
def test_a_sheet_is_bounded_before_it_is_laid_out_in_memory(cells: str, what: str) -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES["a.xlsx"])) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    part = next(part for part in parts if part.startswith("xl/worksheets/sheet"))
    sheet = re.sub(
        rb"<sheetData>.*</sheetData>", f"<sheetData>{cells}</sheetData>".encode(), parts[part], flags=re.DOTALL
    )
    sheet = re.sub(rb"<mergeCells.*</mergeCells>", b"", sheet, flags=re.DOTALL)
    result = outcome(packed({**parts, part: sheet}), "a.xlsx")
    if what:
        assert isinstance(result, UnreadableFile)
        assert what in result.what
    else:
        assert isinstance(result, Document)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("_rels/.rels", b' Target="word/document.xml"', b""),
        ("word/_rels/document.xml.rels", b' Target="styles.xml"', b""),
        ("[Content_Types].xml", b"UTF-8", b"UTF-99999"),
        ("word/styles.xml", b"UTF-8", b"UTF-99999"),
    ],
)
def test_a_word_file_whose_parts_name_what_there_is_not(part: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES["a.docx"])) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    assert old in parts[part]
    assert isinstance(outcome(packed({**parts, part: parts[part].replace(old, new)}), "a.docx"), UnreadableFile)


def packed(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as package:
        for part, data in parts.items():
            package.writestr(part, data)
    return written.getvalue()


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("claimed", ["b.docx", "b.xlsx", "b.pdf", "b.html", "b.md", "b.txt", "b.png", "b.exe", "b"])
def test_the_content_tells_the_kind_whatever_the_name_says(name: str, claimed: str) -> None:
    result = outcome(SAMPLES[name], claimed)
    if name in ("a.docx", "a.xlsx", "a.pdf"):
        assert isinstance(result, Document)
        assert result.media == name.removeprefix("a.")
    elif claimed in ("b.docx", "b.xlsx", "b.pdf", "b.png"):
        assert isinstance(result, UnreadableFile)
        assert "tệp hỏng hoặc bị đổi đuôi" in result.what
    elif claimed == "b.exe":
        assert isinstance(result, UnreadableFile)
        assert result.what == "Không đọc được loại tệp “.exe”."


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf", "a.png", "a.html", "a.md"])
@pytest.mark.parametrize(
    "data",
    [b"\x00" * 5000, b"PK\x03\x04" + b"\x00" * 3000, b"PK\x05\x06" + b"\x00" * 18, b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n" + b"\x00" * 99,
     b"II*\x00\xff\xff\xff\xff", b"\xff\xd8\xff\xe0" + b"\xff" * 500, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
     b"MZ" + bytes(range(256)) * 20, b"\xff\xfe" + b"a\xd8" * 50, b"<" * 20_000, b"<div>" * 20_000, b"<table><tr><td>" * 3000],
    ids=["noughts", "zip", "empty zip", "pdf", "png", "tiff", "jpeg", "compound", "program", "surrogates", "open tags", "nested", "tables"],
)  # fmt: skip
def test_beginnings_without_what_must_follow(name: str, data: bytes) -> None:
    outcome(data, name)
