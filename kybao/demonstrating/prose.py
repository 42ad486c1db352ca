"""Sentences with places for figures → sentences as a unit would have written them, now and then wrong. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from kybao.calendar import Period
from kybao.demonstrating.series import ORIGIN, Figures
from kybao.reading.numerals import printed
from kybao.reading.sentences import sentences
from kybao.registry.titles import kept_title, printed_title

_PLACE = re.compile(r"\{([^{}]+)\}")
_FIGURE = re.compile(r"\d")
_HOLIDAYS = re.compile(r"\b(?:tết|xuân)\b|lễ giao nhận quân", re.IGNORECASE)
_WINTER = frozenset({12, 1, 2})
_STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")
_AS_USUAL = "Các nhiệm vụ thường xuyên được thực hiện theo kế hoạch."
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Author:
    """One unit writing about one month. `chance` decides where it slips; `slips` of a thousand figures are printed wrong."""

    figures: Figures
    unit: str
    period: Period
    chance: Random
    slips: int = 15

    def filled(self, template: str) -> str:
        """A template with its figures.

        `{rau}` is a value, `{rau:cùng kỳ}` its percentage of the same period last year, `{rau:tăng giảm}` the change on it,
        `{thu:luỹ kế}` the year to date, `{thu:kế hoạch}` the year's plan, `{thu:% kế hoạch}` the one against the other,
        `{gcn:trên gcn-nhan}` its percentage of another value; `{kỳ này}`, `{năm}`, `{ngày chốt}`, `{đơn vị}` as they say.
        """
        return _PLACE.sub(lambda match: self._said(match.group(1)), template)

    def unfigured(self, text: str) -> str:
        """What of a text of January 2022 can be said in any month: the sentences without figures, in their season."""
        said = self.dated(text)
        kept = [
            sentence
            for start, end in sentences(said)
            if not _FIGURE.search(_without_dates(sentence := said[start:end]))
            and (self.period.number in _WINTER or not _HOLIDAYS.search(sentence))
        ]
        if len(kept) > 1:
            kept = [sentence for sentence in kept if self.chance.random() < 0.8] or kept[:1]
        return " ".join(kept) or _AS_USUAL

    def dated(self, text: str) -> str:
        """A text of January 2022 with this period's month and year in their places."""
        year = self.period.year
        text = printed_title(kept_title(text, ORIGIN), self.period)
        text = text.replace(f"năm {ORIGIN.year}", f"năm {year}").replace(f"năm {ORIGIN.year - 1}", f"năm {year - 1}")
        return text.replace("Nhâm Dần", lunar_year(year)).replace("Nhân Dân năm", f"{lunar_year(year)} năm")

    def _said(self, place: str) -> str:
        name, _, what = place.partition(":")
        if not what and name in self._words():
            return self._words()[name]
        if what.startswith("trên "):
            return self._percent(self._value(name), self._value(what.removeprefix("trên ")), 1)
        return _WAYS[what](self, name)

    def _words(self) -> dict[str, str]:
        day = f"15/{self.period.number:02}/{self.period.year}"
        words = {"kỳ này": self.period.label, "kỳ sau": self.period.next().label, "ngày chốt": day}
        return words | {
            "năm": str(self.period.year),
            "đơn vị": self.unit,
            "Đơn vị": self.unit[:1].upper() + self.unit[1:],
        }

    def _value(self, name: str) -> Decimal:
        return self.figures.value(name, self.period)

    def _before(self, name: str) -> Decimal:
        return self.figures.value(name, self.period.same_last_year())

    def _plain(self, name: str) -> str:
        """The value; of a sum now and then one that its parts don't give."""
        series, value = self.figures.series[name], self._value(name)
        if series.parts and self._slipping():
            value += Decimal(1).scaleb(-series.decimals) * self.chance.randint(1, 3)
        return self._printed(name, value)

    def _change(self, name: str) -> str:
        change = self._value(name) - self._before(name)
        if self._slipping():
            change += change.copy_sign(Decimal(1).scaleb(-self.figures.series[name].decimals)) * self.chance.randint(
                2, 9
            )
        return f"{'giảm' if change < 0 else 'tăng'} {self._printed(name, abs(change))}"

    def _year_to_date(self, name: str) -> str:
        return self._printed(name, self.figures.year_to_date(name, self.period))

    def _plan(self, name: str) -> str:
        return printed(self.figures.plan(name, self.period.year), 1)

    def _of_plan(self, name: str) -> str:
        return self._percent(self.figures.year_to_date(name, self.period), self.figures.plan(name, self.period.year), 2)

    def _of_same_period(self, name: str) -> str:
        return self._percent(self._value(name), self._before(name), 2)

    def _percent(self, value: Decimal, base: Decimal, decimals: int) -> str:
        percent = value / base * _HUNDRED
        if self._slipping():
            percent += self.chance.choice((-9, -4, 3, 6, 10))
        return f"{printed(abs(percent), decimals)}%"

    def _printed(self, name: str, value: Decimal) -> str:
        decimals = max(self.figures.series[name].decimals, 0)
        return printed(value, decimals, width=0 if decimals else 2)

    def _slipping(self) -> bool:
        return self.chance.randrange(1000) < self.slips


_WAYS: dict[str, Callable[[Author, str], str]] = {
    "": Author._plain,
    "cùng kỳ": Author._of_same_period,
    "tăng giảm": Author._change,
    "luỹ kế": Author._year_to_date,
    "kế hoạch": Author._plan,
    "% kế hoạch": Author._of_plan,
}


def lunar_year(year: int) -> str:
    """The name of the lunar year that begins in a year.

    >>> lunar_year(2022), lunar_year(2026)
    ('Nhâm Dần', 'Bính Ngọ')
    """
    return f"{_STEMS[(year - 4) % 10]} {_BRANCHES[(year - 4) % 12]}"


def _without_dates(sentence: str) -> str:
    return re.sub(r"(?:tháng \d{2} )?năm \d{4}", "", sentence)
