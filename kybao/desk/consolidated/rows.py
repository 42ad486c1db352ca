"""A consolidated figure in words: values in their measure, what they lack, and where one goes to see what they are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from kybao.consolidated.table import Amount, Figure, PlanMet
from kybao.desk.fact_words import value_in_words
from kybao.desk.places import address_of
from kybao.filing.models import Fact
from kybao.reading.measures import MONEY
from kybao.reading.numerals import decimals_in, printed
from kybao.registry.models import Indicator

_MONEY_SCALES = (Decimal(10**9), Decimal(10**6))
_SPLIT = "không so sánh được: đơn vị chia tách chưa có tỷ lệ chia số liệu"


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is "" where there is no value, and `why` then tells the reason; `href` is the sentence that it was read in."""

    text: str
    why: str = ""
    restated: bool = False
    partial: bool = False
    href: str = ""

    @property
    def blank(self) -> bool:
        return not (self.text or self.why)


@dataclass(frozen=True, slots=True)
class Row:
    """`missing` are names. `stated` is what the unit itself reports where that is another figure than its sum."""

    figure: Figure
    value: Cell
    same: Cell
    previous: Cell
    to_date: Cell
    of_same: str
    growth: str
    growth_on_previous: str
    share: str
    unit_share: str
    rank: str
    plans: tuple[tuple[str, str, str], ...]
    coverage: str
    missing: tuple[str, ...]
    same_missing: tuple[str, ...]
    stated: str
    stated_href: str


def row_of(figure: Figure, name: Callable[[str], str]) -> Row:
    fact = figure.stated_otherwise
    own = [one for one in figure.stated if one.basis in (Fact.Basis.ACTUAL, Fact.Basis.ESTIMATE)]
    read = address_of(own[0]) if own and fact is None else ""
    return Row(
        figure,
        _cell(figure.value, figure.indicator, read),
        _cell(figure.same, figure.indicator),
        _cell(figure.previous, figure.indicator),
        _cell(figure.to_date, figure.indicator) if figure.indicator.kind != Indicator.Kind.STOCK else Cell(""),
        _percent(figure.percent_of_same),
        _change(figure.growth_on_same),
        _change(figure.growth_on_previous),
        _percent(figure.share),
        _percent(figure.unit_share),
        f"{figure.rank}/{figure.ranked}" if figure.rank and figure.ranked > 1 else "",
        tuple(_plan(plan, figure.indicator) for plan in figure.plans),
        f"{figure.value.present}/{figure.value.expected}",
        tuple(name(code) for code in figure.value.missing),
        tuple(name(code) for code in figure.same.missing),
        value_in_words(fact) if fact else "",
        address_of(fact) if fact else "",
    )


def in_words(value: Decimal, indicator: Indicator) -> str:
    """The exact value; money in the largest scale in which it has at most three decimals."""
    scales = _MONEY_SCALES if indicator.measure in MONEY else ()
    scale = next(
        (one for one in scales if abs(value) >= one and decimals_in((value / one).normalize()) <= 3), Decimal(1)
    )
    stated = printed(value / scale, decimals_in((value / scale).normalize()))
    return value_in_words(Fact(indicator=indicator, value=value, stated=stated, scale=scale, measure=indicator.measure))


def _cell(amount: Amount, indicator: Indicator, href: str = "") -> Cell:
    if not amount.comparable:
        return Cell("", _SPLIT, amount.restated)
    if amount.value is None:
        return Cell("", "chưa có số liệu" if amount.expected else "", amount.restated)
    return Cell(in_words(amount.value, indicator), "", amount.restated, not amount.complete, href)


def _plan(met: PlanMet, indicator: Indicator) -> tuple[str, str, str]:
    """Whose plan, how much, and the per cent of it that was reached."""
    plan = in_words(met.plan, indicator) if met.plan is not None else ""
    whose = str(Fact.Basis(met.basis).label)
    return whose[:1].lower() + whose[1:], plan, _percent(met.percent)


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{printed(value, 1)}%"


def _change(value: Decimal | None) -> str:
    if value is None:
        return ""
    return f"{'tăng' if value > 0 else 'giảm'} {printed(abs(value), 1)}%" if round(value, 1) else "không đổi"
