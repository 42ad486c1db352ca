"""Spreadsheets → one table a sheet, by python-calamine. Numbers are printed the Vietnamese way (10.277,5)."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from kybao.documents.content import Builder, Content, visible
from kybao.documents.errors import UnreadableFile
from kybao.documents.legacy import Encoding, conversion_note, converted, detect
from kybao.documents.model import BlockKind, Cell
from kybao.documents.packages import plain_package
from kybao.documents.sheet_formats import PLAIN, NumberFormat, SheetFormats, formats_of

MAX_CELLS = 400_000  # a year's forms of forty units hold a tenth of it
_MAX_AREA = 4_000_000  # empty cells between filled ones included


def read_sheets(data: bytes, name: str) -> Content:
    """Blocks, tables and notes. Empty cells make no block; a sheet's name is the heading before its table.

    A merged cell stands once, with its spans. Raises `UnreadableFile` for damaged and for oversized workbooks.
    """
    data = plain_package(data)
    formats = formats_of(data)
    for sheet_name, form in formats.items():
        # Before anything lays the sheet out in memory: two cells at its corners would fill all there is.
        if form.height * form.width > _MAX_AREA or form.cells > _MAX_AREA:
            raise _oversized(sheet_name, name)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        worksheets = [meta for meta in workbook.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
        if not all(meta.name in formats and formats[meta.name].sound for meta in worksheets):
            raise _damaged(name)
        sheets = [(meta, workbook.get_sheet_by_name(meta.name)) for meta in worksheets]
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(name) from error
    builder = Builder()
    filled = 0
    for meta, sheet in sheets:
        if meta.visible is not SheetVisibleEnum.Visible:
            builder.note(f"Trang tính ẩn “{meta.name}” không được đọc.")
            continue
        rows = sheet.to_python(skip_empty_area=False)
        filled += sum(value != "" for row in rows for value in row)
        if filled > MAX_CELLS:
            raise _oversized(meta.name, name)
        _sheet(builder, meta.name, rows, formats[meta.name], _merged(sheet))
    return builder.content()


def _sheet(
    builder: Builder,
    name: str,
    rows: Sequence[Sequence[object]],
    formats: SheetFormats,
    merged: dict[tuple[int, int], tuple[int, int]],
) -> None:
    printed_rows = [
        [printed(value, formats.formats.get((r, c), PLAIN)) for c, value in enumerate(row)]
        for r, row in enumerate(rows)
    ]
    texts = [
        text
        for row, values in zip(printed_rows, rows, strict=True)
        for text, value in zip(row, values, strict=True)
        if isinstance(value, str)
    ]
    if not any(text for row in printed_rows for text in row):
        return
    encoding = detect(texts)
    caption = builder.add(BlockKind.HEADING, visible(name), 1)
    cells: list[Cell] = []
    for r, row in enumerate(printed_rows):
        for c, text in enumerate(row):
            if text:
                down, across = merged.get((r, c), (1, 1))
                block = builder.add(BlockKind.CELL, unicodedata.normalize("NFC", converted(text, encoding)))
                cells.append(Cell(r, c, block, down, across, formula=formats.formulas.get((r, c), "")))
    if encoding is not Encoding.UNICODE:
        builder.note(conversion_note(encoding))
    if formats.hidden:
        builder.note(f"Trang tính “{name}” có hàng hoặc cột ẩn; nội dung ẩn vẫn được đọc.")
    builder.table(cells, len(rows), max(map(len, rows)), caption, visible(name))


def _merged(sheet: CalamineSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Top left of each merged cell → how many rows and columns it covers."""
    return {
        (top, left): (bottom - top + 1, right - left + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    }


def printed(value: object, form: NumberFormat = PLAIN) -> str:
    """A cell's value as a Vietnamese office prints it, in its number format where it has one.

    >>> printed(10277.0), printed(0.1 + 0.2), printed(date(2022, 1, 18)), printed("  Đàn bò ")
    ('10.277', '0,3', '18/01/2022', 'Đàn bò')
    >>> printed(0.956, NumberFormat(percent=True, decimals=1)), printed(13.56666, NumberFormat(decimals=2))
    ('95,6%', '13,57')
    """
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, int | float):
        return _number(value, form)
    if isinstance(value, datetime):
        if form.month_only:
            return value.strftime("%m/%Y")
        return value.strftime("%d/%m/%Y") if value.time() == time() else value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%m/%Y" if form.month_only else "%d/%m/%Y")
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value).strip()


def _number(value: float, form: NumberFormat) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    # A spreadsheet keeps 15 significant digits; what lies beyond is no figure that anyone typed.
    number = Decimal(f"{value:.15g}") * (100 if form.percent else 1)
    if form.decimals is not None and abs(number) < Decimal(10) ** 18:
        number = number.quantize(Decimal(1).scaleb(-form.decimals), ROUND_HALF_UP)
    elif form.percent:
        number = number.normalize()
    text = f"{number:,f}".replace(",", "_").replace(".", ",").replace("_", ".")
    return f"{text}%" if form.percent else text


def _oversized(sheet: str, name: str) -> UnreadableFile:
    return UnreadableFile(f"Trang tính “{sheet}” quá lớn.", name, "Hãy xoá các hàng, cột trống rồi gửi lại.")


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(
        "Bảng tính bị hỏng, không mở được.", name, "Hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi lại."
    )
