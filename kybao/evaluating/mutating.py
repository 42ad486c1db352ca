"""One digit of a claim that holds is changed, everywhere it can be: does the checker see it?

Whether a change can be seen at all is judged here, from the labels and the text alone and apart from the checker: by what
the figures' printed digits allow (`corpus/README.md`, "Kết luận"). Changes within that are left out of the count.

So are changes that nobody who has only the changed text could prove. Parts that are said to be all ("gồm", labelled
`complete`) must make their total, whatever is changed. Parts that "trong đó", a bracket or a colon announces may be few:
that they made the total before is no promise, and a sum that becomes less proves nothing; one that becomes more than the
total does. Figures that no word joins ("kiểm tra 415 xe, phạt 61, nhắc nhở 07 trong 68 vi phạm") were known to belong together
only because they added up; once one of them is changed, nothing in the text says that they ever did.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from kybao.checking import check
from kybao.checking.finding import Finding, Verdict
from kybao.documents import Span
from kybao.evaluating.entry_document import document_of
from kybao.evaluating.labels import ClaimKind, ClaimLabel, Entry, FigureLabel, Role, Stretch
from kybao.reading.claim import Base, Direction
from kybao.reading.figure import FigureKind, Qualifier

_SHIFT = 3  # each digit becomes the one this far on, 7 becoming nought
_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
_MEASURED = frozenset(
    (
        "%", "ha", "m2", "m3", "km2", "km", "m", "cm", "mm", "tấn", "tạ", "yến", "kg", "g", "lít", "kw", "kwh", "mw", "mwp",
        "kva", "kv", "°c", "độ", "giờ", "phút", "điểm",
    )
)  # fmt: skip
_SEEN = (Verdict.CONTRADICTS, Verdict.TRUNCATED, Verdict.ROUNDING)


class Held(StrEnum):
    """What kind of claim holds before a digit of it is changed."""

    RATIO = "ratio"
    COMPARISON = "comparison"
    WHOLE = "whole"  # a total and all its parts
    OPEN = "open"  # a total and parts which happen to make it ("trong đó"), so that they can't be more than it

    @classmethod
    def of(cls, claim: ClaimLabel) -> Held:
        if claim.kind is ClaimKind.BREAKDOWN:
            return cls.WHOLE if claim.complete else cls.OPEN
        return cls(claim.kind)


@dataclass(frozen=True, slots=True)
class Uncaught:
    """A change that the checker passed over."""

    kind: Held
    entry: str
    file: str
    line: int
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Mutations:
    """By kind of claim: changes beyond what the printed digits allow, and how many of them the checker calls out."""

    changes: dict[Held, int]
    caught: dict[Held, int]
    uncaught: tuple[Uncaught, ...]

    @property
    def share(self) -> float:
        total = sum(self.changes.values())
        return sum(self.caught.values()) / total if total else 1.0


def mutate(entries: Iterable[Entry]) -> Mutations:
    """Tries every change of one digit. Raises `BrokenCorpus` where an entry can't be laid into a document."""
    changes: defaultdict[Held, int] = defaultdict(int)
    uncaught: list[Uncaught] = []
    for entry in entries:
        for claim, before, after, seen in _tried(entry):
            changes[Held.of(claim)] += 1
            if not seen:
                uncaught.append(
                    Uncaught(Held.of(claim), entry.name, entry.file, entry.line, entry.text, before.quote, after.quote)
                )
    missed = {kind: sum(one.kind is kind for one in uncaught) for kind in changes}
    return Mutations(dict(changes), {kind: changes[kind] - missed[kind] for kind in changes}, tuple(uncaught))


def _tried(entry: Entry) -> Iterator[tuple[ClaimLabel, FigureLabel, FigureLabel, bool]]:
    """Each change that is beyond the printed digits of a claim that holds, and whether the checker saw it."""
    labels = {label.number: label for label in entry.figures}
    known = set(_findings(entry)) if entry.claims else set()
    checked: dict[FigureLabel, set[_Called]] = {}
    for claim in entry.claims:
        numbers = sorted({number for _, number in claim.figures})
        relations = tuple(_relations(entry, claim, labels))
        if not relations or _is_faulty(entry, numbers) or not all(relation.holds(labels) for relation in relations):
            continue
        for before in (labels[number] for number in numbers):
            for after in _changed(before):
                if all(relation.holds({**labels, before.number: after}) for relation in relations):
                    continue
                if after not in checked:
                    checked[after] = _findings(_with(entry, before, after)) - known
                places = {labels[number].place for number in numbers}
                laid = document_of(entry)
                spans = [laid.span(place) for place in places]
                yield claim, before, after, any(span.touches(at) for at in spans for _, span in checked[after])


_Called = tuple[Verdict, Span]


def _findings(entry: Entry) -> set[_Called]:
    return {(f.verdict, span) for f in check(document_of(entry).document) if f.verdict in _SEEN for span in _spans(f)}


def _spans(finding: Finding) -> Iterator[Span]:
    yield finding.span
    yield from finding.evidence


def _is_faulty(entry: Entry, numbers: Iterable[int]) -> bool:
    """Whether a figure of the claim is labelled as one that doesn't agree."""
    places = {label.place for label in entry.figures if label.number in set(numbers)}
    return any(label.verdict in _SEEN and places.intersection(label.places) for label in entry.verdicts)


def _with(entry: Entry, before: FigureLabel, after: FigureLabel) -> Entry:
    line = entry.lines[before.place.line]
    lines = list(entry.lines)
    lines[before.place.line] = line[: before.place.start] + after.quote + line[before.place.end :]
    return replace(entry, lines=tuple(lines))


def _changed(label: FigureLabel) -> Iterator[FigureLabel]:
    """The figure with one digit changed, for each of its digits; none where it isn't plainly printed in digits."""
    unit = _unit(label)
    if unit is None or label.value is None:
        return
    numeral = label.quote[: _NUMERAL.match(label.quote).end()]  # type: ignore[union-attr]
    places = [at for at, character in enumerate(numeral) if character.isdigit()]
    for back, at in enumerate(reversed(places)):
        digit = int(numeral[at])
        new = (digit + _SHIFT) % 10
        if new == 0 and at == 0:
            new = 1
        value = label.value + (new - digit) * unit.scaleb(back)
        yield replace(label, quote=f"{label.quote[:at]}{new}{label.quote[at + 1 :]}", value=value)


def _unit(label: FigureLabel) -> Decimal | None:
    """One unit of the last printed digit, in the value's own unit; None where the label doesn't tell."""
    match = _NUMERAL.match(label.quote)
    digits = int(re.sub(r"\D", "", match[0])) if match else 0
    if not digits or not label.value:
        return None
    unit = (label.value / digits).normalize()
    return unit if unit.as_tuple().digits == (1,) and unit * digits == label.value else None


@dataclass(frozen=True, slots=True)
class _Range:
    """All that a printed figure may stand for, and what may follow from it."""

    low: Decimal
    high: Decimal

    @classmethod
    def of(cls, label: FigureLabel) -> _Range:
        value, unit = label.value, _unit(label)
        assert value is not None
        counted = (
            label.kind is FigureKind.QUANTITY and label.measure.lower() not in _MEASURED and "/" not in label.measure
        )
        half = Decimal(0) if unit is None or (counted and unit == 1) else unit / 2
        return cls(value - half, value + half)

    def __add__(self, other: _Range) -> _Range:
        return _Range(self.low + other.low, self.high + other.high)

    def __sub__(self, other: _Range) -> _Range:
        return _Range(self.low - other.high, self.high - other.low)

    def percent_of(self, other: _Range) -> _Range | None:
        """None where the base may be nought or less."""
        if other.low <= 0:
            return None
        return _Range(self.low / other.high * 100, self.high / other.low * 100)

    def meets(self, other: _Range) -> bool:
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class _Relation:
    """`follows` gives what one figure must be by the others, or None where they leave no such value."""

    stated: int
    follows: Callable[[Mapping[int, FigureLabel]], _Range | None]
    only_above: bool = False  # what follows may be less: an open list of parts

    def holds(self, labels: Mapping[int, FigureLabel]) -> bool:
        follows, stated = self.follows(labels), _Range.of(labels[self.stated])
        if follows is None:
            return False
        return follows.low <= stated.high if self.only_above else follows.meets(stated)


_OTHER_BASES = (Base.SAME_PERIOD, Base.PREVIOUS_PERIOD, Base.PREVIOUS_YEAR, Base.DATE)


def _relations(entry: Entry, claim: ClaimLabel, labels: Mapping[int, FigureLabel]) -> Iterator[_Relation]:
    """What arithmetic ties a claim's figures together. None where a figure is rounded in words ("hơn 160")."""
    if any(labels[number].qualifier is not Qualifier.EXACT for _, number in claim.figures):
        return
    if claim.kind is ClaimKind.RATIO:
        percent = claim.figure(Role.PERCENT)
        if percent is not None and claim.base not in _OTHER_BASES:
            yield _percent(percent, _number(claim, Role.PART), _number(claim, Role.WHOLE))
    elif claim.kind is ClaimKind.BREAKDOWN:
        yield from _sum(entry, claim, labels)
    elif claim.kind is ClaimKind.COMPARISON:
        yield from _growth(claim, labels)


def _number(claim: ClaimLabel, role: Role) -> int:
    number = claim.figure(role)
    assert number is not None
    return number


def _percent(stated: int, part: int, whole: int) -> _Relation:
    return _Relation(stated, lambda labels: _Range.of(labels[part]).percent_of(_Range.of(labels[whole])))


_ANNOUNCED = re.compile(r"\btrong (?:số )?(?:đó|này)\b|\bgồm\b|\bchia ra\b|\bcụ thể\b|[(:]", re.IGNORECASE)
_CLOSED_BRACKET = re.compile(r"\([^()]*\)")
_CLOSING = re.compile(r"\b(?:tổng|cộng|tất cả)\b[^.;]{0,40}$", re.IGNORECASE)


def _is_announced(entry: Entry, total: FigureLabel, first: FigureLabel) -> bool:
    """Whether the text says that what follows divides the total, or that the total adds up what went before."""
    if total.place > first.place:
        return _CLOSING.search(entry.lines[total.place.line][: total.place.start]) is not None
    if total.place.line != first.place.line:
        return ":" in entry.lines[total.place.line][total.place.end :]
    between = _CLOSED_BRACKET.sub("", entry.lines[total.place.line][total.place.end : first.place.start])
    return _ANNOUNCED.search(between) is not None


def _place(label: FigureLabel) -> Stretch:
    return label.place


def _sum(entry: Entry, claim: ClaimLabel, labels: Mapping[int, FigureLabel]) -> Iterator[_Relation]:
    """Parts that are said to be all make the total; announced ones that happen to make it can't be more than it."""
    total, parts = _number(claim, Role.TOTAL), claim.all_in(Role.ONE_OF)
    exact = sum((labels[part].value or Decimal(0) for part in parts), Decimal(0)) == labels[total].value
    announced = claim.complete or (
        exact and _is_announced(entry, labels[total], min(map(labels.__getitem__, parts), key=_place))
    )
    if len(parts) > 1 and announced:

        def added(labels: Mapping[int, FigureLabel]) -> _Range:
            return sum((_Range.of(labels[part]) for part in parts), _Range(Decimal(0), Decimal(0)))

        yield _Relation(total, added, only_above=not claim.complete)


def _growth(claim: ClaimLabel, labels: Mapping[int, FigureLabel]) -> Iterator[_Relation]:
    subject, base = _number(claim, Role.SUBJECT), claim.figure(Role.BASE_VALUE)
    level, change, relative = (claim.figure(role) for role in (Role.PERCENT, Role.CHANGE, Role.CHANGE_PERCENT))
    rises = claim.direction is Direction.UP
    directed = claim.direction is not Direction.NONE
    of_rates = labels[subject].kind is not FigureKind.QUANTITY
    if (
        base is not None
        and change is not None
        and directed
        and (not of_rates or labels[change].kind is FigureKind.POINT)
    ):
        more, less = (subject, base) if rises else (base, subject)
        yield _Relation(change, lambda labels: _Range.of(labels[more]) - _Range.of(labels[less]))
    if of_rates:
        return

    def before(labels: Mapping[int, FigureLabel]) -> _Range | None:
        if base is not None:
            return _Range.of(labels[base])
        if change is None or not directed:
            return None
        here, moved = _Range.of(labels[subject]), _Range.of(labels[change])
        return here - moved if rises else here + moved

    def level_of(labels: Mapping[int, FigureLabel]) -> _Range | None:
        start = before(labels)
        return None if start is None else _Range.of(labels[subject]).percent_of(start)

    def relative_to(level: _Range | None) -> _Range | None:
        hundred = _Range(Decimal(100), Decimal(100))
        return None if level is None else level - hundred if rises else hundred - level

    if base is not None or (change is not None and directed):
        if level is not None:
            yield _Relation(level, level_of)
        if relative is not None and directed:
            yield _Relation(relative, lambda labels: relative_to(level_of(labels)))
    elif level is not None and relative is not None and directed:
        yield _Relation(relative, lambda labels: relative_to(_Range.of(labels[level])))
