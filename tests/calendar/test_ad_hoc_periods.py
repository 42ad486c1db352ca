"""Ad-hoc periods: any run of days (báo cáo đột xuất)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.calendar import InvalidPeriod, Kind, Period, closing_window

DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
AD_HOC = st.builds(
    lambda first, length: Period.between(first, first + timedelta(days=length)), DAYS, st.integers(0, 800)
)


@given(AD_HOC)
def test_an_ad_hoc_period_is_its_notation(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert len(str(period)) == 22


@given(AD_HOC)
def test_before_it_come_as_many_days(period: Period) -> None:
    before = period.previous()
    assert before.next() == period
    assert before < period
    assert before.last + timedelta(days=1) == period.first
    assert before.last - before.first == period.last - period.first


@pytest.mark.parametrize(
    ("notation", "label", "last_year"),
    [
        ("2022-01-05..2022-01-20", "từ ngày 05/01/2022 đến ngày 20/01/2022", "2021-01-05..2021-01-20"),
        ("2024-02-29..2024-02-29", "ngày 29/02/2024", "2023-02-28..2023-02-28"),
        ("2021-12-20..2022-01-10", "từ ngày 20/12/2021 đến ngày 10/01/2022", "2020-12-20..2021-01-10"),
    ],
)
def test_it_is_named_by_its_days(notation: str, label: str, last_year: str) -> None:
    period = Period.parse(notation)
    assert period.kind is Kind.AD_HOC
    assert (period.label, str(period.same_last_year())) == (label, last_year)


@pytest.mark.parametrize(
    ("notation", "months"),
    [
        ("2021-12-01..2022-02-28", ["2021-12", "2022-01", "2022-02"]),
        ("2022-01-01..2022-01-31", ["2022-01"]),
        ("2022-01-05..2022-02-28", []),
        ("2022-01-01..2022-02-27", []),
    ],
)
def test_it_is_made_of_months_only_where_they_are_whole(notation: str, months: list[str]) -> None:
    assert [str(month) for month in Period.parse(notation).months()] == months


def test_its_figures_close_with_it() -> None:
    window = closing_window(Period.parse("2022-01-05..2022-01-20"))
    assert (window.first, window.last) == (date(2022, 1, 5), date(2022, 1, 20))


@pytest.mark.parametrize(
    ("notation", "why"),
    [
        ("2022-01-20..2022-01-05", "lại kết thúc ngày 05/01/2022"),
        ("2022-02-30..2022-03-05", "Không có kỳ báo cáo"),
        ("2022-01-05..", "Không có kỳ báo cáo"),
        ("2022-01-05...2022-01-20", "Không có kỳ báo cáo"),
    ],
)
def test_days_that_make_no_period_are_refused(notation: str, why: str) -> None:
    with pytest.raises(InvalidPeriod, match=why):
        Period.parse(notation)


def test_only_an_ad_hoc_period_has_days() -> None:
    with pytest.raises(InvalidPeriod):
        Period(Kind.AD_HOC, 2022)
    with pytest.raises(InvalidPeriod):
        Period(Kind.MONTH, 2022, 1, (date(2022, 1, 1), date(2022, 1, 31)))
