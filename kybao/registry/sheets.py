"""Spreadsheets (.xlsx, .csv) opened: each sheet's rows by number, and a cell's text."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from python_calamine import CalamineError, CalamineWorkbook

from kybao.documents.decoding import decode
from kybao.documents.errors import UnreadableFile
from kybao.documents.packages import kind_of_package

Cell = object
Rows = Sequence[Sequence[Cell]]
_MAX_ROWS = 200_000


def sheets_of(
    name: str, data: bytes, split: Callable[[str], Rows]
) -> Iterator[tuple[str, Iterator[tuple[int, Sequence[Cell]]]]]:
    """The name of each sheet, and its rows by number from 1. `split` cuts the text of a .csv into rows of cells.

    Raises `UnreadableFile`.
    """
    if data[:2] == b"PK":
        if kind_of_package(data, name, ".xlsx hoặc .csv") != "xlsx":
            raise UnreadableFile("Tệp không phải là bảng tính.", name, "Hãy gửi tệp .xlsx hoặc .csv.")
        try:
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
            for sheet in workbook.sheet_names:
                found = workbook.get_sheet_by_name(sheet)
                if found.height > _MAX_ROWS:
                    raise UnreadableFile(f"Trang “{sheet}” có quá nhiều dòng.", name, "Hãy chia nhỏ tệp.")
                yield sheet, enumerate(found.to_python(skip_empty_area=False), 1)
        except (CalamineError, OSError, ValueError) as error:
            raise UnreadableFile("Bảng tính bị hỏng hoặc có mật khẩu.", name, "Hãy lưu lại rồi gửi lại.") from error
    else:
        text, _ = decode(data, name)
        try:
            rows = split(text)
        except csv.Error as error:
            raise UnreadableFile("Tệp CSV bị hỏng.", name, "Hãy lưu lại từ bảng tính rồi gửi lại.") from error
        yield name, enumerate(rows, 1)


def text_of(cell: Cell) -> str:
    """A cell's text: NFC, blanks joined; a whole number without decimals."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())
