"""Tables → a workbook: one sheet each, with title, source, a head that stays in sight, and numbers that are numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from kybao.desk.excel.page_tables import Cell, PageTable
from kybao.desk.excel.values import Value, value_of
from kybao.documents.official.layout import layout_on
from kybao.documents.official.sheet import new_workbook, set_print, set_properties, write_text

_MOST_WIDTH, _LEAST_WIDTH = 60, 8  # characters
_LANDSCAPE_FROM = 6  # columns
_NAME = 31  # characters of a sheet's name, a limit of the format
_HEAD_ROW = 3


def write_workbook(title: str, source: str, tables: Sequence[PageTable], made: datetime) -> bytes:
    """`source` says where and when the tables were taken from; it stands over each."""
    out = io.BytesIO()
    with new_workbook(out) as book:
        set_properties(book, title=title, author="Kỳ báo", dated=made.date())
        styles = _Styles(book)
        names: set[str] = set()
        for table in tables:
            sheet = book.add_worksheet(_sheet_name(table.name or title, names))
            _Filling(sheet, styles, table).fill(title, source)
    return out.getvalue()


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **what: Any) -> Any:
        key = tuple(sorted(what.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format({"font_name": "Times New Roman", "font_size": 12, **what})
        return self._known[key]


class _Filling:
    def __init__(self, sheet: Worksheet, styles: _Styles, table: PageTable) -> None:
        self._sheet, self._styles, self._table = sheet, styles, table
        self._widths = [_LEAST_WIDTH] * table.columns

    def fill(self, title: str, source: str) -> None:
        name = self._table.name
        write_text(self._sheet, 0, 0, title, self._styles.of(bold=True, font_size=14))
        write_text(
            self._sheet, 1, 0, f"{name}. {source}" if name and name != title else source, self._styles.of(italic=True)
        )
        row = _HEAD_ROW
        for cells in self._table.head:
            self._row(row, cells, head=True)
            row += 1
        first = row
        for cells in self._table.rows:
            self._row(row, cells, head=False)
            row += 1
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, min(width + 2, _MOST_WIDTH))
        set_print(
            self._sheet,
            layout_on(None),
            landscape=len(self._widths) >= _LANDSCAPE_FROM,
            head=(_HEAD_ROW, max(first - 1, _HEAD_ROW)),
        )
        self._sheet.freeze_panes(first, 1 if len(self._widths) > 1 else 0)
        if self._table.rows and all(cell.width == 1 for cells in self._table.rows for cell in cells):
            self._sheet.autofilter(first - 1, 0, row - 1, len(self._widths) - 1)

    def _row(self, row: int, cells: Sequence[Cell], *, head: bool) -> None:
        column = 0
        for cell in cells:
            self._cell(row, column, cell, head=head)
            column += cell.width

    def _cell(self, row: int, column: int, cell: Cell, *, head: bool) -> None:
        style: dict[str, Any] = {"border": 1, "valign": "top", "text_wrap": True}
        if head:
            style |= {"bold": True, "bg_color": "#E6EEF7", "align": "center", "valign": "vcenter"}
        elif cell.width > 1:
            style |= {"bold": True, "bg_color": "#F5F3EE"}
        if cell.width > 1:
            self._sheet.merge_range(row, column, row, column + cell.width - 1, "", self._styles.of(**style))
        elif column < len(self._widths):
            longest = max((len(line) for line in cell.text.split("\n")), default=0)
            self._widths[column] = max(self._widths[column], min(longest, _MOST_WIDTH))
        self._write(row, column, Value(cell.text) if head or cell.width > 1 else value_of(cell.text), style)

    def _write(self, row: int, column: int, value: Value, style: dict[str, Any]) -> None:
        if isinstance(value.value, str):
            write_text(self._sheet, row, column, value.value, self._styles.of(**style))
            return
        form = self._styles.of(**style, num_format=value.format, align="right")
        if isinstance(value.value, Decimal):
            self._sheet.write_number(row, column, value.value, form)
        else:
            self._sheet.write_datetime(row, column, value.value, form)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes, once in its workbook."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:_NAME] or "Bảng"
    found, number = plain, 2
    while found.lower() in taken:
        found = f"{plain[: _NAME - 4]} ({number})"
        number += 1
    taken.add(found.lower())
    return found
