"""Working days of Vietnam's administration: Monday to Friday, less the public holidays (Bộ luật Lao động 2019, Điều 112).

Tết and Giỗ Tổ follow the lunar calendar; the `holidays` package knows them, substitute days included.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import holidays

_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> Mapping[date, str]:
    return holidays.country_holidays("VN", years=year, language="vi")


def is_working_day(day: date) -> bool:
    """Whether offices work on a day.

    >>> is_working_day(date(2022, 1, 17)), is_working_day(date(2022, 1, 15)), is_working_day(date(2022, 2, 1))
    (True, False, False)
    """
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself where offices work on it, else the first one after on which they do."""
    while not is_working_day(day):
        day += _DAY
    return day


def previous_working_day(day: date) -> date:
    """The day itself where offices work on it, else the last one before on which they did."""
    while not is_working_day(day):
        day -= _DAY
    return day


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after a day (which itself is not counted); the day itself for 0.

    >>> working_days_after(date(2022, 1, 28), 1)  # the Friday before Tết Nhâm Dần
    datetime.date(2022, 2, 7)
    """
    for _ in range(count):
        day = next_working_day(day + _DAY)
    return day
