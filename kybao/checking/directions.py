"""Direction words that contradict each other: "giảm, tăng 02 trẻ"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kybao.checking.finding import Finding, Verdict
from kybao.checking.neighbours import sentence_at
from kybao.checking.wording import finding, shown
from kybao.reading.figure import FigureKind, Qualifier
from kybao.reading.reading import Passage, Reading

_BOTH = re.compile(r"\b(tăng|giảm)\s?(?:,|và|hoặc)?\s(tăng|giảm)\s(?=(?:khoảng |thêm |gần |hơn )?\d)")


def check_directions(reading: Reading) -> Iterator[Finding]:
    """One change can't go up and down at once. Only right before a number: "tăng, giảm biên chế" speaks of both in general."""
    for passage in reading.passages:
        low = passage.view.low
        if not passage.placed:
            continue
        for match in _BOTH.finditer(low) if "tăng" in low and "giảm" in low else ():
            first, second = match.groups()
            if first == second:
                continue
            after = passage.figures_from(match.end(), match.end() + 12)
            end = after[0].end if after else match.end() - 1
            yield finding(
                reading, "direction", Verdict.CONTRADICTS, passage.view.span(match.start(), end),
                f"Cùng một mức thay đổi vừa ghi “{first}” vừa ghi “{second}”.", first, second,
            )  # fmt: skip
        yield from _ranked(reading, passage)
        yield from _against_base(reading, passage)
        yield from _all_falling(reading, passage)


# "vượt kế hoạch đề ra (45 triệu đồng)" after a value; "tăng so với cùng kỳ (28/35 vụ)" before value and base.
_OVER_BASE = re.compile(
    r",?\s*(?:đã\s)?(?P<word>vượt|cao hơn|tăng so với|không đạt|chưa đạt|thấp hơn|giảm so với)\s[^,;.()\d]{3,60}\(\s*$",
    re.IGNORECASE,
)
_BEFORE_PAIR = re.compile(r"\b(?P<word>tăng|giảm) so (?:với )?cùng kỳ(?: năm (?:trước|\d{4}))?\s*\(\s*$", re.IGNORECASE)
_FARTHEST = 90  # characters between a value and its base
_RISES = frozenset({"vượt", "cao hơn", "tăng so với", "tăng"})


def _against_base(reading: Reading, passage: Passage) -> Iterator[Finding]:
    """A direction word between a value and its base, both printed and no change between them."""
    text = passage.view.text
    for one, other in pairwise(passage.placed):
        if text[other.end : other.end + 1] != ")" or other.start - one.end > _FARTHEST:
            continue
        value, base = one.figure, other.figure
        if not (value.kind is base.kind is FigureKind.QUANTITY) or value.qualifier is not Qualifier.EXACT:
            continue
        gap = text[one.end : other.start]
        if gap.strip() == "/":
            found = _BEFORE_PAIR.search(text, max(0, one.start - 80), one.start)
        else:
            found = _OVER_BASE.fullmatch(gap) if value.measure == base.measure else None
        if found is None:
            continue
        word = found["word"].lower()
        rises = word in _RISES
        if value.value == base.value or (value.value > base.value) is rises:
            continue
        place = passage.view.span(*found.span("word")) if gap.strip() == "/" else base.span
        yield finding(
            reading, "direction", Verdict.CONTRADICTS, place,
            f"Nêu “{word}”, nhưng hai số là {shown(reading, value)} và {shown(reading, base)}.",
            word, "tăng" if value.value > base.value else "giảm", (value.span, base.span),
        )  # fmt: skip


_ALL = re.compile(r"\b(?P<word>tăng|giảm)(?: sâu| mạnh)?(?: trên| ở)? cả (?:0?3|ba) (?:mặt|tiêu chí)\b", re.IGNORECASE)
_SIDES = 400  # characters in which the three sides are told
_EACH = re.compile(r"\b(?P<word>tăng|giảm)\s$", re.IGNORECASE)


def _all_falling(reading: Reading, passage: Passage) -> Iterator[Finding]:
    """ "giảm trên cả 3 mặt: … (giảm 11 vụ), … (giảm 03 người), … (tăng 03 người)": what falls on all sides rises on none."""
    text = passage.view.text
    for said in _ALL.finditer(text) if " cả " in passage.view.low else ():
        _, stop = sentence_at(passage, said.start())
        for item in passage.figures_from(said.end(), min(stop, said.end() + _SIDES)):
            each = _EACH.search(text, max(0, item.start - 6), item.start)
            if each and each["word"].lower() != said["word"].lower() and item.figure.kind is FigureKind.QUANTITY:
                yield finding(
                    reading, "direction", Verdict.CONTRADICTS, item.figure.span,
                    f"Nêu “{said.group()}”, nhưng có mặt ghi {each['word'].lower()} {shown(reading, item.figure)}.",
                    each["word"].lower(), said["word"].lower(), (passage.view.span(said.start(), said.end()),),
                )  # fmt: skip


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
