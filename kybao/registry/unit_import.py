"""A book of units → what it would change (a dry run), and then the change, whole or not at all.

The rows of a unit are its whole history; units that the book does not name stay as they are. Where the book has a sheet of
successions, they are all the successions of the units that it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db import transaction

from kybao.registry.events import Event, sentence
from kybao.registry.history import OPEN, History, State, contradictions, day_text
from kybao.registry.recording import Refused, record, recorded, recorded_events, wrong_events
from kybao.registry.unit_sheets import BadSheets, Book, SheetFault, StatedUnit


class DifferenceKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would change: what it is about, and for a change each field's name, old and new value (Vietnamese)."""

    kind: DifferenceKind
    subject: str
    changes: tuple[tuple[str, str, str], ...] = ()

    def __str__(self) -> str:
        said = "; ".join(f"{field}: {old or '(trống)'} → {new or '(trống)'}" for field, old, new in self.changes)
        return f"{_SIGNS[self.kind]} {self.subject}" + (f": {said}" if said else "")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a book would change, and what it would leave amiss."""

    book: Book
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]

    @property
    def text(self) -> str:
        """For people to read: a count, then one line a difference and a warning."""
        if not self.differences:
            return "Không có gì thay đổi."
        counts = [sum(found.kind is kind for found in self.differences) for kind in DifferenceKind]
        head = "Sẽ thêm {}, sửa {}, kết thúc {}, bỏ {}.".format(*counts)
        return "\n".join([head, *map(str, self.differences), *(f"! {warning}" for warning in self.warnings)])


def preview(book: Book) -> Preview:
    """What taking over a book would change. Raises `BadSheets` for what can't be."""
    return _plan(book).preview


@transaction.atomic
def apply(seen: Preview, *, why: str = "", by: str = "") -> Preview:
    """Takes over a book as its preview showed it. Raises `Refused` where units have changed since, `BadSheets` as `preview`."""
    plan = _plan(seen.book)
    if plan.preview != seen:
        raise Refused("Danh mục đơn vị đã thay đổi từ lúc xem trước. Hãy xem trước lại rồi mới nhập.")
    if seen.differences:
        known, events = recorded(), recorded_events()
        changed = [_first_change(known.get(code, ()), states) for code, states in plan.after.items()]
        days = [event.on for event in (*plan.events, *(events[key] for key in plan.removed))]
        record(
            f"Nhập bảng tính: {seen.text.splitlines()[0]}",
            min(changed + days),
            plan.after,
            plan.events,
            plan.removed,
            why=why,
            by=by,
            leaving_orphans=True,
        )
    return seen


@dataclass(frozen=True, slots=True)
class _Plan:
    preview: Preview
    after: Mapping[str, tuple[State, ...]]
    events: tuple[Event, ...]
    removed: tuple[int, ...]


def _plan(book: Book) -> _Plan:
    before = recorded()
    stated: dict[str, list[StatedUnit]] = {}
    for row in book.units:
        stated.setdefault(row.code, []).append(row)
    states = {code: tuple(_state(row, before.get(code, ())) for row in rows) for code, rows in stated.items()}
    after = {code: kept for code, kept in states.items() if kept != before.get(code, ())}
    history = {**before, **states}
    known = recorded_events()
    said = [] if book.events is None else [each.event for each in book.events]
    standing_already, still_said = set(known.values()), set(said)
    events = tuple(event for event in said if event not in standing_already)
    removed = tuple(
        key
        for key, event in known.items()
        if book.events is not None and event not in still_said and set(event.sources + event.targets) <= states.keys()
    )
    standing = [event for key, event in known.items() if key not in removed]
    warnings = _checked(book, history, after, events, standing)
    differences = [
        *(found for code in after for found in _unit_differences(before.get(code, ()), after[code])),
        *(Difference(DifferenceKind.REMOVED, sentence(known[key], history)) for key in removed),
        *(Difference(DifferenceKind.ADDED, sentence(event, history)) for event in events),
    ]
    return _Plan(Preview(book, tuple(differences), tuple(warnings)), after, events, removed)


def _state(row: StatedUnit, before: Sequence[State]) -> State:
    """What a row says; in the columns that its sheet does not have, what is recorded."""
    old = next((state for state in before if row.first in state), before[-1] if before else None)
    given = dict(row.fields)
    base = old or State(row.code, "", "")
    listed = given.get("listed_name") or (base.listed_name if base.name == given["name"] else given["name"])
    return replace(base, **{**given, "listed_name": listed}, code=row.code, first=row.first, last=row.last)


def _checked(
    book: Book, history: History, after: History, events: Sequence[Event], standing: Sequence[Event]
) -> list[str]:
    """Warnings; raises what is wrong in the book's own rows."""
    rows = {(row.code, row.first): row.place for row in book.units}
    faults = []
    for event, fault in wrong_events(history, after, events, standing):
        place = next((each.place for each in book.events or () if each.event == event), None)
        where = place.of(fault.field) if place else f"Thay đổi đã ghi nhận ({sentence(event, history)})"
        faults.append(SheetFault(where, fault.what, fault.mend))
    warnings = []
    for found in contradictions(history, after):
        if found.code in after:
            faults.append(SheetFault(rows[found.code, found.first].of(found.field), found.what, found.mend))
        else:
            warnings.append(str(found))
    if faults:
        raise BadSheets(list(dict.fromkeys(faults)))
    return warnings


def _unit_differences(before: Sequence[State], after: Sequence[State]) -> Iterator[Difference]:
    for old, new in _paired(before, after):
        if old is None and new is not None:
            yield Difference(DifferenceKind.ADDED, _subject(new))
        elif new is None and old is not None:
            yield Difference(DifferenceKind.REMOVED, _subject(old))
        elif old is not None and new is not None:
            changes = [
                (name, _shown(getattr(old, field)), _shown(getattr(new, field)))
                for field, name in _NAMES.items()
                if getattr(old, field) != getattr(new, field)
            ]
            ending = [change for change in changes if change[0] == _NAMES["last"] and new.last < old.last]
            if other := [change for change in changes if change not in ending]:
                yield Difference(DifferenceKind.CHANGED, _subject(new), tuple(other))
            if ending:
                yield Difference(DifferenceKind.ENDED, _subject(new), tuple(ending))


def _paired(before: Sequence[State], after: Sequence[State]) -> Iterator[tuple[State | None, State | None]]:
    """States that begin on the same day, and where only one is left on each side, those two."""
    old = {state.first: state for state in before}
    new = {state.first: state for state in after}
    only_old, only_new = [old[day] for day in old if day not in new], [new[day] for day in new if day not in old]
    if len(only_old) == len(only_new) == 1:
        yield only_old[0], only_new[0]
        only_old, only_new = [], []
    yield from ((state, None) for state in only_old)
    yield from ((old[day], new[day]) for day in new if day in old and old[day] != new[day])
    yield from ((None, state) for state in only_new)


def _first_change(before: Sequence[State], after: Sequence[State]) -> date:
    """The first day on which a unit is other than it was recorded to be."""
    days = {day for old, new in _paired(before, after) for day in _changed_days(old, new)}
    return min(days, default=OPEN)


def _changed_days(old: State | None, new: State | None) -> Iterator[date]:
    if old is None or new is None or replace(old, last=new.last) != new:
        yield min(state.first for state in (old, new) if state)
    elif old.last != new.last:
        yield min(old.last, new.last)


def _subject(state: State) -> str:
    return f"{state.name} ({state.code}), {day_text(state.first)} – {day_text(state.last)}"


def _shown(value: str | date) -> str:
    return day_text(value) if isinstance(value, date) else value


_SIGNS = {
    DifferenceKind.ADDED: "+",
    DifferenceKind.CHANGED: "~",
    DifferenceKind.ENDED: "×",
    DifferenceKind.REMOVED: "−",
}
_NAMES = {
    "name": "tên",
    "listed_name": "tên in",
    "kind": "loại",
    "gso_code": "mã TCTK",
    "parent": "đơn vị cha",
    "first": "từ ngày",
    "last": "đến ngày",
    "decision": "quyết định",
}
