"""A bound figure in the form that an officer chose: the value, % of the same period, the difference, % of the plan.

Such a form says all itself, its measure and "tăng" or "giảm" included: "1.242 con", "108%", "tăng 92 con".
"""

from __future__ import annotations

from decimal import Decimal

from kybao.composing.models import Binding
from kybao.filing.models import Fact
from kybao.reading.measures import MONEY
from kybao.reading.numerals import decimals_in, parse, printed

SCALE_WORDS = {Decimal(10**12): "nghìn tỷ", Decimal(10**9): "tỷ", Decimal(10**6): "triệu", Decimal(1000): "nghìn"}
_MONEY_SCALES = (Decimal(10**9), Decimal(10**6))
_HUNDRED = Decimal(100)
_Form = Binding.Form


def numeral_of(binding: Binding) -> str:
    """The bare numeral: as it was printed while the fact still says so, else the fact's value in the same form (scale,
    decimals, grouping, leading zeros)."""
    fact = binding.fact
    if fact is None:
        return binding.printed
    scale = binding.scale or fact.scale
    # "giảm 14,3 nghìn con" says the sign of a change in words.
    stated = abs(fact.value) / scale
    as_written = parse(binding.printed)
    if as_written is not None and as_written[0] == stated:
        return binding.printed
    decimals = fact.decimals if scale == fact.scale and fact.stated else decimals_of(stated)
    return printed(stated, decimals, grouped=binding.grouped, width=binding.width)


def in_form(binding: Binding) -> str:
    """The figure as its chosen form prints it. Where the base is nought, "–" stands for the percentage that there is not."""
    fact, base = binding.fact, binding.base
    if fact is None or binding.form == _Form.NUMERAL:
        return numeral_of(binding)
    if binding.form == _Form.VALUE:
        return _with_measure(numeral_of(binding), binding.measure)
    if binding.form == _Form.CHANGE_ON_SAME_PERIOD:
        return _change(fact, fact.value - base.value if base else fact.value, binding.measure)
    percent = fact.value if base is None else fact.value / base.value * _HUNDRED if base.value else None
    return "–" if percent is None else f"{_percent(percent)}%"


def scale_of(fact: Fact) -> Decimal:
    """The scale that a fact is printed in: its own; for money that nobody printed, one that fits."""
    if fact.stated or fact.indicator.measure not in MONEY:
        return fact.scale
    return next((one for one in _MONEY_SCALES if abs(fact.value) >= one), Decimal(1))


def measure_of(fact: Fact) -> str:
    """What is printed behind a fact's numeral: "con", "nghìn con", "tỷ đồng", "%".

    "14,3 nghìn con" says it all itself; else scale and measure are put together.
    """
    measure = fact.measure or ("%" if "percent" in fact.comparison else fact.indicator.measure)
    scale = SCALE_WORDS.get(scale_of(fact), "")
    return " ".join(filter(None, (scale, measure)))


def decimals_of(value: Decimal, most: int = 3) -> int:
    """The decimals that a value has, up to `most`.

    >>> decimals_of(Decimal("23.960")), decimals_of(Decimal("403")), decimals_of(Decimal("1.23456"))
    (2, 0, 3)
    """
    return decimals_in(round(value, most).normalize())


def _change(fact: Fact, change: Decimal, measure: str) -> str:
    if change == 0:
        return "không đổi"
    amount = abs(change) / scale_of(fact)
    numeral = printed(amount, decimals_of(amount))
    return f"{'giảm' if change < 0 else 'tăng'} {_with_measure(numeral, measure)}"


def _percent(value: Decimal) -> str:
    rounded = round(value, 2)
    return printed(rounded, decimals_of(rounded))


def _with_measure(numeral: str, measure: str) -> str:
    return numeral + measure if measure == "%" else f"{numeral} {measure}".rstrip()
