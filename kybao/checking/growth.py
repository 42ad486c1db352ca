"""A figure against a base: level percent, absolute change, relative change and base value, any two of which give the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import HUNDRED, Interval, bounds
from kybao.checking.neighbours import Neighbours, one_thing
from kybao.checking.verdicts import judge, lenient
from kybao.checking.wording import finding, like, rounded, shown
from kybao.reading.claim import Base, Breakdown, Comparison, Direction
from kybao.reading.comparisons import same_measure
from kybao.reading.figure import Figure, FigureKind
from kybao.reading.reading import Reading

_NEARBY = 8  # comparisons back to which a misplaced change may belong
_WORD = {Direction.UP: "tăng", Direction.DOWN: "giảm"}


class _Way(Struct, frozen=True):
    """One way to work out a stated figure from the others: the value, what it may be, and how, in words."""

    stated: Figure
    value: Decimal
    allowed: Interval
    how: str
    sources: tuple[Figure, ...]
    also: Decimal | None = None  # what the stated figure may be in another way of speaking, exactly


def check_growth(reading: Reading) -> Iterator[Finding]:
    """Level, change and base of one comparison must agree: 245 con bằng 133,15% (tăng 61 con) → base 184 → 133,15%.

    From the subject S and its change c the base is S − c (or S + c for a decrease), and the level S ÷ base × 100.
    Where a change fits the total that the subject is a part of, and not the subject, the finding says so: the change
    was printed in the wrong place. A change with its percentage behind a list ("cấp tỉnh 197 lượt, trong đó khiếu nại 52, …
    [giảm 160 lượt = 44,82%]") that is true of a figure further back is that one's, and nothing is said.
    """
    totals, by_block, around = _totals(reading), _by_block(reading), Neighbours(reading)
    for claims in by_block.values():
        for index, claim in enumerate(claims):
            if claim.subject.value > 0:
                before = _before(claim, totals.get(claim.subject, ()), claims[max(0, index - _NEARBY) : index])
                yield from _compared(reading, claim, tuple(before), around)


def _compared(
    reading: Reading, claim: Comparison, before: Sequence[Comparison], around: Neighbours
) -> Iterator[Finding]:
    if claim.subject.kind is not FigureKind.QUANTITY:
        yield from _rate_change(reading, claim)
        return
    against = _direction_against_level(reading, claim)
    if against:
        yield against
        return
    for way in _ways(reading, claim):
        verdict = _judged(way)
        if verdict is Verdict.CONTRADICTS:
            if misplaced := _misplaced(reading, claim, before):
                yield misplaced
                return
            if _is_doubtful(reading, claim, way, around):
                continue
        yield _found(reading, way, verdict)


def _judged(way: _Way) -> Verdict:
    verdict = lenient(judge(way.stated, way.value, way.allowed), (way.stated, *way.sources))
    if verdict is Verdict.CONTRADICTS and way.also is not None:
        also = judge(way.stated, way.also, Interval.exactly(way.also))
        return Verdict.HOLDS if also is Verdict.HOLDS else verdict
    return verdict


def _is_doubtful(reading: Reading, claim: Comparison, way: _Way, around: Neighbours) -> bool:
    """Whether the comparison was more likely misread than miswritten.

    So where a change is of another thing than its subject ("cả 03 tiêu chí: giảm 255 vụ"), where change and percentage have a
    base each ("tăng 7 người so với dự kiến, tăng 5,81% so với khóa trước"), where it would be out by more than a slipped digit
    or unit can make it, where its base is but the first of a pair ("180 vụ, ít hơn 03 vụ (180/183 vụ)"), and where another
    figure of the passage makes it true.
    """
    change, base = claim.change, claim.base_value
    if base is not None and base.value == claim.subject.value and _OF_A_PAIR.match(around.after(base, 4)):
        return True
    if change is not None:
        if not one_thing(change.measure, claim.subject.measure):
            return True
        if claim.change_percent is way.stated and claim.base is Base.OTHER and _TWO_BASES.search(
            around.between(change, way.stated) + "#" + around.after(way.stated)
        ):  # fmt: skip
            return True
    return _is_absurd(claim, way) or _fits_another(reading, claim, way, around)


_OF_A_PAIR = re.compile(r"\s?/\s?\d")
_TWO_BASES = re.compile(r"\bso (?:với )?[^#]*#[^#;.]*\bso (?:với )?", re.IGNORECASE)
_MOST = Decimal(12)  # a digit that slipped or is missing moves a value tenfold, not more
_THOUSANDS = (Decimal(10) ** 3, Decimal(10) ** 6)


def _is_absurd(claim: Comparison, way: _Way) -> bool:
    """Whether the level that follows is more than twelve times the stated one, or less than its twelfth; a unit mistaken by a
    thousand is no absurdity."""
    stated, computed = _level(claim, way, way.stated.value), _level(claim, way, way.value)
    if stated <= 0 or computed <= 0:
        return False
    times = max(stated, computed) / min(stated, computed)
    return times > _MOST and not any(Decimal("0.9") < times / by < Decimal("1.1") for by in _THOUSANDS)


def _level(claim: Comparison, way: _Way, value: Decimal) -> Decimal:
    """A stated or computed figure as a percentage of the base."""
    if way.stated.kind is FigureKind.TIMES:
        value *= 100
    if way.stated is claim.percent:
        return value
    sign = -1 if claim.direction is Direction.DOWN else 1
    if way.stated is claim.change_percent:
        return 100 + sign * value
    # A change against a base: only how far the subject is from the base tells.
    base = claim.base_value.value if claim.base_value is not None else Decimal(0)
    return claim.subject.value / base * 100 if base and value is way.value else Decimal(100)


def _fits_another(reading: Reading, claim: Comparison, way: _Way, around: Neighbours) -> bool:
    """Whether the stated figure is right for another subject of the passage, or another change right before it."""
    near = around.before(way.stated)
    changes = {claim.change, *near[:1]} if claim.change is not None else {None}
    for change in changes:
        measure = (change or claim.subject).measure
        for other in near:
            if not same_measure(other.measure, measure) or other.value <= 0 or other in (change, claim.base_value):
                continue
            if other is claim.subject and change is claim.change:
                continue
            ways = _ways(reading, replace(claim, subject=other, change=change))
            if any(one.stated is way.stated and _judged(one) is Verdict.HOLDS for one in ways):
                return True
    return False


def _found(reading: Reading, way: _Way, verdict: Verdict) -> Finding:
    stated = shown(reading, way.stated)
    computed = like(
        way.stated, way.value, 0 if way.stated.decimals == 0 and way.stated.kind is FigureKind.QUANTITY else 1
    )
    tail = {
        Verdict.HOLDS: f"Nêu {stated}, đúng với {way.how} là {computed}.",
        Verdict.ROUNDING: f"Nêu {stated}, còn {way.how} là {computed}; chênh lệch trong phạm vi làm tròn của các số đã nêu.",
        Verdict.TRUNCATED: f"Nêu {stated}, nhưng {way.how} là {computed}; số đã nêu bị cắt bớt chữ số, chưa làm tròn.",
    }.get(verdict, f"Nêu {stated}, nhưng {way.how} là {computed}.")
    return finding(
        reading, "growth", verdict, way.stated.span, tail, way.stated.value,
        rounded(way.value, way.stated.decimals), (figure.span for figure in way.sources),
    )  # fmt: skip


def _ways(reading: Reading, claim: Comparison) -> Iterator[_Way]:
    """Each stated figure that others determine, once: the level first, then the relative change, then the base."""
    subject, sign = claim.subject, -1 if claim.direction is Direction.DOWN else 1
    word, name = _WORD.get(claim.direction, ""), shown(reading, subject)
    base: tuple[Decimal, Interval, str, tuple[Figure, ...]] | None = None
    moved: Interval | None = None  # the change, with its sign, where the base follows from it
    if claim.base_value is not None and claim.base_value.value:
        base = (
            claim.base_value.value,
            bounds(claim.base_value),
            f"{name} so với {shown(reading, claim.base_value)}",
            (subject, claim.base_value),
        )
        if claim.change is not None:
            value = (subject.value - claim.base_value.value) * sign
            allowed = bounds(subject) - bounds(claim.base_value)
            yield _Way(
                claim.change,
                value,
                allowed if sign > 0 else Interval(-allowed.high, -allowed.low),
                "chênh lệch " + base[2],
                base[3],
            )
    elif claim.change is not None and claim.direction:
        value = subject.value - sign * claim.change.value
        moved = bounds(claim.change) * Interval.exactly(Decimal(sign))
        allowed = bounds(subject) - moved
        base = value, allowed, f"{name} ({word} {shown(reading, claim.change)})", (subject, claim.change)
    level, relative = claim.percent, claim.change_percent
    if base and base[0] > 0 and base[1].low > 0:
        value, allowed, how, sources = base
        ratio, ratios = subject.value / value * 100, bounds(subject) / allowed * HUNDRED
        if moved is not None:  # subject and base move together: 1 + change/base is known better than subject/base
            ratios = HUNDRED + HUNDRED * moved / allowed
        if level is not None:
            yield _as_printed(_Way(level, ratio, ratios, how, sources))
        if relative is not None and claim.direction:
            shift = ratios - HUNDRED if sign > 0 else HUNDRED - ratios
            # "giảm 5 vụ (90%)": the bracket gives the level; "tăng 2 lần" may mean twice as much
            also = ratio if claim.percent is None else None
            yield _as_printed(_Way(relative, (ratio - 100) * sign, shift, how, sources, also))
    elif level is not None and relative is not None and claim.direction and level.kind is relative.kind:
        shift = bounds(level) - HUNDRED if sign > 0 else HUNDRED - bounds(level)
        yield _Way(relative, (level.value - 100) * sign, shift, f"mức {shown(reading, level)}", (level,))


def _as_printed(way: _Way) -> _Way:
    """A way to a percentage, in times where the text gives times ("gấp 2,4 lần")."""
    if way.stated.kind is not FigureKind.TIMES:
        return way
    also = None if way.also is None else way.also / 100
    return replace(way, value=way.value / 100, allowed=way.allowed / HUNDRED, also=also)


def _direction_against_level(reading: Reading, claim: Comparison) -> Finding | None:
    """ "bằng 95% … (tăng 5 con)": what rises stands above its base."""
    level, change = claim.percent, claim.change or claim.change_percent
    if level is None or change is None or not claim.direction or change.value == 0 or claim.base_value is not None:
        return None
    rises, whole = claim.direction is Direction.UP, 1 if level.kind is FigureKind.TIMES else 100
    if (bounds(level).high < whole) if rises else (bounds(level).low > whole):
        word, side = _WORD[claim.direction], "dưới" if rises else "trên"
        return finding(
            reading, "direction", Verdict.CONTRADICTS, change.span,
            f"Nêu {word} {shown(reading, change)}, nhưng mức {shown(reading, level)} {side} 100% là {'giảm' if rises else 'tăng'}.",
            word, "giảm" if rises else "tăng", (claim.subject.span, level.span),
        )  # fmt: skip
    return None


def _rate_change(reading: Reading, claim: Comparison) -> Iterator[Finding]:
    """A rate against a rate: "còn 5,2%, giảm 1,1% so với 6,3%". The change may be in points or relative; either reading holds."""
    base, change = claim.base_value, claim.change_percent or claim.change
    if base is None or change is None or not claim.direction or not base.value or base.kind is not claim.subject.kind:
        return
    sign = -1 if claim.direction is Direction.DOWN else 1
    points = (claim.subject.value - base.value) * sign
    allowed = (bounds(claim.subject) - bounds(base)) * Interval.exactly(Decimal(sign))
    verdict = judge(change, points, allowed)
    relative = points / base.value * 100
    if (
        verdict is Verdict.CONTRADICTS
        and judge(change, relative, Interval.exactly(relative)) is not Verdict.CONTRADICTS
    ):
        verdict = Verdict.HOLDS
    how = f"chênh lệch giữa {shown(reading, claim.subject)} và {shown(reading, base)}"
    yield _found(reading, _Way(change, points, allowed, how, (claim.subject, base)), verdict)


def _totals(reading: Reading) -> dict[Figure, list[Figure]]:
    """For each part of a breakdown, or a figure after "trong đó", the totals that it may belong to."""
    found: dict[Figure, list[Figure]] = {}
    for claim in reading.claims:
        if isinstance(claim, Breakdown):
            for part in claim.parts:
                found.setdefault(part, []).append(claim.total)
    return found


def _misplaced(reading: Reading, claim: Comparison, before: Sequence[Comparison]) -> Finding | None:
    """The change printed beside a part which fits the total that stands before it, by the total's own level percent."""
    if claim.change is None or claim.percent is None or not claim.direction:
        return None
    sign = -1 if claim.direction is Direction.DOWN else 1
    for other in before:
        if other.percent is None or other.change is not None or other.subject.measure != claim.subject.measure:
            continue
        base = other.subject.value / other.percent.value * 100
        value = (other.subject.value - base) * sign
        allowed = (bounds(other.subject) - bounds(other.subject) / bounds(other.percent) * HUNDRED) * Interval.exactly(
            Decimal(sign)
        )
        if value > 0 and judge(claim.change, value, allowed) in (Verdict.HOLDS, Verdict.ROUNDING):
            own = (claim.subject.value - claim.subject.value / claim.percent.value * 100) * sign
            word = _WORD[claim.direction]
            return finding(
                reading, "growth", Verdict.CONTRADICTS, claim.change.span,
                f"Nêu {word} {shown(reading, claim.change)}, nhưng {shown(reading, claim.subject)} bằng {shown(reading, claim.percent)} "
                f"là {word} {like(claim.change, own)}; mức {word} đã nêu khớp với tổng {shown(reading, other.subject)} "
                f"bằng {shown(reading, other.percent)}, nên có thể đã đặt nhầm chỗ.",
                claim.change.value, rounded(own, 0), (claim.subject.span, claim.percent.span, other.subject.span, other.percent.span),
            )  # fmt: skip
    return None


def _by_block(reading: Reading) -> dict[int, list[Comparison]]:
    found: dict[int, list[Comparison]] = {}
    for claim in reading.claims:
        if isinstance(claim, Comparison):
            found.setdefault(claim.subject.span.block, []).append(claim)
    return found


def _before(claim: Comparison, totals: Sequence[Figure], neighbours: Sequence[Comparison]) -> Iterator[Comparison]:
    """Comparisons of the totals that a part belongs to, and of the last figure before it in the same block."""
    yield from (other for other in neighbours if other.subject in totals)
    yield from neighbours[-1:]
