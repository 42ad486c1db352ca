"""`Rule`: a condition with what it means for people, and its result for one unit and period."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kybao.calendar import Kind, Period
from kybao.consolidating.rules.language import Condition, parse


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Missing(StrEnum):
    """What is done where something that a side refers to was not reported."""

    UNDECIDED_IF_ANY = "any"
    UNDECIDED_IF_ALL = "all"
    ZERO = "zero"


class Outcome(StrEnum):
    HOLDS = "holds"
    VIOLATED = "violated"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Rule:
    """`message` (Vietnamese) says what to look at when the condition does not hold.

    `frequency`: the kind of period that it is about; None for every kind.
    """

    code: str
    condition: Condition
    message: str
    severity: Severity = Severity.ERROR
    missing_left: Missing = Missing.UNDECIDED_IF_ANY
    missing_right: Missing = Missing.UNDECIDED_IF_ANY
    frequency: Kind | None = None

    def is_about(self, period: Period) -> bool:
        return self.frequency in (None, period.kind)

    @classmethod
    def of(cls, code: str, text: str, message: str, severity: Severity = Severity.ERROR) -> Rule:
        """The rule whose condition is written in the language of `language`. Raises `InvalidRule`."""
        return cls(code, parse(text), message, severity)


@dataclass(frozen=True, slots=True)
class Result:
    """`left` and `right` are the values of the two sides, None where they have none."""

    outcome: Outcome
    left: Decimal | None
    right: Decimal | None
