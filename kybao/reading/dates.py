"""Dates, months, years and spans of time in running text."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from kybao.documents.model import Span
from kybao.reading.measures import is_counter, measure_at
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


class DateMention(Struct, frozen=True, gc=False):
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
_DATED_YEAR = r"(?:1[5-9]|20)\d{2}"  # of a day written out: "19/5/1890"
_SEP = r"\s?[/.-]\s?"
# What one counts by the day: "mỗi ngày 20 lượt" is no 20th.
_PER_DAY = "công|người|lượt|tấn|con|ca|hộ|xe|giờ|liều|mẫu|suất"
_Read = Callable[[re.Match[str]], _Days | None]

# "9 tháng" is the part of the year that has passed, where the words around it make it no length of time.
_LENGTH_BEFORE = re.compile(
    r"\b(?:thời hạn|thời gian|trong vòng|sau|dưới|trên|đủ|từ|quá|hơn|gần|khoảng|tù|giam|tối thiểu|tối đa|ít nhất|chậm|thêm|hạn|kéo dài|mỗi|"
    r"cứ|nghỉ|trẻ|trước|hành|mới|được|còn|đến|\d năm|và|trợ cấp|lãi suất|cảnh cáo|giữ|định kỳ|tới|chưa|trả|treo|quỹ|phạt)\s$"
)
_LENGTH_AFTER = re.compile(
    r"\s(?:tuổi|tù|liền|trở|liên t|kể từ|lương|tiền|cải tạo|giam|một lần|đối với|/|thi hành|tính từ|thử|treo|lao động|bảo hành|thai|"
    r"cho mỗi)"
)


def _period(match: re.Match[str]) -> _Days | None:
    text, months = match.string, int(match[1])
    if not 2 <= months <= 12 or _LENGTH_AFTER.match(text, match.end()):
        return None
    return None if _LENGTH_BEFORE.search(text, max(0, match.start() - 14), match.start()) else _NO_DAYS


def _hour(match: re.Match[str]) -> _Days | None:
    return _NO_DAYS if int(match[1]) <= 24 else None


# "đợt 2/2022" is a round of 2022 and no February; "tỷ lệ 1/2000" is a map's scale.
_NO_MONTH_BEFORE = re.compile(r"(?:đợt|lần|số|kỳ|khoá|khóa|tổ|lô|thửa)\s$")
_SCALE_BEFORE = re.compile(r"(?:tỷ lệ|tỉ lệ|bản đồ|quy hoạch|bản vẽ|bình đồ|trích đo)[^.;]*$")


def _month_of_year(match: re.Match[str]) -> _Days | None:
    text, start = match.string, match.start()
    if _NO_MONTH_BEFORE.search(text, max(0, start - 6), start):
        return None
    if match[2] == "2000" and match[1] == "1" and _SCALE_BEFORE.search(text, max(0, start - 60), start):
        return None
    return _months(int(match[1]), int(match[1]), match[2])


_BEFORE_YEAR = re.compile(r"[/.-]\s?(?:1[5-9]|20)\d")
_DAYS = ("ngày", "mùng", "mồng")
_HOURS = re.compile(r"\d\s?(?:giờ|h)(?![^\W\d_])")

# What the form can't do without (a word, one of several, or a pattern that is quicker to look for), the form (in lower
# case), and how it is read. Longer forms first: a place that one form has read is not read again. No form begins within a
# number. Forms begin with a character or a class, which are looked for faster than what is repeated: `\d\d?`, no `\d{1,2}`.
_Cue = str | tuple[str, ...] | re.Pattern[str]
_FORMS: tuple[tuple[_Cue, DateKind, str, _Read], ...] = (
    ("tháng", DateKind.DAY, rf"(?:ngày|mùng|mồng)\s(\d{{1,2}})\s+tháng\s(\d{{1,2}})\s+năm\s({_YEAR})", lambda m: _day(*m.groups())),
    (_BEFORE_YEAR, DateKind.DAY, rf"(\d\d?){_SEP}(\d{{1,2}}){_SEP}({_DATED_YEAR})(?!\d)", lambda m: _day(*m.groups())),
    ("năm học", DateKind.SCHOOL_YEAR, rf"năm học\s({_YEAR})\s?[-–—/]\s?({_YEAR})", lambda m: _years(*m.groups())),
    (("20", "19"), DateKind.YEARS, rf"({_YEAR})\s?(?:[-–—]|đến năm|đến)\s?({_YEAR})(?![\d/.,]\d|\d)", lambda m: _years(*m.groups())),
    ("từ năm", DateKind.YEARS, rf"từ năm\s({_YEAR})\s?(?:đến|-|–|—)\s?(?:năm\s)?({_YEAR})", lambda m: _years(*m.groups())),
    ("tháng đầu", DateKind.PART_OF_YEAR, rf"(\d\d?)\stháng\sđầu\snăm(?:\s({_YEAR}))?", lambda m: _months(1, int(m[1]), m[2])),
    ("tháng cuối", DateKind.PART_OF_YEAR, rf"(\d\d?)\stháng\scuối\snăm(?:\s({_YEAR}))?", lambda m: _months(13 - int(m[1]), 12, m[2])),
    ("tháng", DateKind.PART_OF_YEAR, rf"(\d\d?)\stháng(?:\snăm\s|\s?/\s?)({_YEAR})", lambda m: _months(1, int(m[1]), m[2])),
    ("quý", DateKind.QUARTER, rf"quý\s(i{{1,3}}|iv|[1-4])(?:(?:\s?/\s?|\snăm\s|\s|-)({_YEAR}))?(?!\w)", lambda m: _quarter(m[1], m[2])),
    ("tháng", DateKind.MONTH, rf"tháng\s(\d{{1,2}})(?:\s?/\s?|\s+năm\s|[.-])({_YEAR})(?!\d)", lambda m: _month(m[1], m[2])),
    ("tháng", DateKind.MONTH, r"tháng\s\d{1,2}(?:,\s\d{1,2})*(?:(?:,|\svà)\s\d{1,2})(?![\d.,/]*\d|\s?(?:%|[^\W\d_]))", lambda m: _NO_DAYS),
    (_DAYS, DateKind.DAY, r"(?:ngày|mùng|mồng)\s(\d{1,2})\s?[/-]\s?(\d{1,2})(?![\d/])", lambda m: _day(m[1], m[2], None)),
    ("tháng", DateKind.DAY, r"(?:ngày|mùng|mồng)\s(\d{1,2})\s+tháng\s(\d{1,2})(?!\d)", lambda m: _day(m[1], m[2], None)),
    ("/", DateKind.MONTH, rf"(\d\d?)/({_YEAR})(?![\d/])", _month_of_year),
    ("tháng", DateKind.MONTH, r"tháng\s(\d{1,2})(?![\d.,/]\d|\d)", lambda m: _months(int(m[1]), int(m[1]), None)),
    ("tháng", DateKind.PART_OF_YEAR, r"(\d\d?)\stháng(?!\w)", _period),
    ("ngày", DateKind.DAY, r"(?<!ngắn )(?<!dài )ngày\s(\d{1,2})(?:(?:,\s\d{1,2})+(?=,?\s(?:và|đến)\s\d))?(?![\d.,/]\d|\d)"
     rf"(?!\s(?:{_PER_DAY})\b)",
     lambda m: _NO_DAYS if int(m[1]) <= 31 else None),
    ("đến", DateKind.DAY, r"đến\s(\d{1,2})-(\d{1,2})(?=\s(?:đạt|là|có|ước|thu|chi|đã|toàn|tổng)\b|,|$)",
     lambda m: _day(m[1], m[2], None) if 1 <= int(m[2]) <= 12 and 1 <= int(m[1]) <= 31 else None),
    ("từ", DateKind.DAY, r"từ\s(\d{1,2})(?=\s?(?:[-–—]|đến)\s?\d{1,2}\s?/\s?\d{1,2}(?:/\d|\D))",
     lambda m: _NO_DAYS if int(m[1]) <= 31 else None),
    (_HOURS, DateKind.TIME_OF_DAY, r"(\d\d?)\s?(?:giờ|h)\s?\d{2}(?:\s?phút)?(?!\d)", _hour),
    (_HOURS, DateKind.TIME_OF_DAY, r"(\d\d?)h(?![^\W_])", _hour),
    (_HOURS, DateKind.TIME_OF_DAY, r"(\d\d?)\sgiờ(?=,?\sngày\s\d)", _hour),
    ("rạng", DateKind.DAY, r"(?:đêm|tối)\s(?:ngày\s)?\d{1,2}(?=\srạng)", lambda m: _NO_DAYS),
    (_HOURS, DateKind.TIME_OF_DAY, r"(?:lúc|trước|vào|hồi)\s\d{1,2}\s?(?:giờ|h)(?!\w)", lambda m: _NO_DAYS),
    ("t", DateKind.MONTH, rf"t(\d{{1,2}})[/.-]({_YEAR})(?!\d)", lambda m: _months(int(m[1]), int(m[1]), m[2])),
    (("t/20", "t-20", "t.20", "t20"), DateKind.PART_OF_YEAR, rf"(\d\d?)t[/.-]?({_YEAR})(?!\d)", lambda m: _months(1, int(m[1]), m[2])),
)  # fmt: skip
_CUES = tuple(dict.fromkeys(cue for cue, *_ in _FORMS))
_COMPILED = tuple((_CUES.index(cue), kind, re.compile(form), read) for cue, kind, form, read in _FORMS)


_YEAR_DIGITS = 4  # a year is the one date that is written in digits alone


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
    text = view.low
    if not view.has_digit or (text.isdecimal() and len(text) != _YEAR_DIGITS):
        return ()
    found = _Found(view)
    there = [_is_there(cue, text) for cue in _CUES]
    for cue, kind, form, read in _COMPILED:
        if not there[cue]:
            continue
        for match in form.finditer(text):
            before = text[match.start() - 1 : match.start()]
            inside = before in _IN_NUMBER if text[match.start()].isdecimal() else before.isalnum()
            if not inside and found.is_free(match.start(), match.end()) and (days := read(match)) is not None:
                found.add(match.start(), match.end(), kind, days)
    _add_days_of_months(text, found)
    _add_years(text, found)
    return found.in_order()


def _is_there(cue: _Cue, text: str) -> bool:
    if isinstance(cue, str):
        return cue in text
    return any(map(text.__contains__, cue)) if isinstance(cue, tuple) else cue.search(text) is not None


_IN_NUMBER = frozenset("0123456789.,/")


class _Found:
    """The mentions found so far, none overlapping another."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.by_end: dict[int, DateMention] = {}
        self._taken = bytearray(len(view.text))

    def is_free(self, start: int, end: int) -> bool:
        return not any(self._taken[start:end])

    def add(self, start: int, end: int, kind: DateKind, days: _Days) -> None:
        self._taken[start:end] = b"\x01" * (end - start)
        span = self.view.span(start, end)
        self.by_end[end] = DateMention(start, end, span, kind, *days, self.view.text[start:end])

    def goes_on(self, text: str, start: int) -> DateMention | None:
        """The mention that a list or a range goes on from at `start`: "năm 2019, 2020 và 2021", "30/4-01/5"."""
        for link in _LINKS:
            if text.startswith(link, start - len(link)) and (before := self.by_end.get(start - len(link))):
                return before
        return None

    def in_order(self) -> tuple[DateMention, ...]:
        return tuple(sorted(self.by_end.values(), key=lambda day: day.start))


_LINKS = (", và ", ", ", " và ", "; ", " - ", " – ", " — ", "-", "–", "—", "/", " đến ")
_DAY_OF_MONTH = re.compile(r"(\d\d?)/(\d{1,2})(?![\d/]|[.,]\d)")
# What a day of a month stands behind when "ngày" is left out, and the feasts that are called by their day.
_DAY_CUE = re.compile(
    r"\b(?:từ|đến|tới|hết|trước|sau|sáng|chiều|tối|đêm|hôm|trưa|dịp|lễ|tết|kỷ niệm|kỉ niệm|mừng|quốc khánh|phụ nữ|phụ nữ việt nam|"
    r"lao động|thiếu nhi|nhà giáo|nhà giáo việt nam|giải phóng|liệt sĩ|liệt sỹ|thanh niên|báo chí|báo chí cách mạng việt nam|thầy thuốc|"
    r"môi trường|dân số|giỗ tổ|doanh nhân|chiến thắng|thống nhất|toàn dân|quân đội|gia đình việt nam|pháp luật|sinh)\s\(?$"
)
_NO_DAY_BEFORE = re.compile(
    r"\b(?:hẻm|ngõ|ngách|kiệt|đường|phố|số|số nhà|tổ|nhà|thửa|lô|đạt|được|bằng|có|là|chiếm|thành|kế hoạch|"
    r"kh|tốt|khá|giỏi|yếu|cho|gồm|còn|tại|tiêm|cấp|xã|phường|huyện)\s$"
)
_SHARE_AFTER = re.compile(
    r"\s(?:số|tổng|diện tích|chỉ tiêu|kế hoạch|dân số|lên|xuống)|\s?\(\s?\d[\d.,]*\s?%|,?\s(?:đạt|bằng|chiếm)\s(?:tỷ lệ\s)?\d[\d.,]*\s?%"
)


def _add_days_of_months(text: str, found: _Found) -> None:
    """ "đến 31/3", "Quốc khánh 02/9": a day and a month with neither "ngày" nor a year, told from "21/23" by what stands around."""
    if "/" not in text:
        return
    for match in _DAY_OF_MONTH.finditer(text):
        start, end = match.span()
        day, month = int(match[1]), int(match[2])
        if (
            not (1 <= day <= 31 and 1 <= month <= 12)
            or text[start - 1 : start] in _IN_NUMBER
            or not found.is_free(start, end)
        ):
            continue
        cued = _DAY_CUE.search(text, max(0, start - 30), start) or found.goes_on(text, start)
        counted = _counts(text, end)
        # Without a cue, more of a month than there are months: "sân vận động 19/5".
        if not cued and (
            day <= month or match[0] == "24/7" or counted or text[start - 1 : start] not in ("", " ", "(")
        ):
            continue
        if (
            (counted and day <= month)
            or _NO_DAY_BEFORE.search(text, max(0, start - 12), start)
            or _SHARE_AFTER.match(text, end)
        ):
            continue
        found.add(start, end, DateKind.DAY, _NO_DAYS)


def _counts(text: str, end: int) -> bool:
    """Whether something is surely counted by a number ending at `end`."""
    measure = measure_at(text, end)
    return measure.scale != 1 or is_counter(measure.unit)


_YEAR_PLACE = re.compile(r"(?:19|20)\d{2}(?!\d|[.,]\d)")
_YEAR_NAMES = """
    năm tết xuân đán tý sửu dần mão thìn tỵ ngọ mùi thân dậu tuất hợi sn
"""
_YEAR_NAME = frozenset(_YEAR_NAMES.split())
_NO_BARE_YEAR = re.compile(r"/\d|\s?[–—-]\s?\d")
_YEAR_CUES = """
    vụ xuân hè thu đông mùa sánh gốc hành toán hoạch kỳ với niên từ đến trước sau hết cấu tiêu quý đầu cuối giữa sinh khoá khóa games
    trong
"""
_YEAR_CUE = frozenset(_YEAR_CUES.split())
_NO_YEAR_AFTER = re.compile(r"\s(?:lên|xuống|còn|bằng|\()")
_LIKELY_YEARS = range(2005, 2051)


def _add_years(text: str, found: _Found) -> None:
    """ "năm 2019", "xuân Nhâm Dần 2022"; and years without "năm": "vụ Hè Thu 2019", "giá so sánh 2010", "đợt II/2022"."""
    if "19" not in text and "20" not in text:
        return
    for match in _YEAR_PLACE.finditer(text):
        start, end = match.span()
        if text[start - 1 : start].isalnum() or text[start - 1 : start] in (".", ",") or not found.is_free(start, end):
            continue
        word = text[max(0, start - 8) : start - 1].rpartition(" ")[2].lstrip('("“') if text[start - 1] == " " else ""
        if word in _YEAR_NAME:
            found.add(start - 1 - len(word), end, DateKind.YEAR, _years(match[0], match[0]))
        elif not _counts(text, end) and not _NO_BARE_YEAR.match(text, end) and _is_year(text, found, start, end):
            found.add(start, end, DateKind.YEAR, _years(match[0], match[0]))


_ROUND = re.compile(r"(?:đợt|lần|số|kỳ|khoá|khóa|học kỳ|quý|vụ)\s(?:\d{1,2}|[ivx]{1,4})\s?/\s?$")
_YEAR_IN_BRACKETS = re.compile(r"\b(?:cố định|so sánh|hiện hành|cùng kỳ|năm trước|năm ngoái|giá gốc)\s\($")


def _is_year(text: str, found: _Found, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    if before == "/":
        return _ROUND.search(text, max(0, start - 16), start) is not None
    if before == "(":
        return text.startswith(":", end) or _YEAR_IN_BRACKETS.search(text, max(0, start - 16), start) is not None
    earlier = found.goes_on(text, start)
    if earlier and earlier.kind in (DateKind.YEAR, DateKind.YEARS):
        return True
    if before != " " or _NO_YEAR_AFTER.match(text, end):
        return False
    if int(text[start:end]) not in _LIKELY_YEARS and not text.endswith(
        ("cố định ", "so sánh ", "giá gốc ", "vụ "), 0, start
    ):
        return False
    head = found.view.text[max(0, start - 20) : start - 1]
    word = head.rpartition(" ")[2].lstrip('("“')
    return (
        word.lower() in _YEAR_CUE
        or head.endswith("cố định")
        or (word.isupper() and len(word) > 2)  # "PAPI 2021"
        or (word[:1].isupper() and " " in head.strip() and head[-len(word) - 2 : -len(word)] not in (". ", "; "))
    )


def date_from(dates: Sequence[DateMention], position: int) -> DateMention | None:
    """The first of some dates in order that begins at a position or after it."""
    index = bisect_left(dates, position, key=lambda day: day.start)
    return dates[index] if index < len(dates) else None
