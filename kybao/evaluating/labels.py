"""The labels of a corpus as values: an entry's text, and what a careful reader finds in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kybao.checking.finding import Verdict
from kybao.reading.claim import Base, Direction
from kybao.reading.figure import QUANTITIES, FigureKind, Qualifier


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Characters `start` to `end` (exclusive) of line `line` of an entry's text, all counted from 0."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FigureLabel:
    """A number in the text. `value` is None for numbers that name or number something; `measure` is as printed."""

    number: int
    quote: str
    place: Stretch
    kind: FigureKind
    value: Decimal | None
    measure: str
    qualifier: Qualifier

    @property
    def is_quantity(self) -> bool:
        return self.kind in QUANTITIES


class ClaimKind(StrEnum):
    RATIO = "ratio"
    COMPARISON = "comparison"
    BREAKDOWN = "breakdown"
    LISTING = "listing"


class Role(StrEnum):
    """What part a figure plays in a claim; the names are those of the corpus and of `kybao.reading.claim`."""

    PART = "part"
    WHOLE = "whole"
    SUBJECT = "subject"
    PERCENT = "percent"
    CHANGE = "change"
    CHANGE_PERCENT = "change_percent"
    BASE_VALUE = "base_value"
    TOTAL = "total"
    ONE_OF = "one_of"  # a part of a breakdown: there are many
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class ClaimLabel:
    """A claim by the numbers of its figures. Two claims are the same claim when all but `complete` agree."""

    kind: ClaimKind
    figures: frozenset[tuple[Role, int]]
    base: Base | None = None
    direction: Direction = Direction.NONE
    items: tuple[str, ...] = ()
    complete: bool = False

    def figure(self, role: Role) -> int | None:
        """The number of the one figure in this role."""
        return next((number for played, number in self.figures if played is role), None)

    def all_in(self, role: Role) -> tuple[int, ...]:
        return tuple(sorted(number for played, number in self.figures if played is role))


@dataclass(frozen=True, slots=True)
class VerdictLabel:
    """What must be found, at any one of `places`. `rule` and `computed` are for people; they are not compared."""

    rule: str
    verdict: Verdict
    places: tuple[Stretch, ...]
    computed: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence, a few, or a table, with all its labels. `lines` keep their marks of lists, headings and table rows."""

    name: str
    tags: tuple[str, ...]
    file: str
    line: int  # of the file, counted from 1
    issued: date | None
    lines: tuple[str, ...]
    figures: tuple[FigureLabel, ...]
    claims: tuple[ClaimLabel, ...]
    verdicts: tuple[VerdictLabel, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def quote(self, stretch: Stretch) -> str:
        return self.lines[stretch.line][stretch.start : stretch.end]


def is_row(line: str) -> bool:
    """Whether a line of an entry is a row of its table."""
    return line.startswith("|")
