"""Which parts stand behind the figures of a period: its months (or quarters), those of last year, those of the year so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import ibis

from kybao.calendar import Kind, Period
from kybao.consolidating.schema import Row


class Slot(StrEnum):
    """A figure beside another: what is reported for the period itself, and what it is compared with."""

    VALUE = "value"
    SAME = "same"
    PREVIOUS = "previous"
    TO_DATE = "to_date"
    SAME_TO_DATE = "same_to_date"


SLOTS = ibis.schema(
    {
        "period": "string",
        "slot": "string",
        "frequency": "string",
        "part": "string",
        "is_last": "boolean",
        "needed": "int64",
    }
)
PLAN_PERIODS = ibis.schema({"period": "string", "plan_period": "string", "of_year": "boolean"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole months of one year, from the first to the last, both inclusive."""

    year: int
    first: int
    last: int

    @classmethod
    def of(cls, slot: Slot, period: Period) -> Stretch:
        """The months of `slot` for `period`.

        >>> Stretch.of(Slot.SAME_TO_DATE, Period.parse("2022-Q2"))
        Stretch(year=2021, first=1, last=6)
        """
        if slot is Slot.PREVIOUS:
            period = period.previous()
        elif slot in (Slot.SAME, Slot.SAME_TO_DATE):
            period = period.same_last_year()
        to_date = slot in (Slot.TO_DATE, Slot.SAME_TO_DATE)
        return cls(period.year, 1 if to_date else period.first_month, period.last_month)

    def parts(self, frequency: Kind) -> tuple[Period, ...]:
        """The periods of `frequency` that it is made of, in order; none where it is not made of whole ones.

        >>> [str(part) for part in Stretch(2022, 1, 9).parts(Kind.QUARTER)], Stretch(2022, 1, 4).parts(Kind.QUARTER)
        (['2022-Q1', '2022-Q2', '2022-Q3'], ())
        """
        inside = [
            part
            for part in _all_of(self.year, frequency)
            if self.first <= part.first_month and part.last_month <= self.last
        ]
        months = sum(part.last_month - part.first_month + 1 for part in inside)
        return tuple(inside) if months == self.last - self.first + 1 else ()


def slot_rows(periods: Iterable[Period], frequencies: Iterable[Kind], slots: Iterable[Slot] = Slot) -> list[Row]:
    """Rows of `SLOTS`: for each period and slot, the parts that stand behind it, and how many they are."""
    return list(_slot_rows(tuple(periods), tuple(frequencies), tuple(slots)))


def plan_periods(period: Period) -> dict[Period, bool]:
    """The periods whose plans `period` is measured by, and whether the plan is the year's: its own, and its year's."""
    year = Period(Kind.YEAR, period.year)
    return {period: period == year, year: True}


def _slot_rows(periods: tuple[Period, ...], frequencies: tuple[Kind, ...], slots: tuple[Slot, ...]) -> Iterator[Row]:
    for period in periods:
        for slot in slots:
            for frequency in frequencies:
                parts = Stretch.of(slot, period).parts(frequency)
                for part in parts:
                    yield {
                        "period": str(period),
                        "slot": slot.value,
                        "frequency": frequency.value,
                        "part": str(part),
                        "is_last": part is parts[-1],
                        "needed": len(parts),
                    }


def _all_of(year: int, kind: Kind) -> tuple[Period, ...]:
    numbers = {Kind.MONTH: 12, Kind.QUARTER: 4, Kind.HALF_YEAR: 2}.get(kind, 1)
    return tuple(Period(kind, year, number) for number in range(1, numbers + 1))
