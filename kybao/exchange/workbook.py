"""A period's values as an Excel sheet that is edited and taken in again: exactly the edited cells change.

Each row keeps, in a hidden column, the value as it was sent out. A cell that still says it is left alone; an edited one is
written only where the value in Kybao is still that one. Rows added below are new values.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from kybao.calendar import InvalidPeriod, Period
from kybao.exchange.changing import Change, Entry, Writer, change, plain
from kybao.exchange.values import Slot
from kybao.filing.models import Fact
from kybao.reading.numerals import parse
from kybao.registry.models import Indicator, Regime, Unit

SHEET, MARK_SHEET, FORM = "Số liệu", "kybao", "kybao-values-1"
_TITLES = (
    "Mã đơn vị",
    "Đơn vị",
    "Mã chỉ tiêu",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Loại số liệu",
    "Giá trị",
    "Giá trị khi xuất",
)
_NARROWEST, _WIDEST = 12, 70  # characters
_UNIT, _INDICATOR, _BASIS, _VALUE, _SENT = 0, 2, 5, 6, 7
_HEAD_ROW = 2  # counted from zero: a title and an explanation stand above
_NEW_ROWS = 200
_EXACT_DIGITS = 15  # more are lost in a number of Excel
_MOST_ROWS = 100_000


class BrokenWorkbook(ValueError):
    """A workbook that can't be taken in; its message is Vietnamese: what, where, how to mend it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited cell, "G12", and the entry that it asks for."""

    cell: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a workbook: each edited cell with its change. `written` is false for a preview and where any was wrong."""

    cells: tuple[str, ...]
    changes: tuple[Change, ...]
    written: bool


def workbook(regime: Regime, period: Period, values: Sequence[Fact]) -> bytes:
    """The sheet of these values, to be edited."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    sheet = book.add_worksheet(SHEET)
    bold = book.add_format({"bold": True, "font_size": 13})
    note = book.add_format({"italic": True, "font_color": "#52606D"})
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "vcenter"})
    fixed = book.add_format({"border": 1, "valign": "top"})
    opened = {"border": 1, "locked": False, "valign": "top", "bg_color": "#FFFBE6"}
    number = book.add_format(opened | {"num_format": "#,##0.############"})
    whole = book.add_format(opened | {"num_format": "#,##0"})
    text = book.add_format(opened)
    sheet.write_string(0, 0, f"{regime.name} · {period.label} · {regime.receiver.name}", bold)
    sheet.write_string(
        1, 0, "Chỉ sửa các ô màu vàng. Để trống ô giá trị là bỏ số liệu. Thêm số liệu mới ở các dòng cuối.", note
    )
    sheet.write_row(_HEAD_ROW, 0, _TITLES, head)
    for row, fact in enumerate(values, _HEAD_ROW + 1):
        for column, shown in enumerate(_described(fact)):
            sheet.write_string(row, column, shown, fixed)
        _write_value(sheet, row, fact.value, whole if fact.value == fact.value.to_integral_value() else number)
        sheet.write_string(row, _SENT, plain(fact.value))
    last = _HEAD_ROW + len(values)
    for row in range(last + 1, last + 1 + _NEW_ROWS):
        for column in range(_SENT):
            sheet.write_blank(row, column, None, number if column == _VALUE else text)
    bases = [str(basis.label) for basis in Fact.Basis]
    sheet.data_validation(last + 1, _BASIS, last + _NEW_ROWS, _BASIS, {"validate": "list", "source": bases})
    described = [_described(fact) for fact in values]
    for column in range(_VALUE):
        longest = max((len(row[column]) for row in described), default=0)
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, longest + 2)))
    sheet.set_column(_VALUE, _VALUE, 22)
    sheet.set_column(_SENT, _SENT, 4, None, {"hidden": True})
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    sheet.autofilter(_HEAD_ROW, 0, max(last, _HEAD_ROW + 1), _VALUE)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
    mark = book.add_worksheet(MARK_SHEET)
    mark.write_column(0, 0, (FORM, regime.code, str(period)))
    mark.very_hidden()
    book.close()
    return file.getvalue()


def take_in(data: bytes, regime: Regime, period: Period, writer: Writer, *, dry_run: bool) -> Taken:
    """Writes the edited cells of a workbook, all or none; with `dry_run` only says what would be written.

    Raises `BrokenWorkbook` for a file that is no such workbook, or where a cell can't be understood.
    """
    edits = list(_edits(_rows(data, regime, period), period))
    changes = change([edit.entry for edit in edits], writer, dry_run=dry_run, whole=True)
    written = not dry_run and not any(one.is_wrong for one in changes)
    return Taken(tuple(edit.cell for edit in edits), tuple(changes), written)


# --- out ------------------------------------------------------------------------------------------------------------


def _described(fact: Fact) -> tuple[str, ...]:
    unit, indicator = fact.unit, fact.indicator
    return unit.code, unit.listed_name, indicator.code, indicator.name, indicator.measure, fact.get_basis_display()


def _write_value(sheet: Any, row: int, value: Decimal, form: Any) -> None:
    """As a number, unless Excel would round it."""
    if len(value.as_tuple().digits) > _EXACT_DIGITS:
        sheet.write_string(row, _VALUE, plain(value).replace(".", ","), form)
    else:
        sheet.write_number(row, _VALUE, value, form)


# --- in -------------------------------------------------------------------------------------------------------------


def _rows(data: bytes, regime: Regime, period: Period) -> list[list[Any]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        marks = [str(row[0]) for row in book.get_sheet_by_name(MARK_SHEET).to_python() if row]
        rows: list[list[Any]] = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise BrokenWorkbook(
            "Tệp này không phải bảng số liệu Excel do Kybao xuất. Hãy xuất bảng mới rồi sửa trên đó."
        ) from error
    if marks[:1] != [FORM] or tuple(rows[_HEAD_ROW][: len(_TITLES)]) != _TITLES:
        raise BrokenWorkbook("Bảng số liệu đã bị đổi cột. Hãy xuất bảng mới và chỉ sửa các ô màu vàng.")
    if marks[1:3] != [regime.code, str(period)]:
        raise BrokenWorkbook(
            f"Bảng này là của {_said(marks)}, không phải {regime.code}, {period.label}. Hãy chọn đúng kỳ."
        )
    if len(rows) > _MOST_ROWS:
        raise BrokenWorkbook(f"Bảng có hơn {_MOST_ROWS} dòng. Hãy xoá các dòng trống ở cuối.")
    return rows


def _said(marks: Sequence[str]) -> str:
    try:
        return f"{marks[1]}, {Period.parse(marks[2]).label}"
    except (IndexError, InvalidPeriod):
        return "kỳ khác"


def _edits(rows: Sequence[Sequence[Any]], period: Period) -> Iterator[Edit]:
    units = {unit.code: unit for unit in Unit.objects.all()}
    indicators = {one.code: one for one in Indicator.objects.all()}
    bases = {str(basis.label): basis for basis in Fact.Basis}
    for number, row in enumerate(rows[_HEAD_ROW + 1 :], _HEAD_ROW + 2):
        cells = [*row, *[""] * (len(_TITLES) - len(row))]
        sent, given = str(cells[_SENT]).strip(), cells[_VALUE]
        if not any(str(cells[column]).strip() for column in (_UNIT, _INDICATOR, _VALUE)) or _is_untouched(given, sent):
            continue
        unit = units.get(str(cells[_UNIT]).strip())
        indicator = indicators.get(str(cells[_INDICATOR]).strip())
        basis = bases.get(str(cells[_BASIS]).strip())
        for column, found, what in (
            (_UNIT, unit, "mã đơn vị"),
            (_INDICATOR, indicator, "mã chỉ tiêu"),
            (_BASIS, basis, "loại số liệu"),
        ):
            if found is None:
                raise BrokenWorkbook(f"Ô {_cell(column, number)}: không có {what} “{cells[column]}”. Hãy sửa ô này.")
        assert unit is not None
        assert indicator is not None
        assert basis is not None
        where = _cell(_VALUE, number)
        slot = Slot(unit.pk, indicator.pk, period, basis.value)
        expected = Decimal(sent) if sent else None
        yield Edit(where, Entry(unit, indicator, slot, _value(given, where), checked=True, expected=expected))


def _is_untouched(given: Any, sent: str) -> bool:
    """Whether a cell still says what was sent out, be it as a number or in writing."""
    if not sent:
        return not str(given).strip()
    if isinstance(given, int | float) and not isinstance(given, bool):
        return float(given) == float(sent)
    return str(given).strip() in (sent, sent.replace(".", ","))


def _value(given: Any, where: str) -> Decimal | None:
    """A number of Excel with the digits that it shows there; what was typed as text as people here write numbers."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise BrokenWorkbook(f"Ô {where}: “{given}” không phải là số. Hãy ghi một con số.")
    if isinstance(given, str):
        text = given.strip()
        if not text:
            return None
        negative = text.startswith("-")
        read = parse(text.removeprefix("-"))
        if read is None:
            raise BrokenWorkbook(f"Ô {where}: “{text}” không phải là số. Viết như 1.250,5.")
        return -read[0] if negative else read[0]
    try:
        return Decimal(format(given, f".{_EXACT_DIGITS}g"))
    except InvalidOperation as error:
        raise BrokenWorkbook(f"Ô {where}: giá trị không phải là số.") from error


def _cell(column: int, row: int) -> str:
    return f"{'ABCDEFGH'[column]}{row}"
