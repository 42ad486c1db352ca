"""A part's share of its total: "2.856 hồ sơ, chiếm 87,7%", "nữ 120 người (46,9%)", "giải quyết 571 hồ sơ, đạt 97,4%"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import HUNDRED, bounds
from kybao.checking.verdicts import judge
from kybao.checking.wording import finding, percent, rounded, shown
from kybao.reading.claim import Base, Breakdown, Comparison, Ratio
from kybao.reading.comparisons import same_measure
from kybao.reading.figure import Figure, FigureKind, Qualifier
from kybao.reading.reading import Passage, Reading

_SHARE_WORDS = re.compile(
    r"(?:\bchiếm|\bđạt|\bbằng|\bvới|=)(?: tỷ lệ| tỉ lệ| khoảng)*\s*$|"
    r"\(\s*(?:chiếm |đạt )?(?:tỷ lệ |tỉ lệ )?$|\b(?:tỷ lệ|tỉ lệ)[^,;.()\d]{0,40}$",
    re.IGNORECASE,
)
_BACK = 8  # figures back among which an unnamed total is looked for


@dataclass(frozen=True, slots=True)
class _Share:
    """A stated share, its part, and the totals that it may be of: those of a breakdown first."""

    claim: Comparison
    stated: Figure
    words: str
    of_breakdown: tuple[Figure, ...]
    before: tuple[Figure, ...]


def check_proportions(reading: Reading) -> Iterator[Finding]:
    """A figure with "chiếm p%", "đạt p%" or "(p%)" behind it that names no base: p is mostly part ÷ total × 100.

    The total may be that of a breakdown, the whole of the ratio that this total is the part of (95/110 xã), or a like figure
    that stands before. A share that fits one of them holds, or was cut off or rounded. One that fits none contradicts only if
    the total is sure: a breakdown's with "chiếm" or "tỷ lệ" there, or one of which another share in the same text is true.
    """
    totals = _totals(reading)
    for passage in reading.passages:
        shares = list(_shares(reading, passage, totals))
        proven = Counter(of for share in shares if (of := _proven(share)) is not None)
        for share in shares:
            yield from _checked(reading, share, proven)


def _totals(reading: Reading) -> dict[Figure, list[Figure]]:
    found: dict[Figure, list[Figure]] = {}
    wholes = {claim.part: claim.whole for claim in reading.claims if isinstance(claim, Ratio)}
    for claim in reading.claims:
        if isinstance(claim, Breakdown):
            for part in claim.parts:
                of = found.setdefault(part, [])
                of.append(claim.total)
                of += [wholes[claim.total]] if claim.total in wholes else []
    return found


def _shares(reading: Reading, passage: Passage, totals: Mapping[Figure, Sequence[Figure]]) -> Iterator[_Share]:
    if not any(isinstance(claim, Comparison) for claim in passage.claims):
        return
    quantities = [item for item in passage.placed if item.figure.kind is FigureKind.QUANTITY]
    places = {item.figure.span: item.start for item in quantities}
    starts = [item.start for item in quantities]
    for claim in passage.claims:
        if not isinstance(claim, Comparison) or claim.percent is None or claim.percent.kind is not FigureKind.PERCENT:
            continue
        if (
            claim.base not in (Base.TOTAL, Base.UNSTATED)
            or claim.base_value is not None
            or claim.change
            or claim.change_percent
        ):
            continue
        stated, start = claim.percent, places.get(claim.subject.span)
        block = reading.document.blocks[stated.span.block].text
        words = _SHARE_WORDS.search(block, max(0, stated.span.start - 50), stated.span.start)
        if not words or start is None or stated.qualifier is not Qualifier.EXACT:
            continue
        at = bisect_left(starts, start)
        before = [item.figure for item in reversed(quantities[max(0, at - _BACK) : at])]
        yield _Share(
            claim,
            stated,
            words.group().lower(),
            tuple(of for of in totals.get(claim.subject, ()) if _may_be_of(claim.subject, of)),
            tuple(
                of for of in before if _may_be_of(claim.subject, of) and same_measure(claim.subject.measure, of.measure)
            ),
        )


def _may_be_of(part: Figure, total: Figure) -> bool:
    like = (
        not part.measure
        or not total.measure
        or same_measure(part.measure, total.measure)
        or part.scale == total.scale == 1
    )
    return like and bounds(total).low > 0 and part.value <= total.value


def _judged(share: _Share, total: Figure) -> Verdict:
    part = share.claim.subject
    return judge(share.stated, part.value / total.value * 100, bounds(part) / bounds(total) * HUNDRED)


def _proven(share: _Share) -> Figure | None:
    """The total of which a share is true to its last digit; two digits of which one is a decimal are no chance."""
    if share.stated.decimals == 0:
        return None
    return next((of for of in (*share.of_breakdown, *share.before) if _judged(share, of) is Verdict.HOLDS), None)


def _checked(reading: Reading, share: _Share, proven: Mapping[Figure, int]) -> Iterator[Finding]:
    judged = [(_judged(share, of), of) for of in (*share.of_breakdown, *share.before)]
    fitting = [one for one in judged if one[0] is not Verdict.CONTRADICTS]
    if fitting:
        verdict, total = min(fitting, key=lambda one: _ORDER.index(one[0]))
        if verdict is Verdict.HOLDS or share.stated.decimals or total in share.of_breakdown:
            yield _found(reading, share, verdict, total)
        return
    if share.claim.base is Base.TOTAL:
        return  # "chiếm 4% tổng số khách cả nước" names a total that isn't here
    if share.of_breakdown and not share.words.startswith(("đạt", "bằng", "với", "=", "(")):
        yield _found(reading, share, Verdict.CONTRADICTS, share.of_breakdown[0])
        return
    sure = [of for of in (*share.of_breakdown, *share.before) if proven.get(of)]
    if sure:
        yield _found(reading, share, Verdict.CONTRADICTS, sure[0])


def _found(reading: Reading, share: _Share, verdict: Verdict, total: Figure) -> Finding:
    part, stated = share.claim.subject, share.stated
    computed = part.value / total.value * 100
    words = f"{shown(reading, part)} trong {shown(reading, total)} là {percent(computed, stated.decimals)}"
    return finding(
        reading, "proportion", verdict, stated.span, _SENTENCES[verdict].format(stated=shown(reading, stated), share=words),
        stated.value, rounded(computed, stated.decimals), (part.span, total.span),
    )  # fmt: skip


_ORDER = (Verdict.HOLDS, Verdict.ROUNDING, Verdict.TRUNCATED, Verdict.CONTRADICTS)
_SENTENCES = {
    Verdict.HOLDS: "Nêu {stated}, đúng với {share}.",
    Verdict.ROUNDING: "Nêu {stated}, còn {share}; chênh lệch trong phạm vi làm tròn của các số đã nêu.",
    Verdict.TRUNCATED: "Nêu {stated}, nhưng {share}; số đã nêu bị cắt bớt chữ số, chưa làm tròn.",
    Verdict.CONTRADICTS: "Nêu {stated}, nhưng {share}.",
}
