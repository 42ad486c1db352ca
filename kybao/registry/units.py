"""Units as they were on any day, and what stands behind them on another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from django.db.models import Q, QuerySet

from kybao.registry.history import BEGINNING, OPEN, State
from kybao.registry.lineage import Lineage, LineageRow, lineage
from kybao.registry.models import SuccessionPart, Unit
from kybao.registry.recording import recorded


@dataclass(frozen=True, slots=True)
class UnitOn:
    """A unit on a day, with those below it on that day."""

    state: State
    below: tuple[UnitOn, ...]

    def walk(self) -> Iterator[State]:
        """It and all below it, from above."""
        yield self.state
        for unit in self.below:
            yield from unit.walk()


def units_on(day: date, root: Unit | None = None) -> tuple[UnitOn, ...]:
    """The tree of units of a day: of `root` alone (nothing where it does not exist then), or of all that have no parent then."""
    states = _states_on(day)
    below: dict[str, list[str]] = defaultdict(list)
    for code, state in states.items():
        below[state.parent if state.parent in states else ""].append(code)

    def grown(code: str) -> UnitOn:
        return UnitOn(states[code], tuple(grown(child) for child in below[code]))

    wanted = below[""] if root is None else [root.code] if root.code in states else []
    return tuple(grown(code) for code in wanted)


def state_of(unit: Unit, day: date) -> State | None:
    """What a unit was on a day; None where it did not exist."""
    return _states_on(day).get(unit.code)


def children_on(unit: Unit, day: date) -> QuerySet[Unit]:
    """The units right below another on a day, in the order of `Unit`."""
    then = Q(states__parent=unit, states__first_day__lte=day, states__last_day__gte=day)
    return Unit.objects.filter(then | Q(states=None, parent=unit)).distinct()


def lineage_between(from_date: date, to_date: date, indicator_group: str = "") -> Lineage:
    """The lineage from the units of one day to those of another, for the indicators of one sector ("": of the others)."""
    return lineage(recorded_lineage(), _states_on(from_date), from_date, to_date, indicator_group)


def recorded_lineage() -> list[LineageRow]:
    """Every lineage row that the successions make."""
    return [
        LineageRow(source, target, day, group, None if share is None else Fraction(share))
        for source, target, day, group, share in _parts()
    ]


class SpanRow(TypedDict):
    """A row of `consolidating`'s table of units."""

    unit: str
    parent: str | None
    first: date | None
    last: date | None


class SuccessionRow(TypedDict):
    """A row of `consolidating`'s table of lineage."""

    from_unit: str
    to_unit: str
    date: date
    indicator_group: str
    share: Decimal | None


def span_rows() -> list[SpanRow]:
    """Each unit under each parent, with the days from and to which (None: open)."""
    return [
        SpanRow(
            unit=state.code,
            parent=state.parent or None,
            first=None if state.first == BEGINNING else state.first,
            last=None if state.last == OPEN else state.last,
        )
        for states in recorded().values()
        for state in states
    ]


def succession_rows() -> list[SuccessionRow]:
    """What was reported by one unit and is reported by another from a day on."""
    return [
        SuccessionRow(from_unit=source, to_unit=target, date=day, indicator_group=group, share=share)
        for source, target, day, group, share in _parts()
        if source and target
    ]


def _states_on(day: date) -> dict[str, State]:
    """By code, in the order of `Unit`."""
    history = recorded()
    order = Unit.objects.values_list("code", flat=True)
    found = ((code, next((state for state in history[code] if day in state), None)) for code in order)
    return {code: state for code, state in found if state}


def _parts() -> QuerySet[SuccessionPart, tuple[str | None, str | None, date, str, Decimal | None]]:
    columns = ("from_unit__code", "to_unit__code", "succession__date", "indicator_group", "share")
    return SuccessionPart.objects.order_by("succession__date", "pk").values_list(*columns)
