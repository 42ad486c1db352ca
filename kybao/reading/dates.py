"""Dates, months, years and spans of time in running text."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
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


def _day(day: str, month: str, year: str | None) -> _Days:
    if not year:
        return None, None, not (1 <= int(month) <= 12 and 1 <= int(day) <= 31)
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None, None, True
    return found, found, False


def _months(first: int, last: int, year: str | None) -> _Days:
    if not (1 <= first <= last <= 12):
        return None, None, True
    if not year:
        return _NO_DAYS
    return date(int(year), first, 1), date(int(year), last, calendar.monthrange(int(year), last)[1]), False


def _years(first: str, last: str) -> _Days:
    return (date(int(first), 1, 1), date(int(last), 12, 31), False) if int(first) <= int(last) else (None, None, True)


_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def _quarter(number: str, year: str | None) -> _Days:
    quarter = _QUARTERS.get(number.upper(), 0)
    return _months(quarter * 3 - 2, quarter * 3, year) if quarter else (None, None, True)


_YEAR = r"(?:19|20)\d{2}"
_SEP = r"\s?[/.-]\s?"
_Read = Callable[[re.Match[str]], _Days]

# Longer forms first: a place that one form has read is not read again.
_FORMS: tuple[tuple[DateKind, str, _Read], ...] = (
    (DateKind.DAY, rf"(?:ngày|mùng|mồng)\s(\d{{1,2}})\s+tháng\s(\d{{1,2}})\s+năm\s({_YEAR})", lambda m: _day(*m.groups())),
    (DateKind.DAY, rf"(?<![\d/.,])(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}({_YEAR})(?!\d)", lambda m: _day(*m.groups())),
    (DateKind.SCHOOL_YEAR, rf"năm học\s({_YEAR})\s?[-–]\s?({_YEAR})", lambda m: _years(*m.groups())),
    (DateKind.YEARS, rf"(?<![\d/.,])({_YEAR})\s?[-–]\s?({_YEAR})(?![\d/.,]\d|\d)", lambda m: _years(*m.groups())),
    (DateKind.YEARS, rf"từ năm\s({_YEAR})\s?(?:đến|-|–)\s?(?:năm\s)?({_YEAR})", lambda m: _years(*m.groups())),
    (DateKind.PART_OF_YEAR, rf"(\d{{1,2}})\stháng\sđầu\snăm(?:\s({_YEAR}))?", lambda m: _months(1, int(m[1]), m[2])),
    (DateKind.PART_OF_YEAR, rf"(\d{{1,2}})\stháng\scuối\snăm(?:\s({_YEAR}))?", lambda m: _months(13 - int(m[1]), 12, m[2])),
    (DateKind.PART_OF_YEAR, rf"(?<![\d.,])(\d{{1,2}})\stháng\snăm\s({_YEAR})", lambda m: _months(1, int(m[1]), m[2])),
    (DateKind.QUARTER, rf"quý\s(I{{1,3}}|IV|[1-4])(?:(?:\s?/\s?|\snăm\s|\s)({_YEAR}))?(?!\w)", lambda m: _quarter(m[1], m[2])),
    (DateKind.MONTH, rf"tháng\s(\d{{1,2}})(?:\s?/\s?|\s+năm\s|-)({_YEAR})", lambda m: _months(int(m[1]), int(m[1]), m[2])),
    (DateKind.MONTH, r"tháng\s\d{1,2}(?:,\s\d{1,2})+(?:\svà\s\d{1,2})?(?!\d)", lambda m: _NO_DAYS),
    (DateKind.DAY, r"(?:ngày|mùng|mồng)\s(\d{1,2})\s?[/-]\s?(\d{1,2})(?![\d/])", lambda m: _day(m[1], m[2], None)),
    (DateKind.DAY, r"(?:ngày|mùng|mồng)\s(\d{1,2})\s+tháng\s(\d{1,2})(?!\d)", lambda m: _day(m[1], m[2], None)),
    (DateKind.MONTH, rf"(?<![\d/.,])(\d{{1,2}})/({_YEAR})(?![\d/])", lambda m: _months(int(m[1]), int(m[1]), m[2])),
    (DateKind.MONTH, r"tháng\s(\d{1,2})(?![\d.,/]\d|\d)", lambda m: _months(int(m[1]), int(m[1]), None)),
    (DateKind.DAY, r"(?:từ |đến )?ngày\s(\d{1,2})(?![\d.,/]\d|\d)(?!\s(?:công|người))", lambda m: _NO_DAYS),
    (DateKind.TIME_OF_DAY, r"(?<![\d.,])\d{1,2}\s?(?:giờ|h)\s?\d{2}(?:\s?phút)?(?!\d)|(?:lúc|trước|vào)\s\d{1,2}\s?(?:giờ|h)\b", lambda m: _NO_DAYS),
    (
        DateKind.YEAR,
        rf"\b(?:năm|tết|xuân|nguyên đán|tý|sửu|dần|mão|thìn|tỵ|ngọ|mùi|thân|dậu|tuất|hợi)\s({_YEAR})(?![\d]|[.,]\d)",
        lambda m: _years(m[1], m[1]),
    ),
)
_COMPILED = tuple((kind, re.compile(form, re.IGNORECASE), read) for kind, form, read in _FORMS)


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
    found: list[DateMention] = []
    for kind, form, read in _COMPILED:
        for match in form.finditer(view.text):
            if any(d.start < match.end() and match.start() < d.end for d in found):
                continue
            first, last, impossible = read(match)
            span = view.span(match.start(), match.end())
            found.append(DateMention(match.start(), match.end(), span, kind, first, last, impossible, match.group()))
    return tuple(sorted(found, key=lambda d: d.start))
