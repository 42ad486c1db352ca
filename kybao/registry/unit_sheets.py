"""Spreadsheets of units and of what befell them (.xlsx, .csv) → what their rows say, or every fault by sheet, row and column.

Sheets are known by the columns of their head, which may stand below a title, in any order:
- units: `mã` and `tên`; where wanted `loại`, `mã TCTK`, `đơn vị cha` (a code), `từ ngày`, `đến ngày`, `quyết định`, `tên in`.
  One row is what a unit was from one day to another; the rows of a unit are its whole history. Without `từ ngày` it has
  been so as long as anyone knows; without `đến ngày` it is so until its next row, or still.
- successions: `hình thức` and `ngày`; then `đơn vị nguồn`, `đơn vị đích` (codes, with ";" between), `quyết định`, and for
  splits `tỷ lệ` (of each unit of `đơn vị đích`, with ";" between) and `nhóm chỉ tiêu`; a row for each group.
Other columns (`TT`, notes) and other sheets are not read.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kybao.documents.opening import bytes_of
from kybao.registry.events import Event, EventKind
from kybao.registry.history import BEGINNING, DAY, OPEN
from kybao.registry.sheets import Cell, sheets_of, text_of

_HEAD_WITHIN = 10  # rows of title above the head
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_UNIT_COLUMNS = {
    "mã": "code",
    "tên": "name",
    "tên in": "listed_name",
    "loại": "kind",
    "mã tctk": "gso_code",
    "đơn vị cha": "parent",
    "từ ngày": "first",
    "đến ngày": "last",
    "quyết định": "decision",
}
_EVENT_COLUMNS = {
    "hình thức": "kind",
    "ngày": "on",
    "đơn vị nguồn": "sources",
    "đơn vị đích": "targets",
    "nhóm chỉ tiêu": "group",
    "tỷ lệ": "shares",
    "quyết định": "decision",
}
_KINDS = {
    "thành lập": EventKind.CREATED,
    "đổi tên": EventKind.RENAMED,
    "sáp nhập": EventKind.MERGED,
    "nhập": EventKind.MERGED,
    "hợp nhất": EventKind.MERGED,
    "chia tách": EventKind.SPLIT,
    "chia": EventKind.SPLIT,
    "tách": EventKind.SPLIT,
    "chuyển": EventKind.MOVED,
    "chuyển cấp trên": EventKind.MOVED,
    "kết thúc hoạt động": EventKind.ABOLISHED,
    "giải thể": EventKind.ABOLISHED,
    "bãi bỏ": EventKind.ABOLISHED,
}
_DIGITS = {"tỉnh": 2, "huyện": 3, "quận": 3, "thị xã": 3, "xã": 5, "phường": 5, "thị trấn": 5, "đặc khu": 5}


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a sheet, and how its columns are headed; rows count from 1 as in Excel."""

    sheet: str
    row: int
    heads: tuple[tuple[str, str], ...] = ()  # field → head

    def of(self, field: str) -> str:
        """
        >>> Place("Đơn vị", 5, (("first", "từ ngày"),)).of("first")
        'Trang “Đơn vị”, dòng 5, cột “từ ngày”'
        """
        head = dict(self.heads).get(field)
        return f"Trang “{self.sheet}”, dòng {self.row}" + (f", cột “{head}”" if head else "")


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What is wrong in a sheet: where, what, and how to mend it (Vietnamese)."""

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.mend}"


class BadSheets(Exception):
    """Sheets that can't be taken over, with all their faults."""

    def __init__(self, faults: Sequence[SheetFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class StatedUnit:
    """What a row says of a unit: from which day to which, and its fields as far as the sheet has them."""

    code: str
    first: date
    last: date
    fields: tuple[tuple[str, str], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class StatedEvent:
    event: Event
    place: Place


@dataclass(frozen=True, slots=True)
class Book:
    """What sheets say. `events` is None where there is no sheet of them, so that nothing is said about any."""

    units: tuple[StatedUnit, ...]
    events: tuple[StatedEvent, ...] | None


def read_book(*paths: Path | str) -> Book:
    """All sheets of these files as one book. Raises `UnreadableFile` or `BadSheets`."""
    return read_sheets([(Path(path).name, bytes_of(path)) for path in paths])


def read_sheets(files: Sequence[tuple[str, bytes]]) -> Book:
    """All sheets of files in memory (name, bytes) as one book. Raises `UnreadableFile` or `BadSheets`."""
    faults: list[SheetFault] = []
    units: list[_Row] = []
    events: list[_Row] | None = None
    for name, data in files:
        found = False
        for sheet, rows in sheets_of(name, data, _csv_rows):
            columns, body = _head(rows)
            if columns == _UNIT_COLUMNS:
                units += _body(sheet, body, columns)
            elif columns == _EVENT_COLUMNS:
                events = (events or []) + list(_body(sheet, body, columns))
            found = found or bool(columns)
        if not found:
            faults.append(
                SheetFault(
                    name,
                    "Không thấy dòng tiêu đề của danh sách đơn vị hay danh sách thay đổi.",
                    "Hãy đặt tiêu đề “mã”, “tên” cho đơn vị, hoặc “hình thức”, “ngày” cho thay đổi.",
                )
            )
    book = Book(tuple(_units(units, faults)), None if events is None else tuple(_events(events, faults)))
    if faults:
        raise BadSheets(faults)
    return book


@dataclass(frozen=True, slots=True)
class _Row:
    place: Place
    cells: Mapping[str, Cell]

    def text(self, field: str) -> str:
        return text_of(self.cells.get(field))

    def fault(self, field: str, what: str, mend: str) -> SheetFault:
        return SheetFault(self.place.of(field), what, mend)


def _csv_rows(text: str) -> Sequence[Sequence[Cell]]:
    """The rows, by the delimiter with which one of the first is a head; cells hold other delimiters too."""
    for delimiter in ",;\t":
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        if _head(iter(enumerate(rows[:_HEAD_WITHIN], 1)))[0]:
            return rows
    return ()


def _head(
    rows: Iterator[tuple[int, Sequence[Cell]]],
) -> tuple[dict[str, str], Iterator[tuple[int, Sequence[Cell]]]]:
    """Which kind of sheet its head makes it ({} for neither), and the rows from its head on."""
    for number, row in rows:
        heads = {text_of(cell).lower() for cell in row}
        for columns, needed in ((_UNIT_COLUMNS, {"mã", "tên"}), (_EVENT_COLUMNS, {"hình thức", "ngày"})):
            if needed <= heads:
                return columns, _chained((number, row), rows)
        if number >= _HEAD_WITHIN:
            break
    return {}, iter(())


def _chained(
    first: tuple[int, Sequence[Cell]], rest: Iterator[tuple[int, Sequence[Cell]]]
) -> Iterator[tuple[int, Sequence[Cell]]]:
    yield first
    yield from rest


def _body(sheet: str, rows: Iterator[tuple[int, Sequence[Cell]]], columns: Mapping[str, str]) -> Iterator[_Row]:
    _, head = next(rows)
    fields = [
        (number, columns[text_of(cell).lower()]) for number, cell in enumerate(head) if text_of(cell).lower() in columns
    ]
    heads = tuple((field, text_of(head[number])) for number, field in fields)
    for row_number, row in rows:
        cells = {field: row[number] if number < len(row) else None for number, field in fields}
        if any(text_of(cell) for cell in cells.values()):
            yield _Row(Place(sheet, row_number, heads), cells)


def _units(rows: Sequence[_Row], faults: list[SheetFault]) -> Iterator[StatedUnit]:
    by_code: dict[str, list[tuple[date, date | None, _Row]]] = defaultdict(list)
    for row in rows:
        first, last = _day(row, "first", faults), _day(row, "last", faults)
        if row.text("code"):
            by_code[row.text("code")].append((first or BEGINNING, last, row))
        else:
            faults.append(row.fault("code", "Chưa ghi mã đơn vị.", "Hãy ghi mã."))
    for code, stated in by_code.items():
        stated.sort(key=lambda each: each[0])
        following = [first - DAY if first > BEGINNING else None for first, _, _ in stated[1:]] + [OPEN]
        for (first, last, row), until in zip(stated, following, strict=True):
            if until is None:
                faults.append(
                    row.fault(
                        "first", f"Đơn vị “{code}” có hai dòng cùng ngày bắt đầu.", "Hãy ghi từ ngày cho dòng sau."
                    )
                )
                continue
            given = tuple((field, _field(row, field)) for field in row.cells if field not in ("code", "first", "last"))
            yield StatedUnit(code, first, last or until, given, row.place)


def _events(rows: Sequence[_Row], faults: list[SheetFault]) -> Iterator[StatedEvent]:
    found: dict[Event, tuple[Place, dict[str, tuple[Decimal, ...]]]] = {}
    for row in rows:
        kind, day = _KINDS.get(row.text("kind").lower()), _day(row, "on", faults)
        if kind is None:
            what = f"Không có hình thức “{row.text('kind')}”." if row.text("kind") else "Chưa ghi hình thức."
            faults.append(row.fault("kind", what, f"Hãy ghi một trong: {', '.join(_KINDS)}."))
        if day is None and not row.text("on"):
            faults.append(row.fault("on", "Chưa ghi ngày có hiệu lực.", "Hãy ghi ngày như 01/07/2025."))
        shares = _shares(row, faults)
        if kind is None or day is None or shares is None:
            continue
        event = Event(kind, day, _codes(row.text("sources")), _codes(row.text("targets")), row.text("decision"))
        _, groups = found.setdefault(event, (row.place, {}))
        if row.text("group") in groups:
            faults.append(
                row.fault("group", "Thay đổi này đã ghi tỷ lệ cho nhóm chỉ tiêu này.", "Hãy bỏ bớt một dòng.")
            )
        if shares:
            groups[row.text("group")] = shares
    for event, (place, groups) in found.items():
        stated = Event(event.kind, event.on, event.sources, event.targets, event.decision, tuple(groups.items()))
        yield StatedEvent(stated, place)


def _day(row: _Row, field: str, faults: list[SheetFault]) -> date | None:
    cell = row.cells.get(field)
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if not text:
        return None
    try:
        if match := _DATE.fullmatch(text):
            day, month, year = map(int, match.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        faults.append(row.fault(field, f"“{text}” không phải là ngày.", "Hãy ghi ngày như 01/07/2025."))
        return None


def _shares(row: _Row, faults: list[SheetFault]) -> tuple[Decimal, ...] | None:
    """None where they can't be read."""
    shares = []
    for text in filter(None, (part.strip() for part in row.text("shares").split(";"))):
        try:
            number = Decimal(text.removesuffix("%").strip().replace(",", "."))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            faults.append(
                row.fault("shares", f"“{text}” không phải là tỷ lệ.", "Hãy ghi như “0,6; 0,4” hoặc “60%; 40%”.")
            )
            return None
        shares.append(number / 100 if text.endswith("%") else number)
    return tuple(shares)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (code.strip() for code in text.replace(",", ";").split(";"))))


def _field(row: _Row, field: str) -> str:
    text = row.text(field)
    if field == "gso_code" and text.isdecimal():  # Excel drops the zeros in front of a number
        return text.zfill(_DIGITS.get(row.text("kind").lower(), 0))
    return text
