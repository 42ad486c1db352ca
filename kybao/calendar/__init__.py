"""Reporting periods, the days they close on, and the moments reports are due.

>>> from kybao.calendar import Period
>>> Period.parse("2022-01").same_last_year()
Period.parse('2021-01')
"""

from kybao.calendar.closing import Window, closing_window
from kybao.calendar.deadline import Deadline
from kybao.calendar.period import InvalidPeriod, Kind, Period
from kybao.calendar.working_days import is_working_day, next_working_day

__all__ = [
    "Deadline",
    "InvalidPeriod",
    "Kind",
    "Period",
    "Window",
    "closing_window",
    "is_working_day",
    "next_working_day",
]
