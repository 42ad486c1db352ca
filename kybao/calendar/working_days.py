"""Working days of Vietnam's administration: Monday to Friday, less the public holidays (Bộ luật Lao động 2019, Điều 112).

Tết and Giỗ Tổ follow the lunar calendar; the `holidays` package knows them, substitute days included.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import holidays


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
        day += timedelta(days=1)
    return day
