"""Direction words that contradict each other: "giảm, tăng 02 trẻ"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kybao.checking.finding import Finding, Verdict
from kybao.checking.wording import finding
from kybao.reading.reading import Reading

_BOTH = re.compile(r"\b(tăng|giảm)\s?(?:,|và|hoặc)?\s(tăng|giảm)\s(?=(?:khoảng |thêm |gần |hơn )?\d)", re.IGNORECASE)


def check_directions(reading: Reading) -> Iterator[Finding]:
    """One change can't go up and down at once. Only right before a number: "tăng, giảm biên chế" speaks of both in general."""
    for passage in reading.passages:
        for match in _BOTH.finditer(passage.view.text):
            first, second = match.group(1).lower(), match.group(2).lower()
            if first == second:
                continue
            after = passage.figures_from(match.end(), match.end() + 12)
            end = after[0].end if after else match.end() - 1
            yield finding(
                reading, "direction", Verdict.CONTRADICTS, passage.view.span(match.start(), end),
                f"Cùng một mức thay đổi vừa ghi “{first}” vừa ghi “{second}”.", first, second,
            )  # fmt: skip
