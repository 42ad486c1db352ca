"""Periods in DHIS2's notation: 202201, 2022Q1, 2022S1, 2022. Nine months and runs of days have none there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from kybao.calendar import InvalidPeriod, Kind, Period

PERIOD_TYPES: Mapping[Kind, str] = {
    Kind.MONTH: "Monthly",
    Kind.QUARTER: "Quarterly",
    Kind.HALF_YEAR: "SixMonthly",
    Kind.YEAR: "Yearly",
}
_NOTATIONS = (
    (re.compile(r"(\d{4})(\d{2})"), "{}-{}"),
    (re.compile(r"(\d{4})Q([1-4])"), "{}-Q{}"),
    (re.compile(r"(\d{4})S([12])"), "{}-H{}"),
    (re.compile(r"(\d{4})"), "{}"),
)


def notation(period: Period) -> str | None:
    """As DHIS2 writes a period; None where it has no such kind of period.

    >>> [notation(Period.parse(one)) for one in ("2022-01", "2022-Q3", "2022-H2", "2022", "2022-9M")]
    ['202201', '2022Q3', '2022S2', '2022', None]
    """
    written = {
        Kind.MONTH: f"{period.year}{period.number:02}",
        Kind.QUARTER: f"{period.year}Q{period.number}",
        Kind.HALF_YEAR: f"{period.year}S{period.number}",
        Kind.YEAR: str(period.year),
    }
    return written.get(period.kind)


def parse(written: str) -> Period:
    """The period that DHIS2 writes so. Raises `InvalidPeriod`.

    >>> parse("202112"), parse("2022S1")
    (Period.parse('2021-12'), Period.parse('2022-H1'))
    """
    for pattern, form in _NOTATIONS:
        if match := pattern.fullmatch(written.strip()):
            return Period.parse(form.format(*match.groups()))
    raise InvalidPeriod(
        f"Không có kỳ “{written}”. Viết kỳ như 202201 (tháng), 2022Q1 (quý), 2022S1 (6 tháng) hoặc 2022."
    )


def parts(period: Period) -> tuple[Period, ...]:
    """The shorter periods within a period whose values make its own: its months, quarters and half-years.

    >>> [notation(one) for one in parts(Period.parse("2022-Q2"))]
    ['202204', '202205', '202206']
    """
    if period.kind is Kind.MONTH:
        return ()
    return period.months()


def between(first: date, last: date) -> Callable[[Period], bool]:
    """Whether a period lies within these days."""
    return lambda period: first <= period.first and period.last <= last


def relative(name: str, today: date) -> tuple[Period, ...] | None:
    """The periods that a relative name means on a day; None where the name is none of those that are known.

    >>> [notation(one) for one in relative("LAST_3_MONTHS", date(2022, 1, 20))]
    ['202110', '202111', '202112']
    """
    if name not in _RELATIVE:
        return None
    kind, back, count = _RELATIVE[name]
    return tuple(reversed(list(_backwards(_current(kind, today), back, count))))


_RELATIVE: Mapping[str, tuple[Kind, int, int]] = {  # kind, how many back from the current one the last is, how many
    "THIS_MONTH": (Kind.MONTH, 0, 1),
    "LAST_MONTH": (Kind.MONTH, 1, 1),
    "LAST_3_MONTHS": (Kind.MONTH, 1, 3),
    "LAST_6_MONTHS": (Kind.MONTH, 1, 6),
    "LAST_12_MONTHS": (Kind.MONTH, 1, 12),
    "THIS_QUARTER": (Kind.QUARTER, 0, 1),
    "LAST_QUARTER": (Kind.QUARTER, 1, 1),
    "LAST_4_QUARTERS": (Kind.QUARTER, 1, 4),
    "THIS_SIX_MONTH": (Kind.HALF_YEAR, 0, 1),
    "LAST_SIX_MONTH": (Kind.HALF_YEAR, 1, 1),
    "THIS_YEAR": (Kind.YEAR, 0, 1),
    "LAST_YEAR": (Kind.YEAR, 1, 1),
    "LAST_5_YEARS": (Kind.YEAR, 1, 5),
}
_LENGTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF_YEAR: 6, Kind.YEAR: 12}


def _current(kind: Kind, today: date) -> Period:
    return Period(kind, today.year, (today.month - 1) // _LENGTHS[kind] + 1)


def _backwards(period: Period, back: int, count: int) -> Iterator[Period]:
    for step in range(back + count):
        if step >= back:
            yield period
        period = period.previous()
