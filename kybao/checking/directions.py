"""Direction words that contradict each other: "giảm, tăng 02 trẻ"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kybao.checking.finding import Finding, Verdict
from kybao.checking.wording import finding, shown
from kybao.reading.figure import FigureKind
from kybao.reading.reading import Passage, Reading

_BOTH = re.compile(r"\b(tăng|giảm)\s?(?:,|và|hoặc)?\s(tăng|giảm)\s(?=(?:khoảng |thêm |gần |hơn )?\d)", re.IGNORECASE)


def check_directions(reading: Reading) -> Iterator[Finding]:
    """One change can't go up and down at once. Only right before a number: "tăng, giảm biên chế" speaks of both in general."""
    for passage in reading.passages:
        if not passage.placed:
            continue
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
        yield from _ranked(reading, passage)


_RANK = re.compile(r",?\s*(?P<word>cao|thấp) hơn (?:mức |so với )?[^,;.()]{3,60}\(\s*$", re.IGNORECASE)


def _ranked(reading: Reading, passage: Passage) -> Iterator[Finding]:
    """ "tăng 2,56%, thấp hơn mức tăng của năm 2020 (2,27%)": what is called lower must be lower."""
    text = passage.view.text
    if " hơn " not in text:
        return
    rates = [item for item in passage.placed if item.figure.is_quantity]
    for one, other in pairwise(rates):
        if one.figure.kind is not FigureKind.PERCENT or other.figure.kind is not FigureKind.PERCENT:
            continue
        if other.start - one.end > 100 or not (rank := _RANK.fullmatch(text, one.end, other.start)):
            continue
        if _BY.match(text, other.end):
            continue  # "cao hơn cùng kỳ (24,5%) là 8,5 điểm phần trăm" is checked by its difference
        higher = rank["word"].lower() == "cao"
        holds = one.figure.value > other.figure.value if higher else one.figure.value < other.figure.value
        verb = "cao hơn" if higher else "thấp hơn"
        pair = f"{shown(reading, one.figure)} và {shown(reading, other.figure)}"
        yield finding(
            reading, "direction", Verdict.HOLDS if holds else Verdict.CONTRADICTS, other.figure.span,
            f"Nêu {verb}, {'đúng với' if holds else 'nhưng hai mức là'} {pair}.",
            one.figure.value, other.figure.value, (one.figure.span,),
        )  # fmt: skip


_BY = re.compile(r"\s*\)?\s*(?:là )?\d")
