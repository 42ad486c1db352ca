"""The days between which a period's figures are counted (thời gian chốt số liệu).

Nghị định 09/2019/NĐ-CP, Điều 12: a month's figures run from the 15th of the month before to the 14th of the reporting
month; a quarter's, half-year's, nine months' and year's end on the 14th of their last month and begin on the 15th of the
month before their first (for all that begin in January: 15 December of the year before).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kybao.calendar.period import Period


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day counted, both inclusive."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class _Rule:
    """In force from `since`: figures run from `opens_on` of the month before the period to `closes_on` of its last month."""

    since: date
    opens_on: int
    closes_on: int
    source: str


_RULES = (_Rule(date(2019, 3, 12), 15, 14, "Nghị định 09/2019/NĐ-CP, Điều 12"),)


def closing_window(period: Period) -> Window:
    """The window of a period by law; before the decree was in force (12 March 2019), its calendar days.

    >>> closing_window(Period.parse("2022-01"))
    Window(first=datetime.date(2021, 12, 15), last=datetime.date(2022, 1, 14))
    >>> closing_window(Period.parse("2022-Q1")).last, closing_window(Period.parse("2022-9M")).first
    (datetime.date(2022, 3, 14), datetime.date(2021, 12, 15))
    """
    rule = next((rule for rule in _RULES if rule.since <= period.last), None)
    if rule is None:
        return Window(period.first, period.last)
    year, month = (period.year, period.first_month - 1) if period.first_month > 1 else (period.year - 1, 12)
    return Window(date(year, month, rule.opens_on), period.last.replace(day=rule.closes_on))
