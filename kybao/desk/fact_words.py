"""A fact in the words that people read: its value with scale and measure, and what kind of value it is."""

from __future__ import annotations

from decimal import Decimal

from kybao.filing.models import Fact
from kybao.reading.measures import MONEY
from kybao.reading.numerals import decimals_in, printed

_SCALES = {Decimal(10**12): "nghìn tỷ", Decimal(10**9): "tỷ", Decimal(10**6): "triệu", Decimal(1000): "nghìn"}
_MONEY_SCALES = (Decimal(10**9), Decimal(10**6))
_CHANGES = (Fact.Comparison.CHANGE_ON_SAME_PERIOD, Fact.Comparison.CHANGE_ON_PREVIOUS_YEAR)
# What must stand beside a value in a column that holds values of several kinds.
_REMARKS = {
    Fact.Basis.ESTIMATE: "ước",
    Fact.Basis.PLAN_PROVINCE: "tỉnh giao",
    Fact.Basis.PLAN_COUNCIL: "HĐND giao",
    Fact.Comparison.PERCENT_OF_PREVIOUS_YEAR: "so năm trước",
    Fact.Comparison.CHANGE_ON_PREVIOUS_YEAR: "so năm trước",
    Fact.Comparison.SHARE: "tỷ lệ",
}


def value_in_words(fact: Fact) -> str:
    """The value as it was printed, completed by the scale and measure that the sentence gives elsewhere ("348,5/525,9 tỷ
    đồng"); a change says its direction. A fact that was not read in a text is printed in a scale that fits."""
    if fact.comparison not in _CHANGES:
        return _amount(fact)
    return f"{'giảm' if fact.value < 0 else 'tăng'} {_amount(fact).lstrip('-−')}"


def measure_in_words(fact: Fact) -> str:
    """What the numeral counts, scale included: "con", "tỷ đồng", "%"."""
    return " ".join(filter(None, (_SCALES.get(fact.scale, ""), fact.measure or fact.indicator.measure)))


def kind_in_words(fact: Fact) -> str:
    """ "Kế hoạch tỉnh giao · % kế hoạch"."""
    basis = fact.get_basis_display()
    return f"{basis} · {fact.get_comparison_display()}" if fact.comparison else basis


def remark(fact: Fact) -> str:
    """ "ước", "HĐND giao", "so năm trước" …, or "" where the column says it all."""
    return _REMARKS.get(Fact.Comparison(fact.comparison)) or _REMARKS.get(Fact.Basis(fact.basis)) or ""


def _amount(fact: Fact) -> str:
    measure = fact.measure or ("%" if fact.comparison.startswith("percent") else fact.indicator.measure)
    stated = " ".join(fact.stated.split())
    if any(letter.isalpha() or letter == "%" for letter in stated):
        return stated
    if stated:
        return _joined(stated, fact.scale, measure)
    scale = next((one for one in _MONEY_SCALES if measure in MONEY and abs(fact.value) >= one), Decimal(1))
    value = fact.value / scale
    if value != round(value, 3):  # implied by a percentage: its further digits say nothing
        return f"khoảng {_joined(printed(round(value, 1), 1), scale, measure)}"
    return _joined(printed(value, decimals_in(value.normalize())), scale, measure)


def _joined(numeral: str, scale: Decimal, measure: str) -> str:
    words = " ".join(filter(None, (_SCALES.get(scale, ""), measure)))
    return numeral + words if words == "%" else f"{numeral} {words}".strip()
