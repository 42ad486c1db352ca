"""What must be true of the reader and the checker on any text."""

# ruff: noqa: E501
from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kybao.checking import check
from kybao.documents import document_of_text
from kybao.reading import read
from kybao.reading.numerals import Style, find_numerals, parse, printed

decimals = st.integers(0, 6)
values = st.integers(0, 10**12)


@given(values, decimals, st.booleans(), st.sampled_from(Style))
def test_a_printed_number_is_read_back(digits: int, places: int, grouped: bool, style: Style) -> None:
    value = Decimal(digits).scaleb(-places)
    text = printed(value, places, grouped, style=style)
    if places == 3 and not grouped and digits >= 1000:
        return  # "1242,500" has one reading only with its groups
    assert parse(text, style) == (value, places)


@given(st.integers(0, 99), st.integers(2, 4))
def test_a_padded_count_is_read_back(count: int, width: int) -> None:
    text = printed(Decimal(count), 0, width=width)
    assert len(text) == width
    assert [numeral.value for numeral in find_numerals(f"có {text} hồ sơ")] == [count]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (printed(Decimal("10277"), 0), "10.277"),
        (printed(Decimal("3"), 0, width=2), "03"),
        (printed(Decimal("1242"), 0, grouped=False), "1242"),
        (printed(Decimal("50061.17"), 3), "50.061,170"),
        (printed(Decimal("66.267"), 1), "66,3"),
        (printed(Decimal("1234.5"), 1, style=Style.ENGLISH), "1,234.5"),
        (printed(Decimal("0.005"), 2), "0,01"),
    ],
)
def test_numbers_are_printed_as_officials_print_them(value: str, text: str) -> None:
    assert value == text


WORDS = [
    "đàn bò", "hiện có", "245 con", "bằng 133,15%", "so với cùng kỳ", "(tăng 61 con)", "trong đó", ":", ";", ",", ".", "gồm", "còn lại",
    "8,199 tỷ", "/", "234,05 tỷ đồng", "đạt 3%", "kế hoạch", "ngày 31/02/2022", "tháng 15", "Nghị định số 52/2021/NĐ-CP", "(", ")", "giảm, tăng 02",
    "khoảng", "0", "0%", "Tốt 6/11 (55%)", "cơ cấu", "tiếp nhận", "40 hồ sơ", "đang giải quyết", "\n\n", "## I. KINH TẾ", "a)", "- ", "TT\tTên\tSố",
    "1\tA\t2", "Nhâm Dần 2022", "hai mươi lăm", "gấp 1,5 lần", "0/0", "đạt 100%", "Nà Rựa", "xếp hạng xếp hạng", "İ", "ﬁ", "½", "١٢", "１２ người",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)))
def test_reading_and_checking_never_fail_and_always_quote_the_source(text: str) -> None:
    document = document_of_text(text)
    reading = read(document)
    for figure in reading.figures:
        assert document.quote(figure.numeral) in document.quote(figure.span)
        assert document.quote(figure.span)
    for finding in check(reading):
        assert finding.quote == document.quote(finding.span)
        for span in finding.evidence:
            assert document.quote(span)


ADVERSARIES = {
    "digits": "1",
    "numbers": "1 ",
    "breakdowns": "trong đó 5 con, ",
    "brackets": "(",
    "abbreviations": "TP. ",
    "doubled": "đạt ",
    "ratios": "1/2 hồ sơ đạt 50%; ",
    "changes": "tăng 5 con bằng 3%, ",
    "dates": "ngày 01/01/2022; ",
    "citations": "Nghị định số 52/2021/NĐ-CP ngày 19/4/2021; ",
    "grades": "Tốt 6/11 (55%), ",
    "received": "tiếp nhận 5 hồ sơ; ",
    "capitals": "Cao Bằng Hòa An ",
    "dots": ".",
    "number words": "hai mươi ",
    "items": "Kè chống sạt lở bờ trái; ",
}


@pytest.mark.parametrize("piece", ADVERSARIES.values(), ids=ADVERSARIES.keys())
def test_the_time_grows_with_the_length_of_the_text(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.process_time()
        check(document_of_text(text))
        return time.process_time() - start

    seconds(1_000)
    small, large = min(seconds(20_000) for _ in range(2)), seconds(160_000)
    # Eight times the text: linear work takes eight times as long, quadratic sixty-four times.
    assert large < 30 * max(small, 0.02)
