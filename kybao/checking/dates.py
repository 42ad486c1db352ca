"""Dates: impossible ones, what is told as done after the report's own date, weekdays, anniversaries, ranges, periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kybao.checking.finding import Finding, Verdict
from kybao.checking.wording import finding, vietnamese_date
from kybao.documents.model import Span
from kybao.reading.dates import DateKind, DateMention
from kybao.reading.reading import Passage, Reading


def check_dates(reading: Reading) -> Iterator[Finding]:
    """A date must be one: no 31/02, no month 13, no "tháng 15/01/2022", no range or span of years that runs backwards."""
    for passage in reading.passages:
        text = passage.view.text
        for day in passage.dates:
            before = text[max(0, day.start - 12) : day.start]
            if day.impossible and (
                day.kind is not DateKind.YEARS or re.search(r"giai đoạn|nhiệm kỳ\s*$", before, re.IGNORECASE)
            ):
                yield finding(
                    reading, "date", Verdict.CONTRADICTS, day.span, f"Không có thời gian nào là “{day.text}”.", day.text
                )  # fmt: skip
            elif day.kind is DateKind.DAY and (word := re.search(r"\btháng\s+$", before, re.IGNORECASE)):
                span = passage.view.span(day.start - len(word.group()), day.end)
                yield finding(
                    reading, "date", Verdict.CONTRADICTS, span,
                    f"Ghi “tháng {day.text}”, nhưng đây là một ngày, phải là “ngày {day.text}”.", f"tháng {day.text}", day.first or "",
                )  # fmt: skip
        yield from _backward_ranges(reading, passage)


_TO = re.compile(r"\s*(?:đến|tới|-|–)\s*(?:hết\s+)?(?:ngày\s+)?")


def _backward_ranges(reading: Reading, passage: Passage) -> Iterator[Finding]:
    for first, last in pairwise(passage.dates):
        if (
            first.first
            and last.last
            and _TO.fullmatch(passage.view.text[first.end : last.start])
            and last.last < first.first
        ):
            yield finding(
                reading, "date", Verdict.CONTRADICTS, last.span,
                f"Khoảng thời gian “{first.text}” đến “{last.text}” kết thúc trước khi bắt đầu.", last.last, first.first, (first.span,),
            )  # fmt: skip


_AHEAD = re.compile(
    r"\b(?:ước|dự kiến|dự báo|sẽ|phấn đấu|mục tiêu|chỉ tiêu|trước ngày|"
    r"chậm nhất|thời hạn|hạn chót|đến hạn|gia hạn|hiệu lực|kể từ|"
    r"kỷ niệm|lộ trình|yêu cầu|đề nghị|giao|cam kết|đảm bảo|bảo đảm|hết hạn|tầm nhìn|định hướng|khoảng)\b",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    r"(?:\btính\s+)?\bđến\s+(?:nay\s*\(?)?(?:hết\s+|thời điểm\s+|hết ngày\s+)?(?:ngày\s+)?$", re.IGNORECASE
)
_DONE_AFTER = re.compile(r"\)?\s*,?[^.;:\d]{0,80}?\b(?:đã|đạt|được|thực hiện|có|là|giải ngân)\b", re.IGNORECASE)
_DONE_ON = re.compile(r"\)?,?\s(?:[^\W\d]+\s){0,6}đã\s", re.IGNORECASE)
_DONE_CELL = re.compile(r"(?:đã\s)?(?:nộp|gửi|nhận)(?:\s(?:báo cáo|bc))?(?:\s(?:muộn|chậm|ngày))*\s*$", re.IGNORECASE)
_FUTURE_PART = re.compile(r"nhiệm vụ|phương hướng|kế hoạch|giải pháp|mục tiêu|chương trình công tác", re.IGNORECASE)
_RESULT_PART = re.compile(r"kết quả|tình hình|thực hiện|đánh giá|tài chính", re.IGNORECASE)


def check_after_issue(reading: Reading) -> Iterator[Finding]:
    """What a report tells as done can't lie after the day that it was signed.

    "Đến ngày 21/01/2022 thực hiện đạt …" in a report of 18/01/2022 can't be; a forecast ("Ước … đến ngày 31/01/2022"),
    a deadline or an event that is announced can. The last day of a month is a customary closing day, and is left to a person.
    """
    if reading.issued is None or reading.issued.first is None:
        return
    issued = reading.issued.first
    cells, done = reading.document.table_blocks(), _done_cells(reading)
    for passage in reading.passages:
        for day in passage.dates:
            if (
                day.kind is DateKind.DAY
                and day.first
                and day.first > issued
                and (passage.view.block in done or _told_as_done(reading, passage, day, cells))
            ):
                month_end = (day.first.month != _next_day_month(day)) and passage.view.block not in cells
                month_end = month_end and not _TOLD.match(passage.view.text, day.end)
                yield finding(
                    reading, "after_issue", Verdict.UNDECIDED if month_end else Verdict.CONTRADICTS, day.span,
                    f"Nêu việc đã thực hiện vào ngày {vietnamese_date(day.first)}, "
                    f"nhưng báo cáo ký ngày {vietnamese_date(issued)}, trước ngày đó.",
                    day.first, issued, (reading.issued.span,),
                )  # fmt: skip


_DONE_HEAD = re.compile(r"\bngày (?:nộp|gửi|nhận|báo cáo|ban hành|ký|hoàn thành|đã)\b", re.IGNORECASE)


def _done_cells(reading: Reading) -> set[int]:
    """The cells of columns that give the day on which something was done ("Ngày nộp")."""
    found = set[int]()
    for table in reading.tables:
        done = {column.index for column in table.columns if _DONE_HEAD.search(column.head)}
        found |= {cell.block for cell in table.table.cells if cell.column in done} if done else set()
    return found


def _next_day_month(day: DateMention) -> int:
    assert day.first is not None
    return day.first.fromordinal(min(day.first.toordinal() + 1, day.first.max.toordinal())).month


def _told_as_done(reading: Reading, passage: Passage, day: DateMention, cells: frozenset[int]) -> bool:
    text = passage.view.text
    floor = max(0, day.start - 300)
    start = max(floor, *(text.rfind(mark, floor, day.start) + 1 for mark in (";", ". ")))
    before, after = text[start : day.start], text[day.end : day.end + 120]
    if passage.view.block in cells:
        return bool(_DONE_CELL.fullmatch(before.strip() + " "))
    if _AHEAD.search(before) or _AHEAD.search(re.split(r"[.;]\s", after)[0]) or _in_future_part(reading, day.span):
        return False
    if _HELD.search(before):
        return True
    if _UP_TO.search(before):
        return bool(_DONE_AFTER.match(after)) or bool(re.search(r"\bđã\b", before))
    return bool(re.fullmatch(r"\s*(?:vào\s)?(?:ngày\s)?", before, re.IGNORECASE) and _DONE_ON.match(after))


_TOLD = re.compile(r",[^,;.]{0,40}\bđã\b[^;.]*\d")
_HELD = re.compile(
    r"\bđã (?:diễn ra|tổ chức|ban hành|hoàn thành|họp|khai mạc|bế mạc|"
    r"khánh thành|bàn giao)\b[^,;.]{0,40}$|\bnộp báo cáo (?:vào )?(?:ngày )?$",
    re.IGNORECASE,
)


def check_durations(reading: Reading) -> Iterator[Finding]:
    """ "trong 05 ngày, từ ngày 06/3/2023 đến ngày 08/3/2023": so many days, counting both ends or one of them, there must be.

    So with years: "Sơ kết 03 năm … (2017 - 2021)".
    """
    yield from _terms(reading)
    for passage in reading.passages:
        text = passage.view.text
        for first, last in pairwise(passage.dates):
            if not (first.kind is last.kind is DateKind.DAY and first.first and last.first):
                continue
            stated = _DAYS.search(text, max(0, first.start - 40), first.start)
            if not stated or not _UNTIL.fullmatch(text, first.end, last.start):
                continue
            days = (last.first - first.first).days + 1
            if days < 1 or int(stated.group(1)) in (days, days - 1):
                continue
            place, count = passage.view.span(*stated.span(1)), int(stated.group(1))
            yield finding(
                reading, "duration", Verdict.CONTRADICTS, place,
                f"Nêu {count} ngày, nhưng từ {vietnamese_date(first.first)} "
                f"đến {vietnamese_date(last.first)} là {days} ngày.",
                stated.group(1), str(days), (first.span, last.span),
            )  # fmt: skip


_DAYS = re.compile(r"\b(\d{1,3}) ngày\s*[,(:]?\s*(?:kể )?từ\s*(?:ngày )?$", re.IGNORECASE)
_UNTIL = re.compile(r"\s*(?:đến|tới)(?: hết)?\s*(?:ngày )?", re.IGNORECASE)


def _in_future_part(reading: Reading, span: Span) -> bool:
    titles = [node.title for node in reading.outline.path(span.block)]
    siblings = [node.title for node in reading.outline.nodes if node.block < span.block and not node.number]
    named = [*titles, *siblings[-1:]]
    return any(_FUTURE_PART.search(title) and not _RESULT_PART.search(title) for title in named)


_WEEKDAY = re.compile(
    r"(?<!\w)(thứ\s(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)\s*,?\s*\(?\s*(?:ngày\s+)?$", re.IGNORECASE
)
_ORDINAL = re.compile(r"\b(?:họp|phiên|lần|khoá|khóa|hội nghị|đại hội|người|con|hạng|tập|vị trí)\s+$", re.IGNORECASE)
_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_DIGIT_DAYS = {str(number): name for number, name in enumerate(_WEEKDAYS[:6], start=2)}


def check_weekdays(reading: Reading) -> Iterator[Finding]:
    """ "thứ Hai, ngày 17/01/2022": the weekday must be the date's own."""
    for passage in reading.passages:
        text = passage.view.text
        for day in passage.dates:
            word = (
                _WEEKDAY.search(text, max(0, day.start - 30), day.start)
                if day.kind is DateKind.DAY and day.first
                else None
            )
            if word is None or day.first is None or _ORDINAL.search(text[max(0, word.start() - 14) : word.start()]):
                continue
            stated = word.group(1).lower()
            stated = " ".join([stated.split()[0], _DIGIT_DAYS.get(stated.split()[1], stated).split()[-1]])
            true = _WEEKDAYS[day.first.weekday()]
            span = passage.view.span(word.start(), day.end)
            if stated == true:
                yield finding(
                    reading, "weekday", Verdict.HOLDS, span, f"Ngày {vietnamese_date(day.first)} đúng là {true}.", stated, true
                )  # fmt: skip
            else:
                yield finding(
                    reading, "weekday", Verdict.CONTRADICTS, span,
                    f"Ghi {stated}, nhưng ngày {vietnamese_date(day.first)} là {true}.", stated, true,
                )  # fmt: skip


_TERM = re.compile(r"(?<![\d.,/])(\d{1,2})\snăm\s[^\d();.]{0,60}\(\s*(?:giai đoạn\s|từ\s)?(?:năm\s)?$", re.IGNORECASE)


def _terms(reading: Reading) -> Iterator[Finding]:
    for passage in reading.passages:
        text = passage.view.text
        for span in passage.dates:
            if span.kind is not DateKind.YEARS or span.first is None or span.last is None:
                continue
            stated = _TERM.search(text, max(0, span.start - 100), span.start)
            years = span.last.year - span.first.year + 1
            if stated is None or not text.startswith(")", span.end) or int(stated[1]) in (years, years - 1):
                continue
            yield finding(
                reading, "duration", Verdict.CONTRADICTS, passage.view.span(*stated.span(1)),
                f"Nêu {stated[1]} năm, nhưng từ {span.first.year} đến {span.last.year} là {years} năm.",
                stated[1], str(years), (span.span,),
            )  # fmt: skip


_YEARS_OF = re.compile(r"(?<![\d.,/])(\d{1,3})\snăm\b(?!\s\d)", re.IGNORECASE)


def check_anniversaries(reading: Reading) -> Iterator[Finding]:
    """ "kỷ niệm 81 năm … (28/01/1941-28/01/2022)": the years between two dates of one day and month."""
    for passage in reading.passages:
        text = passage.view.text
        for first, last in pairwise(passage.dates):
            if not (first.first and last.first and first.kind is last.kind is DateKind.DAY):
                continue
            joined = re.fullmatch(r"\s*[-–]\s*(?:ngày\s+)?", text[first.end : last.start])
            if (
                not joined
                or (first.first.day, first.first.month) != (last.first.day, last.first.month)
                or last.first <= first.first
            ):
                continue
            head = text[max(0, first.start - 160) : first.start]
            head = re.split(r"[;)]|\.\s", head)[-1]
            counts = list(_YEARS_OF.finditer(head))
            if not counts:
                continue
            stated, true = int(counts[-1].group(1)), last.first.year - first.first.year
            at = first.start - len(head) + counts[-1].start()
            span = passage.view.span(at, at + len(counts[-1].group()))
            fact = f"từ {vietnamese_date(first.first)} đến {vietnamese_date(last.first)} là {true} năm"
            yield finding(
                reading, "anniversary", Verdict.HOLDS if stated == true else Verdict.CONTRADICTS, span,
                f"Nêu {stated} năm, đúng với {fact}." if stated == true else f"Nêu {stated} năm, nhưng {fact}.",
                str(stated), str(true), (first.span, last.span),
            )  # fmt: skip


_TITLE = re.compile(r"báo cáo|tình hình|kết quả", re.IGNORECASE)
_PERIODS = (DateKind.MONTH, DateKind.QUARTER, DateKind.PART_OF_YEAR)


def check_period(reading: Reading) -> Iterator[Finding]:
    """A report can't be signed long before its own period ("tháng 01 năm 2022" signed 18/01/2021, the old year typed on)."""
    if reading.issued is None or reading.issued.first is None:
        return
    for passage in reading.passages[:25]:
        periods = [day for day in passage.dates if day.kind in _PERIODS and day.first]
        if not periods or not _TITLE.search(passage.view.text) or len(passage.view.text) > 400:
            continue
        period = min(periods, key=lambda day: (day.first or reading.issued.first, day.start))  # type: ignore[union-attr]
        issued = reading.issued.first
        if period.first and (period.first - issued).days > 45:
            yield finding(
                reading, "period", Verdict.CONTRADICTS, reading.issued.span,
                f"Báo cáo kỳ “{period.text}” nhưng ký ngày {vietnamese_date(issued)}, trước khi kỳ bắt đầu.",
                issued, period.first, (period.span,),
            )  # fmt: skip
        return
