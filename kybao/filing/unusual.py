"""Whether a figure stands out from a unit's own earlier figures: a rule that holds against single outliers. Pure.

With six earlier values or more: the distance from their median, measured in median absolute deviations (MAD). A value is
unusual where 0.6745 · |value − median| / MAD exceeds 3.5 (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993,
who call this the modified z-score); 0.6745 makes the MAD of normally spread values their standard deviation. Where more
than half of the earlier values are the same, the MAD is 0 and says nothing: then a twentieth of the median stands for it.

With fewer, a spread can't be told: a value is unusual where it is three times a value that it is compared with (the
previous period, the same period of the year before), or a third of it, or has another sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

ENOUGH = 6
_LIMIT = Decimal("3.5")
_NORMAL = Decimal("0.6745")
_SMALLEST_SHARE = Decimal(20)
FACTOR = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """`centre` is the median of `periods` earlier values, or the value that was compared with; None where there is nothing
    to compare with. `low` and `high` are the bounds within which a value is usual."""

    unusual: bool
    periods: int = 0
    centre: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def by_spread(self) -> bool:
        return self.periods >= ENOUGH


def judge(value: Decimal, history: Sequence[Decimal], compared: Sequence[Decimal] = ()) -> Judgement:
    """`history` are the earlier values in any order; `compared` the previous and the same period's, where there are such.

    >>> usual = [Decimal(n) for n in (100, 104, 98, 101, 99, 103)]
    >>> judge(Decimal(102), usual).unusual, judge(Decimal(140), usual).unusual
    (False, True)
    >>> judge(Decimal(301), [], [Decimal(100)]).unusual, judge(Decimal(290), [], [Decimal(100)]).unusual
    (True, False)
    >>> judge(Decimal(5), []).unusual
    False
    """
    if len(history) >= ENOUGH:
        return _by_spread(value, history)
    judged = [_by_factor(value, other) for other in compared]
    return next((one for one in judged if one.unusual), judged[0] if judged else Judgement(False))


def _by_spread(value: Decimal, history: Sequence[Decimal]) -> Judgement:
    centre = median(history)
    spread = median(abs(one - centre) for one in history) or abs(centre) / _SMALLEST_SHARE
    reach = _LIMIT * spread / _NORMAL
    low, high = centre - reach, centre + reach
    return Judgement(not low <= value <= high, len(history), centre, low, high)


def _by_factor(value: Decimal, other: Decimal) -> Judgement:
    if other == 0:
        return Judgement(False, 1, other)  # nothing is a multiple of zero
    low, high = sorted((other / FACTOR, other * FACTOR))
    return Judgement(not low < value < high, 1, other, low, high)
