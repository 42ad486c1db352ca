"""Reporting periods, the days they close on, and the moments reports are due.

>>> from kybao.calendar import Period
>>> Period.parse("2022-01").same_last_year()
Period.parse('2021-01')
"""

from kybao.calendar.closing import ClosingRule, Window, closing_window
from kybao.calendar.deadline import Counting, Deadline, Moving
from kybao.calendar.period import InvalidPeriod, Kind, Period
from kybao.calendar.working_days import is_working_day, next_working_day, previous_working_day, working_days_after

__all__ = [
    "ClosingRule",
    "Counting",
    "Deadline",
    "InvalidPeriod",
    "Kind",
    "Moving",
    "Period",
    "Window",
    "closing_window",
    "is_working_day",
    "next_working_day",
    "previous_working_day",
    "working_days_after",
]
