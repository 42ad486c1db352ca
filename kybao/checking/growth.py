"""A figure against a base: level percent, absolute change, relative change and base value, any two of which give the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import HUNDRED, Interval, bounds
from kybao.checking.verdicts import judge
from kybao.checking.wording import finding, like, rounded, shown
from kybao.reading.claim import Breakdown, Comparison, Direction
from kybao.reading.figure import Figure, FigureKind
from kybao.reading.reading import Reading

_NEARBY = 8  # comparisons back to which a misplaced change may belong
_WORD = {Direction.UP: "tăng", Direction.DOWN: "giảm"}


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to work out a stated figure from the others: the value, what it may be, and how, in words."""

    stated: Figure
    value: Decimal
    allowed: Interval
    how: str
    sources: tuple[Figure, ...]


def check_growth(reading: Reading) -> Iterator[Finding]:
    """Level, change and base of one comparison must agree: 245 con bằng 133,15% (tăng 61 con) → base 184 → 133,15%.

    From the subject S and its change c the base is S − c (or S + c for a decrease), and the level S ÷ base × 100.
    Where a change fits the total that the subject is a part of, and not the subject, the finding says so: the change
    was printed in the wrong place.
    """
    totals, by_block = _totals(reading), _by_block(reading)
    for claims in by_block.values():
        for index, claim in enumerate(claims):
            if claim.subject.value > 0:
                before = _before(claim, totals.get(claim.subject, ()), claims[max(0, index - _NEARBY) : index])
                yield from _compared(reading, claim, tuple(before))


def _compared(reading: Reading, claim: Comparison, before: Sequence[Comparison]) -> Iterator[Finding]:
    if claim.subject.kind is not FigureKind.QUANTITY:
        yield from _rate_change(reading, claim)
        return
    against = _direction_against_level(reading, claim)
    if against:
        yield against
        return
    for way in _ways(reading, claim):
        verdict = judge(way.stated, way.value, way.allowed)
        if verdict is Verdict.CONTRADICTS and way.stated is claim.change_percent and claim.percent is None:
            level = way.value * (-1 if claim.direction is Direction.DOWN else 1) + 100
            if judge(way.stated, level, Interval.exactly(level)) is Verdict.HOLDS:
                continue  # "giảm 5 vụ (90%)": the bracket gives the level
        if verdict is Verdict.CONTRADICTS and (misplaced := _misplaced(reading, claim, before)):
            yield misplaced
            return
        yield _found(reading, way, verdict)


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
        allowed = bounds(subject) - bounds(claim.change) if sign > 0 else bounds(subject) + bounds(claim.change)
        base = value, allowed, f"{name} ({word} {shown(reading, claim.change)})", (subject, claim.change)
    level = claim.percent
    if base and base[0] > 0 and base[1].low > 0:
        value, allowed, how, sources = base
        ratio, ratios = subject.value / value * 100, bounds(subject) / allowed * HUNDRED
        if level is not None:
            yield _Way(level, ratio, ratios, how, sources)
        if claim.change_percent is not None and claim.direction:
            shift = ratios - HUNDRED if sign > 0 else HUNDRED - ratios
            yield _Way(claim.change_percent, (ratio - 100) * sign, shift, how, sources)
    elif level is not None and claim.change_percent is not None and claim.direction:
        shift = bounds(level) - HUNDRED if sign > 0 else HUNDRED - bounds(level)
        yield _Way(claim.change_percent, (level.value - 100) * sign, shift, f"mức {shown(reading, level)}", (level,))


def _direction_against_level(reading: Reading, claim: Comparison) -> Finding | None:
    """ "bằng 95% … (tăng 5 con)": what rises stands above its base."""
    level, change = claim.percent, claim.change or claim.change_percent
    if level is None or change is None or not claim.direction or change.value == 0 or claim.base_value is not None:
        return None
    rises = claim.direction is Direction.UP
    if (bounds(level).high < 100) if rises else (bounds(level).low > 100):
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
