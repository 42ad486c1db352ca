"""Tables as offices make them → columns, rows and figures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kybao.documents import Document, document_of_text, read_bytes
from kybao.reading.claim import Base
from kybao.reading.figure import FigureKind
from kybao.reading.numerals import Style
from kybao.reading.table_heads import parse_formula
from kybao.reading.table_rows import numbering
from kybao.reading.tables import Basis, ColumnRole, Row, RowKind, TableReading, read_tables

BUDGET = """
<p>Biểu số 02: Kết quả thu ngân sách</p><p>Đơn vị tính: triệu đồng</p>
<table>
<tr><th rowspan="2">TT</th><th rowspan="2">Nội dung</th><th colspan="2">Dự toán năm 2023</th>
    <th colspan="2">Thực hiện</th><th colspan="2">So sánh (%)</th><th rowspan="2">Ghi chú</th></tr>
<tr><th>Tỉnh giao</th><th>HĐND huyện giao</th><th>Tháng 9</th><th>Lũy kế 9 tháng</th><th>LK/DT tỉnh giao</th>
    <th>So với cùng kỳ</th></tr>
<tr><td>A</td><td>B</td><td>1</td><td>2</td><td>3</td><td>4</td><td>5=4/1</td><td>6</td><td>7</td></tr>
<tr><td></td><td>Tổng thu (I+II)</td><td>120.000</td><td>130.000</td><td>10.500</td><td>84.000</td><td>70</td>
    <td>105,2</td><td></td></tr>
<tr><td>I</td><td>Thu nội địa</td><td>100.000</td><td>108.000</td><td>9.000</td><td>70.000</td><td>70</td>
    <td>104</td><td></td></tr>
<tr><td>1</td><td>Thuế ngoài quốc doanh</td><td>85.000</td><td>91.000</td><td>7.500</td><td>59.500</td><td>70</td>
    <td>103</td><td></td></tr>
<tr><td>2</td><td>Thu khác</td><td>15.000</td><td>17.000</td><td>1.500</td><td>10.500</td><td>70</td><td>110</td>
    <td></td></tr>
<tr><td>II</td><td>Thu xuất nhập khẩu</td><td>20.000</td><td>22.000</td><td>1.500</td><td>14.000</td><td>70</td>
    <td>99</td><td></td></tr>
</table>
"""

FARMING = """
Bảng 1. Sản xuất nông nghiệp

| STT | Chỉ tiêu | ĐVT | KH năm 2022 | TH tháng 01/2021 | Ước TH tháng 01/2022 | % so với KH | % so với cùng kỳ |
|---|---|---|---|---|---|---|---|
| I | Trồng trọt | | | | | | |
| 1 | Diện tích gieo trồng | ha | 1.250 | 310 | 325,5 | 26,0 | 105 |
| | Trong đó: lúa | ha | 800 | 200 | 210 | 26,3 | 105 |
| - | Ngô | ha | 300 | 100 | 110 | 36,7 | 110 |
| II | Chăn nuôi | | | | | | |
| 1 | Tổng đàn gia súc | nghìn con | 10,0 | 9,8 | 9,9 | 99 | 101 |
| 1.1 | Đàn trâu | nghìn con | 2,0 | 1,95 | 1,9 | 95 | 97,4 |
| 1.2 | Đàn bò | nghìn con | 3,0 | 2,85 | 3,0 | 100 | 105,3 |
"""

UNITS = """
**BIỂU TỔNG HỢP** Danh sách các đơn vị gửi báo cáo

<b>TT</b>\t<b>Tên đơn vị</b>\t<b>BC nộp đúng thời hạn</b>\t<b>Nộp BC chậm</b>\t<b>Không có BC</b>\t<b>Ghi chú</b>
1\tPhòng Tài chính - KH\tx\t\t\t

2\tBan chỉ huy QS\t\tx\t\tNộp 19/01/2022
3\tUBND xã Vĩnh Quang\t\t\tx\t
"""


def only(document: Document, style: Style = Style.VIETNAMESE) -> TableReading:
    (table,) = read_tables(document, style)
    return table


def from_html(text: str) -> TableReading:
    return only(read_bytes(f"<html><body>{text}</body></html>".encode(), "biểu.html"))


def from_text(text: str, style: Style = Style.VIETNAMESE) -> TableReading:
    return only(document_of_text(text), style)


def sheet(rows: Sequence[Sequence[object]], merged: tuple[str, ...] = ()) -> TableReading:
    workbook = Workbook()
    page = workbook.active
    assert page is not None
    for row in rows:
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    stream = io.BytesIO()
    workbook.save(stream)
    return only(read_bytes(stream.getvalue(), "biểu.xlsx"))


def row_named(table: TableReading, label: str) -> Row:
    (row,) = (row for row in table.rows if row.label == label)
    return row


def values(table: TableReading, label: str) -> list[Decimal]:
    return [figure.value for _, figure in row_named(table, label).figures]


class TestColumns:
    def test_heads_are_joined_from_the_top_down(self) -> None:
        assert [column.head for column in from_html(BUDGET).columns][2:6] == [
            "Dự toán năm 2023 Tỉnh giao",
            "Dự toán năm 2023 HĐND huyện giao",
            "Thực hiện Tháng 9",
            "Thực hiện Lũy kế 9 tháng",
        ]

    def test_heads_say_which_value_a_column_holds(self) -> None:
        assert [(column.role, column.basis, column.base) for column in from_html(BUDGET).columns] == [
            (ColumnRole.NUMBER, Basis.NONE, Base.UNSTATED),
            (ColumnRole.LABEL, Basis.NONE, Base.UNSTATED),
            (ColumnRole.VALUE, Basis.PLAN_PROVINCE, Base.UNSTATED),
            (ColumnRole.VALUE, Basis.PLAN_COUNCIL, Base.UNSTATED),
            (ColumnRole.VALUE, Basis.ACTUAL, Base.UNSTATED),
            (ColumnRole.VALUE, Basis.YEAR_TO_DATE, Base.UNSTATED),
            (ColumnRole.PERCENT, Basis.PLAN_PROVINCE, Base.PLAN),
            (ColumnRole.PERCENT, Basis.NONE, Base.SAME_PERIOD),
            (ColumnRole.NOTE, Basis.NONE, Base.UNSTATED),
        ]

    def test_an_earlier_year_in_a_head_is_the_same_period(self) -> None:
        assert [column.basis for column in from_text(FARMING).with_role(ColumnRole.VALUE)] == [
            Basis.PLAN,
            Basis.SAME_PERIOD,
            Basis.ESTIMATE,
        ]

    def test_ticks_are_found_by_what_the_cells_hold(self) -> None:
        table = from_text(UNITS)
        assert [column.index for column in table.with_role(ColumnRole.TICK)] == [2, 3, 4]
        assert [[column for column, _ in row.ticks] for row in table.rows] == [[2], [3], [4]]

    @pytest.mark.parametrize(
        ("head", "role", "base"),
        [
            ("Tăng (+), giảm (-) so với cùng kỳ", ColumnRole.CHANGE, Base.SAME_PERIOD),
            ("Tăng, giảm so với tháng trước (%)", ColumnRole.CHANGE_PERCENT, Base.PREVIOUS_PERIOD),
            ("Đạt so với kế hoạch giao (%)", ColumnRole.PERCENT, Base.PLAN),
            ("TH/KH (%)", ColumnRole.PERCENT, Base.PLAN),
            ("Cơ cấu (%)", ColumnRole.PERCENT, Base.TOTAL),
            ("Chênh lệch", ColumnRole.CHANGE, Base.UNSTATED),
            ("Số hộ giảm nghèo", ColumnRole.VALUE, Base.UNSTATED),
        ],
    )
    def test_comparing_heads(self, head: str, role: ColumnRole, base: Base) -> None:
        table = from_text(f"| TT | Chỉ tiêu | Thực hiện | {head} |\n|---|---|---|---|\n| 1 | Đàn bò | 300 | 12 |\n")
        assert (table.columns[3].role, table.columns[3].base) == (role, base)

    @pytest.mark.parametrize(
        ("head", "value", "measure"),
        [
            ("Thu ngân sách (tỷ đồng)", "12500000000", "đồng"),
            ("Diện tích (ha)", "12.5", "ha"),
            ("Đàn lợn (nghìn con)", "12500", "con"),
            ("Số hộ (nữ chủ hộ)", "12.5", ""),
        ],
    )
    def test_a_unit_in_a_head_is_its_columns(self, head: str, value: str, measure: str) -> None:
        table = from_text(f"| TT | Tên xã | {head} |\n|---|---|---|\n| 1 | Xã A | 12,5 |\n")
        figure = table.rows[0].figure(2)
        assert figure is not None
        assert (figure.value, figure.measure) == (Decimal(value), measure)


class TestFormulas:
    @pytest.mark.parametrize(
        ("text", "own", "refs", "postfix"),
        [
            ("8=6/4", 7, {}, (5, 3, "/")),
            ("(5)=(4)/(3)*100", 4, {}, (3, 2, "/", Decimal(100), "*")),
            ("5=4/1", 6, {1: 2, 4: 5, 5: 6}, (5, 2, "/")),
            ("6=(5-4)/4*100%", 5, {}, (4, 3, "-", 3, "/", Decimal(100), "*")),
            ("3 = 4 + 5 + 6", 2, {}, (3, 4, "+", 5, "+")),
            ("9=7x8", 8, {}, (6, 7, "*")),
        ],
    )
    def test_are_read_with_the_columns_that_they_take(
        self, text: str, own: int, refs: dict[int, int], postfix: tuple[object, ...]
    ) -> None:
        formula = parse_formula(text, own, refs)
        assert formula is not None
        assert formula.postfix == postfix

    @pytest.mark.parametrize("text", ["Tỷ lệ (%)", "8=", "3=4+5+...+9", "5=(4/3", "2=100", "1=3-9-"])
    def test_what_is_none_gives_none(self, text: str) -> None:
        assert parse_formula(text, 4, {}) is None

    def test_stand_in_the_hint_row_or_the_head(self) -> None:
        hinted = from_html(BUDGET).columns[6].formula
        assert hinted is not None
        assert hinted.text == "5=4/1"

    @given(st.text(alphabet="0123456789=()+-*/x:. ", max_size=60))
    def test_no_text_breaks_them(self, text: str) -> None:
        formula = parse_formula(text, 3, {})
        assert formula is None or formula.postfix


class TestRows:
    def test_numbering_makes_the_tree(self) -> None:
        table = from_text(FARMING)
        parents = {row.label: [above.label for above in table.ancestors(row)] for row in table.rows}
        assert parents["Diện tích gieo trồng"] == ["Trồng trọt"]
        assert parents["Đàn trâu"] == ["Chăn nuôi", "Tổng đàn gia súc"]
        assert parents["Chăn nuôi"] == []

    def test_rows_after_of_which_are_parts_and_not_all_of_them(self) -> None:
        table = from_text(FARMING)
        for label in ("lúa", "Ngô"):
            row = row_named(table, label)
            assert row.kind is RowKind.OF_WHICH
            assert [above.label for above in table.ancestors(row)][-1] == "Diện tích gieo trồng"

    def test_an_empty_of_which_row_announces_those_below(self) -> None:
        table = from_text(
            "| TT | Đơn vị | Số đơn |\n|---|---|---|\n| 1 | Cấp xã | 37 |\n| | Trong đó: | |\n| - | Xã A | 20 |\n"
        )
        assert [(row.label, row.kind, row.parent) for row in table.rows] == [
            ("Cấp xã", RowKind.ITEM, None),
            ("Xã A", RowKind.OF_WHICH, 0),
        ]

    def test_an_unnumbered_total_among_numbered_rows_is_one(self) -> None:
        table = from_html(BUDGET)
        assert [(row.label, row.kind, row.level) for row in table.rows][:3] == [
            ("Tổng thu (I+II)", RowKind.TOTAL, 0),
            ("Thu nội địa", RowKind.ITEM, 1),
            ("Thuế ngoài quốc doanh", RowKind.ITEM, 2),
        ]

    def test_a_measure_of_the_row_scales_its_figures(self) -> None:
        table = from_text(FARMING)
        assert values(table, "Đàn trâu") == [Decimal(2000), Decimal(1950), Decimal(1900), Decimal(95), Decimal("97.4")]
        assert row_named(table, "Đàn trâu").measure == "con"

    def test_a_table_without_numbers_gives_its_rows(self) -> None:
        table = from_text(UNITS)
        assert [(row.number, row.label) for row in table.rows] == [
            ("1", "Phòng Tài chính - KH"),
            ("2", "Ban chỉ huy QS"),
            ("3", "UBND xã Vĩnh Quang"),
        ]
        assert not any(row.figures for row in table.rows)

    @pytest.mark.parametrize(
        ("text", "style"),
        [
            ("A", "upper"),
            ("IV", "roman"),
            ("12", "arabic"),
            ("1.1.", "dotted"),
            ("II.3", "dotted"),
            ("b)", "lower"),
            ("-", "dash"),
            ("+", "plus"),
            ("Tổng", ""),
            ("", ""),
        ],
    )
    def test_styles_of_numbers(self, text: str, style: str) -> None:
        assert numbering(text)[0] == style


class TestFigures:
    def test_a_unit_above_the_table_scales_its_figures(self) -> None:
        table = from_html(BUDGET)
        assert table.measure == "đồng"
        assert values(table, "Thu khác")[:2] == [Decimal(15_000_000_000), Decimal(17_000_000_000)]

    def test_percent_columns_hold_percentages(self) -> None:
        figure = row_named(from_html(BUDGET), "Thu khác").figure(7)
        assert figure is not None
        assert (figure.kind, figure.value, figure.measure) == (FigureKind.PERCENT, Decimal(110), "%")

    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            ("-14,3", "-14.3"),
            ("(14,3)", "-14.3"),
            ("+92", "92"),
            ("– 5", "-5"),
            ("1.242", "1242"),
            ("12 con", "12"),
        ],
    )
    def test_signs_and_brackets(self, cell: str, value: str) -> None:
        table = from_text(
            f"| TT | Chỉ tiêu | Thực hiện | Tăng, giảm |\n|---|---|---|---|\n| 1 | Đàn bò | 9 | {cell} |\n"
        )
        assert values(table, "Đàn bò")[1] == Decimal(value)

    @pytest.mark.parametrize("cell", ["-", "", "x", "31/36", "Nộp 19/01/2022", "chưa có"])
    def test_what_is_no_number_gives_no_figure(self, cell: str) -> None:
        table = from_text(
            "| TT | Chỉ tiêu | Thực hiện | Kế hoạch |\n|---|---|---|---|\n"
            f"| 1 | Đàn bò | 9 | {cell} |\n| 2 | Đàn lợn | 8 | 12 |\n"
        )
        assert len(row_named(table, "Đàn bò").figures) == 1

    def test_the_documents_style_of_numerals_is_kept(self) -> None:
        text = "| TT | Chỉ tiêu | Thực hiện |\n|---|---|---|\n| 1 | Thu thuế | 8,199 |\n"
        assert values(from_text(text, Style.ENGLISH), "Thu thuế") == [Decimal(8199)]
        assert values(from_text(text, Style.VIETNAMESE), "Thu thuế") == [Decimal("8.199")]

    def test_each_knows_its_cell_and_its_label(self) -> None:
        document = document_of_text(FARMING)
        (table,) = read_tables(document)
        figure = row_named(table, "Đàn bò").figure(3)
        assert figure is not None
        assert figure.label is not None
        assert (document.quote(figure.span), document.quote(figure.label)) == ("3,0", "Đàn bò")


SPENDING: list[list[object]] = [
    ["UBND HUYỆN A"],
    ["BIỂU TỔNG HỢP CHI NGÂN SÁCH THÁNG 3 NĂM 2024"],
    ["", "", "", "", "", "Đơn vị tính: triệu đồng"],
    [],
    ["STT", "Chỉ tiêu", "Kế hoạch năm", "Thực hiện", "", "So sánh", "", "Ghi chú"],
    ["", "", "", "Tháng 3", "Lũy kế", "Tháng 3/KH (%)", "LK/KH (%)", ""],
    ["A", "B", 1, 2, 3, "4=2/1", "5=3/1", 6],
    ["", "TỔNG SỐ", 4000, 330, 1010, 8.25, 25.25],
    ["I", "Chi đầu tư", 1500, 120, 400, 8, 26.67],
    ["II", "Chi thường xuyên", 2500, 210, 610, 8.4, 24.4],
    ["1", "Giáo dục", 1500, 130, 380, 8.67, 25.33],
    [],
    ["", "", "", "", "", "Ngày 20 tháng 3 năm 2024"],
    ["", "NGƯỜI LẬP BIỂU", "", "", "", "TRƯỞNG PHÒNG"],
    ["", "Nguyễn Văn A", "", "", "", "Trần Thị B"],
]


class TestSheets:
    def test_title_above_and_signature_below_are_no_rows(self) -> None:
        table = sheet(SPENDING, ("D5:E5", "F5:G5"))
        assert table.header == (4, 6)
        assert [row.label for row in table.rows] == ["TỔNG SỐ", "Chi đầu tư", "Chi thường xuyên", "Giáo dục"]
        assert "CHI NGÂN SÁCH" in table.title
        assert values(table, "TỔNG SỐ")[0] == Decimal(4_000_000_000)

    def test_a_merged_head_spreads_over_its_sub_heads(self) -> None:
        table = sheet(SPENDING, ("D5:E5", "F5:G5"))
        assert [column.heads for column in table.columns[3:7]] == [
            ("Thực hiện", "Tháng 3"),
            ("Thực hiện", "Lũy kế"),
            ("So sánh", "Tháng 3/KH (%)"),
            ("So sánh", "LK/KH (%)"),
        ]

    def test_a_page_that_repeats_its_header_repeats_no_row(self) -> None:
        head = ["TT", "Chỉ tiêu", "Thực hiện"]
        table = sheet([head, ["1", "Đàn bò", 300], head, ["2", "Đàn lợn", 900]])
        assert [row.label for row in table.rows] == ["Đàn bò", "Đàn lợn"]


def test_prose_in_a_table_without_a_header_is_no_table() -> None:
    assert read_tables(document_of_text("Kính gửi:\tUBND tỉnh\nNơi nhận:\tNhư trên\n")) == ()


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), min_size=1, max_size=8))
def test_no_table_breaks_the_reader(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in row) for row in rows)
    for table in read_tables(document_of_text("TT\tChỉ tiêu\tThực hiện\n" + text)):
        assert table.rows
        assert all(row.parent is None or row.parent < row.place for row in table.rows)
