"""`Match`: one label or one thing found, and whether the other side agrees."""

from __future__ import annotations

from dataclasses import dataclass

from kybao.evaluating.scores import Tally

HIT = Tally(1, 1, 1, 1)
MISS = Tally(labelled=1)
RECALLED = Tally(labelled=1, recalled=1)
RIGHT = Tally(found=1, right=1)
FALSE_ALARM = Tally(found=1)


@dataclass(frozen=True, slots=True)
class Match:
    """`expected` and `came` say in words what label and program say; both are "" where they agree.

    A thing found in the wrong way where something else was expected is told with the miss, not once more by itself.
    """

    kind: str
    tally: Tally
    expected: str = ""
    came: str = ""

    @property
    def is_difference(self) -> bool:
        return bool(self.expected or self.came)
