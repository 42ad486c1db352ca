"""The table of units and the annex of indicators as spreadsheets, read back by openpyxl and python-calamine."""

import io
from datetime import date
from decimal import Decimal as D
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kybao.documents.official import (
    Annex,
    AnnexGroup,
    AnnexRow,
    Column,
    Grid,
    Stated,
    write_annex_xlsx,
    write_grid_xlsx,
)
from kybao.documents.official.annex import Verdict, verdict

ANNEX = Annex(
    title=("PHỤ LỤC CHỈ TIÊU", "Tháng 01 năm 2022"),
    period="Thực hiện tháng 01/2022",
    same_period="So với cùng kỳ năm 2021",
    plans=("KH tỉnh giao", "KH HĐND TP giao"),
    groups=(
        AnnexGroup(
            "Nông nghiệp",
            (
                AnnexRow(
                    "1.1",
                    "Tổng đàn bò",
                    "con",
                    0,
                    D(245),
                    D(184),
                    stated=(Stated(D("133.15")),),
                    source="Phòng Kinh tế",
                ),
                AnnexRow("1.2", "Khai thác thủy sản", "tấn", 0, D("0.27"), D("0.27"), parts_complete=True),
                AnnexRow("-", "Cá", "tấn", 1, D("0.17")),
                AnnexRow("-", "Tôm", "tấn", 1, D("0.06")),
                AnnexRow("-", "Thủy sản khác", "tấn", 1, D("0.04")),
            ),
        ),
        AnnexGroup(
            "Ngân sách",
            (
                AnnexRow(
                    "2.1",
                    "Tổng thu",
                    "tỷ đồng",
                    0,
                    D("13.566"),
                    plans=(D(403), None),
                    stated=(Stated(D("3.37"), 0), Stated(D("2.4"), 1)),
                ),
            ),
        ),
    ),
)


def _formulas(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def _values(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def _row(data: bytes, name: str) -> list[Any]:
    return next(row for row in _values(data) if row[1] == name)


def test_the_grid_keeps_its_title_its_head_and_its_rows(units: Grid) -> None:
    rows = _values(write_grid_xlsx(units))
    assert [row[0] for row in rows[:2]] == list(units.title)
    assert rows[3] == [column.title for column in units.columns]
    assert rows[4:] == [
        [1.0, "Phòng Tài chính - KH", "x", ""],
        [14.0, "Ban Quản lý Dự án ĐT&XD", "", "Nộp 19/01/2022"],
        [38.0, "UBND xã Hưng Đạo", "", "Nộp 18/01/2022"],
    ]


def test_the_grid_is_ready_to_print(units: Grid, wide: Grid) -> None:
    sheet = _formulas(write_grid_xlsx(units))
    assert sheet.page_setup.paperSize == 9  # A4
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # as many pages long as it takes
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "A5"
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:D1", "A2:D2"}
    assert sheet["A1"].font.bold
    assert sheet["A1"].font.name == "Times New Roman"
    assert sheet["B5"].border.left.style == "thin"
    assert sheet["B5"].alignment.wrap_text
    assert _formulas(write_grid_xlsx(wide)).page_setup.orientation == "landscape"


def test_text_that_looks_like_a_formula_or_a_code_stays_text() -> None:
    grid = Grid((), (Column("A", 1, "left"),), (("=1+1",), ("007",), ("12,5",), ("https://caobang.gov.vn",)))
    assert [row[0] for row in _values(write_grid_xlsx(grid))[1:]] == ["=1+1", "007", "12,5", "https://caobang.gov.vn"]


def test_comparisons_are_live_formulas_that_carry_their_values() -> None:
    data = write_annex_xlsx(ANNEX)
    sheet = _formulas(data)
    assert sheet["F7"].value == '=IF(OR(D7="",E7=""),"",D7-E7)'
    assert sheet["G7"].value == '=IF(OR(D7="",N(E7)=0),"",D7/E7*100)'
    row = _row(data, "Tổng đàn bò")
    assert row[3:6] == [245, 184, 61]
    assert row[6] == pytest.approx(133.152173913)
    assert row[7:9] == [133.15, "đúng"]


def test_columns_are_headed_in_groups() -> None:
    rows = _values(write_annex_xlsx(ANNEX))
    assert [title for title in rows[3] if title] == [
        "TT",
        "Chỉ tiêu",
        "Đơn vị tính",
        "Thực hiện tháng 01/2022",
        "So với cùng kỳ năm 2021",
        "KH tỉnh giao",
        "KH HĐND TP giao",
        "Nguồn (đơn vị, tệp)",
    ]
    assert rows[4][4:13] == [
        "Cùng kỳ",
        "Tăng (+), giảm (-)",
        "% so cùng kỳ",
        "% báo cáo nêu",
        "Kiểm tra",
        "Kế hoạch",
        "% KH",
        "% báo cáo nêu",
        "Kiểm tra",
    ]


def test_a_percentage_of_a_plan_is_checked_against_that_plan() -> None:
    row = _row(write_annex_xlsx(ANNEX), "Tổng thu")
    assert row[9] == 403
    assert row[10] == pytest.approx(3.366253102)
    assert row[11:13] == [3.37, "đúng"]
    assert row[13:17] == ["", "", 2.4, "thiếu số liệu"]


def test_parts_that_are_complete_are_added_up_against_their_whole() -> None:
    data = write_annex_xlsx(ANNEX)
    row = _row(data, "Cộng các phần của “Khai thác thủy sản”")
    assert row[3] == pytest.approx(0.27)
    assert row[-1] == "khớp với tổng"
    sheet = _formulas(data)
    assert sheet["D12"].value == "=SUM(D9:D11)"
    assert "D12-D8" in sheet.cell(12, sheet.max_column).value


def test_parts_that_do_not_add_up_are_shown() -> None:
    rows = (
        AnnexRow("1", "Đã giải quyết", "hồ sơ", 0, D(8), parts_complete=True),
        AnnexRow("-", "Cấp mới", "hồ sơ", 1, D(7)),
        AnnexRow("-", "Điều chỉnh", "hồ sơ", 1, D(2)),
    )
    row = _row(
        write_annex_xlsx(Annex((), "Thực hiện", "Cùng kỳ", (), (AnnexGroup("Xây dựng", rows),))),
        "Cộng các phần của “Đã giải quyết”",
    )
    assert (row[3], row[-1]) == (9, "lệch với tổng")


@pytest.mark.parametrize(
    ("stated", "value", "base", "says"),
    [
        ("133.15", "245", "184", Verdict.HOLDS),
        ("108", "1242", "1150", Verdict.HOLDS),
        ("3", "8.199", "234.05", Verdict.TRUNCATED),  # 3,503%
        ("75.09", "193", "257", Verdict.TRUNCATED),  # 75,097%
        ("101.45", "8.2", "8.08", Verdict.ROUNDING),  # 101,485%, but 8,2 may be 8,197
        ("87.9", "188.9", "203.2", Verdict.CONTRADICTS),  # 92,96%
        ("133.16", "245", "184", Verdict.CONTRADICTS),
        ("100", "5", None, Verdict.UNDECIDED),
        ("100", "5", "0", Verdict.UNDECIDED),
        ("100", None, "5", Verdict.UNDECIDED),
        ("0", "0", "12", Verdict.HOLDS),
        ("-50", "-1", "2", Verdict.HOLDS),
    ],
)
def test_a_stated_percentage_is_judged_by_its_printed_digits(
    stated: str, value: str | None, base: str | None, says: Verdict
) -> None:
    number = D(value) if value is not None else None
    against = D(base) if base is not None else None
    assert verdict(D(stated), number, against) is says
    rows = (AnnexRow("1", "Tổng đàn", "con", 0, number, against, stated=(Stated(D(stated)),)),)
    annex = Annex((), "Thực hiện", "Cùng kỳ", (), (AnnexGroup("Lĩnh vực", rows),))
    assert _row(write_annex_xlsx(annex), "Tổng đàn")[8] == says


def test_columns_that_nothing_stands_in_are_left_out() -> None:
    rows = (AnnexRow("1", "Tổng đàn bò", "con", 0, D(245)),)
    data = write_annex_xlsx(Annex(("Phụ lục",), "Thực hiện", "Cùng kỳ", ("KH",), (AnnexGroup("Nông nghiệp", rows),)))
    assert _values(data)[2] == ["TT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện", "Nguồn (đơn vị, tệp)"]


def test_wholes_are_bold_and_numbers_show_the_digits_that_were_printed() -> None:
    sheet = _formulas(write_annex_xlsx(ANNEX))
    assert [sheet[cell].font.bold for cell in ("B8", "B9")] == [True, False]
    assert [sheet[cell].number_format for cell in ("D7", "D8", "D14")] == ["#,##0", "#,##0.00", "#,##0.000"]
    assert sheet.freeze_panes == "D6"
    assert sheet.print_title_rows == "$4:$5"


def test_the_same_values_give_the_same_bytes(units: Grid) -> None:
    day = date(2022, 1, 18)
    assert write_grid_xlsx(units, author="UBND", dated=day) == write_grid_xlsx(units, author="UBND", dated=day)
    assert write_annex_xlsx(ANNEX) == write_annex_xlsx(ANNEX)


NUMBERS = st.none() | st.decimals(-(10**12), 10**12, places=3) | st.integers(-(10**12), 10**12).map(D)


@settings(max_examples=40, deadline=None)
@given(
    st.text(),
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.decimals(0, 1000, places=2),
    st.booleans(),
    st.lists(st.integers(-1, 4), max_size=6),
)
def test_any_text_and_any_numbers_can_be_written(
    text: str, value: D | None, base: D | None, plan: D | None, percent: D, complete: bool, depths: list[int]
) -> None:
    stated = (Stated(percent), Stated(percent, 0), Stated(percent, 7))
    rows = tuple(
        AnnexRow(text, text, text, depth, value, base, (plan,), stated, text, complete) for depth in (0, *depths)
    )
    data = write_annex_xlsx(Annex((text,), text, text, (text,), (AnnexGroup(text, rows),)))
    assert (
        not any(
            str(cell).startswith("#") and str(cell) != text
            for row in _values(data)
            for cell in row
            if cell not in ("", text.strip())
        )
        or "#" in text
    )
    grid = Grid((text, text), (Column(text, 1, "left"),), ((text,), ("5",)))
    assert _values(write_grid_xlsx(grid))
