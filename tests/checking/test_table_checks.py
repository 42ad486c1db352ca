"""What the rules find in tables, and where they keep silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.checking import check
from kybao.checking.finding import Finding, Verdict
from kybao.documents import document_of_text, read_document

TABLE_CODES = {
    "table_sum", "table_ratio", "table_change", "table_formula", "table_growth", "table_row_share", "table_share",
    "text_table", "row_sequence", "repeated_row", "tick",
}  # fmt: skip
DATA = Path(__file__).parents[2] / "data" / "cao-bang-2022-01"


def findings(text: str, rule: str = "") -> list[Finding]:
    """What the rules of tables find; `rule` takes one of them."""
    found = check(document_of_text(text))
    return [finding for finding in found if finding.rule in ({rule} if rule else TABLE_CODES)]


def judged(text: str, rule: str) -> list[tuple[str, str, Verdict]]:
    """(quote, computed, verdict) of what needs an eye."""
    return [(f.quote, f.computed, f.verdict) for f in findings(text, rule) if f.needs_eye]


def table(head: str, *rows: str) -> str:
    columns = head.count("|") + 1
    lines = [f"| {head} |", "|---" * columns + "|", *(f"| {row} |" for row in rows)]
    return "\n" + "\n".join(lines) + "\n"


class TestTotals:
    def test_a_total_is_the_sum_of_its_rows(self) -> None:
        text = table("TT | Xã | Số hộ", "1 | Xã A | 120", "2 | Xã B | 90", "3 | Xã C | 61", " | Tổng cộng | 270")
        assert judged(text, "table_sum") == [("270", "271", Verdict.CONTRADICTS)]

    def test_whose_total_stands_first_too(self) -> None:
        text = table("TT | Xã | Số hộ", " | Tổng số | 211", "1 | Xã A | 120", "2 | Xã B | 90")
        assert judged(text, "table_sum") == [("211", "210", Verdict.CONTRADICTS)]

    def test_rounded_parts_may_miss_it_by_their_rounding(self) -> None:
        text = table("TT | Nguồn | Vốn (tỷ đồng)", "1 | Tỉnh | 10,4", "2 | Huyện | 20,4", " | Tổng cộng | 30,9")
        assert judged(text, "table_sum") == [("30,9", "30800000000", Verdict.ROUNDING)]

    def test_subtotals_are_summed_and_not_their_rows_again(self) -> None:
        text = table(
            "TT | Xã | Đầu năm | Cuối năm",
            "I | Vùng cao | |", "1 | Xã A | 120 | 105", "2 | Xã B | 90 | 80", " | Cộng vùng cao | 210 | 185",
            "II | Vùng thấp | |", "1 | Xã C | 60 | 50", "2 | Xã D | 40 | 33", " | Cộng vùng thấp | 100 | 83",
            " | Tổng cộng | 310 | 269",
        )  # fmt: skip
        assert judged(text, "table_sum") == [("269", "268", Verdict.CONTRADICTS)]

    def test_a_numbered_row_is_the_sum_of_its_sub_rows_where_most_columns_say_so(self) -> None:
        text = table(
            "TT | Chỉ tiêu | Kế hoạch | Thực hiện | Cùng kỳ",
            "1 | Tổng đàn gia súc | 10.000 | 9.900 | 9.800",
            "1.1 | Đàn trâu | 2.000 | 1.900 | 1.950",
            "1.2 | Đàn bò | 3.000 | 3.000 | 2.850",
            "1.3 | Đàn lợn | 5.000 | 5.000 | 4.000",
        )
        assert judged(text, "table_sum") == [("9.800", "8800", Verdict.CONTRADICTS)]

    @pytest.mark.parametrize(
        "rows",
        [
            # a part is missing: the numbers skip
            ("1 | Xã A | 120", "2 | Xã B | 90", "4 | Xã D | 61", " | Tổng cộng | 300"),
            # "trong đó" tells some parts only
            ("1 | Cấp huyện | 50", "2 | Cấp xã | 37", " | Trong đó: | ", "- | Xã A | 20", "- | Xã B | 10"),
            # sub-rows that are other things than parts
            ("1 | Dự án A | 500", "1.1 | Chuẩn bị | 20", "1.2 | Giải phóng mặt bằng | 35"),
            # averages add up to nothing
            ("1 | Năng suất lúa | 52", "2 | Năng suất ngô | 43", " | Tổng năng suất | 48"),
        ],
    )
    def test_silent_where_not_all_parts_are_told(self, rows: tuple[str, ...]) -> None:
        assert judged(table("TT | Nội dung | Số lượng", *rows), "table_sum") == []

    def test_a_part_of_a_row_is_not_greater_than_it(self) -> None:
        text = table("TT | Chỉ tiêu | Số hộ", "1 | Hộ nghèo | 61", " | Trong đó: hộ DTTS | 66", "2 | Hộ cận nghèo | 80")
        assert judged(text, "table_sum") == [("66", "61", Verdict.CONTRADICTS)]


class TestDerivedColumns:
    def test_a_percentage_of_the_plan(self) -> None:
        text = table(
            "TT | Chỉ tiêu | Kế hoạch | Thực hiện | TH/KH (%)",
            "1 | Thu nội địa | 403 | 13,566 | 3,37",
            "2 | Thu cân đối | 234,05 | 8,199 | 3",
            "3 | Thu khác | 525,9 | 348,5 | 66,2",
            "4 | Thu phí | 40 | 12 | 31",
            "5 | Thu phạt | 50 | 12 | 24",
        )
        assert judged(text, "table_ratio") == [
            ("3", "3.5", Verdict.TRUNCATED),
            ("66,2", "66.267", Verdict.TRUNCATED),
            ("31", "30", Verdict.CONTRADICTS),
        ]

    def test_a_formula_hint_is_followed(self) -> None:
        text = table(
            "TT | Loại hồ sơ | Tiếp nhận | Đã giải quyết | Đang giải quyết",
            "(1) | (2) | (3)=(4)+(5) | (4) | (5)",
            "1 | Đất đai | 120 | 100 | 20",
            "2 | Hộ tịch | 80 | 78 | 3",
        )
        assert judged(text, "table_formula") == [("80", "81", Verdict.CONTRADICTS)]

    def test_a_column_that_its_head_leaves_open_is_what_most_rows_say(self) -> None:
        text = table(
            "TT | Xã | Tổng số hộ | Hộ nghèo | Tỷ lệ (%)",
            "1 | Xã A | 1.520 | 61 | 4,01",
            "2 | Xã B | 1.105 | 210 | 19,00",
            "3 | Xã C | 1.310 | 172 | 13,13",
            "4 | Xã D | 1.248 | 98 | 8,85",
        )
        assert judged(text, "table_ratio") == [("8,85", "7.8526", Verdict.CONTRADICTS)]

    def test_a_total_column_is_what_most_rows_say(self) -> None:
        text = table(
            "TT | Đơn vị | Tổng số | Khiếu nại | Tố cáo | Kiến nghị",
            "1 | Xã A | 20 | 2 | 1 | 17",
            "2 | Xã B | 10 | 1 | 1 | 8",
            "3 | Xã C | 12 | 3 | 2 | 7",
            "4 | Xã D | 16 | 3 | 2 | 10",
        )
        assert judged(text, "table_formula") == [("16", "15", Verdict.CONTRADICTS)]

    def test_a_change_may_be_printed_without_its_sign(self) -> None:
        text = table(
            "TT | Chỉ tiêu | Cùng kỳ | Thực hiện | Tăng, giảm so với cùng kỳ",
            "1 | Đàn trâu | 1.150 | 1.242 | 92",
            "2 | Đàn bò | 300 | 280 | 20",
            "3 | Đàn lợn | 900 | 860 | -30",
        )
        assert judged(text, "table_change") == [("-30", "-40", Verdict.CONTRADICTS)]

    def test_a_percentage_kept_as_a_fraction_is_no_mistake(self) -> None:
        text = table(
            "TT | Chỉ tiêu | Kế hoạch | Thực hiện | Đạt kế hoạch (%)",
            "1 | Thu phí | 40 | 30 | 0,75",
            "2 | Thu khác | 50 | 12 | 0,24",
        )
        assert judged(text, "table_ratio") == []

    def test_a_plan_of_another_giver_is_not_compared(self) -> None:
        text = table(
            "TT | Chỉ tiêu | Thực hiện | Kế hoạch giao | Đạt so với kế hoạch HĐND thành phố giao (%)",
            "1 | Thu ngân sách | 13,566 | 403 | 2,4",
        )
        assert judged(text, "table_ratio") == []

    def test_a_value_its_percentage_and_its_change_determine_one_another(self) -> None:
        text = table(
            "TT | Chỉ tiêu | ĐVT | Thực hiện | So với cùng kỳ (%) | Tăng, giảm so với cùng kỳ",
            "1 | Đàn trâu | con | 1.242 | 108 | 92",
            "2 | Đàn bò | con | 245 | 133,15 | 61",
            "3 | Đàn gà | nghìn con | 188,9 | 87,9 | -14,3",
        )
        assert judged(text, "table_growth") == [("87,9", "92.963", Verdict.CONTRADICTS)]

    def test_a_change_that_fits_the_whole_and_not_the_part_is_said_to(self) -> None:
        text = table(
            "TT | Chỉ tiêu | ĐVT | Thực hiện | So với cùng kỳ (%) | Tăng, giảm so với cùng kỳ",
            "4 | Đàn gia cầm | nghìn con | 205,8 | 93,5 | ",
            "4.1 | Trong đó: gà | nghìn con | 188,9 | 87,9 | -14,3",
        )
        (found,) = [f for f in findings(text, "table_growth") if f.needs_eye]
        assert "lại khớp với “Đàn gia cầm” (93,5%)" in found.explanation

    def test_a_decrease_without_its_sign_is_still_one(self) -> None:
        text = table(
            "TT | Chỉ tiêu | ĐVT | Thực hiện | So với cùng kỳ (%) | Tăng, giảm so với cùng kỳ",
            "1 | Đàn trâu | con | 1.150 | 92,6 | 92",
        )
        assert judged(text, "table_growth") == []

    def test_shares_of_a_hundred_add_up_to_it(self) -> None:
        rows = ("1 | Nông nghiệp | 41,0", "2 | Công nghiệp | 33,0", "3 | Dịch vụ | 27,0", " | Tổng số | 100")
        assert judged(table("TT | Ngành | Cơ cấu (%)", *rows), "table_share") == [("100", "101", Verdict.CONTRADICTS)]

    def test_shares_of_one_row(self) -> None:
        text = table(
            "TT | Chỉ tiêu | ĐVT | Thực hiện | Tỷ lệ so với hồ sơ tiếp nhận (%)",
            "1 | Hồ sơ đã tiếp nhận | hồ sơ | 257 | ",
            "2 | Hồ sơ đã giải quyết | hồ sơ | 193 | 75,09",
            "3 | Hồ sơ đúng hạn | hồ sơ | 184 | 71,6",
            "4 | Hồ sơ trong hạn | hồ sơ | 64 | 29,4",
            "5 | Hồ sơ quá hạn | hồ sơ | 9 | 3,5",
        )
        assert judged(text, "table_row_share") == [
            ("75,09", "75.0973", Verdict.TRUNCATED),
            ("29,4", "24.903", Verdict.CONTRADICTS),
        ]


class TestTextAgainstTables:
    TABLE = table("TT | Chỉ tiêu | ĐVT | Thực hiện", "1 | Đàn bò | con | 245", "2 | Đàn gia cầm | nghìn con | 205,8")

    @pytest.mark.parametrize(
        ("sentence", "verdict"),
        [
            ("Đàn bò hiện có 254 con.", Verdict.CONTRADICTS),
            ("Đàn bò hiện có 245 con.", Verdict.HOLDS),
            ("Đàn gia cầm có 205.830 con.", Verdict.ROUNDING),
        ],
    )
    def test_the_same_thing_has_the_same_value(self, sentence: str, verdict: Verdict) -> None:
        assert [f.verdict for f in findings(f"{sentence}\n{self.TABLE}", "text_table")] == [verdict]

    @pytest.mark.parametrize(
        "sentence",
        [
            "Tại xã Hưng Đạo, đàn bò có 61 con.",
            "Năm 2021, đàn bò có 184 con.",
            "Phấn đấu đàn bò đạt 300 con.",
            "Đàn bò tăng 61 con.",
            "Đàn trâu có 1.242 con.",
        ],
    )
    def test_silent_on_another_time_place_or_thing(self, sentence: str) -> None:
        assert findings(f"{sentence}\n{self.TABLE}", "text_table") == []


class TestNumbering:
    def test_each_number_that_is_skipped_is_named(self) -> None:
        text = table("TT | Tên đơn vị | Ghi chú", *(f"{n} | Phòng {n} | " for n in (1, 2, 3, 5, 6, 7, 8, 11)))
        found = findings(text, "row_sequence")
        assert [(f.quote, f.computed) for f in found] == [("5", "4"), ("11", "9"), ("11", "10")]
        assert all("Thiếu số thứ tự" in f.explanation for f in found)

    def test_a_number_that_is_repeated(self) -> None:
        text = table("TT | Tên đơn vị | Ghi chú", "1 | A1 | ", "2 | B1 | ", "2 | C1 | ", "3 | D1 | ")
        assert [f.explanation for f in findings(text, "row_sequence")] == ["Số thứ tự 2 bị lặp lại ở “B1” và “C1”."]

    @pytest.mark.parametrize(
        "numbers",
        [
            ("I", "1", "2", "II", "1", "2", "III"),
            ("1", "1.1", "1.2", "2", "2.1", "2.2"),
            ("A", "I", "1", "II", "1", "B", "I", "1"),
            ("1", "2", "3", "1", "2"),
            ("1", "2", "31", "32"),
            ("3", "7", "12", "14"),
        ],
    )
    def test_silent_on_numbers_that_count_on_in_their_group(self, numbers: tuple[str, ...]) -> None:
        text = table("TT | Tên đơn vị | Ghi chú", *(f"{n} | Việc {i} | " for i, n in enumerate(numbers)))
        assert findings(text, "row_sequence") == []


class TestRowsAndTicks:
    def test_the_same_row_twice(self) -> None:
        text = table("TT | Tên đơn vị | Số hộ", "1 | Xã A | 12", "2 | Xã B | 10", "3 | Xã A | 12")
        assert [f.quote for f in findings(text, "repeated_row")] == ["Xã A"]
        assert findings(text, "repeated_row")[0].verdict is Verdict.CONTRADICTS

    def test_one_name_with_other_figures_needs_a_person(self) -> None:
        text = table("TT | Tên đơn vị | Số hộ", "1 | Thôn Nà Lắc | 12", "2 | Thôn Nà Lắc | 10")
        assert [f.verdict for f in findings(text, "repeated_row")] == [Verdict.UNDECIDED]

    def test_ticks_that_exclude_each_other(self) -> None:
        head = "TT | Tên đơn vị | BC nộp đúng thời hạn | Nộp BC chậm | Không có BC | Nội dung đảm bảo theo mẫu"
        text = table(head, "1 | Phòng A | x | x | | x", "2 | Phòng B | | | x | x", "3 | Phòng C | x | | | x")
        assert [f.explanation for f in findings(text, "tick")] == [
            "“Phòng A” được đánh dấu cả ở cột “BC nộp đúng thời hạn” lẫn cột “Nộp BC chậm”.",
            "“Phòng B” được đánh dấu cả ở cột “Không có BC” lẫn cột “Nội dung đảm bảo theo mẫu”.",
        ]


class TestTheRealMonth:
    def test_the_table_of_units_lacks_three_numbers(self) -> None:
        found = check(read_document(DATA / "source" / "27-bc-ubnd.md"))
        assert [(f.rule, f.computed) for f in found if f.rule in TABLE_CODES] == [
            ("row_sequence", "12"),
            ("row_sequence", "17"),
            ("row_sequence", "26"),
        ]


PLENTY = table(
    "TT | Chỉ tiêu | Kế hoạch | Cùng kỳ | Thực hiện | TH/KH (%) | So với cùng kỳ (%)",
    "I | Thu nội địa | 100 | 80 | 90 | 90 | 112,5",
    "1 | Thuế | 60 | 50 | 55 | 91,7 | 110",
    "2 | Phí | 40 | 30 | 35 | 87,5 | 116,7",
    "II | Thu khác | 50 | 40 | 45 | 90 | 112,5",
    " | Tổng số | 150 | 120 | 135 | 90 | 112,5",
)


def test_a_table_that_holds_gives_no_alarm() -> None:
    found = findings(PLENTY)
    assert len(found) >= 15
    assert not [f for f in found if f.needs_eye]


@pytest.mark.parametrize("row", range(5))
@pytest.mark.parametrize("column", range(2, 7))
def test_a_changed_leading_digit_anywhere_is_caught(row: int, column: int) -> None:
    lines = PLENTY.strip().split("\n")
    cells = lines[row + 2].split("|")
    old = cells[column + 1].strip()
    cells[column + 1] = f" {'7' if old[0] != '7' else '3'}{old[1:]} "
    lines[row + 2] = "|".join(cells)
    assert any(f.verdict is Verdict.CONTRADICTS for f in findings("\n" + "\n".join(lines) + "\n"))


@given(
    st.lists(
        st.lists(st.sampled_from(["", "-", "x", "1", "12", "3,5", "100", "Tổng", "Trong đó"]), max_size=6), max_size=8
    )
)
def test_no_table_breaks_the_rules(rows: list[list[str]]) -> None:
    text = table("TT | Chỉ tiêu | Kế hoạch | Thực hiện | TH/KH (%) | 6=4/3", *(" | ".join(row) for row in rows))
    assert all(f.quote and f.explanation for f in findings(text))
