"""Bound figures: text with tokens prints as the unit wrote it, and anew when the fact changes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.composing.models import Binding
from kybao.composing.text.binding import figures_in, form_of, printed_figure
from kybao.composing.text.tokens import plain, tokenised
from kybao.documents import document_of_text
from kybao.filing.models import Fact
from kybao.reading import read


def bound(numeral: str, value: str, scale: str = "1", decimals: int = 0) -> Binding:
    fact = Fact(value=Decimal(value), scale=Decimal(scale), decimals=decimals)
    return Binding(token=0, fact=fact, printed=numeral, **form_of(numeral))


@pytest.mark.parametrize(
    ("numeral", "value", "scale", "decimals", "printed"),
    [
        ("1242", "1242", "1", 0, "1242"),
        ("10.277", "10277", "1", 0, "10.277"),
        ("205,8", "205800", "1000", 1, "205,8"),
        ("50.061,170", "50061170000", "1000000", 3, "50.061,170"),
        ("08", "8", "1", 0, "08"),
        ("14,3", "-14300", "1000", 1, "14,3"),  # "giảm 14,3 nghìn con"
    ],
)
def test_a_figure_keeps_its_look_while_the_fact_says_the_same(
    numeral: str, value: str, scale: str, decimals: int, printed: str
) -> None:
    assert printed_figure(bound(numeral, value, scale, decimals)) == printed


@pytest.mark.parametrize(
    ("numeral", "new_value", "scale", "decimals", "printed"),
    [
        ("1242", "1250", "1", 0, "1250"),
        ("10.277", "9876", "1", 0, "9.876"),
        ("205,8", "206100", "1000", 1, "206,1"),
        ("08", "9", "1", 0, "09"),
        ("08", "12", "1", 0, "12"),
    ],
)
def test_a_corrected_fact_is_printed_in_the_same_form(
    numeral: str, new_value: str, scale: str, decimals: int, printed: str
) -> None:
    assert printed_figure(bound(numeral, new_value, scale, decimals)) == printed


def test_figures_are_found_where_they_stand_and_words_stay_words() -> None:
    reading = read(document_of_text("Tháng 01 năm 2022 có hai mươi lăm hộ và 08 vụ, bằng 95,5% cùng kỳ."))
    assert [figure.printed for figure in figures_in(reading, 0)] == ["08", "95,5"]


@given(st.text(alphabet="ab 1,.⟦⟧", max_size=60), st.data())
def test_what_is_tokenised_prints_as_it_was(text: str, data: st.DataObject) -> None:
    text = text.replace("⟦", "").replace("⟧", "")
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    printed = {number: text[start:end] for number, (start, end) in enumerate(spans)}
    assert plain(tokenised(text, spans), printed) == text
