"""What must come after what: an answer after its question, what a document orders after the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kybao.checking.citations import cited_name
from kybao.checking.finding import Finding, Verdict
from kybao.checking.wording import finding, vietnamese_date
from kybao.reading.dates import DateKind, DateMention
from kybao.reading.reading import Reading


def check_date_order(reading: Reading) -> Iterator[Finding]:
    """A document answers what was there before it, and what it orders is done after it was issued."""
    yield from _done_before_ordered(reading)
    yield from _answered_before_asked(reading)


_ISSUED = re.compile(r"\bban hành\s[^.;\d]{0,80}(?:ngày\s)?$", re.IGNORECASE)
_THEN = re.compile(
    r"\)?,?\s*(?:và\s)?(?:được\s)?(?:triển khai|tổ chức|thực hiện|có hiệu lực|áp dụng|hoàn thành)"
    r"(?:\s(?:ngay|thực hiện|xong|trong|từ|vào|ngày|đến))*\s*$",
    re.IGNORECASE,
)


def _done_before_ordered(reading: Reading) -> Iterator[Finding]:
    """What a document orders is done after its day: "ban hành Nghị quyết ngày 25/7/2025, triển khai ngay trong tháng 6/2025"."""
    for passage in reading.passages:
        if len(passage.dates) < 2 or "ban hành" not in passage.view.low:
            continue
        text = passage.view.text
        for first, last in pairwise(passage.dates):
            if first.kind is not DateKind.DAY or first.first is None or last.last is None or last.last >= first.first:
                continue
            if _THEN.fullmatch(text, first.end, last.start) and _ISSUED.search(
                text, max(0, first.start - 120), first.start
            ):
                yield finding(
                    reading, "date_order", Verdict.CONTRADICTS, last.span,
                    f"Ban hành ngày {vietnamese_date(first.first)} nhưng nêu đã triển khai vào {last.text}, trước ngày đó.",
                    last.last, first.first, (first.span,),
                )  # fmt: skip


_FARTHEST = 120  # characters between an answer and what it answers
_ANSWERS = re.compile(r"\s*(?:[^.;\d]{0,40}\s)?(?:trả lời|phúc đáp|đáp lại)\s[^.;\d]{0,60}$", re.IGNORECASE)


def _answered_before_asked(reading: Reading) -> Iterator[Finding]:
    """A document answers what was there before it: "ngày 09/5 … Công văn số 218 trả lời Công văn số 642" of 14/5 can't be."""
    dated: dict[tuple[str, str], DateMention] = {}
    for citation in reading.citations:
        if citation.date is not None and citation.date.first is not None and citation.symbol:
            dated.setdefault((citation.number.lstrip("0"), citation.symbol), citation.date)
    for passage in reading.passages if dated else ():
        for answer, asked in pairwise(passage.citations):
            if not answer.symbol or not asked.symbol or asked.start - answer.end > _FARTHEST:
                continue
            if not _ANSWERS.search(passage.view.text, answer.end, asked.start):
                continue
            then = dated.get((asked.number.lstrip("0"), asked.symbol))
            day = answer.date or next(
                (one for one in reversed(passage.dates) if answer.start - 60 < one.end <= answer.start), None
            )
            if then is None or then.first is None or day is None or day.first is None or day.first >= then.first:
                continue
            yield finding(
                reading, "date_order", Verdict.CONTRADICTS, day.span,
                f"{cited_name(reading, answer)} ghi ngày {vietnamese_date(day.first)}, trước ngày {vietnamese_date(then.first)} "
                f"của {cited_name(reading, asked)} mà nó trả lời.",
                day.first, then.first, (then.span,),
            )  # fmt: skip
