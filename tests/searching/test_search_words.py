"""What is one word to searching, and what is marked of a sentence."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.searching.words import Question, folded, number_in, plain, snippet


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Đàn lợn hiện có 10.277 con", " dan lon hien co 10277 con "),
        ("03 vụ/04 đối tượng", " 3 vu 4 doi tuong "),
        ("205,8 nghìn con", " 205x8 nghin con "),
        ("50.061,170 triệu đồng", " 50061x170 trieu dong "),
        ("ngày 15/01/2022, số 27/BC-UBND", " ngay 15 1 2022 so 27 bc ubnd "),
        ("1.5.2", " 1x5x2 "),
        ("", "  "),
    ],
)
def test_words_have_neither_diacritics_nor_grouping(text: str, words: str) -> None:
    assert folded(text) == words


@pytest.mark.parametrize(
    ("printed", "value"),
    [("5.234", "5234"), ("5234", "5234"), ("05", "5"), ("205,8", "205.8"), ("1.242,50", "1242.50"), ("trâu", None), ("1,2,3", None)],
)  # fmt: skip
def test_numbers_are_what_they_mean(printed: str, value: str | None) -> None:
    assert number_in(printed) == (Decimal(value) if value else None)


def test_diacritics_are_kept_apart_for_ranking() -> None:
    assert plain("Bò, bỏ") == " bò bỏ "
    assert plain(unicodedata.normalize("NFD", "Đề Thám")) == " đề thám "


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("Tổng đàn trâu có 1.242 con.", "dan trau", ["đàn trâu"]),
        ("Tổng đàn trâu có 1.242 con.", "1242", ["1.242"]),
        ("Giải ngân vốn; vốn kéo dài", "vốn", ["vốn", "vốn"]),
        ("Không có gì", "trâu", []),
    ],
)
def test_a_snippet_marks_what_was_asked_for(text: str, asked: str, marked: list[str]) -> None:
    pieces = snippet(text, Question.of(asked))
    assert [piece.text for piece in pieces if piece.marked] == marked
    assert "".join(piece.text for piece in pieces) == text


def test_a_long_sentence_is_cut_around_the_first_mark() -> None:
    text = "đầu câu " * 60 + "đàn trâu " + "cuối câu " * 60
    pieces = snippet(text, Question.of("trâu"))
    said = "".join(piece.text for piece in pieces)
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert len(said) < 260
    assert [piece.text for piece in pieces if piece.marked] == ["trâu"]


def test_quotes_ask_for_words_in_a_row() -> None:
    assert Question.of('"giải ngân" vốn').phrases == ("giai ngan",)
    assert Question.of("“Đề Thám”").phrases == ("de tham",)
    assert not Question.of("  ?! ")


@given(st.text(max_size=200))
def test_any_text_gives_words_of_letters_and_digits_alone(text: str) -> None:
    for word in Question.of(text).words:
        assert word.isalnum()
        assert word == word.lower()
