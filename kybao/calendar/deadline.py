"""`Deadline`: by when a regime's report for a period is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kybao.calendar.closing import Window, closing_window, day_of_month
from kybao.calendar.period import Period
from kybao.calendar.working_days import next_working_day, previous_working_day, working_days_after

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Counting(StrEnum):
    """What the number of a deadline's day counts."""

    DAY_OF_MONTH = "day_of_month"
    WORKING_DAY = "working_day"
    DAYS_AFTER_CLOSING = "days_after_closing"
    WORKING_DAYS_AFTER_CLOSING = "working_days_after_closing"


class Moving(StrEnum):
    """Where a deadline on a day off goes: to the next working day, to the last one before, or nowhere."""

    AFTER = "after"
    BEFORE = "before"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day, at a time of the day, for any period.

    `day` counts, by `counting`: days or working days of the period's last month (`months_after` = 0) or of a month after
    it, where a day that the month does not have is its last; or days or working days after the last day of the closing
    window, which itself is not counted.
    `moves` says where a day off moves; True is `Moving.AFTER` (as Bộ luật Dân sự 2015, Điều 148, khoản 5 ends a term),
    False is `Moving.NONE`.

    >>> january = Period.parse("2022-01")
    >>> Deadline(15, time(17)).due(january).isoformat()
    '2022-01-17T17:00:00+07:00'
    >>> [str(Deadline(15, time(17), moves=moves).due(january).date()) for moves in (Moving.BEFORE, False)]
    ['2022-01-14', '2022-01-15']
    >>> str(Deadline(3, time(17), months_after=1, counting=Counting.WORKING_DAY).due(january).date())  # after Tết
    '2022-02-09'
    >>> str(Deadline(5, time(17), counting=Counting.DAYS_AFTER_CLOSING).due(january).date())
    '2022-01-19'
    """

    day: int
    at: time
    months_after: int = 0
    moves: Moving | bool = True
    counting: Counting = Counting.DAY_OF_MONTH

    def __post_init__(self) -> None:
        least = 1 if self.counting in (Counting.DAY_OF_MONTH, Counting.WORKING_DAY) else 0
        if self.day < least or self.months_after < 0:
            raise ValueError(
                f"Hạn nộp không thể là ngày {self.day}, sau {self.months_after} tháng. Hãy ghi số từ {least}."
            )

    def due(self, period: Period, window: Window | None = None) -> datetime:
        """The moment, with Vietnam's time zone. A report filed at this very moment is on time.

        `window` is the period's closing window where the regime has its own; without it, that of the law.
        """
        day = _COUNTED[self.counting](self, period, window or closing_window(period))
        return datetime.combine(_MOVED[self.moves](day), self.at, VIETNAM)


def _day_of_month(deadline: Deadline, period: Period, _: Window) -> date:
    return day_of_month(period.last, deadline.months_after, deadline.day)


def _working_day(deadline: Deadline, period: Period, _: Window) -> date:
    first = day_of_month(period.last, deadline.months_after, 1)
    last = previous_working_day(day_of_month(first, 0, 31))
    return min(working_days_after(first - timedelta(days=1), deadline.day), last)


def _days_after_closing(deadline: Deadline, _: Period, window: Window) -> date:
    return window.last + timedelta(days=deadline.day)


def _working_days_after_closing(deadline: Deadline, _: Period, window: Window) -> date:
    return working_days_after(window.last, deadline.day)


_COUNTED: Mapping[Counting, Callable[[Deadline, Period, Window], date]] = {
    Counting.DAY_OF_MONTH: _day_of_month,
    Counting.WORKING_DAY: _working_day,
    Counting.DAYS_AFTER_CLOSING: _days_after_closing,
    Counting.WORKING_DAYS_AFTER_CLOSING: _working_days_after_closing,
}
_MOVED: Mapping[Moving | bool, Callable[[date], date]] = {
    True: next_working_day,
    False: lambda day: day,
    Moving.AFTER: next_working_day,
    Moving.BEFORE: previous_working_day,
    Moving.NONE: lambda day: day,
}
