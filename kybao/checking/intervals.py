"""`Interval`: all the true values that a printed figure may stand for, and arithmetic on them.

A figure printed as 8,199 was rounded from something between 8,1985 and 8,1995; whatever is computed from it can only be
known as far. The tolerance of every rule comes from these bounds and from nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kybao.reading.figure import Figure, FigureKind, Qualifier
from kybao.reading.measures import dimension


@dataclass(frozen=True, slots=True)
class Interval:
    """The closed interval [low, high].

    >>> Interval(Decimal(1), Decimal(2)) + Interval(Decimal(10), Decimal(20))
    Interval(low=Decimal('11'), high=Decimal('22'))
    >>> Interval(Decimal(1), Decimal(2)) / Interval(Decimal(4), Decimal(5))
    Interval(low=Decimal('0.2'), high=Decimal('0.5'))
    """

    low: Decimal
    high: Decimal

    @classmethod
    def exactly(cls, value: Decimal) -> Interval:
        return cls(value, value)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def __truediv__(self, other: Interval) -> Interval:
        """Raises ZeroDivisionError where the divisor may be nought."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError
        corners = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def overlaps(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high

    def contains(self, value: Decimal) -> bool:
        return self.low <= value <= self.high


HUNDRED = Interval.exactly(Decimal(100))


def is_exact(figure: Figure) -> bool:
    """Whether a figure was counted, not measured: whole things, or money to the đồng.

    "36 hồ sơ" is 36; "403 tỷ đồng" and "45 ha" may have been rounded.
    """
    counted = figure.kind is FigureKind.QUANTITY and figure.decimals == 0 and figure.scale == 1
    return counted and (figure.measure == "đồng" or dimension(figure.measure) == "count")


def bounds(figure: Figure) -> Interval:
    """What a printed figure may stand for: half a unit of its last digit either way, wider where it is qualified.

    "khoảng 5.000" may be 4.500 to 5.500 (half a unit of the last digit that isn't nought), "hơn 160" 160 to 170,
    "gần 1.200" 1.100 to 1.200.
    """
    if figure.qualifier is Qualifier.EXACT or figure.qualifier in (Qualifier.FROM, Qualifier.TO):
        return Interval.exactly(figure.value) if is_exact(figure) else Interval(figure.low, figure.high)
    unit = _last_digit(figure)
    if figure.qualifier is Qualifier.ABOUT:
        return Interval(figure.value - unit / 2, figure.value + unit / 2)
    if figure.qualifier is Qualifier.OVER:
        return Interval(figure.low, figure.value + unit)
    return Interval(figure.value - unit, figure.high)


def _last_digit(figure: Figure) -> Decimal:
    """One unit of the last digit that isn't nought, in the value's own unit; a unit of the last printed one for nought."""
    step = figure.step
    units = figure.value / step
    while units and units % 10 == 0:
        units, step = units / 10, step * 10
    return step
