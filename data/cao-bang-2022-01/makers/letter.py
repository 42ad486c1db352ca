"""A unit's report as plain lines, made from the committed tables and independent of any file format."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

TITLE = "BÁO CÁO"
SUBJECT = ("Tình hình thực hiện nhiệm vụ tháng 01 năm 2022,", "phương hướng nhiệm vụ tháng 02 năm 2022")
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = ("- UBND thành phố Cao Bằng;", "- Lưu: VT.")
SIGNED = "(Đã ký)"  # the signers' names are not public, and none is invented


class LineKind(StrEnum):
    PART = "part"
    CHAPTER = "chapter"
    SECTION = "section"
    SUBSECTION = "subsection"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the body. `lead` is the italic run-in head ("Trồng trọt"), printed with a colon before `text`."""

    kind: LineKind
    text: str
    lead: str = ""
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    code: str
    name: str
    superior: str
    agency: str
    number: str
    place_and_date: str
    issued: date
    authority: str
    post: str
    form: str
    file: str
    body: tuple[Line, ...]

    @property
    def opening(self) -> str:
        return f"Thực hiện chế độ báo cáo tháng của UBND thành phố Cao Bằng, {self.name} báo cáo như sau:"

    @property
    def closing(self) -> str:
        return f"Trên đây là báo cáo của {self.name}, kính gửi UBND thành phố Cao Bằng tổng hợp./."


def letters(folder: Path) -> Iterator[Letter]:
    """The letters of all units that filed, in the order of the table of units."""
    outline = _rows(folder / "outline.csv")
    texts = {row["key"]: row["text"] for row in _rows(folder / "passages.csv")}
    heads = {row["code"]: row for row in _rows(folder / "letterheads.csv")}
    for unit in _rows(folder / "units.csv"):
        if not unit["file"]:
            continue
        head = heads[unit["code"]]
        issued = date.fromisoformat(head["date"])
        if issued > datetime.fromisoformat(unit["filed_at"]).date():
            raise ValueError(f"{unit['code']}: báo cáo đề ngày {issued} nhưng nộp trước ngày đó.")
        yield Letter(
            unit["code"],
            unit["name"],
            head["superior"],
            head["agency"],
            f"Số: {head['number']}/{head['symbol']}",
            f"{head['place']}, ngày {issued:%d} tháng {issued:%m} năm {issued:%Y}",
            issued,
            head["authority"],
            head["post"],
            head["form"],
            unit["file"],
            tuple(_body(unit["code"], outline, texts)),
        )


def _body(code: str, outline: list[dict[str, str]], texts: dict[str, str]) -> Iterator[Line]:
    """The unit's passages under the headings that they stand under in the outline, parents first."""
    headings = {row["key"]: row for row in outline if row["kind"] != LineKind.PARAGRAPH}
    shown: set[str] = set()
    for row in outline:
        if row["kind"] != LineKind.PARAGRAPH or row["owner"] != code:
            continue
        for heading in _ancestors(row["parent"], headings):
            if heading["key"] not in shown:
                shown.add(heading["key"])
                yield from _heading(heading)
        yield Line(LineKind.PARAGRAPH, texts[row["key"]], row["lead"], row["marker"])


def _ancestors(key: str, headings: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    path: list[dict[str, str]] = []
    while key:
        path.insert(0, headings[key])
        key = headings[key]["parent"]
    return path


def _heading(row: dict[str, str]) -> Iterator[Line]:
    kind = LineKind(row["kind"])
    if kind is LineKind.PART:
        yield Line(kind, row["number"])
        yield Line(kind, row["title"])
    else:
        closing = ")" if row["number"].isalpha() and row["number"].islower() else "."
        yield Line(kind, f"{row['number']}{closing} {row['title']}")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
