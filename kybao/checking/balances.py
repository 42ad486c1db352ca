"""Differences of two flows, and stocks that flows change: "xuất khẩu 24,96 tỷ, nhập khẩu 17,85 tỷ, xuất siêu 7,11 tỷ USD"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import Interval, bounds
from kybao.checking.verdicts import judge
from kybao.checking.wording import finding, like, shown
from kybao.reading.comparisons import same_measure
from kybao.reading.figure import Figure, FigureKind, Qualifier
from kybao.reading.figures import Placed
from kybao.reading.reading import Passage, Reading

# The word for the difference, and those of the two flows that it is between.
_DIFFERENCES = tuple(
    (
        re.compile(rf"\b(?:{word})\b[^,;.()]*$", re.IGNORECASE),
        re.compile(one, re.IGNORECASE),
        re.compile(other, re.IGNORECASE),
    )
    for word, one, other in (
        (r"xuất siêu|thặng dư", r"\bxuất khẩu", r"\bnhập khẩu"),
        (r"nhập siêu|thâm hụt", r"\bnhập khẩu", r"\bxuất khẩu"),
        (r"kết dư|bội thu", r"\btổng thu\b|\bthu ngân sách", r"\btổng chi\b|\bchi ngân sách"),
    )
)
_BEGIN = re.compile(r"\bđầu (?:năm|kỳ|tháng|quý)\b", re.IGNORECASE)
_END = re.compile(r"\bcuối (?:năm|kỳ|tháng|quý)\b[^,;.]*\bcòn\b", re.IGNORECASE)
_OUT = re.compile(r"\b(?:thoát|giảm|giải thể|chuyển đi|xuất|ra khỏi)\b", re.IGNORECASE)
_IN = re.compile(r"\b(?:phát sinh|tái nghèo|tăng|thành lập mới|chuyển đến|nhập|thêm)\b", re.IGNORECASE)


def check_balances(reading: Reading) -> Iterator[Finding]:
    """A stated difference must be that of the two flows named before it in the same sentence; what is left at the end of a period
    must be what there was at its beginning, less what went and more what came."""
    for passage in reading.passages:
        for start, end in passage.sentences:
            items = [item for item in passage.figures_from(start, end) if item.figure.kind is FigureKind.QUANTITY]
            if len(items) >= 3 and all(item.figure.qualifier is Qualifier.EXACT for item in items):
                labels = _labels(passage, start, items)
                yield from _differences(reading, items, labels)
                yield from _stocks(reading, items, labels)


def _labels(passage: Passage, start: int, items: Sequence[Placed]) -> list[str]:
    ends = [start, *(item.end for item in items)]
    return [passage.view.text[max(end, item.start - 80) : item.start] for end, item in zip(ends, items, strict=False)]


def _differences(reading: Reading, items: Sequence[Placed], labels: Sequence[str]) -> Iterator[Finding]:
    for index in range(2, len(items)):
        one, other, stated = (item.figure for item in items[index - 2 : index + 1])
        if not one.measure == other.measure == stated.measure:
            continue
        for word, first, second in _DIFFERENCES:
            if not word.search(labels[index]):
                continue
            if second.search(labels[index - 2]) and first.search(labels[index - 1]):
                one, other = other, one
            elif not (first.search(labels[index - 2]) and second.search(labels[index - 1])):
                continue
            yield _found(reading, stated, one.value - other.value, bounds(one) - bounds(other), (one, other), "−")


def _stocks(reading: Reading, items: Sequence[Placed], labels: Sequence[str]) -> Iterator[Finding]:
    if not (_BEGIN.search(labels[0]) and _END.search(labels[-1])) or not all(
        same_measure(item.figure.measure, items[0].figure.measure) for item in items
    ):
        return
    first, *moves, last = (item.figure for item in items)
    value, allowed, signs = first.value, bounds(first), set[int]()
    for move, label in zip(moves, labels[1:-1], strict=True):
        out, into = bool(_OUT.search(label)), bool(_IN.search(label))
        if out == into:
            return
        sign = -1 if out else 1
        signs.add(sign)
        value += sign * move.value
        allowed = allowed + bounds(move) * Interval.exactly(Decimal(sign))
    yield _found(reading, last, value, allowed, (first, *moves), "−" if signs == {-1} else "±")


def _found(
    reading: Reading, stated: Figure, value: Decimal, allowed: Interval, sources: Sequence[Figure], sign: str
) -> Finding:
    verdict = judge(stated, value, allowed)
    how = f" {sign} ".join(shown(reading, figure) for figure in sources)
    sentence = {
        Verdict.HOLDS: f"Nêu {shown(reading, stated)}, đúng với {how}.",
        Verdict.CONTRADICTS: f"Nêu {shown(reading, stated)}, nhưng {how} là {like(stated, value)}.",
    }.get(
        verdict, f"Nêu {shown(reading, stated)}, còn {how} là {like(stated, value)}; chênh lệch trong phạm vi làm tròn."
    )
    return finding(
        reading, "balance", verdict, stated.span, sentence, stated.value, value, (figure.span for figure in sources)
    )
