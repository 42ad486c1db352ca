"""Counts of what was labelled, found and right → precision, recall and F1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    FIGURES = "figures"
    CLAIMS = "claims"
    VERDICTS = "verdicts"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were labelled, and of these found; how many were found, and of these right.

    >>> tally = Tally(labelled=4, recalled=3, found=6, right=3)
    >>> tally.precision, tally.recall, round(tally.f1, 3)
    (0.5, 0.75, 0.6)
    >>> Tally().f1, Tally(labelled=1).f1
    (1.0, 0.0)
    """

    labelled: int = 0
    recalled: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.labelled + other.labelled,
            self.recalled + other.recalled,
            self.found + other.found,
            self.right + other.right,
        )

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.recalled / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """One miss or false alarm: what the label says and what the program says, each "" where it says nothing."""

    group: Group
    kind: str
    entry: str
    file: str
    line: int
    text: str
    expected: str
    came: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Tallies by group and kind, the misses and false alarms behind them, and how many entries were looked at."""

    entries: int
    tallies: dict[tuple[Group, str], Tally]
    differences: tuple[Difference, ...]

    @property
    def figures(self) -> Tally:
        return self._total(Group.FIGURES, (kind for group, kind in self.tallies if group is Group.FIGURES))

    @property
    def claims(self) -> Tally:
        return self._total(Group.CLAIMS, (kind for group, kind in self.tallies if group is Group.CLAIMS))

    @property
    def deviations(self) -> Tally:
        """The verdicts on what doesn't agree, together."""
        return self._total(Group.VERDICTS, DEVIATIONS)

    def _total(self, group: Group, kinds: Iterable[str]) -> Tally:
        return sum((self.tallies.get((group, kind), Tally()) for kind in kinds), Tally())


DEVIATIONS = ("contradicts", "truncated", "rounding")
