"""What a report in the official form is made of: immutable values that every writer takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one type style. A newline in `text` is a line break within the paragraph."""

    text: str
    bold: bool = False
    italic: bool = False
    superscript: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 1 is a part ("Phần thứ nhất": the number on a line of its own, the title under it, centred),
    2 is "I.", 3 is "1.", 4 is "1.1." or "a)". `number` and `title` may each be empty, not both."""

    level: int
    number: str
    title: str

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise ValueError(f"Đề mục “{self.title}” có cấp {self.level}; chỉ dùng cấp 1 đến 4.")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body. `marker` is "-" or "+" where it is a line of a list (the text is then without it)."""

    runs: tuple[Run, ...]
    marker: str = ""

    def __post_init__(self) -> None:
        if self.marker not in ("", "-", "+"):
            raise ValueError(f"Dấu đầu dòng “{self.marker}” không dùng được; chỉ dùng “-” hoặc “+”.")

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid. `width` is relative: a column of 2 is twice as wide as one of 1."""

    title: str
    width: float
    align: Align

    def __post_init__(self) -> None:
        if not 0 < self.width < float("inf"):
            raise ValueError(f"Cột “{self.title}” có độ rộng {self.width}; độ rộng phải lớn hơn 0.")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with the lines of its title. Every row has one text a column. `landscape` turns its pages."""

    title: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    landscape: bool = False

    def __post_init__(self) -> None:
        name = " ".join(self.title)
        if not self.columns:
            raise ValueError(f"Bảng “{name}” chưa có cột nào.")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"Bảng “{name}”: hàng {number} có {len(row)} ô, cần đủ {len(self.columns)} ô.")


Element = Heading | Paragraph | Grid


@dataclass(frozen=True, slots=True)
class OfficialReport:
    """A report as it is issued.

    `superior` is "" where the agency has none above it that the form names. `agency` may hold a newline where its
    name should break; else the writers break it evenly. `number` and `dated` are None until the report is registered.
    `kind` is the kind of document in capitals ("BÁO CÁO"), `subject` the lines under it. `authority` ("TM. ỦY BAN
    NHÂN DÂN") and `post` stand above the signer's name; `authority` is "" where a head signs for himself.
    `annexes` come after the signature, each on pages of its own. A `draft` is marked as one.
    `agency_in_text` is the agency's name as a sentence has it ("Ủy ban nhân dân thành phố Cao Bằng"), for the line
    under an annex's title which says what it goes with; without it that line names no agency.
    """

    superior: str
    agency: str
    number: int | None
    symbol: str
    place: str
    dated: date | None
    kind: str
    subject: tuple[str, ...]
    body: tuple[Element, ...]
    recipients: tuple[str, ...]
    authority: str
    post: str
    signer: str
    annexes: tuple[Grid, ...] = ()
    draft: bool = False
    agency_in_text: str = ""
