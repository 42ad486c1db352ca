"""Deadlines: days of the month, working days, days after closing; and where a day off moves."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.calendar import (
    ClosingRule,
    Counting,
    Deadline,
    Moving,
    Period,
    is_working_day,
    next_working_day,
    previous_working_day,
    working_days_after,
)

# Tết Nhâm Dần: offices closed from Saturday 29 January to Sunday 6 February 2022.
LAST_BEFORE_TET, FIRST_AFTER_TET = date(2022, 1, 28), date(2022, 2, 7)
FIVE = time(17)


@pytest.mark.parametrize(
    ("moves", "day"),
    [
        (Moving.AFTER, FIRST_AFTER_TET),
        (Moving.BEFORE, LAST_BEFORE_TET),
        (Moving.NONE, date(2022, 2, 1)),
        (True, FIRST_AFTER_TET),
        (False, date(2022, 2, 1)),
    ],
)
def test_a_deadline_in_tet_moves_as_the_regime_says(moves: Moving | bool, day: date) -> None:
    assert Deadline(1, FIVE, months_after=1, moves=moves).due(Period.parse("2022-01")).date() == day


@pytest.mark.parametrize(
    ("counting", "number", "months_after", "notation", "day"),
    [
        (Counting.DAY_OF_MONTH, 25, 0, "2022-Q1", date(2022, 3, 25)),
        (Counting.DAY_OF_MONTH, 31, 1, "2022-05", date(2022, 6, 30)),
        (Counting.WORKING_DAY, 1, 1, "2022-01", FIRST_AFTER_TET),
        (Counting.WORKING_DAY, 3, 1, "2022-01", date(2022, 2, 9)),
        (Counting.WORKING_DAY, 30, 0, "2022-01", date(2022, 1, 28)),  # more than the month has
        (Counting.DAYS_AFTER_CLOSING, 3, 0, "2022-06", date(2022, 6, 17)),
        (Counting.DAYS_AFTER_CLOSING, 2, 0, "2022-01", date(2022, 1, 17)),  # a Sunday
        (Counting.WORKING_DAYS_AFTER_CLOSING, 2, 0, "2022-01", date(2022, 1, 18)),
        (Counting.DAYS_AFTER_CLOSING, 1, 0, "2022-01-05..2022-01-20", date(2022, 1, 21)),
    ],
)
def test_what_the_day_counts(counting: Counting, number: int, months_after: int, notation: str, day: date) -> None:
    assert Deadline(number, FIVE, months_after, counting=counting).due(Period.parse(notation)).date() == day


def test_days_are_counted_from_the_regimes_own_closing() -> None:
    deadline = Deadline(3, FIVE, counting=Counting.DAYS_AFTER_CLOSING)
    period = Period.parse("2022-06")
    own = ClosingRule(opens_on=1, opens_offset=0, closes_on=31).window(period)
    assert deadline.due(period, own).date() == date(2022, 7, 4)  # 3 July is a Sunday


@pytest.mark.parametrize("day", [0, -1])
def test_there_is_no_day_before_the_first(day: int) -> None:
    with pytest.raises(ValueError, match="Hãy ghi số từ 1"):
        Deadline(day, FIVE)


DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@given(DAYS)
def test_a_moved_day_is_the_nearest_working_day_on_its_side(day: date) -> None:
    before, after = previous_working_day(day), next_working_day(day)
    assert before <= day <= after
    assert is_working_day(before)
    assert is_working_day(after)
    assert (before == after) == is_working_day(day)


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_working_days_add_up(day: date, some: int, more: int) -> None:
    assert working_days_after(working_days_after(day, some), more) == working_days_after(day, some + more)
