"""Ticks that people read: steps of 1, 2 or 5, and money in thousands, millions or billions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from kybao.reading.measures import MONEY
from kybao.reading.numerals import decimals_in, printed

_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_SCALES = (("tỷ", Decimal(10**9)), ("triệu", Decimal(10**6)), ("nghìn", Decimal(1000)))


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high` in steps of `step`; printed values are divided by `factor`, whose name stands in `measure`."""

    low: Decimal
    high: Decimal
    step: Decimal
    factor: Decimal
    measure: str

    @property
    def ticks(self) -> tuple[tuple[Decimal, str], ...]:
        """Each tick's value and its label."""
        count = int((self.high - self.low) / self.step)
        return tuple((value, self.printed(value)) for value in (self.low + self.step * n for n in range(count + 1)))

    def printed(self, value: Decimal) -> str:
        return printed(value / self.factor, decimals_in((self.step / self.factor).normalize()))

    def share(self, value: Decimal) -> float:
        """How high a value stands between `low` (0) and `high` (1)."""
        return float((value - self.low) / (self.high - self.low))


def scale_for(values: list[Decimal], measure: str, *, most: int = 5) -> Scale:
    """The scale that holds all values with at most `most` steps. It begins at nought, except where the values differ by less
    than a third of what they are: then it begins where they do, so that the differences can be seen.

    >>> scale = scale_for([Decimal(1180), Decimal(1424)], "con")
    >>> [label for _, label in scale.ticks]
    ['1.150', '1.200', '1.250', '1.300', '1.350', '1.400', '1.450']
    >>> scale_for([Decimal("13.5e9"), Decimal("560e9")], "đồng").measure
    'tỷ đồng'
    """
    low, high = min(values), max(values)
    if low > 0 and (high - low) * 3 > high:
        low = Decimal(0)
    high = max(high, Decimal(0))
    if high == low:
        low, high = (low - abs(low) / 10, high + abs(high) / 10) if high else (Decimal(0), Decimal(1))
    rough = (high - low) / most
    magnitude = Decimal(1).scaleb(rough.adjusted())
    step = next(magnitude * one for one in _STEPS if magnitude * one >= rough)
    floor = (low / step).to_integral_value(ROUND_FLOOR) * step
    ceiling = (high / step).to_integral_value(ROUND_CEILING) * step
    name, factor = _named(max(abs(floor), abs(ceiling)), measure)
    return Scale(floor, ceiling, step, factor, f"{name} {measure}".strip())


def _named(most: Decimal, measure: str) -> tuple[str, Decimal]:
    if measure in MONEY:
        return next(((name, factor) for name, factor in _SCALES if most >= factor), ("", Decimal(1)))
    return ("", Decimal(1))
