"""Claims over a list: a sentence that ends in a colon, and the bullet lines under it.

"Tổng số 42 trường hợp, trong đó:" is divided among the first figures of its lines; "04 đơn vị chưa gửi báo cáo:" is called by name in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kybao.documents.model import Span
from kybao.reading.breakdowns import until_full
from kybao.reading.claim import Breakdown, Claim, Listing
from kybao.reading.clauses import Part, parts_of
from kybao.reading.comparisons import same_measure
from kybao.reading.figure import Qualifier
from kybao.reading.figures import Placed
from kybao.reading.listings import counts_names
from kybao.reading.view import View

_OPENS = re.compile(r":\s*$")
_ALL = re.compile(r"\b(?:gồm|bao gồm|chia ra|cụ thể)\b[^;.]*:\s*$", re.IGNORECASE)
_SOME = re.compile(r"\btrong đó\b[^;.]*:\s*$", re.IGNORECASE)

_Read = tuple[View, Sequence[Placed], Sequence[tuple[int, int]]]


def opens_list(text: str) -> bool:
    """Whether a paragraph announces the lines after it."""
    return _OPENS.search(text[-12:]) is not None


def claims_of_list(opening: _Read, lines: Sequence[_Read]) -> tuple[Claim, ...]:
    """What the opening paragraph's last sentence says of the lines under it; each is a view with its figures and sentences."""
    view, placed, runs = opening
    if not runs or len(lines) < 2:
        return ()
    counted = [part for part in _parts(view, placed, runs) if part.counts and not part.is_whole]
    if not counted:
        return _with_total(lines)
    total = next((part for part in reversed(counted) if part.sentence == len(runs) - 1), None)
    if total is None:
        return ()
    firsts = [_first(line) for line in lines]
    parts = [part for part in firsts if part is not None and same_measure(part.figure.measure, total.figure.measure)]
    if len(parts) == len(lines):
        complete = bool(_ALL.search(view.text[total.item.end :]))
        announced = complete or bool(_SOME.search(view.text[total.item.end :]))
        span = view.span(total.item.start, total.item.end)
        figures = tuple(part.figure for part in until_full(total, parts))
        return (Breakdown(total.figure, figures, span, complete, not announced),)
    if counts_names(total) and all(part is None for part in firsts) and not _SOME.search(view.text):
        items = tuple(_named(line[0]) for line in lines)
        return (Listing(total.figure, items, view.span(total.item.start, len(view.text.rstrip()))),)
    return ()


_TOTAL = re.compile(r"[\s*+•–-]*(?:tổng(?: cộng| số)?|cộng)\b", re.IGNORECASE)


def _with_total(lines: Sequence[_Read]) -> tuple[Claim, ...]:
    """A list whose first or last line is the total of the others: "- Tốt: 34 em; - Khá: 20 em; - Tổng cộng: 54 em"."""
    firsts = [part for part in map(_first, lines) if part is not None]
    if len(firsts) != len(lines) or len(lines) < 3:
        return ()
    for at, others in ((len(lines) - 1, firsts[:-1]), (0, firsts[1:])):
        total = firsts[at]
        alike = all(same_measure(part.figure.measure, total.figure.measure) for part in others)
        full = sum(part.figure.value for part in others) == total.figure.value
        if alike and _TOTAL.match(lines[at][0].text) and (at or full):
            span = lines[at][0].span(total.item.start, total.item.end)
            return (Breakdown(total.figure, tuple(part.figure for part in others), span, True),)
    return ()


def _parts(view: View, placed: Sequence[Placed], runs: Sequence[tuple[int, int]]) -> list[Part]:
    return parts_of(view, runs, [item for item in placed if item.figure.is_quantity])


def _first(line: _Read) -> Part | None:
    """The first figure of its own in a line; its level, change or base are told of it."""
    exact = (
        part for part in _parts(*line) if part.counts and part.figure.qualifier not in (Qualifier.FROM, Qualifier.TO)
    )
    return next((part for part in exact if not part.depth), None)


def _named(view: View) -> Span:
    end = len(view.text.rstrip().rstrip(";.,"))
    start = len(view.text) - len(view.text.lstrip())
    return view.span(start, end)
