"""What stands around a figure: the other figures that a statement may belong to, and the words between two figures.

Before anything is called a contradiction, a rule may ask whether another figure nearby would make it true: the writer meant
that one then, and only the reading is wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from decimal import Decimal
from functools import cached_property

from kybao.documents.model import Span
from kybao.reading.comparisons import same_measure
from kybao.reading.figure import Figure, FigureKind
from kybao.reading.figures import Placed
from kybao.reading.measures import dimension
from kybao.reading.reading import Passage, Reading

_REACH = 16  # figures back among which another subject or total is looked for
_DIGITS = re.compile(r"\d{1,9}")


class Neighbours:
    """The places of a reading's figures, found on first use: most documents contradict themselves nowhere."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @cached_property
    def _places(self) -> dict[Span, tuple[Passage, int]]:
        return {
            item.figure.span: (passage, index)
            for passage in self._reading.passages
            for index, item in enumerate(passage.placed)
        }

    def before(self, figure: Figure, kinds: Collection[FigureKind] = (FigureKind.QUANTITY,)) -> list[Figure]:
        """The figures of these kinds that stand before one in its passage, nearest first."""
        place = self._places.get(figure.span)
        if place is None:
            return []
        passage, index = place
        near = passage.placed[max(0, index - _REACH) : index]
        return [item.figure for item in reversed(near) if item.figure.kind in kinds]

    def between(self, first: Figure, last: Figure) -> str:
        """The words between two figures of one passage; "" where they stand in two."""
        both = self._together(first, last)
        if both is None:
            return ""
        passage, one, other = both
        return passage.view.text[one.end : other.start]

    def after(self, figure: Figure, reach: int = 60) -> str:
        """The words behind a figure."""
        place = self._places.get(figure.span)
        if place is None:
            return ""
        end = place[0].placed[place[1]].end
        return place[0].view.text[end : end + reach]

    def unread_between(self, first: Figure, last: Figure) -> list[Decimal]:
        """Whole numbers between two figures of one passage, or right behind the last, that were not read as quantities or times:
        a list may have a part more ("Hòa Bình116ha", "Trà Vinh 3") than was read."""
        both = self._together(first, last)
        if both is None:
            return []
        passage, one, other = both
        text, start, end = passage.view.text, one.end, other.end
        end += len(_REST_OF_LIST.match(text, end).group())  # type: ignore[union-attr]
        known = [item for item in passage.figures_from(start, end) if item.figure.is_quantity or _is_time(item)]
        return [
            Decimal(found.group())
            for found in _DIGITS.finditer(text, start, end)
            if not any(item.start <= found.start() < item.end for item in known)
        ]

    def _together(self, first: Figure, last: Figure) -> tuple[Passage, Placed, Placed] | None:
        """Two figures as they stand in one passage; None where they stand in two."""
        one, other = self._places.get(first.span), self._places.get(last.span)
        if one is None or other is None or one[0] is not other[0]:
            return None
        return one[0], one[0].placed[one[1]], one[0].placed[other[1]]


def sentence_at(passage: Passage, position: int) -> tuple[int, int]:
    """Where the sentence around a position of the passage begins and ends; (0, 0) where there is none."""
    at = bisect_right(passage.sentences, position, key=_begin) - 1
    return passage.sentences[at] if at >= 0 and position < passage.sentences[at][1] else (0, 0)


def _begin(run: tuple[int, int]) -> int:
    return run[0]


_COUNTERS = frozenset({"trường hợp", "ca", "đối tượng"})  # "119 doanh nghiệp …, tăng 37 trường hợp"


def one_thing(one: str, other: str) -> bool:
    """Whether two measures may count one thing: equal in the main, or one of them a word for any case.

    >>> one_thing("ngôi nhà", "nhà"), one_thing("doanh nghiệp", "trường hợp"), one_thing("vụ", "người"), one_thing("kg/người", "kg")
    (True, True, False, True)
    """
    if not one or not other or same_measure(one, other) or one.partition("/")[0] == other.partition("/")[0]:
        return True
    if one.endswith(f" {other}") or other.endswith(f" {one}"):
        return True
    return bool({one, other} & _COUNTERS) and dimension(one) == dimension(other) == "count"


_REST_OF_LIST = re.compile(r"[^()]{0,40}")


def _is_time(item: Placed) -> bool:
    return item.figure.kind in (FigureKind.DATE, FigureKind.CITATION, FigureKind.NUMBERING)
