"""A part's share of its total: "2.856 hồ sơ, chiếm 87,7%", "nữ 120 người (46,9%)", "giải quyết 571 hồ sơ, đạt 97,4%"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import HUNDRED, bounds
from kybao.checking.verdicts import judge, lenient
from kybao.checking.wording import finding, percent, rounded, shown
from kybao.reading.claim import Base, Breakdown, Comparison, Ratio
from kybao.reading.comparisons import same_measure
from kybao.reading.figure import Figure, FigureKind, Qualifier
from kybao.reading.figures import Placed
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
    # The total that stands behind it ("trên tổng số 2.753 học sinh"), whose cases it says are done, or that it names.
    named: Figure | None


def check_proportions(reading: Reading) -> Iterator[Finding]:
    """A figure with "chiếm p%", "đạt p%" or "(p%)" behind it that names no base: p is mostly part ÷ total × 100.

    The total may be that of a breakdown, the whole of the ratio that this total is the part of (95/110 xã), or a like figure
    that stands before. A share that fits one of them holds, or was cut off or rounded. One that fits none contradicts only if
    the total is sure: a breakdown's with "chiếm" or "tỷ lệ" there, one of which another share in the same text is true, one that is
    named behind the share, or what came in right before what was dealt with ("thụ lý 1.846 vụ, giải quyết 1.628 vụ, đạt 90,2%").
    """
    totals = _totals(reading)
    for passage in reading.passages:
        shares = list(_shares(reading, passage, totals))
        proven = Counter(of for share in shares if (of := _proven(share)) is not None)
        proven.update(_proven_bases(passage) if shares else ())
        for share in shares:
            yield from _checked(reading, share, proven)


def _proven_bases(passage: Passage) -> Iterator[Figure]:
    """Totals of which a share that names them is true: "chiếm 58,3% tổng số hồ sơ tiếp nhận (21.416 hồ sơ)"."""
    for claim in passage.claims:
        if not isinstance(claim, Comparison) or claim.base is not Base.TOTAL or claim.percent is None:
            continue
        of = claim.base_value
        if of is not None and claim.percent.decimals and bounds(of).low > 0:
            computed = claim.subject.value / of.value * 100
            if judge(claim.percent, computed, bounds(claim.subject) / bounds(of) * HUNDRED) is Verdict.HOLDS:
                yield of


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
    behind = {pair[0].figure: pair for pair in pairwise(passage.placed) if pair[0].figure.kind is FigureKind.PERCENT}
    ends = {item.figure: item.end for item in passage.placed if item.figure.kind is FigureKind.PERCENT}
    of_all = any(isinstance(claim, Comparison) and claim.base is Base.TOTAL for claim in passage.claims)
    called = _called(quantities) if of_all else {}
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
            _named_behind(passage, claim, behind)
            or _of_cases(passage, claim, quantities, at)
            or _named_elsewhere(passage, claim, ends, called),
        )


_OF_ALL = re.compile(r"\s*/?\s*(?:trên |của |so với |trong )?tổng(?: số)?:?\s*", re.IGNORECASE)
_CAME_IN = re.compile(r"\b(?:thụ lý|tiếp nhận|phải giải quyết)(?:\s(?:mới|được|là|có|tổng số)){0,2}\s*$", re.IGNORECASE)
_DEALT_WITH = re.compile(r",\s(?:đã\s)?(?:giải quyết|xử lý)(?:\s(?:xong|được))?\s*", re.IGNORECASE)
_FARTHEST = 40  # characters between a share and the total named behind it
_NEAR_POINTS = 15  # further off, it is a share of something else


def _named_behind(passage: Passage, claim: Comparison, behind: Mapping[Figure, tuple[Placed, Placed]]) -> Figure | None:
    if claim.base is not Base.TOTAL or claim.percent is None or claim.percent not in behind:
        return None
    share, total = behind[claim.percent]
    if total.figure.kind is not FigureKind.QUANTITY or total.start - share.end > _FARTHEST:
        return None
    named = _OF_ALL.fullmatch(passage.view.text, share.end, total.start)
    return total.figure if named and _may_be_of(claim.subject, total.figure) else None


def _of_cases(passage: Passage, claim: Comparison, quantities: Sequence[Placed], at: int) -> Figure | None:
    """What came in, right before what was dealt with."""
    if at == 0 or claim.base is not Base.UNSTATED or claim.percent is None:
        return None
    total, part, text = quantities[at - 1], quantities[at], passage.view.text
    if total.figure.measure != part.figure.measure or not _DEALT_WITH.fullmatch(text, total.end, part.start):
        return None
    if not _CAME_IN.search(text, max(0, total.start - 40), total.start) or not _may_be_of(part.figure, total.figure):
        return None
    off = part.figure.value / total.figure.value * 100 - claim.percent.value
    return total.figure if abs(off) <= _NEAR_POINTS else None


_NAMED = re.compile(r"\s+(?:so với |trên |của )?([^\W\d_]+(?: [^\W\d_]+){1,6})(?=\s?(?:[,.;()]|$))")
_SCOPE = re.compile(r"\s(?:của|toàn|trên địa bàn|cả)\s.*")


def _named_elsewhere(passage: Passage, claim: Comparison, ends: Mapping[Figure, int], called: _Called) -> Figure | None:
    """The one figure that is of what the share names: "xuống giống 77.462 ha, thu hoạch 45.180 ha, đạt 58,3% diện tích xuống giống"."""
    if claim.base is not Base.TOTAL or claim.percent is None or claim.percent not in ends:
        return None
    named = _NAMED.match(passage.view.low, ends[claim.percent])
    if named is None:
        return None
    name = _SCOPE.sub("", named[1])
    names = {name, *(name.removeprefix(lead) for lead in _LEADS)}
    found = {figure for said in names for figure in called.get(said, ())[:_MANY]}
    found = {
        figure
        for figure in found
        if figure is not claim.subject
        and _may_be_of(claim.subject, figure)
        and same_measure(claim.subject.measure, figure.measure)
    }
    if len(found) != 1:
        return None
    (total,) = found
    off = claim.subject.value / total.value * 100 - claim.percent.value
    return total if abs(off) <= _NEAR_POINTS else None


_LEADS = ("diện tích ", "tổng số ", "số ")
_MANY = 4  # figures of one name: more of them tell nothing
_Called = Mapping[str, Sequence[Figure]]


def _called(quantities: Sequence[Placed]) -> _Called:
    """The figures by what they may be called for short: the last words of their label but for its scope, two or more, and the
    first ones of a total's ("tổng thu ngân sách nhà nước")."""
    found: dict[str, list[Figure]] = {}
    for item in quantities:
        words = _SCOPE.sub("", item.figure.topic).split()[-_LONGEST:]
        names = {" ".join(words[at:]) for at in range(len(words) - 1)}
        if words[:1] == ["tổng"]:
            names |= {" ".join(words[:end]) for end in range(2, len(words))}
        for name in names:
            found.setdefault(name, []).append(item.figure)
    return found


_LONGEST = 12  # words of a label


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
    verdict = judge(share.stated, part.value / total.value * 100, bounds(part) / bounds(total) * HUNDRED)
    return lenient(verdict, (part, total))


def _proven(share: _Share) -> Figure | None:
    """The total of which a share is true to its last digit; two digits of which one is a decimal are no chance."""
    if share.stated.decimals == 0:
        return None
    return next((of for of in (*share.of_breakdown, *share.before) if _judged(share, of) is Verdict.HOLDS), None)


def _checked(reading: Reading, share: _Share, proven: Mapping[Figure, int]) -> Iterator[Finding]:
    totals = [*share.of_breakdown, *share.before, *([share.named] if share.named else [])]
    judged = [(_judged(share, of), of) for of in totals]
    fitting = [one for one in judged if one[0] is not Verdict.CONTRADICTS]
    if fitting:
        verdict, total = min(fitting, key=lambda one: _ORDER.index(one[0]))
        if verdict is Verdict.HOLDS or share.stated.decimals or total in share.of_breakdown:
            yield _found(reading, share, verdict, total)
        return
    if share.named is not None:
        yield _found(reading, share, Verdict.CONTRADICTS, share.named)
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
