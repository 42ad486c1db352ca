"""Periods, closing windows and deadlines, as law and practice have them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.calendar import Deadline, InvalidPeriod, Kind, Period, closing_window, is_working_day, next_working_day

PERIODS = st.one_of(
    st.builds(Period, st.just(Kind.MONTH), st.integers(1950, 2100), st.integers(1, 12)),
    st.builds(Period, st.just(Kind.QUARTER), st.integers(1950, 2100), st.integers(1, 4)),
    st.builds(Period, st.just(Kind.HALF_YEAR), st.integers(1950, 2100), st.integers(1, 2)),
    st.builds(Period, st.sampled_from([Kind.NINE_MONTHS, Kind.YEAR]), st.integers(1950, 2100)),
)


@given(PERIODS)
def test_a_period_is_its_notation(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(PERIODS)
def test_next_and_previous_undo_each_other(period: Period) -> None:
    assert period.next().previous() == period
    assert period.previous() < period < period.next()


@given(PERIODS)
def test_a_period_is_its_months(period: Period) -> None:
    months = period.months()
    assert (months[0].first, months[-1].last) == (period.first, period.last)


@pytest.mark.parametrize("notation", ["", "2022-13", "2022-00", "2022-Q5", "2022-H3", "01/2022", "tháng 1"])
def test_what_names_no_period_is_refused_in_vietnamese(notation: str) -> None:
    with pytest.raises(InvalidPeriod, match="Không có kỳ báo cáo"):
        Period.parse(notation)


@pytest.mark.parametrize(
    ("notation", "first", "last"),
    [
        ("2022-01", date(2021, 12, 15), date(2022, 1, 14)),
        ("2022-Q2", date(2022, 3, 15), date(2022, 6, 14)),
        ("2022-H1", date(2021, 12, 15), date(2022, 6, 14)),
        ("2022-9M", date(2021, 12, 15), date(2022, 9, 14)),
        ("2022", date(2021, 12, 15), date(2022, 12, 14)),
        ("2018-05", date(2018, 5, 1), date(2018, 5, 31)),  # before the decree
    ],
)
def test_figures_close_as_decree_09_2019_says(notation: str, first: date, last: date) -> None:
    window = closing_window(Period.parse(notation))
    assert (window.first, window.last) == (first, last)
    assert first in window
    assert last in window


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2022, 1, 17), True),
        (date(2022, 1, 16), False),  # Sunday
        (date(2022, 2, 2), False),  # Tết Nhâm Dần
        (date(2023, 1, 23), False),  # Tết Quý Mão moves
        (date(2022, 9, 2), False),
    ],
)
def test_tet_and_weekends_are_no_working_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_a_deadline_on_a_day_off_moves_to_the_next_working_day() -> None:
    assert Deadline(15, time(17)).due(Period.parse("2022-01")).date() == date(2022, 1, 17)
    assert Deadline(1, time(17), months_after=1).due(Period.parse("2022-01")).date() == next_working_day(
        date(2022, 2, 1)
    )
    assert Deadline(31, time(17), moves=False).due(Period.parse("2022-02")).date() == date(2022, 2, 28)
