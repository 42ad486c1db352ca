"""The month of January 2022: its tables give the real report back, and its files hold what the tables say."""

from __future__ import annotations

import csv
import difflib
import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest

from kybao.documents import Document, read_document

MONTH = Path(__file__).resolve().parents[2] / "data" / "cao-bang-2022-01"
FILES = MONTH / "files"
REGIME = tomllib.loads((MONTH / "regime.toml").read_text(encoding="utf-8"))
DEADLINE = datetime.fromisoformat("2022-01-17T17:00:00+07:00")  # 15/01/2022 was a Saturday

SCAN = "18-ttdt.pdf"
LEGACY = "06-tuphap.docx"

# The last words before each page end that tears a paragraph of the source in two.
TORN = (
    "thí điểm một số",
    "quán triệt, triển khai",
    "thông báo thu hồi đất; đo",
    "không có giao kết hợp đồng lao động gặp khó khăn do đại",
    "257 hồ sơ. Trong đó,",
    "đường bộ, tước giấy",
    "vui xuân đón Tết",
    "gắn với phong trào",
)


def rows(name: str) -> list[dict[str, str]]:
    with (MONTH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


UNITS = rows("units.csv")
OUTLINE = rows("outline.csv")
PASSAGES = {row["key"]: row["text"] for row in rows("passages.csv")}
OFFICE = {row["key"]: row["text"] for row in rows("office.csv")}
FILED = [unit for unit in UNITS if unit["file"]]
SOURCE = (MONTH / "source" / "27-bc-ubnd.md").read_text(encoding="utf-8")


def owned_by(code: str) -> list[dict[str, str]]:
    return [row for row in OUTLINE if row["kind"] == "paragraph" and row["owner"] == code]


def heading(row: dict[str, str]) -> list[str]:
    if row["kind"] == "part":
        return [row["number"], row["title"]]
    return [f"{row['number']}{')' if row['number'].islower() else '.'} {row['title']}"]


def printed(row: dict[str, str]) -> str:
    marker = f"{row['marker']} " if row["marker"] else ""
    lead = f"{row['lead']}: " if row["lead"] else ""
    return marker + lead + (PASSAGES | OFFICE)[row["key"]]


def composed() -> list[str]:
    lines: list[str] = []
    for row in OUTLINE:
        if row["kind"] != "paragraph":
            lines += heading(row)
        elif row["run_on"]:
            lines[-1] += " " + printed(row)
        else:
            lines.append(printed(row))
    return lines


def body_of_source() -> list[str]:
    body = SOURCE[SOURCE.index("### **Phần thứ nhất") : SOURCE.index("#### **Nơi nhận")]
    lines: list[str] = []
    for printed_line in filter(None, map(str.strip, body.split("\n"))):
        line = re.sub(r"^#+ ", "", printed_line).replace("*", "").replace("<sup>2</sup>", "²")
        if lines and lines[-1].endswith(TORN):
            lines[-1] += " " + line
        else:
            lines.append(line)
    return lines


def table_of_source() -> list[list[str]]:
    """TT, name, on time, late, none, conforming, note of each unit, as printed."""
    cells = [re.sub(r"\d+_\w+\.txt$", "", line).split("\t") for line in SOURCE.split("\n")]
    return [[cell.strip() for cell in line] for line in cells if line[0].strip().isdigit() and len(line) == 7]


def one_line(document: Document) -> str:
    return re.sub(r"\s+", " ", " ".join(block.text for block in document.blocks))


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,/]\d+)*", text)


def test_the_outline_composes_to_the_body_of_the_real_report() -> None:
    assert composed() == body_of_source()


def test_every_torn_paragraph_is_joined_once() -> None:
    assert [sum(f"{words} " in line for line in composed()) for words in TORN] == [1] * len(TORN)


def test_the_outline_is_a_tree_in_reading_order() -> None:
    seen = {""}
    for row in OUTLINE:
        assert row["parent"] in seen, row["key"]
        assert row["key"] not in seen
        seen.add(row["key"])


def test_each_passage_has_one_owner_who_filed() -> None:
    owners = {row["key"]: row["owner"] for row in OUTLINE if row["kind"] == "paragraph"}
    assert {key for key, owner in owners.items() if owner} == set(PASSAGES)
    assert {key for key, owner in owners.items() if not owner} == set(OFFICE) == {"opening", "closing"}
    assert set(filter(None, owners.values())) == {unit["code"] for unit in FILED}


def test_units_are_those_of_the_printed_table() -> None:
    stated = [[row[0], row[1], row[5], row[6]] for row in table_of_source()]
    assert [[unit["number"], unit["listed_name"], unit["conforming"], unit["note"]] for unit in UNITS] == stated
    assert len(UNITS) == 36
    assert set(range(1, 40)) - {int(unit["number"]) for unit in UNITS} == {12, 17, 26}


@pytest.mark.parametrize(
    ("unit", "stated"),
    list(zip(UNITS, table_of_source(), strict=True)),
    ids=lambda v: v[1] if isinstance(v, list) else "",
)
def test_moments_of_filing_agree_with_the_printed_table(unit: dict[str, str], stated: list[str]) -> None:
    on_time, late, none = (cell == "x" for cell in stated[2:5])
    if none:
        assert not unit["filed_at"]
        assert not unit["file"]
        return
    filed = datetime.fromisoformat(unit["filed_at"])
    assert on_time is (filed <= DEADLINE)
    assert late is (filed > DEADLINE)
    if stated[6]:
        assert f"Nộp {filed:%d/%m/%Y}" == stated[6]
    assert filed.weekday() < 5
    assert 7 <= filed.hour < 17


def test_the_regime_repeats_the_report_as_printed() -> None:
    report = REGIME["report"]
    for text in (
        *report["subject"],
        *report["recipients"],
        report["authority"],
        report["post"],
        report["signer"],
        report["kind"],
    ):
        assert text in SOURCE
    assert f"{report['place']}, ngày {report['date']:%d} tháng {report['date']:%m} năm {report['date']:%Y}" in SOURCE
    assert f"Số: {report['number']} /{report['symbol']}" in SOURCE
    for title in (REGIME["table"]["title"], REGIME["table"]["subtitle"], *REGIME["table"]["columns"]):
        assert title in SOURCE


def test_files_are_of_the_kinds_that_offices_receive() -> None:
    assert sorted(path.name for path in FILES.iterdir()) == sorted(unit["file"] for unit in FILED)
    assert Counter(path.suffix for path in FILES.iterdir()) == {".docx": 25, ".pdf": 7, ".xlsx": 3}
    assert (FILES / SCAN).stat().st_size <= 400_000
    assert sum(path.stat().st_size for path in FILES.iterdir()) <= 6_000_000


def test_the_scan_has_pictures_and_no_text() -> None:
    pages = list(pypdfium2.PdfDocument(FILES / SCAN))
    assert pages
    assert [page.get_textpage().count_chars() for page in pages] == [0] * len(pages)


def test_the_legacy_file_is_in_old_codes() -> None:
    with zipfile.ZipFile(FILES / LEGACY) as package:
        xml = package.read("word/document.xml").decode()
    assert '".VnTime"' in xml
    assert '".VnTimeH"' in xml
    assert "hé tÞch" in xml  # hộ tịch
    assert "hộ tịch" not in xml


@pytest.mark.parametrize("unit", [unit for unit in FILED if unit["file"] != SCAN], ids=lambda unit: unit["code"])
def test_a_file_holds_each_of_its_passages(unit: dict[str, str]) -> None:
    document = read_document(FILES / unit["file"])
    texts = [re.sub(r"\s+", " ", block.text) for block in document.blocks]
    if unit["file"].endswith(".pdf"):
        texts = [one_line(document)]  # a page's end may part a paragraph
    for row in owned_by(unit["code"]):
        assert any(PASSAGES[row["key"]] in text for text in texts), (row["key"], PASSAGES[row["key"]][:60])


@pytest.mark.parametrize("unit", [unit for unit in FILED if unit["file"] != SCAN], ids=lambda unit: unit["code"])
def test_a_file_has_the_headings_of_its_passages_in_order(unit: dict[str, str]) -> None:
    text = one_line(read_document(FILES / unit["file"]))
    headings = {row["key"]: row for row in OUTLINE if row["kind"] != "paragraph"}
    needed: list[str] = []
    for row in owned_by(unit["code"]):
        path, key = [], row["parent"]
        while key:
            path.append(key)
            key = headings[key]["parent"]
        needed += [key for key in reversed(path) if key not in needed]
    place = 0
    for line in (line for key in needed for line in heading(headings[key])):
        assert line in text[place:], line
        place = text.index(line, place) + len(line)


def test_the_scan_is_read_with_all_its_numbers() -> None:
    text = one_line(read_document(FILES / SCAN))
    for row in owned_by("ttdt"):
        passage = PASSAGES[row["key"]]
        start = text.index(passage[:20])
        found = text[start : start + len(passage)]
        assert numbers(found) == numbers(passage)
        assert difflib.SequenceMatcher(None, found, passage, autojunk=False).ratio() >= 0.98


@pytest.mark.parametrize("code", ["tckh", "dvnn", "noivu"])
def test_a_sheet_has_only_figures_that_its_narrative_states(code: str) -> None:
    document = read_document(FILES / next(unit["file"] for unit in FILED if unit["code"] == code))
    sheet = next(table for table in document.tables if table.name == "Biểu số liệu")
    narrative = " ".join(PASSAGES[row["key"]] for row in owned_by(code))
    stated = {Decimal(n.replace(".", "").replace(",", ".")) for part in numbers(narrative) for n in part.split("/")}
    figures = [document.blocks[cell.block].text for cell in sheet.cells if cell.row >= 6 and cell.column >= 3]
    assert len(figures) >= 15
    for figure in figures:
        assert abs(Decimal(figure.replace(".", "").replace(",", "."))) in stated, figure


def test_build_makes_the_same_files_again(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, MONTH / "build.py", "--out", tmp_path], check=True, capture_output=True, timeout=120
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in FILES.iterdir())
    for path in tmp_path.iterdir():
        if path.name == SCAN:
            continue
        again, committed = read_document(path), read_document(FILES / path.name)
        assert [block.text for block in again.blocks] == [block.text for block in committed.blocks], path.name
    again_pages, pages = (pypdfium2.PdfDocument(folder / SCAN) for folder in (tmp_path, FILES))
    assert [page.get_size() for page in again_pages] == [page.get_size() for page in pages]
