"""Spreadsheets → one table a sheet, by python-calamine. Numbers are printed the Vietnamese way (10.277,5)."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from kybao.documents.errors import UnreadableFile
from kybao.documents.model import Block, BlockKind, Cell, Table

_MAX_CELLS = 400_000  # a year's forms of forty units hold a tenth of it


def read_sheets(data: bytes, name: str) -> tuple[tuple[Block, ...], tuple[Table, ...], tuple[str, ...]]:
    """Blocks, tables and notes. Empty cells make no block; a sheet's name is the heading before its table."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(sheet, workbook.get_sheet_by_name(sheet.name)) for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    except CalamineError as error:
        raise UnreadableFile(
            "Bảng tính bị hỏng hoặc có mật khẩu, không mở được.", name, "Hãy mở bằng Excel, bỏ mật khẩu, lưu lại thành .xlsx rồi gửi lại."
        ) from error
    blocks: list[Block] = []
    tables: list[Table] = []
    notes: list[str] = []
    for meta, sheet in sheets:
        if meta.visible is not SheetVisibleEnum.Visible:
            notes.append(f"Trang tính ẩn “{meta.name}” không được đọc.")
            continue
        if sheet.height * sheet.width > _MAX_CELLS:
            raise UnreadableFile(f"Trang tính “{meta.name}” quá lớn.", name, "Hãy xoá các hàng, cột trống rồi gửi lại.")
        rows = sheet.to_python(skip_empty_area=False)
        if not any(value != "" for row in rows for value in row):
            continue
        caption = len(blocks)
        blocks.append(Block(caption, BlockKind.HEADING, meta.name, 1))
        cells: list[Cell] = []
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                text = printed(value)
                if text:
                    cells.append(Cell(r, c, len(blocks)))
                    blocks.append(Block(len(blocks), BlockKind.CELL, text))
        tables.append(Table(len(tables), tuple(cells), len(rows), max(map(len, rows)), meta.name, caption))
    return tuple(blocks), tuple(tables), tuple(notes)


def printed(value: object) -> str:
    """A cell's value as a Vietnamese office prints it.

    >>> printed(10277.0), printed(0.1 + 0.2), printed(date(2022, 1, 18)), printed("  Đàn bò ")
    ('10.277', '0,3', '18/01/2022', 'Đàn bò')
    """
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, int | float):
        # A spreadsheet keeps 15 significant digits; what lies beyond is no figure that anyone typed.
        number = Decimal(f"{value:.15g}")
        return f"{number:,f}".replace(",", "_").replace(".", ",").replace("_", ".")
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y") if value.time() == time() else value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value).strip()
