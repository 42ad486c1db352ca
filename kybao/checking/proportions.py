"""A part's share of its total: "2.856 hồ sơ, chiếm 87,7%", "nữ 120 người (46,9%)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import HUNDRED, bounds
from kybao.checking.verdicts import judge
from kybao.checking.wording import finding, percent, rounded, shown
from kybao.reading.claim import Base, Breakdown, Comparison, Ratio
from kybao.reading.figure import Figure
from kybao.reading.reading import Reading

_SHARE_WORDS = re.compile(r"\bchiếm(?: tỷ lệ| tỉ lệ| khoảng)?\s*$|\(\s*(?:chiếm )?(?:tỷ lệ |tỉ lệ )?$", re.IGNORECASE)


def check_proportions(reading: Reading) -> Iterator[Finding]:
    """A part of a breakdown with "chiếm p%" or "(p%)" behind it: p is mostly part ÷ total × 100.

    The total may be that of the breakdown, or the whole of the ratio that the total is the part of (95/110 xã). A bracket
    may hold another percentage (of a plan, of last year), so one that fits no total counts only if "chiếm" stands there.
    """
    totals: dict[Figure, list[Figure]] = {}
    wholes = {claim.part: claim.whole for claim in reading.claims if isinstance(claim, Ratio)}
    for claim in reading.claims:
        if isinstance(claim, Breakdown):
            for part in claim.parts:
                of = totals.setdefault(part, [])
                of.append(claim.total)
                of += [wholes[claim.total]] if claim.total in wholes else []
    for claim in reading.claims:
        if isinstance(claim, Comparison) and claim.percent and claim.base in (Base.TOTAL, Base.UNSTATED):
            yield from _checked(reading, claim, claim.percent, totals.get(claim.subject, ()))


def _checked(reading: Reading, claim: Comparison, stated: Figure, totals: Sequence[Figure]) -> Iterator[Finding]:
    part = claim.subject
    block = reading.document.blocks[stated.span.block].text
    words = _SHARE_WORDS.search(block, max(0, stated.span.start - 25), stated.span.start)
    candidates = [total for total in totals if bounds(total).low > 0 and part.measure in (total.measure, "")]
    if not words or not candidates:
        return
    judged = []
    for total in candidates:
        computed = part.value / total.value * 100
        judged.append((judge(stated, computed, bounds(part) / bounds(total) * HUNDRED), computed, total))
    verdict, computed, total = min(judged, key=lambda row: _ORDER.index(row[0]))
    # "chiếm 4% tổng số khách cả nước" names a total that isn't here.
    if verdict is Verdict.CONTRADICTS and ("chiếm" not in words.group() or claim.base is Base.TOTAL):
        return
    share = f"{shown(reading, part)} trong {shown(reading, total)} là {percent(computed, stated.decimals)}"
    yield finding(
        reading, "proportion", verdict, stated.span, _SENTENCES[verdict].format(stated=shown(reading, stated), share=share),
        stated.value, rounded(computed, stated.decimals), (part.span, total.span),
    )  # fmt: skip


_ORDER = (Verdict.HOLDS, Verdict.ROUNDING, Verdict.TRUNCATED, Verdict.CONTRADICTS)
_SENTENCES = {
    Verdict.HOLDS: "Nêu {stated}, đúng với {share}.",
    Verdict.ROUNDING: "Nêu {stated}, còn {share}; chênh lệch trong phạm vi làm tròn của các số đã nêu.",
    Verdict.TRUNCATED: "Nêu {stated}, nhưng {share}; số đã nêu bị cắt bớt chữ số, chưa làm tròn.",
    Verdict.CONTRADICTS: "Nêu {stated}, nhưng {share}.",
}
