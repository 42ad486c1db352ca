"""`Period`: a month, quarter, half-year, nine months, year or any run of days that is reported on."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering


class Kind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    AD_HOC = "ad_hoc"


class InvalidPeriod(ValueError):
    """A notation that names no period; its message is Vietnamese and says which notations there are."""


_MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF_YEAR: 6, Kind.NINE_MONTHS: 9, Kind.YEAR: 12}
_LAST_NUMBER = {Kind.MONTH: 12, Kind.QUARTER: 4, Kind.HALF_YEAR: 2, Kind.NINE_MONTHS: 1, Kind.YEAR: 1, Kind.AD_HOC: 1}
_NOTATION = {
    Kind.MONTH: re.compile(r"(?P<year>\d{4})-(?P<number>\d{2})"),
    Kind.QUARTER: re.compile(r"(?P<year>\d{4})-Q(?P<number>[1-4])"),
    Kind.HALF_YEAR: re.compile(r"(?P<year>\d{4})-H(?P<number>[12])"),
    Kind.NINE_MONTHS: re.compile(r"(?P<year>\d{4})-9M"),
    Kind.YEAR: re.compile(r"(?P<year>\d{4})"),
}
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
_ROMAN = ("", "I", "II", "III", "IV")


@total_ordering
@dataclass(frozen=True, slots=True, repr=False)
class Period:
    """A period by kind, year and number within the year (January is 1, the second quarter 2; 1 where there is only one).

    An ad-hoc period is known by its first and last day (`days`); its year is that of its last day.

    >>> Period.parse("2022-01").label, Period.parse("2022-Q3").label, Period.parse("2022-H1").label
    ('tháng 01 năm 2022', 'quý III năm 2022', '6 tháng đầu năm 2022')
    >>> str(Period.month(2022, 1).previous()), str(Period.parse("2022-Q1").next())
    ('2021-12', '2022-Q2')
    >>> Period.parse("2022-Q1").first, Period.parse("2022-Q1").last
    (datetime.date(2022, 1, 1), datetime.date(2022, 3, 31))
    >>> [str(month) for month in Period.parse("2022-Q1").months()]
    ['2022-01', '2022-02', '2022-03']
    >>> Period.parse("2022-01-05..2022-01-20").label
    'từ ngày 05/01/2022 đến ngày 20/01/2022'
    """

    kind: Kind
    year: int
    number: int = 1
    days: tuple[date, date] | None = None

    def __post_init__(self) -> None:
        if (self.kind is Kind.AD_HOC) != (self.days is not None):
            raise InvalidPeriod(_unknown(f"{self.kind} {self.number}/{self.year}"))
        if self.days is not None and (self.days[0] > self.days[1] or self.year != self.days[1].year):
            raise InvalidPeriod(_backwards(*self.days))
        if not (1900 <= self.year <= 9999 and 1 <= self.number <= _LAST_NUMBER[self.kind]):
            raise InvalidPeriod(_unknown(f"{self.kind} {self.number}/{self.year}"))

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        return cls(Kind.MONTH, year, month)

    @classmethod
    def between(cls, first: date, last: date) -> Period:
        """The ad-hoc period of these days, both inclusive."""
        return cls(Kind.AD_HOC, last.year, 1, (first, last))

    @classmethod
    def parse(cls, notation: str) -> Period:
        """The period of "2022-01", "2022-Q1", "2022-H1", "2022-9M", "2022" or "2022-01-05..2022-01-20".

        Raises `InvalidPeriod`.
        """
        if days := _DAYS.fullmatch(notation.strip()):
            try:
                first, last = map(date.fromisoformat, days.groups())
            except ValueError:
                raise InvalidPeriod(_unknown(notation)) from None
            return cls.between(first, last)
        for kind, pattern in _NOTATION.items():
            if match := pattern.fullmatch(notation.strip()):
                try:
                    return cls(kind, int(match["year"]), int(match.groupdict().get("number") or 1))
                except InvalidPeriod:
                    break
        raise InvalidPeriod(_unknown(notation))

    def __str__(self) -> str:
        if self.days is not None:
            return "..".join(day.isoformat() for day in self.days)
        suffix = {
            Kind.MONTH: f"-{self.number:02}",
            Kind.QUARTER: f"-Q{self.number}",
            Kind.HALF_YEAR: f"-H{self.number}",
            Kind.NINE_MONTHS: "-9M",
            Kind.YEAR: "",
        }
        return f"{self.year}{suffix[self.kind]}"

    def __repr__(self) -> str:
        return f"Period.parse({str(self)!r})"

    def __lt__(self, other: Period) -> bool:
        return (self.first, self.last) < (other.first, other.last)

    @property
    def first_month(self) -> int:
        """The month of the year that it begins in (1 to 12)."""
        if self.days is not None:
            return self.days[0].month
        return (self.number - 1) * _MONTHS[self.kind] + 1

    @property
    def last_month(self) -> int:
        """The month of the year that it ends in (1 to 12)."""
        if self.days is not None:
            return self.days[1].month
        return self.first_month + _MONTHS[self.kind] - 1

    @property
    def first(self) -> date:
        """The first calendar day."""
        if self.days is not None:
            return self.days[0]
        return date(self.year, self.first_month, 1)

    @property
    def last(self) -> date:
        """The last calendar day."""
        if self.days is not None:
            return self.days[1]
        return date(self.year, self.last_month, calendar.monthrange(self.year, self.last_month)[1])

    @property
    def label(self) -> str:
        """The period as Vietnamese reports name it."""
        if self.days is not None:
            first, last = (day.strftime("%d/%m/%Y") for day in self.days)
            return f"ngày {first}" if first == last else f"từ ngày {first} đến ngày {last}"
        names = {
            Kind.MONTH: f"tháng {self.number:02}",
            Kind.QUARTER: f"quý {_ROMAN[self.number] if self.kind is Kind.QUARTER else ''}",
            Kind.HALF_YEAR: "6 tháng đầu" if self.number == 1 else "6 tháng cuối",
            Kind.NINE_MONTHS: "9 tháng đầu",
        }
        return f"{names[self.kind]} năm {self.year}" if self.kind in names else f"năm {self.year}"

    def same_last_year(self) -> Period:
        """The same period of the year before ("cùng kỳ năm trước"); of 29 February, the 28th."""
        if self.days is not None:
            first, last = map(_year_before, self.days)
            return Period.between(first, last)
        return Period(self.kind, self.year - 1, self.number)

    def previous(self) -> Period:
        """The period of its kind before it; of an ad-hoc one, as many days right before it."""
        return self._moved(-1)

    def next(self) -> Period:
        return self._moved(1)

    def months(self) -> tuple[Period, ...]:
        """The months that it is made of, in order; none where it begins or ends within a month."""
        if self.days is not None:
            return _whole_months(*self.days)
        return tuple(Period.month(self.year, month) for month in range(self.first_month, self.last_month + 1))

    def _moved(self, by: int) -> Period:
        if self.days is not None:
            length = (self.last - self.first + timedelta(days=1)) * by
            return Period.between(self.first + length, self.last + length)
        years, number = divmod(self.number - 1 + by, _LAST_NUMBER[self.kind])
        return Period(self.kind, self.year + years, number + 1)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _whole_months(first: date, last: date) -> tuple[Period, ...]:
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1]:
        return ()
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return tuple(Period.month(number // 12, number % 12 + 1) for number in numbers)


def _unknown(notation: str) -> str:
    return (
        f"Không có kỳ báo cáo “{notation}”. Hãy viết như 2022-01 (tháng), 2022-Q1 (quý), 2022-H1 (6 tháng), 2022-9M, 2022 "
        "hoặc 2022-01-05..2022-01-20 (đột xuất)."
    )


def _backwards(first: date, last: date) -> str:
    return f"Kỳ báo cáo đột xuất bắt đầu ngày {first:%d/%m/%Y} lại kết thúc ngày {last:%d/%m/%Y}. Hãy ghi ngày đầu trước ngày cuối."
