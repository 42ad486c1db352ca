"""Numbering of headings and tables, repeated sentences, the official form: what takes a whole document to see."""

from __future__ import annotations

import pytest

from kybao.checking import Finding, check
from kybao.documents import document_of_text


def eyed(text: str) -> list[Finding]:
    return [finding for finding in check(document_of_text(text)) if finding.needs_eye]


@pytest.mark.parametrize(
    ("headings", "stated", "computed"),
    [
        ("# I. Kinh tế\n\n# II. Văn hóa\n\n# IV. Nội chính", "IV", "III"),
        ("# I. Kinh tế\n\n## 1. Nông nghiệp\n\n## 2. Công nghiệp\n\n## 2. Thương mại", "2", "3"),
        ("# I. Kinh tế\n\n## 1. Nông nghiệp\n\n### b) Chăn nuôi\n\n### c) Trồng trọt", "b", "a"),
        ("# I. Kinh tế\n\n## 6. Đất đai\n\n### 6.1. Quản lý\n\n### 6.3. Giao đất", "6.3", "6.2"),
        ("# A. Kết quả\n\n# C. Nhiệm vụ", "C", "B"),
    ],
)
def test_headings_that_skip_or_repeat_are_found(headings: str, stated: str, computed: str) -> None:
    assert [(f.rule, f.quote, f.stated, f.computed) for f in eyed(headings)] == [
        ("heading_sequence", stated, stated, computed)
    ]


@pytest.mark.parametrize(
    "headings",
    [
        "# I. Kinh tế\n\n## 1. Nông nghiệp\n\n## 2. Công nghiệp\n\n# II. Văn hóa\n\n## 1. Giáo dục\n\n## 2. Y tế",
        "# I. Kinh tế\n\n## d) Lúa\n\n## đ) Ngô\n\n## e) Sắn\n\n## g) Lạc",
        "# I. Kinh tế\n\n## a) Lúa\n\n## b) Ngô\n\n## c) Sắn\n\n## d) Lạc\n\n## e) Mía\n\n## f) Rau",
        "# II. Văn hóa\n\n# III. Nội chính",  # an extract
        "# I. Kinh tế\n\n2. Văn hóa đặt như đoạn văn.\n\n# II. Văn hóa",
        "# I. Kinh tế\n\n## 1. Nông nghiệp\n\n2. Công nghiệp được đặt như đoạn văn\n\n## 3. Thương mại",
        "# KẾT QUẢ\n\n# 1. Thu\n\n# NHIỆM VỤ\n\n# 1. Thu",
    ],
)
def test_headings_in_order_stay_silent(headings: str) -> None:
    assert [f for f in eyed(headings) if f.rule == "heading_sequence"] == (
        [] if "d) Lúa" not in headings else [f for f in eyed(headings) if f.quote == "d"]
    )


def table(numbers: list[str]) -> str:
    return "\n".join(
        ["TT\tTên đơn vị\tGhi chú", *(f"{number}\tĐơn vị {chr(65 + i % 26)}\tx" for i, number in enumerate(numbers))]
    )


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ("1 2 3 4 5 6 7 8 10 11 12", [("10", "9")]),
        ("1 2 3 4 5 6 6 7 8 9 10", [("6", "7")]),
        ("1 2 3 4 5 6 7 8 9 10", []),
        ("1 2 3 1 2 3 4 1 2 3", []),
        ("12 7 45 3 99 2", []),
    ],
)
def test_row_numbers_of_a_table(numbers: str, found: list[tuple[str, str]]) -> None:
    assert [(f.stated, f.computed) for f in eyed(table(numbers.split())) if f.rule == "row_sequence"] == found


HEAD = "Thành phố Cao Bằng, ngày {day}\n\n# BÁO CÁO\n\nTình hình thực hiện tháng 01 năm 2022\n\n{text}"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Đến ngày 21/01/2022 thực hiện đạt 348,5 tỷ đồng.", "21/01/2022"),
        ("Tính đến ngày 20/01/2022, đã tiếp nhận 257 hồ sơ.", "20/01/2022"),
        ("Ngày 25/01/2022, Ủy ban nhân dân đã ban hành kế hoạch.", "25/01/2022"),
        ("TT\tTên\tGhi chú\n1\tBan Quản lý dự án\tNộp 19/01/2022", "19/01/2022"),
        ("Căn cứ Quyết định số 15/QĐ-UBND ngày 20/01/2022 của UBND tỉnh.", "20/01/2022"),
    ],
)
def test_what_is_told_as_done_after_the_day_of_signing_is_found(text: str, quote: str) -> None:
    report = HEAD.format(day="18 tháng 01 năm 2022", text=text)
    assert [(f.verdict.value, f.quote) for f in eyed(report)] == [("contradicts", quote)]


@pytest.mark.parametrize(
    "text",
    [
        "Ước giải ngân đến ngày 31/01/2022, thành phố giải ngân đạt 404,5 tỷ đồng.",
        "Phấn đấu đến ngày 30/6/2022 hoàn thành kế hoạch.",
        "Hội nghị sẽ tổ chức ngày 25/01/2022; thời hạn nộp trước ngày 20/01/2022.",
        "Tuyên truyền kỷ niệm 92 năm Ngày thành lập Đảng (03/02/1930-03/02/2022).",
        "Tính đến ngày 15/01/2022, đã tiếp nhận 257 hồ sơ.",
        "# NHIỆM VỤ TRỌNG TÂM\n\nĐến ngày 25/01/2022 có 95% hộ được cấp thẻ.",
    ],
)
def test_what_is_announced_for_later_stays_silent(text: str) -> None:
    assert eyed(HEAD.format(day="18 tháng 01 năm 2022", text=text)) == []


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        ("18 tháng 01 năm 2021", "period"),
        ("8 tháng 02 năm 2022", "form"),
        ("18 tháng 1 năm 2022", "form"),
        ("18 tháng 01 năm 2022", ""),
    ],
)
def test_the_day_of_signing_is_written_in_full_and_fits_the_period(day: str, rule: str) -> None:
    assert [f.rule for f in eyed(HEAD.format(day=day, text="Kết quả cụ thể như sau."))] == ([rule] if rule else [])


def test_a_long_sentence_that_stands_twice_is_left_to_a_person() -> None:
    sentence = "Tiếp tục triển khai thực hiện tốt công tác tuyên truyền, phổ biến pháp luật cho nhân dân trên địa bàn toàn huyện."
    assert [(f.rule, f.verdict.value) for f in eyed(f"{sentence}\n\nCâu khác.\n\n{sentence}")] == [
        ("repeated_sentence", "undecided")
    ]


def test_one_name_spelt_in_two_ways_after_the_same_words_is_found() -> None:
    text = "Giải phóng mặt bằng khai thác lộ thiên mỏ sắt Nà Rựa được triển khai.\n\nĐầu tư khai thác lộ thiên mỏ sắt Nà Rạ."
    assert [(f.rule, f.verdict.value, f.quote) for f in eyed(text)] == [("name", "contradicts", "Nà Rạ")]


def test_after_words_that_agree_only_in_the_main_it_is_left_to_a_person() -> None:
    text = "Khai thác lộ thiên tại mỏ sắt Nà Rựa.\n\nĐầu tư khai thác lộ thiên: mỏ Nà Rạ đã cấp phép."
    assert [(f.rule, f.verdict.value, f.quote) for f in eyed(text)] == [("name", "undecided", "Nà Rạ")]


@pytest.mark.parametrize(
    "text",
    [
        "Kè bờ trái sông Bằng Giang đang thi công.\n\nKè bờ trái sông Hiến Giang đang thi công.",
        "Đường giao thông nông thôn các xóm Lũng Cẩu, Lũng Cậu và Nà Khuy đã hoàn thành.",
        "Trường Tiểu học Hòa Bình và Trường Tiểu học Hoà Bình là một.",
    ],
)
def test_two_names_that_nobody_would_take_for_one_stay_silent(text: str) -> None:
    assert eyed(text) == []


def test_a_document_and_its_reading_give_the_same_findings() -> None:
    from kybao.reading import read

    document = document_of_text("Thu được 8,199 tỷ/234,05 tỷ đồng, đạt 3% kế hoạch giao.")
    assert check(document) == check(read(document)) != ()
