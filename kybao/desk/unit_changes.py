"""Changes of units as a timeline that people read: on which day, under which decision, who became whom, in which shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kybao.reading.numerals import decimals_in, printed
from kybao.registry.events import Event, EventKind
from kybao.registry.history import BEGINNING, DAY, OPEN, History, State, day_text, state_on


@dataclass(frozen=True, slots=True)
class Named:
    """A unit at one end of a change; `share` is what it took of a divided one ("60%; Y tế 45%"), "" where nothing is said."""

    code: str
    name: str
    kind: str
    share: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """`before` and `after` are units as they were on the eve and on the day. `remark` says what the change did besides."""

    kind: EventKind
    on: date
    before: tuple[Named, ...]
    after: tuple[Named, ...]
    decision: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """All changes of a day under one decision."""

    on: date
    decision: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """What a unit was from one day to another, in words; `parent` is a code and a name, both "" for none."""

    since: str
    until: str
    state: State
    parent: tuple[str, str]
    now: bool


def timeline(events: Iterable[Event], history: History) -> list[Day]:
    """Newest first; the changes of a day in the order in which they were recorded."""
    ordered = sorted(events, key=lambda event: (event.on, event.decision), reverse=True)
    return [
        Day(on, decision, tuple(_change(event, history) for event in group))
        for (on, decision), group in groupby(ordered, key=lambda event: (event.on, event.decision))
    ]


def stages(code: str, history: History, today: date) -> list[Stage]:
    """Newest first."""
    return [
        Stage(
            "" if state.first == BEGINNING else day_text(state.first),
            "" if state.last == OPEN else day_text(state.last),
            state,
            (state.parent, _name(history, state.parent, state.first)) if state.parent else ("", ""),
            today in state,
        )
        for state in reversed(history.get(code, ()))
    ]


def about(events: Mapping[int, Event], codes: frozenset[str]) -> list[Event]:
    """The events in which one of the units takes part."""
    return [event for event in events.values() if not codes.isdisjoint((*event.sources, *event.targets))]


def _change(event: Event, history: History) -> Change:
    before = tuple(_named(history, code, event.on - DAY) for code in event.sources)
    after = tuple(_named(history, code, event.on, _shares(event, number)) for number, code in enumerate(event.targets))
    return Change(event.kind, event.on, before, after, event.decision, _remark(event, history))


def _named(history: History, code: str, day: date, share: str = "") -> Named:
    state = state_on(history, code, day)
    return Named(code, _name(history, code, day), state.kind if state else "", share)


def _name(history: History, code: str, day: date) -> str:
    states = history.get(code, ())
    state = state_on(history, code, day) or next(iter(states), None)
    return state.name if state else code


def _shares(event: Event, number: int) -> str:
    said = []
    for group, shares in event.shares:
        share = shares[number] * 100
        percent = f"{printed(share, decimals_in(share.normalize()))}%"
        said.append(f"{group}: {percent}" if group else percent)
    return "; ".join(said)


def _remark(event: Event, history: History) -> str:
    if event.kind is EventKind.SPLIT and not event.shares:
        return "Chưa có tỷ lệ chia số liệu, nên số liệu cũ không so sánh được với từng đơn vị mới."
    if event.kind is EventKind.MOVED:
        then = [state_on(history, event.sources[0], day) for day in (event.on - DAY, event.on)]
        parents = [_name(history, state.parent, event.on) if state and state.parent else "không có" for state in then]
        return f"Cấp trên: {parents[0]} → {parents[1]}."
    if event.kind is EventKind.ABOLISHED:
        return "Không có đơn vị kế thừa."
    return ""
