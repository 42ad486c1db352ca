"""Dates, months, years and spans of time in running text."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kybao.documents.model import Span
from kybao.reading.view import View


class DateKind(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    PART_OF_YEAR = "part_of_year"  # 6 tháng đầu năm, 9 tháng
    YEAR = "year"
    YEARS = "years"  # giai đoạn 2021-2025
    SCHOOL_YEAR = "school_year"
    TIME_OF_DAY = "time_of_day"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at `text[start:end]` of its view. `first` and `last` are the days that it covers, both inclusive;
    None where they can't be told (no year given) or where the date is `impossible` (31/02/2022)."""

    start: int
    end: int
    span: Span
    kind: DateKind
    first: date | None
    last: date | None
    impossible: bool
    text: str


_Days = tuple[date | None, date | None, bool]
_NO_DAYS: _Days = (None, None, False)
_IMPOSSIBLE: _Days = (None, None, True)


def _day(day: str, month: str, year: str | None) -> _Days:
    if not year:
        return _NO_DAYS if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 else _IMPOSSIBLE
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return _IMPOSSIBLE
    return found, found, False


def _months(first: int, last: int, year: str | None) -> _Days | None:
    """None where there are no such months, so that the number is no date at all ("36 tháng", "số 45/2013")."""
    if not (1 <= first <= last <= 12):
        return None
    if not year:
        return _NO_DAYS
    return date(int(year), first, 1), date(int(year), last, calendar.monthrange(int(year), last)[1]), False


def _month(number: str, year: str) -> _Days:
    return _months(int(number), int(number), year) or _IMPOSSIBLE


def _years(first: str, last: str) -> _Days:
    return (date(int(first), 1, 1), date(int(last), 12, 31), False) if int(first) <= int(last) else _IMPOSSIBLE


_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def _quarter(number: str, year: str | None) -> _Days | None:
    return _months(_QUARTERS[number] * 3 - 2, _QUARTERS[number] * 3, year)


_YEAR = r"(?:19|20)\d{2}"
_SEP = r"\s?[/.-]\s?"
# What one counts by the day: "mỗi ngày 20 lượt" is no 20th.
_PER_DAY = "công|người|lượt|tấn|con|ca|hộ|xe|giờ|liều|mẫu|suất"
_Read = Callable[[re.Match[str]], _Days | None]

# A word that the form can't do without, the form (in lower case), and how it is read. Longer forms first: a place that one
# form has read is not read again.
_FORMS: tuple[tuple[str, DateKind, str, _Read], ...] = (
    ("tháng", DateKind.DAY, rf"(?:ngày|mùng|mồng)\s(\d{{1,2}})\s+tháng\s(\d{{1,2}})\s+năm\s({_YEAR})", lambda m: _day(*m.groups())),
    ("", DateKind.DAY, rf"(?=\d)(?<![\d/.,])(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}({_YEAR})(?!\d)", lambda m: _day(*m.groups())),
    ("năm học", DateKind.SCHOOL_YEAR, rf"năm học\s({_YEAR})\s?[-–]\s?({_YEAR})", lambda m: _years(*m.groups())),
    ("", DateKind.YEARS, rf"(?=[12])(?<![\d/.,])({_YEAR})\s?[-–]\s?({_YEAR})(?![\d/.,]\d|\d)", lambda m: _years(*m.groups())),
    ("từ năm", DateKind.YEARS, rf"từ năm\s({_YEAR})\s?(?:đến|-|–)\s?(?:năm\s)?({_YEAR})", lambda m: _years(*m.groups())),
    ("tháng đầu", DateKind.PART_OF_YEAR, rf"(\d{{1,2}})\stháng\sđầu\snăm(?:\s({_YEAR}))?", lambda m: _months(1, int(m[1]), m[2])),
    ("tháng cuối", DateKind.PART_OF_YEAR, rf"(\d{{1,2}})\stháng\scuối\snăm(?:\s({_YEAR}))?", lambda m: _months(13 - int(m[1]), 12, m[2])),
    ("tháng năm", DateKind.PART_OF_YEAR, rf"(?<![\d.,])(\d{{1,2}})\stháng\snăm\s({_YEAR})", lambda m: _months(1, int(m[1]), m[2])),
    ("quý", DateKind.QUARTER, rf"quý\s(i{{1,3}}|iv|[1-4])(?:(?:\s?/\s?|\snăm\s|\s)({_YEAR}))?(?!\w)", lambda m: _quarter(m[1], m[2])),
    ("tháng", DateKind.MONTH, rf"tháng\s(\d{{1,2}})(?:\s?/\s?|\s+năm\s|-)({_YEAR})", lambda m: _month(m[1], m[2])),
    ("tháng", DateKind.MONTH, r"tháng\s\d{1,2}(?:,\s\d{1,2})+(?:\svà\s\d{1,2})?(?!\d)", lambda m: _NO_DAYS),
    ("", DateKind.DAY, r"(?=[nm])(?:ngày|mùng|mồng)\s(\d{1,2})\s?[/-]\s?(\d{1,2})(?![\d/])", lambda m: _day(m[1], m[2], None)),
    ("tháng", DateKind.DAY, r"(?:ngày|mùng|mồng)\s(\d{1,2})\s+tháng\s(\d{1,2})(?!\d)", lambda m: _day(m[1], m[2], None)),
    ("/", DateKind.MONTH, rf"(?=\d)(?<![\d/.,])(\d{{1,2}})/({_YEAR})(?![\d/])", lambda m: _months(int(m[1]), int(m[1]), m[2])),
    ("tháng", DateKind.MONTH, r"tháng\s(\d{1,2})(?![\d.,/]\d|\d)", lambda m: _months(int(m[1]), int(m[1]), None)),
    ("ngày", DateKind.DAY, rf"(?:từ |đến )?ngày\s(\d{{1,2}})(?![\d.,/]\d|\d)(?!\s(?:{_PER_DAY})\b)",
     lambda m: _NO_DAYS if int(m[1]) <= 31 else None),
    ("", DateKind.TIME_OF_DAY, r"(?=[\dltv])(?:(?<![\d.,])\d{1,2}\s?(?:giờ|h)\s?\d{2}(?:\s?phút)?(?!\d)|"
     r"(?:lúc|trước|vào)\s\d{1,2}\s?(?:giờ|h)\b)", lambda m: _NO_DAYS),
    (
        "",
        DateKind.YEAR,
        rf"\b(?:năm|tết|xuân|nguyên đán|tý|sửu|dần|mão|thìn|tỵ|ngọ|mùi|thân|dậu|tuất|hợi)\s({_YEAR})(?![\d]|[.,]\d)",
        lambda m: _years(m[1], m[1]),
    ),
)  # fmt: skip
_COMPILED = tuple((word, kind, re.compile(form), read) for word, kind, form, read in _FORMS)
_DIGIT = re.compile(r"\d")


def find_dates(view: View) -> tuple[DateMention, ...]:
    """All dates of a running text, in order, none overlapping another.

    >>> from kybao.documents.model import Block, BlockKind
    >>> from kybao.reading.view import view_of
    >>> text = "Đến ngày 21/01/2022; quý I/2022; 6 tháng đầu năm 2023; ngày 31/02/2022"
    >>> [(d.text, str(d.first), str(d.last), d.impossible) for d in find_dates(view_of(Block(0, BlockKind.PARAGRAPH, text)))]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('21/01/2022', '2022-01-21', '2022-01-21', False), ('quý I/2022', '2022-01-01', '2022-03-31', False),
     ('6 tháng đầu năm 2023', '2023-01-01', '2023-06-30', False), ('31/02/2022', 'None', 'None', True)]
    """
    if not _DIGIT.search(view.text):
        return ()
    text = lowered(view.text)
    taken = bytearray(len(text))
    found: list[DateMention] = []
    for word, kind, form, read in _COMPILED:
        if word not in text:
            continue
        for match in form.finditer(text):
            start, end = match.span()
            days = None if any(taken[start:end]) else read(match)
            if days is not None:
                taken[start:end] = b"\x01" * (end - start)
                found.append(DateMention(start, end, view.span(start, end), kind, *days, view.text[start:end]))
    return tuple(sorted(found, key=lambda d: d.start))


def lowered(text: str) -> str:
    """The text in lower case, each character in its own place."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def date_from(dates: Sequence[DateMention], position: int) -> DateMention | None:
    """The first of some dates in order that begins at a position or after it."""
    index = bisect_left(dates, position, key=lambda day: day.start)
    return dates[index] if index < len(dates) else None
