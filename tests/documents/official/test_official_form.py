"""The fixed words and measures of the official form (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

from dataclasses import replace
from datetime import date

import pytest

from kybao.documents.official import Column, Grid, Heading, OfficialReport, Paragraph, Run
from kybao.documents.official.layout import DECREE_30_2020, Measure, layout_on
from kybao.documents.official.typeface import balanced, letters, width_of
from kybao.documents.official.wording import (
    annex_heading,
    annex_reference,
    clean,
    closed_body,
    date_in_words,
    number_line,
    place_and_date,
    recipient_lines,
)


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (27, "Số: 27/BC-UBND"),
        (7, "Số: 07/BC-UBND"),
        (1205, "Số: 1205/BC-UBND"),
        (None, "Số: \u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/BC-UBND"),
    ],
)
def test_numbers_below_ten_begin_with_a_zero(number: int | None, line: str, report: OfficialReport) -> None:
    assert number_line(replace(report, number=number)) == line


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2022, 1, 18), "ngày 18 tháng 01 năm 2022"),
        (date(2020, 2, 3), "ngày 03 tháng 02 năm 2020"),
        (date(2021, 3, 9), "ngày 09 tháng 3 năm 2021"),
        (date(2021, 12, 31), "ngày 31 tháng 12 năm 2021"),
        (None, "ngày ..... tháng ..... năm ........"),
    ],
)
def test_days_below_ten_and_the_first_two_months_begin_with_a_zero(day: date | None, words: str) -> None:
    assert date_in_words(day) == words


def test_the_place_goes_before_the_date(report: OfficialReport) -> None:
    assert place_and_date(report) == "Thành phố Cao Bằng, ngày 18 tháng 01 năm 2022"


def test_recipients_end_in_semicolons_and_the_last_one_in_a_full_stop(report: OfficialReport) -> None:
    assert recipient_lines(report) == ("UBND tỉnh Cao Bằng;", "TT Thành uỷ, HĐND TP (b/c);", "Lưu: VT.")


@pytest.mark.parametrize(
    ("said", "closed"),
    [
        ("của Ủy ban nhân dân.", "của Ủy ban nhân dân./."),
        ("của Ủy ban nhân dân", "của Ủy ban nhân dân./."),
        ("của Ủy ban nhân dân./.", "của Ủy ban nhân dân./."),
    ],
)
def test_the_body_is_closed_once(said: str, closed: str, report: OfficialReport) -> None:
    last = closed_body(replace(report, body=(Paragraph((Run(said),)),)))[-1]
    assert isinstance(last, Paragraph)
    assert last.text == closed


def test_annexes_are_numbered_where_there_are_several(report: OfficialReport, units: Grid) -> None:
    assert annex_heading(report, 1) == ("Phụ lục II", "Biểu 2: Thu ngân sách")
    assert annex_heading(replace(report, annexes=(units,)), 0) == ("Phụ lục", *units.title)
    named = replace(units, title=("Phụ lục 01", "Biểu tổng hợp"))
    assert annex_heading(replace(report, annexes=(named,)), 0) == ("Phụ lục 01", "Biểu tổng hợp")


def test_an_annex_says_what_it_goes_with(report: OfficialReport) -> None:
    assert annex_reference(report) == (
        "(Kèm theo Báo cáo số 27/BC-UBND ngày 18 tháng 01 năm 2022 của Ủy ban nhân dân thành phố Cao Bằng)"
    )


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("Cao Ba\u0306\u0300ng", "Cao Bằng"),
        ("a\tb", "a b"),
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("Đàn\x00 bò\x1f\ufeff\ud800", "Đàn bò"),
    ],
)
def test_what_no_file_can_hold_is_left_out(given: str, cleaned: str) -> None:
    assert clean(given) == cleaned


def test_every_measure_in_use_is_one_that_the_decree_allows() -> None:
    measures = {
        name: value for name in DECREE_30_2020.__slots__ if isinstance(value := getattr(DECREE_30_2020, name), Measure)
    }
    assert len(measures) >= 25
    assert [name for name, measure in measures.items() if not measure.least <= measure.used <= measure.most] == []
    assert all(measure.source.startswith("Mục ") for measure in measures.values())
    assert layout_on(date(2022, 1, 18)) is layout_on(None) is DECREE_30_2020


def test_the_typeface_has_every_vietnamese_letter() -> None:
    vowels = "aăâeêioôơuưy"
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    alphabet = {clean(vowel + tone) for vowel in vowels + vowels.upper() for tone in tones} | {
        "đ",
        "Đ",
        "–",
        "“",
        "”",
        "…",
        "≥",
    }
    assert [letter for letter in alphabet if ord(letter) not in letters()] == []


def test_a_long_name_breaks_evenly_and_keeps_its_words() -> None:
    name = "VĂN PHÒNG ĐOÀN ĐẠI BIỂU QUỐC HỘI VÀ HỘI ĐỒNG NHÂN DÂN TỈNH"
    lines = balanced(name, 12, 64, bold=True)
    assert " ".join(lines) == name
    widths = [width_of(line, 12, bold=True) for line in lines]
    assert max(widths) <= 64
    assert min(widths) > 0.7 * max(widths)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Heading(5, "1.", "Quá sâu"),
        lambda: Paragraph((Run("a"),), marker="•"),
        lambda: Column("Số", 0, "left"),
        lambda: Grid(("Biểu",), (), ()),
        lambda: Grid(("Biểu",), (Column("A", 1, "left"),), (("1", "2"),)),
    ],
)
def test_what_has_no_form_is_refused_in_vietnamese(wrong) -> None:
    with pytest.raises(ValueError, match=r"chỉ dùng|phải lớn hơn|chưa có cột|cần đủ"):
        wrong()
