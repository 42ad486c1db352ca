"""A letter as a workbook: a sheet of figures as numbers, and a sheet with the narrative, one paragraph a row."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

from makers.letter import SUBJECT, TITLE, Letter

FIGURES, NARRATIVE = "Biểu số liệu", "Thuyết minh"
_FONT = {"font_name": "Times New Roman", "font_size": 13}
_WIDTHS = {"TT": 6, "Chỉ tiêu": 62}
_WIDTH = 16
_LINE = 18  # points a line of text takes
_NARRATIVE_WIDTH = 72


def workbook_file(letter: Letter, sheet: dict[str, Any]) -> bytes:
    """The bytes of the .xlsx. `sheet` has title, unit, columns and rows; numbers in rows are printed with a comma."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        moment = datetime.combine(letter.issued, time(8))
        book.set_properties({"author": letter.name, "title": "Báo cáo tháng 01 năm 2022", "created": moment})
        _Book(book, letter).write(sheet)
    return buffer.getvalue()


class _Book:
    def __init__(self, book: xlsxwriter.Workbook, letter: Letter) -> None:
        self.book = book
        self.letter = letter
        self.plain = book.add_format(_FONT)
        self.bold = book.add_format({**_FONT, "bold": True})
        self.title = book.add_format({**_FONT, "bold": True, "align": "center", "font_size": 14})
        self.note = book.add_format({**_FONT, "italic": True, "align": "right"})
        self.wrapped = book.add_format({**_FONT, "text_wrap": True, "valign": "top", "align": "justify"})
        self.header = book.add_format(
            {**_FONT, "bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        )

    def write(self, sheet: dict[str, Any]) -> None:
        self._figures(sheet)
        self._narrative()

    def _figures(self, sheet: dict[str, Any]) -> None:
        page = self.book.add_worksheet(FIGURES)
        columns: list[str] = sheet["columns"]
        last = len(columns) - 1
        page.write(0, 0, self.letter.agency, self.bold)
        page.merge_range(2, 0, 2, last, sheet["title"], self.title)
        page.merge_range(3, 0, 3, last, f"Đơn vị tính: {sheet['unit']}", self.note)
        page.write_row(5, 0, columns, self.header)
        page.set_row(5, 4 * _LINE)
        for number, row in enumerate(sheet["rows"], 6):
            group = row[0].isalpha()
            page.set_row(number, _height(row[1], _WIDTHS["Chỉ tiêu"]))
            for column, value in enumerate(row):
                self._value(page, number, column, value, group)
        for column, name in enumerate(columns):
            page.set_column(column, column, _WIDTHS.get(name, _WIDTH))
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.freeze_panes(6, 0)

    def _value(self, page: Any, row: int, column: int, value: str, group: bool) -> None:
        look: dict[str, Any] = {**_FONT, "border": 1, "bold": group, "valign": "vcenter", "text_wrap": True}
        if column < 3:  # TT, Chỉ tiêu, Đơn vị tính: words, also where they look like numbers
            look["align"] = "left" if column == 1 else "center"
            page.write_string(row, column, value, self.book.add_format(look))
        elif value:
            number = Decimal(value.replace(",", "."))
            places = max(0, -int(number.as_tuple().exponent))
            look["num_format"] = "#,##0" + ("." + "0" * places if places else "")
            page.write_number(row, column, float(number), self.book.add_format(look))
        else:
            page.write_blank(row, column, None, self.book.add_format(look))

    def _narrative(self) -> None:
        page = self.book.add_worksheet(NARRATIVE)
        page.set_column(0, 0, _NARRATIVE_WIDTH)
        for row, (text, bold) in enumerate(self._lines()):
            page.set_row(row, _height(text, _NARRATIVE_WIDTH))
            page.write_string(row, 0, text, self.bold if bold else self.wrapped)
        page.set_paper(9)

    def _lines(self) -> Iterator[tuple[str, bool]]:
        letter = self.letter
        yield from (
            (letter.superior, False),
            (letter.agency, True),
            (letter.number, False),
            (letter.place_and_date, False),
        )
        yield from ((TITLE, True), *((text, True) for text in SUBJECT), (letter.opening, False))
        for line in letter.body:
            lead = f"{line.lead}: " if line.lead else ""
            marker = f"{line.marker} " if line.marker else ""
            yield marker + lead + line.text, line.kind != "paragraph"
        yield letter.closing, False
        yield from ((post, True) for post in (letter.authority, letter.post) if post)


def _height(text: str, width: int) -> float:
    """Points a wrapped text takes in a column of `width` characters; a 13 pt letter is about as wide as a column's unit."""
    return float(_LINE * max(1, math.ceil(len(text) * 0.85 / width)))
