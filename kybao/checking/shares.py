"""Shares of one whole: grades and structures must make 100%, their counts the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import Interval, bounds
from kybao.checking.wording import finding, numeral, shown
from kybao.documents.model import Span
from kybao.reading.claim import Ratio
from kybao.reading.figure import Figure, FigureKind
from kybao.reading.figures import Placed
from kybao.reading.reading import Passage, Reading

# Grades that divide everybody graded among them: nobody has two.
_GRADE = re.compile(
    r"\b(hoàn thành xuất sắc|hoàn thành tốt|không hoàn thành|hoàn thành|chưa hoàn thành|xuất sắc|giỏi|tốt|khá|trung bình|đạt|chưa đạt|"
    r"không đạt|yếu|kém|vững mạnh)(?:\s[^\W\d]+){0,3}\s*(?:là|có|:|đạt|chiếm|-|\s)*\(?\s*$",
    re.IGNORECASE,
)
_STRUCTURE = re.compile(r"\bcơ cấu\b", re.IGNORECASE)
_LEAST_SHARES = 3  # percentages that make one structure


def check_shares(reading: Reading) -> Iterator[Finding]:
    """Parts of one whole that exclude one another ("Tốt 6/11, khá 4/11, trung bình 1/11"; "cơ cấu kinh tế: …").

    Counts must add up to the whole, percentages to 100 as far as rounding goes: half a unit of the last digit for each share.
    """
    for passage in reading.passages:
        if len(passage.placed) < 2:
            continue
        yield from _counted(reading, passage)
        if sum(item.percent for item in passage.placed) >= _LEAST_SHARES:
            for start, end in passage.sentences:
                yield from _percentages(reading, passage, start, end)


def _counted(reading: Reading, passage: Passage) -> Iterator[Finding]:
    ratios = [claim for claim in passage.claims if isinstance(claim, Ratio)]
    if len(ratios) < 2:
        return
    places = {item.figure.span: item for item in passage.placed}
    ratios = [claim for claim in ratios if claim.part.span in places]
    for _, group in groupby(ratios, key=lambda claim: (claim.whole.value, claim.whole.measure)):
        run = list(group)
        graded = [claim for claim in run if _grade(passage, places[claim.part.span])]
        names = {_grade(passage, places[claim.part.span]) for claim in run}
        if len(run) < 2 or graded != run or len(names) < len(run) or not _close(places, run):
            continue
        total, whole = sum((claim.part.value for claim in run), start=Decimal(0)), run[0].whole
        added = " + ".join(numeral(reading, claim.part) for claim in run)
        evidence = tuple(claim.part.span for claim in run)
        if total == whole.value:
            yield finding(
                reading, "share", Verdict.HOLDS, whole.span,
                f"Các mức {added} cộng lại đúng bằng {shown(reading, whole)}.", whole.value, total, evidence,
            )  # fmt: skip
        elif total > whole.value:
            yield finding(
                reading, "share", Verdict.CONTRADICTS, whole.span,
                f"Các mức {added} = {total}, nhiều hơn tổng {shown(reading, whole)}.", whole.value, total, evidence,
            )  # fmt: skip
        elif len(run) >= 3:
            yield finding(
                reading, "share", Verdict.UNDECIDED, whole.span,
                f"Các mức {added} = {total}, ít hơn tổng {shown(reading, whole)}; cần xem còn mức nào chưa nêu.",
                whole.value, total, evidence,
            )  # fmt: skip


def _grade(passage: Passage, item: Placed) -> str:
    """The grade that a figure stands behind; "" where there is none."""
    before = passage.view.text[max(0, item.start - 60) : item.start]
    found = _GRADE.search(re.split(r"[,;:.)]", before.rstrip(" :("))[-1] + before[len(before.rstrip(" :(")) :])
    return found.group(1).lower() if found else ""


def _close(places: Mapping[Span, Placed], run: Sequence[Ratio]) -> bool:
    starts = [places[claim.part.span].start for claim in run]
    return all(after - before < 80 for before, after in pairwise(starts))


def _percentages(reading: Reading, passage: Passage, start: int, end: int) -> Iterator[Finding]:
    text = passage.view.text
    named = _STRUCTURE.search(text, start, end)
    inside = [item for item in passage.figures_from(named.end() if named else start, end) if item.figure.is_quantity]
    if len(inside) < _LEAST_SHARES or any(item.figure.kind is not FigureKind.PERCENT for item in inside):
        return
    if not named and not _divides(passage, inside):
        return
    if any(_CHANGED.search(text[max(start, item.start - 40) : item.start]) for item in inside):
        return
    if any(_repeated(text, a, b) for a, b in pairwise(inside)):
        return
    yield from _hundred(reading, [item.figure for item in inside])


_CHANGED = re.compile(r"\b(?:tăng|giảm|vượt|so với|bằng|cao hơn|thấp hơn)\b[^,;]*$", re.IGNORECASE)
_LAST = re.compile(r"\bcòn lại\b", re.IGNORECASE)
_BEST, _LESS = (
    re.compile(r"\b(?:giỏi|xuất sắc|tốt)\b", re.IGNORECASE),
    re.compile(r"\b(?:trung bình|yếu|kém|chưa đạt)\b", re.IGNORECASE),
)


def _divides(passage: Passage, inside: Sequence[Placed]) -> bool:
    """Whether percentages divide a whole though no "cơ cấu" says so: grades from the best down, or a last one that is the rest."""
    text = passage.view.text
    if _LAST.search(text, inside[-2].end, inside[-1].start):
        return True
    labels = [
        text[max(a.end if a else 0, b.start - 60) : b.start] for a, b in zip((None, *inside[:-1]), inside, strict=True)
    ]
    graded = all(_grade(passage, item) for item in inside)
    return graded and bool(_BEST.search(labels[0])) and any(_LESS.search(label) for label in labels[1:])


def _repeated(text: str, before: Placed, after: Placed) -> bool:
    """Whether another structure begins between two shares ("trong đó", a bracket, a year)."""
    return bool(re.search(r"trong đó|\(|năm \d|kế hoạch|cùng kỳ", text[before.end : after.start], re.IGNORECASE))


def _hundred(reading: Reading, shares: Sequence[Figure]) -> Iterator[Finding]:
    total = sum((share.value for share in shares), start=Decimal(0))
    allowed = Interval.exactly(Decimal(0))
    for share in shares:
        allowed = allowed + bounds(share)
    added = " + ".join(numeral(reading, share) for share in shares)
    verdict = (
        Verdict.HOLDS if total == 100 else Verdict.ROUNDING if allowed.contains(Decimal(100)) else Verdict.CONTRADICTS
    )
    sentence = {
        Verdict.HOLDS: f"Các tỷ trọng {added} cộng lại đúng 100%.",
        Verdict.ROUNDING: f"Các tỷ trọng {added} cộng lại là {_vn(total)}%, lệch 100% trong phạm vi làm tròn.",
        Verdict.CONTRADICTS: f"Các tỷ trọng {added} cộng lại là {_vn(total)}%, không phải 100%.",
    }[verdict]
    yield finding(
        reading,
        "share",
        verdict,
        shares[-1].span,
        sentence,
        Decimal(100),
        total,
        tuple(share.span for share in shares[:-1]),
    )


def _vn(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")
