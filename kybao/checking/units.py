"""A measure that what is measured can't have: a length in hectares, a harvest in head of cattle, an area in kilometres."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kybao.checking.finding import Finding, Verdict
from kybao.checking.wording import finding, shown
from kybao.reading.figure import FigureKind
from kybao.reading.reading import Reading

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
    tonnes, cubic metres or pieces, so that only areas, lengths, yields and heads are wrong for it.
    """
    for passage in reading.passages:
        end = 0
        for item in passage.placed:
            figure, words = item.figure, passage.view.text[max(end, item.start - _REACH) : item.start]
            end = item.end
            if figure.kind is not FigureKind.QUANTITY or figure.measure not in _MAYBE:
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


def _per(text: str, end: int) -> bool:
    """Whether a measure goes on ("kg/con", "con giống"): it is then of something else."""
    return text.startswith("/", end) or re.match(r"\s(?:giống|nuôi|rừng)\b", text[end : end + 8]) is not None
