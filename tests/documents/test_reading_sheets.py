"""Spreadsheets → tables whose cells read as the office saw them."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from kybao.documents import BlockKind, UnreadableFile, read_bytes
from kybao.documents.sheet_formats import PLAIN, NumberFormat, parse_format
from kybao.documents.sheet_reader import MAX_CELLS, printed


def workbook(fill):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        fill(book)
    return out.getvalue()


def read(fill):
    return read_bytes(workbook(fill), "bieu.xlsx")


def cells(document, table=0):
    return [(cell.row, cell.column, document.blocks[cell.block].text) for cell in document.tables[table].cells]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.95, "0%", "95%"),
        (0.9564, "0.0%", "95,6%"),
        (1.0224, "0.00%", "102,24%"),
        (0.9564, "General", "0,9564"),
        (13.5666666666667, "#,##0.00", "13,57"),
        (13.5, "#,##0", "14"),
        (10277, "#,##0", "10.277"),
        (10277, "General", "10.277"),
        (50061.17, '#,##0.000" triệu"', "50.061,170"),
        (-12.5, "0.0;(0.0)", "-12,5"),
        (0.1 + 0.2, "General", "0,3"),
        (1e21, "0", "1.000.000.000.000.000.000.000"),
    ],
)
def test_a_number_is_read_in_its_format(value, code, text):
    document = read(lambda book: book.add_worksheet("B1").write(0, 0, value, book.add_format({"num_format": code})))
    assert cells(document) == [(0, 0, text)]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (date(2022, 1, 18), "dd/mm/yyyy", "18/01/2022"),
        (datetime(2022, 1, 18, 8, 30), "dd/mm/yyyy hh:mm", "18/01/2022 08:30"),
        (date(2022, 1, 1), "mm/yyyy", "01/2022"),
    ],
)
def test_a_date_is_read_as_vietnamese_offices_write_it(value, code, text):
    document = read(
        lambda book: book.add_worksheet("B1").write_datetime(0, 0, value, book.add_format({"num_format": code}))
    )
    assert cells(document) == [(0, 0, text)]


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("General", PLAIN),
        ("@", PLAIN),
        ("0.00E+00", PLAIN),
        ("#,##0,", PLAIN),
        ("0.0##", NumberFormat()),
        ('[Red]0.0"%"', NumberFormat(decimals=1)),
        ("_(* #,##0.00_)", NumberFormat(decimals=2)),
    ],
)
def test_number_formats(code, form):
    assert parse_format(code) == form


@pytest.mark.parametrize(
    ("value", "text"), [(True, "x"), (False, ""), (float("nan"), ""), (" a\n b ", "a\n b"), ("", "")]
)
def test_other_values(value, text):
    assert printed(value) == text


def budget(book):
    sheet = book.add_worksheet("Thu ngân sách")
    sheet.merge_range(0, 0, 1, 0, "TT")
    sheet.merge_range(0, 1, 0, 2, "Số thu (triệu đồng)")
    sheet.write_row(1, 1, ["Kế hoạch", "Thực hiện"])
    sheet.write_row(2, 0, ["1", 403000, 13566])
    sheet.write_formula(3, 2, "=SUM(C3:C3)", None, 13566)


def test_merged_heads_stand_once_and_formulas_are_kept():
    document = read(budget)
    (table,) = document.tables
    assert table.name == "Thu ngân sách"
    assert [block.text for block in document.blocks if block.kind is BlockKind.HEADING] == ["Thu ngân sách"]
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in table.cells}
    assert spans[0, 0] == (2, 1)
    assert spans[0, 1] == (1, 2)
    assert table.at(0, 2) is table.at(0, 1)
    assert table.at(3, 2).formula == "=SUM(C3:C3)"
    assert document.blocks[table.at(3, 2).block].text == "13.566"


def test_hidden_sheets_are_left_out_and_hidden_rows_are_noted():
    def fill(book):
        sheet = book.add_worksheet("B1")
        sheet.write_column(0, 0, ["Đàn bò", "Đàn lợn"])
        sheet.set_row(1, None, None, {"hidden": True})
        book.add_worksheet("Nháp").hide()
        book.get_worksheet_by_name("Nháp").write(0, 0, "bỏ")

    document = read(fill)
    assert [block.text for block in document.blocks] == ["B1", "Đàn bò", "Đàn lợn"]
    assert document.notes == (
        "Trang tính “B1” có hàng hoặc cột ẩn; nội dung ẩn vẫn được đọc.",
        "Trang tính ẩn “Nháp” không được đọc.",
    )


def test_empty_sheets_make_no_table():
    def fill(book):
        book.add_worksheet("Trống")
        book.add_worksheet("B2").write(4, 3, 5)

    document = read(fill)
    assert [table.name for table in document.tables] == ["B2"]
    assert cells(document) == [(4, 3, "5")]


def with_part(data, name, content):
    """The package with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, content if member.filename == name else old.read(member))
    return out.getvalue()


def test_a_sheet_that_is_too_large():
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = "<row>" + "<c><v>1</v></c>" * 1_000 + "</row>"
    sheet = start + row * (MAX_CELLS // 1_000 + 1) + "</sheetData></worksheet>"
    with pytest.raises(UnreadableFile, match=r"Trang tính “Thu ngân sách” quá lớn\. Hãy xoá các hàng, cột trống"):
        read_bytes(with_part(workbook(budget), "xl/worksheets/sheet1.xml", sheet), "bieu.xlsx")


def test_two_cells_far_apart_don_t_fill_memory():
    def fill(book):
        sheet = book.add_worksheet("B1")
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")

    with pytest.raises(UnreadableFile, match=r"Trang tính “B1” quá lớn\."):
        read(fill)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_damaged_workbook(part):
    with pytest.raises(UnreadableFile, match=r"bieu\.xlsx: Bảng tính bị hỏng, không mở được\. Hãy mở bằng Excel"):
        read_bytes(with_part(workbook(budget), part, b"<x"), "bieu.xlsx")
