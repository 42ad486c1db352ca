"""The days between which a period's figures are counted (thời gian chốt số liệu).

Nghị định 09/2019/NĐ-CP, Điều 12: a month's figures run from the 15th of the month before to the 14th of the reporting
month; a quarter's, half-year's, nine months' and year's end on the 14th of their last month and begin on the 15th of the
month before their first (for all that begin in January: 15 December of the year before). A regime may set its own days.
"""

from __future__ import annotations

import calendar
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
class ClosingRule:
    """From `opens_on` of the month `opens_offset` months from the period's first, to `closes_on` of the month
    `closes_offset` months from its last. A day that a month does not have is its last.

    >>> ClosingRule(opens_on=1, opens_offset=0, closes_on=31).window(Period.parse("2022-Q1"))
    Window(first=datetime.date(2022, 1, 1), last=datetime.date(2022, 3, 31))
    >>> ClosingRule(opens_on=21, opens_offset=-1, closes_on=20).window(Period.parse("2022-01"))
    Window(first=datetime.date(2021, 12, 21), last=datetime.date(2022, 1, 20))
    """

    opens_on: int
    opens_offset: int
    closes_on: int
    closes_offset: int = 0

    def window(self, period: Period) -> Window:
        """The window of a period; an ad-hoc period's is its own days."""
        if period.days is not None:
            return Window(*period.days)
        return Window(
            day_of_month(period.first, self.opens_offset, self.opens_on),
            day_of_month(period.last, self.closes_offset, self.closes_on),
        )


def closing_window(period: Period) -> Window:
    """The window of a period by law; before the decree was in force (12 March 2019), its calendar days.

    >>> closing_window(Period.parse("2022-01"))
    Window(first=datetime.date(2021, 12, 15), last=datetime.date(2022, 1, 14))
    >>> closing_window(Period.parse("2022-Q1")).last, closing_window(Period.parse("2022-9M")).first
    (datetime.date(2022, 3, 14), datetime.date(2021, 12, 15))
    """
    law = next((law for law in _LAWS if law.since <= period.last), None)
    return Window(period.first, period.last) if law is None else law.rule.window(period)


def day_of_month(day: date, months: int, number: int) -> date:
    """The day `number` of the month that lies `months` months from a day's month; a day that it does not have is its last.

    >>> day_of_month(date(2022, 1, 31), 1, 31)
    datetime.date(2022, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(number, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class _Law:
    since: date
    rule: ClosingRule
    source: str


_LAWS = (_Law(date(2019, 3, 12), ClosingRule(15, -1, 14), "Nghị định 09/2019/NĐ-CP, Điều 12"),)
