"""Units' history in the database: the one place that writes it, keeps units' present fields in step, and notes every edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.timezone import localdate

from kybao.registry.events import Event, EventKind, Fault, ended_twice, faults, lineage_rows
from kybao.registry.history import History, State, contradictions
from kybao.registry.lineage import LineageRow
from kybao.registry.models import RegistryChange, Succession, SuccessionPart, Unit, UnitState

_COLUMNS = ("name", "listed_name", "kind", "gso_code")


class Refused(Exception):
    """A change of units or regimes that can't be; `reasons` are Vietnamese: what, where, how to mend it."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def recorded() -> dict[str, tuple[State, ...]]:
    """All units' states, in order. A unit of which none is kept has always been what its own fields say."""
    history: dict[str, list[State]] = {}
    kept = UnitState.objects.order_by("unit__code", "first_day")
    rows = kept.values_list("unit__code", *_COLUMNS, "parent__code", "first_day", "last_day", "decision")
    for code, name, listed_name, kind, gso_code, parent, *rest in rows:
        history.setdefault(code, []).append(State(code, name, listed_name, kind, gso_code, parent or "", *rest))
    for code, name, listed_name, kind, gso_code, parent in Unit.objects.filter(states=None).values_list(
        "code", *_COLUMNS, "parent__code"
    ):
        history[code] = [State(code, name, listed_name, kind, gso_code, parent or "")]
    return {code: tuple(states) for code, states in history.items()}


def recorded_events() -> dict[int, Event]:
    """All successions as events, by their keys."""
    parts: dict[int, list[_Part]] = defaultdict(list)
    columns = ("succession", "from_unit__code", "to_unit__code", "indicator_group", "share")
    for key, *part in SuccessionPart.objects.order_by("pk").values_list(*columns):
        parts[key].append(_Part(*part))
    return {succession.pk: _event(succession, parts[succession.pk]) for succession in Succession.objects.all()}


def wrong_events(
    history: History, changed: Iterable[str], events: Sequence[Event], standing: Sequence[Event]
) -> Iterator[tuple[Event, Fault]]:
    """What speaks against new `events`, and against `standing` ones of the units `changed`, given a history with both."""
    touched = set(changed)
    doubtful = [event for event in standing if not touched.isdisjoint(event.sources + event.targets)]
    twice = ended_twice((*standing, *events))
    for event in (*doubtful, *events):
        yield from ((event, fault) for fault in faults(event, history, twice))


@transaction.atomic
def record(
    what: str,
    effective: date,
    after: Mapping[str, tuple[State, ...]],
    events: Sequence[Event] = (),
    removed: Iterable[int] = (),
    *,
    why: str = "",
    by: str = "",
    leaving_orphans: bool = False,
) -> list[Succession]:
    """Writes the states of the units in `after` (all states of each; none deletes the unit) and the `events`, and notes
    both as one edit. The successions `removed` (keys) go. Raises `Refused`, and then nothing is written.

    `leaving_orphans`: units that are not in `after` may be left without the parent that they had.
    """
    list(Unit.objects.select_for_update().filter(code__in=after).order_by("pk"))
    removed = set(removed)
    before = recorded()
    history = {code: states for code, states in {**before, **after}.items() if states}
    known = recorded_events()
    standing = [event for key, event in known.items() if key not in removed]
    wrong = [str(fault) for _, fault in wrong_events(history, after, events, standing)] or [
        str(found) for found in contradictions(history, after) if found.code in after or not leaving_orphans
    ]
    if wrong:
        raise Refused(*wrong)
    changed = {code: states for code, states in after.items() if states != before.get(code, ())}
    Succession.objects.filter(pk__in=removed).delete()
    _write(changed)
    successions = _succeed(events, history)
    RegistryChange.objects.create(
        what=what,
        why=why,
        by=by,
        effective=effective,
        before=_noted({code: before.get(code, ()) for code in changed}, [known[key] for key in sorted(removed)]),
        after=_noted(changed, events),
        succession=successions[0] if len(successions) == 1 else None,
    )
    return successions


def bring_up_to_date(today: date | None = None) -> int:
    """Gives all units the fields of the state in force today, where a decision has come into force since; says how many."""
    day = today or localdate()
    states: dict[int, list[UnitState]] = defaultdict(list)
    for state in UnitState.objects.order_by("first_day"):
        states[state.unit_id].append(state)
    changed = [unit for unit in Unit.objects.all() if unit.pk in states and _present(unit, states[unit.pk], day)]
    _update(changed)
    return len(changed)


def plain_states(kept: Iterable[Mapping[str, str]]) -> tuple[State, ...]:
    """A unit's states from the "units" of an edit's `before` or `after`."""
    return tuple(
        State(**{**state, "first": date.fromisoformat(state["first"]), "last": date.fromisoformat(state["last"])})  # type: ignore[arg-type]
        for state in kept
    )


def _noted(history: History, events: Iterable[Event]) -> dict[str, Any]:
    """What an edit found or left: the units' states and the events, as plain data."""
    return {
        "units": {code: [_plain(state) for state in states] for code, states in history.items()},
        "events": [
            {
                "kind": event.kind.value,
                "on": event.on.isoformat(),
                "sources": event.sources,
                "targets": event.targets,
                "decision": event.decision,
                "shares": {group: [str(share) for share in shares] for group, shares in event.shares},
            }
            for event in events
        ],
    }


def _plain(state: State) -> dict[str, str]:
    return {field.name: str(getattr(state, field.name)) for field in fields(State)}


def _write(after: Mapping[str, tuple[State, ...]]) -> None:
    gone = [code for code, states in after.items() if not states]
    UnitState.objects.filter(unit__code__in=after).delete()
    try:
        Unit.objects.filter(code__in=gone).delete()
    except ProtectedError as error:
        raise Refused(
            f"Đơn vị {', '.join(gone)} đã có bài nộp, số liệu hoặc đơn vị khác gắn với mình nên không bỏ được. "
            "Hãy ghi ngày kết thúc hoạt động thay vì bỏ đơn vị."
        ) from error
    known = set(Unit.objects.values_list("code", flat=True))
    Unit.objects.bulk_create(
        Unit(code=code, name=states[-1].name, listed_name=states[-1].listed_name)
        for code, states in after.items()
        if states and code not in known
    )
    units = {unit.code: unit for unit in Unit.objects.all()}
    rows = {code: [_row(state, units) for state in states] for code, states in after.items()}
    UnitState.objects.bulk_create(row for group in rows.values() for row in group)
    _update([units[code] for code, group in rows.items() if group and _present(units[code], group, localdate())])


def _update(units: Sequence[Unit]) -> None:
    """Many at once: an update row by row in one statement, which `bulk_update` takes a minute for in the whole country."""
    fields = (*_COLUMNS, "parent")
    Unit.objects.bulk_create(units, update_conflicts=True, unique_fields=["pk"], update_fields=fields)


def _row(state: State, units: Mapping[str, Unit]) -> UnitState:
    return UnitState(
        unit=units[state.code],
        first_day=state.first,
        last_day=state.last,
        parent=units[state.parent] if state.parent else None,
        decision=state.decision,
        **{column: getattr(state, column) for column in _COLUMNS},
    )


def _present(unit: Unit, states: list[UnitState], day: date) -> bool:
    """Gives a unit the fields of its state on a day: the last that had begun, before the first one the first."""
    begun = [state for state in states if state.first_day <= day] or states[:1]
    now = {**{column: getattr(begun[-1], column) for column in _COLUMNS}, "parent_id": begun[-1].parent_id}
    if now == {field: getattr(unit, field) for field in now}:
        return False
    for field, value in now.items():
        setattr(unit, field, value)
    return True


def _succeed(events: Sequence[Event], history: History) -> list[Succession]:
    successions = Succession.objects.bulk_create(
        Succession(kind=event.kind.value, date=event.on, decision=event.decision) for event in events
    )
    keys = dict(Unit.objects.values_list("code", "pk")) if events else {}
    SuccessionPart.objects.bulk_create(
        _part(succession, row, keys)
        for succession, event in zip(successions, events, strict=True)
        for row in lineage_rows(event, history)
    )
    return successions


def _part(succession: Succession, row: LineageRow, keys: Mapping[str, int]) -> SuccessionPart:
    return SuccessionPart(
        succession=succession,
        from_unit_id=keys[row.from_unit] if row.from_unit else None,
        to_unit_id=keys[row.to_unit] if row.to_unit else None,
        indicator_group=row.indicator_group,
        share=None if row.share is None else Decimal(row.share.numerator) / row.share.denominator,
    )


class _Part(NamedTuple):
    source: str | None
    target: str | None
    group: str
    share: Decimal | None


def _event(succession: Succession, parts: Sequence[_Part]) -> Event:
    kind = EventKind(succession.kind)
    sources = dict.fromkeys(part.source for part in parts if part.source)
    targets = dict.fromkeys(part.target for part in parts if part.target)
    shares: dict[str, list[Decimal]] = defaultdict(list)
    if kind is EventKind.SPLIT:
        sources = dict.fromkeys(list(sources)[:1])  # the others are units that took a share and were there before
        for part in parts:
            if part.source in sources and part.share is not None:
                shares[part.group].append(part.share)
    return Event(
        kind,
        succession.date,
        tuple(sources),
        tuple(targets),
        succession.decision,
        tuple((group, tuple(given)) for group, given in shares.items()),
    )
