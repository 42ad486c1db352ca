"""The hours in which people are reminded: on working days, from seven in the morning to half past five, Vietnam's time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from kybao.calendar import is_working_day, next_working_day, previous_working_day
from kybao.calendar.deadline import VIETNAM

OPENS, CLOSES = time(7), time(17, 30)
_DAY = timedelta(days=1)


def within_hours(moment: datetime) -> bool:
    """Whether people may be reminded now.

    >>> [within_hours(datetime(2022, 1, day, hour, tzinfo=VIETNAM)) for day, hour in ((17, 8), (17, 6), (17, 18), (15, 8))]
    [True, False, False, False]
    """
    here = moment.astimezone(VIETNAM)
    return is_working_day(here.date()) and OPENS <= here.time() <= CLOSES


def earlier_within(moment: datetime) -> datetime:
    """The moment itself, or the last one before it at which people may be reminded; of a day off, the same time on the
    working day before.

    >>> earlier_within(datetime(2022, 1, 16, 8, tzinfo=VIETNAM)).isoformat()  # a Sunday
    '2022-01-14T08:00:00+07:00'
    >>> earlier_within(datetime(2022, 1, 17, 6, tzinfo=VIETNAM)).isoformat()  # before Monday's hours
    '2022-01-14T17:30:00+07:00'
    """
    here = moment.astimezone(VIETNAM)
    day, clock = here.date(), here.time()
    if clock < OPENS:
        day, clock = day - _DAY, CLOSES
    return datetime.combine(previous_working_day(day), min(clock, CLOSES), VIETNAM)


def later_within(moment: datetime) -> datetime:
    """The moment itself, or the first one after it at which people may be reminded.

    >>> later_within(datetime(2022, 1, 28, 18, tzinfo=VIETNAM)).isoformat()  # the evening before Tết Nhâm Dần
    '2022-02-07T07:00:00+07:00'
    """
    here = moment.astimezone(VIETNAM)
    day, clock = here.date(), here.time()
    if clock > CLOSES:
        day, clock = day + _DAY, OPENS
    working = next_working_day(day)
    return datetime.combine(working, max(clock, OPENS) if working == day else OPENS, VIETNAM)
