"""A grid → .xlsx, by XlsxWriter: the table as it stands in the report, ready to print and to go on with."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kybao.documents.official import layout
from kybao.documents.official.form import Grid
from kybao.documents.official.layout import Layout, layout_on
from kybao.documents.official.typeface import width_of
from kybao.documents.official.wording import clean, grid_name

MAX_CELL = 32_767  # characters, a limit of the format

_COUNT = re.compile(r"(?:0|[1-9][0-9]{0,14})")
_SHEET = "Biểu"
_MM_A_CHARACTER = 1.9  # the unit of a column's width, a digit of Excel's own typeface
_MAX_HEIGHT = 400.0  # pt, a little less than the format allows


def write_grid_xlsx(grid: Grid, *, author: str = "", dated: date | None = None) -> bytes:
    """The grid on one sheet. Whole numbers are numbers, all else is text exactly as given.

    The same values give the same bytes.
    """
    form = layout_on(dated)
    out = io.BytesIO()
    with new_workbook(out) as book:
        set_properties(book, title=grid_name(grid), author=author, dated=dated)
        sheet = book.add_worksheet(_SHEET)
        room = form.turned_width if grid.landscape else form.text_width
        total = sum(column.width for column in grid.columns)
        widths = [max(3.0, room * column.width / total / _MM_A_CHARACTER) for column in grid.columns]
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        titles = [clean(line) for line in grid.title if line.strip()]
        title = book.add_format(_styled(bold=True, align="center", size=layout.SHEET_TITLE_SIZE, border=0))
        for row, line in enumerate(titles):
            merge(sheet, row, len(grid.columns) - 1, line, title)
            fit_row(sheet, row, [line], [sum(widths)], layout.SHEET_TITLE_SIZE)
        head_row = len(titles) + 1 if titles else 0
        head = book.add_format(_styled(bold=True, align="center", bg_color=layout.HEAD_FILL))
        for place, column in enumerate(grid.columns):
            write_text(sheet, head_row, place, column.title, head)
        fit_row(sheet, head_row, [column.title for column in grid.columns], widths)
        formats = [book.add_format(_styled(align=column.align)) for column in grid.columns]
        for row, texts in enumerate(grid.rows, head_row + 1):
            for place, text in enumerate(texts):
                _write(sheet, row, place, text, formats[place])
            fit_row(sheet, row, texts, widths)
        set_print(sheet, form, landscape=grid.landscape, head=(head_row, head_row))
        sheet.freeze_panes(head_row + 1, 0)
    return out.getvalue()


def new_workbook(out: io.BytesIO) -> xlsxwriter.Workbook:
    """A workbook in memory in which no text turns into a formula, a link or a number by itself."""
    quiet = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(out, {"in_memory": True, **quiet})


def set_properties(book: xlsxwriter.Workbook, *, title: str, author: str, dated: date | None) -> None:
    moment = datetime.combine(dated, time()) if dated else datetime(2000, 1, 1)
    book.set_properties({"title": clean(title)[:255], "author": clean(author)[:255], "created": moment})


def set_print(sheet: Worksheet, form: Layout, *, landscape: bool, head: tuple[int, int]) -> None:
    """A4, as wide as the page, with the rows of the head on every page and page numbers in the top margin."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    margins = (form.left.used, form.right.used, form.top.used, form.bottom.used)
    sheet.set_margins(*(margin / 25.4 for margin in margins))
    sheet.set_header("&C&P", {"margin": layout.HEADER_DISTANCE / 25.4})
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(*head)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)


def fit_row(
    sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float], size: float = layout.SHEET_SIZE
) -> None:
    """Makes a row as high as its longest text needs: not every program does it by itself. Widths in characters."""
    lines = max(
        (_lines(clean(text), size, width * _MM_A_CHARACTER) for text, width in zip(texts, widths, strict=True)),
        default=1,
    )
    sheet.set_row(row, min(_MAX_HEIGHT, lines * size * 1.2 + 5))


def merge(sheet: Worksheet, row: int, last_column: int, text: str, format_: Any) -> None:
    """Text over the whole width of the table: merged cells, or one cell where there is one column."""
    if last_column:
        sheet.merge_range(row, 0, row, last_column, "", format_)
    write_text(sheet, row, 0, text, format_)


def write_text(sheet: Worksheet, row: int, column: int, text: str, format_: Any) -> None:
    text = clean(text)[:MAX_CELL]
    if text:
        sheet.write_string(row, column, text, format_)
    else:
        sheet.write_blank(row, column, None, format_)


def _write(sheet: Worksheet, row: int, column: int, text: str, format_: Any) -> None:
    if _COUNT.fullmatch(text):
        sheet.write_number(row, column, int(text), format_)
    else:
        write_text(sheet, row, column, text, format_)


def _styled(*, align: str, size: float = layout.SHEET_SIZE, **more: Any) -> dict[str, Any]:
    plain = {"font_name": layout.FONT, "font_size": size, "align": align, "valign": "vcenter"}
    return plain | {"text_wrap": True, "border": 1} | more


def _lines(text: str, size: float, room: float) -> int:
    return sum(1 + int(width_of(line, size) / max(room - 2, 3)) for line in text.split("\n"))
