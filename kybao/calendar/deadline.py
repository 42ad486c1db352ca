"""`Deadline`: by when a regime's report for a period is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kybao.calendar.period import Period
from kybao.calendar.working_days import next_working_day

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day of the period's last month (`months_after` = 0) or of a month after it, at a time of the day.

    A day that the month does not have is its last. Where `moves`, a day off is followed by the next working day
    (as Bộ luật Dân sự 2015, Điều 148, khoản 5 ends a term).

    >>> Deadline(15, time(17)).due(Period.parse("2022-01")).isoformat()
    '2022-01-17T17:00:00+07:00'
    >>> Deadline(15, time(17), moves=False).due(Period.parse("2022-01")).isoformat()
    '2022-01-15T17:00:00+07:00'
    """

    day: int
    at: time
    months_after: int = 0
    moves: bool = True

    def due(self, period: Period) -> datetime:
        """The moment, with Vietnam's time zone. A report filed at this very moment is on time."""
        months = period.year * 12 + period.last_month - 1 + self.months_after
        first = date(months // 12, months % 12 + 1, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        day = min(first + timedelta(days=self.day - 1), last)
        return datetime.combine(next_working_day(day) if self.moves else day, self.at, VIETNAM)
