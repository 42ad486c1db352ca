"""A measure that what is measured can't have: a length in hectares, a harvest in head of cattle, an area in kilometres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import Interval, bounds
from kybao.checking.wording import finding, like, shown
from kybao.reading.figure import FigureKind
from kybao.reading.reading import Passage, Reading

_LENGTHS, _AREAS = frozenset({"km", "m", "cm", "mm"}), frozenset({"ha", "m2", "km2"})
_MASSES = frozenset({"tấn", "tạ", "yến", "kg", "g"})
_YIELDS = frozenset({"tạ/ha", "tấn/ha", "kg/ha"})
_BEASTS = frozenset({"con", "lượt", "người", "hộ", "vụ"})

# What is measured, right before its figure; what it can't be measured in; what it is measured in, in words.
_QUANTITIES = (
    (r"(?:tổng )?chiều dài|dài|chiều rộng|rộng khoảng", _AREAS | _MASSES | _YIELDS | _BEASTS, "ki-lô-mét hoặc mét"),
    (r"(?:tổng )?diện tích", _LENGTHS | _MASSES | _YIELDS | _BEASTS, "héc-ta hoặc mét vuông"),
    (r"năng suất(?: bình quân)?", _AREAS | _LENGTHS | _BEASTS, "tạ/ha hoặc tấn/ha"),
    (r"(?:tổng )?sản lượng(?: lúa| ngô| lương thực| thủy sản| thuỷ sản)?", _AREAS | _LENGTHS | _YIELDS | _BEASTS, "tấn, tạ"),
    (r"đàn (?:trâu|bò|lợn|heo|dê|gia súc|gia cầm)", _AREAS | _LENGTHS | _MASSES | _YIELDS, "con"),
    (r"dân số", _AREAS | _LENGTHS | _MASSES | _YIELDS, "người"),
)  # fmt: skip
_STATED = tuple(
    (
        re.compile(
            rf"(?:^|[\s,;(:])(?P<what>{words})(?:\s(?:là|đạt|ước|ước đạt|khoảng|có|được|trên|hơn|gần|hiện có))*:?\s*$",
            re.IGNORECASE,
        ),
        wrong,
        right,
    )
    for words, wrong, right in _QUANTITIES
)
_REACH = 60  # characters before a figure in which what is measured is named
_MAYBE = frozenset(unit for _, wrong, _ in _QUANTITIES for unit in wrong)


def check_units(reading: Reading) -> Iterator[Finding]:
    """What is measured is named right before its figure, with nothing but "là", "đạt", "ước" between: "kênh mương dài 4,6 ha".

    Only measures that nobody uses for it are told of: an area is given in ha or m2 and never in km or tấn. "Sản lượng" may be in
    tonnes, cubic metres or pieces, so that only areas, lengths, yields and heads are wrong for it. Land is no length ("3.450 m đất"),
    and one amount in two units must be one: "12,5 ha (12.500 m2)".
    """
    for passage in reading.passages:
        yield from _in_two_units(reading, passage)
        end = 0
        for item in passage.placed:
            figure, words = item.figure, passage.view.text[max(end, item.start - _REACH) : item.start]
            end = item.end
            if figure.kind is not FigureKind.QUANTITY or figure.measure not in _MAYBE:
                continue
            if figure.measure in _LENGTHS and _LAND.match(passage.view.text, item.end):
                yield finding(
                    reading, "unit", Verdict.CONTRADICTS, figure.span,
                    f"Nêu {shown(reading, figure)} đất; đất được tính bằng héc-ta hoặc mét vuông, nên đơn vị tính đã nhầm.",
                    figure.measure, "m2",
                )  # fmt: skip
                continue
            for what, wrong, right in _STATED:
                found = what.search(words) if figure.measure in wrong else None
                if found and not _per(passage.view.text, item.end):
                    name = " ".join(found["what"].lower().split())
                    yield finding(
                        reading, "unit", Verdict.CONTRADICTS, figure.span,
                        f"Nêu {name} {shown(reading, figure)}; {name} được tính bằng {right}, nên đơn vị tính đã nhầm.",
                        figure.measure, right,
                    )  # fmt: skip
                    break


_LAND = re.compile(r"\s(?:đất|mặt bằng)\b(?! (?:đá|cấp))")
# The size of each unit, by the basic one of its kind.
_SIZES = {
    **{unit: ("m2", size) for unit, size in (("m2", 1), ("ha", 10**4), ("km2", 10**6))},
    **{unit: ("kg", size) for unit, size in (("kg", 1), ("yến", 10), ("tạ", 100), ("tấn", 1000))},
    **{unit: ("m", size) for unit, size in (("m", 1), ("km", 1000))},
    "đồng": ("đồng", 1),
}
_FARTHEST = 40  # characters between one amount and the same in another unit
_OR = re.compile(r"\s*(?:\(\s*(?:=|bằng|tức là?|hay|tương đương(?: với)?)?|=|tương đương(?: với)?)\s*")


def _in_two_units(reading: Reading, passage: Passage) -> Iterator[Finding]:
    """One amount in two units, the second in a bracket of its own or behind "tương đương"."""
    text = passage.view.text
    for one, other in pairwise(passage.placed):
        size, size_of_other = _SIZES.get(one.figure.measure), _SIZES.get(other.figure.measure)
        if size is None or size_of_other is None or size[0] != size_of_other[0]:
            continue
        if one.figure.measure == other.figure.measure and (
            one.figure.scale == other.figure.scale or one.figure.measure != "đồng"
        ):
            continue
        gap = text[one.end : other.start]
        if len(gap) > _FARTHEST or not _OR.fullmatch(gap) or ("(" in gap and not text.startswith(")", other.end)):
            continue
        value, same = (
            bounds(item.figure) * Interval.exactly(Decimal(by))
            for item, (_, by) in ((one, size), (other, size_of_other))
        )
        if value.overlaps(same):
            continue
        stated = other.figure.value * size_of_other[1] / size[1] / one.figure.scale
        yield finding(
            reading, "unit", Verdict.CONTRADICTS, other.figure.span,
            f"Nêu {shown(reading, one.figure)} và {shown(reading, other.figure)} cho cùng một lượng, nhưng {shown(reading, other.figure)} "
            f"bằng {like(one.figure, stated * one.figure.scale, 3)}.",
            other.figure.value, one.figure.value, (one.figure.span,),
        )  # fmt: skip


def _per(text: str, end: int) -> bool:
    """Whether a measure goes on ("kg/con", "con giống"): it is then of something else."""
    return text.startswith("/", end) or re.match(r"\s(?:giống|nuôi|rừng)\b", text[end : end + 8]) is not None
