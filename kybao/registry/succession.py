"""What a decision does to units: created, renamed, merged, split, moved, abolished; and taking back what was recorded wrongly.

Each is recorded whole or not at all, with its states, its lineage and a note of the edit (`registry.recording`); what can't
be raises `Refused` with reasons in Vietnamese. `on` is the first day on which the new order holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from kybao.registry.events import Event, EventKind, sentence
from kybao.registry.history import DAY, State, children_on, cut, day_text, ended, lived, state_on
from kybao.registry.models import RegistryChange, Succession, Unit
from kybao.registry.recording import Refused, plain_states, record, recorded, recorded_events

_States = dict[str, tuple[State, ...]]


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that a decision makes. `listed_name` is its `name` where it is not given."""

    code: str
    name: str
    listed_name: str = ""
    kind: str = ""
    gso_code: str = ""
    parent: Unit | None = None

    def state(self, first: date, decision: str) -> State:
        return State(
            self.code,
            self.name,
            self.listed_name or self.name,
            self.kind,
            self.gso_code,
            self.parent.code if self.parent else "",
            first,
            decision=decision,
        )


def create(new: NewUnit, on: date, decision: str, *, why: str = "", by: str = "") -> Succession:
    """A unit from nothing that was counted before (thành lập)."""
    history = recorded()
    after = _begun(history, new, on, decision)
    return _recorded(history, after, Event(EventKind.CREATED, on, (), (new.code,), decision), why, by)


def rename(
    unit: Unit,
    on: date,
    decision: str,
    *,
    name: str | None = None,
    listed_name: str | None = None,
    kind: str | None = None,
    gso_code: str | None = None,
    why: str = "",
    by: str = "",
) -> Succession:
    """Another name, kind or statistical code from a day on; what is not given stays. The unit stays itself."""
    history = recorded()
    _standing(history, unit.code, on)
    said = {"name": name, "listed_name": listed_name or name, "kind": kind, "gso_code": gso_code}
    given = {key: value for key, value in said.items() if value is not None}
    after = {unit.code: cut(history[unit.code], on, **given, decision=decision)}
    return _recorded(history, after, Event(EventKind.RENAMED, on, (unit.code,), (unit.code,), decision), why, by)


def merge(
    sources: Sequence[Unit], into: Unit | NewUnit, on: date, decision: str, *, why: str = "", by: str = ""
) -> Succession:
    """Units that become one (sáp nhập): a new one, or one of them, which then stands among the sources as well.

    Units right below those that end go to the one that they became.
    """
    history = recorded()
    ending = [unit.code for unit in sources if unit.code != into.code]
    after: _States = {}
    for code in ending:
        after[code] = _until(history, code, on)
        for child in children_on(history, code, on):
            if child.code not in ending:
                after[child.code] = cut(
                    after.get(child.code, history[child.code]), on, parent=into.code, decision=decision
                )
    if isinstance(into, NewUnit):
        after |= _begun(history, into, on, decision)
    event = Event(EventKind.MERGED, on, tuple(unit.code for unit in sources), (into.code,), decision)
    return _recorded(history, after, event, why, by)


def split(
    source: Unit,
    into: Sequence[Unit | NewUnit],
    on: date,
    decision: str,
    shares: Mapping[str, Sequence[Decimal]] | None = None,
    *,
    why: str = "",
    by: str = "",
) -> Succession:
    """A unit whose parts become several (chia tách): new ones or ones that are there; among them itself, where it goes on.

    `shares`: for each indicator group (a sector; "" for all others) the share of each of `into`, in their order; together 1.
    Without them, what was counted before can't be compared.
    """
    history = recorded()
    _standing(history, source.code, on - DAY)
    targets = tuple(unit.code for unit in into)
    after: _States = {} if source.code in targets else {source.code: _until(history, source.code, on)}
    for unit in into:
        if isinstance(unit, NewUnit):
            after |= _begun(history, unit, on, decision)
    given = tuple((group, tuple(each)) for group, each in (shares or {}).items())
    return _recorded(history, after, Event(EventKind.SPLIT, on, (source.code,), targets, decision, given), why, by)


def move(unit: Unit, parent: Unit | None, on: date, decision: str, *, why: str = "", by: str = "") -> Succession:
    """Another parent from a day on (None: none)."""
    history = recorded()
    _standing(history, unit.code, on)
    after = {unit.code: cut(history[unit.code], on, parent=parent.code if parent else "", decision=decision)}
    return _recorded(history, after, Event(EventKind.MOVED, on, (unit.code,), (unit.code,), decision), why, by)


def abolish(
    unit: Unit, on: date, decision: str, *, with_children: bool = False, why: str = "", by: str = ""
) -> Succession:
    """A unit that ends without a successor (kết thúc hoạt động), on the day before `on`; `with_children` all below it too."""
    history = recorded()
    _standing(history, unit.code, on - DAY)
    ending = [unit.code]
    for code in ending:
        ending += [child.code for child in children_on(history, code, on) if with_children]
    if left := [] if with_children else children_on(history, unit.code, on):
        raise Refused(
            f"{history[unit.code][-1].name} còn {len(left)} đơn vị cấp dưới vào ngày {day_text(on)}: "
            f"{', '.join(child.name for child in left[:5])}{' …' if len(left) > 5 else ''}. "
            "Hãy chuyển hoặc sáp nhập các đơn vị đó trước, hoặc kết thúc hoạt động cả cấp dưới."
        )
    after = {code: _until(history, code, on) for code in ending}
    return _recorded(history, after, Event(EventKind.ABOLISHED, on, tuple(ending), (), decision), why, by)


@transaction.atomic
def withdraw(succession: Succession, *, why: str, by: str = "") -> None:
    """Takes back what was recorded wrongly: the units are again as they were before. Later changes go first."""
    edit = succession.changes.first()
    event = recorded_events()[succession.pk]
    if edit is None:
        raise Refused(f"“{succession}” được nhập từ bảng tính. Hãy sửa bảng tính và nhập lại.")
    history = recorded()
    since = [code for code, kept in edit.after["units"].items() if plain_states(kept) != history.get(code, ())]
    if since:
        names = ", ".join(history[code][-1].name if code in history else code for code in since)
        raise Refused(f"Sau lần thay đổi này, {names} còn có thay đổi khác. Hãy rút các thay đổi sau trước.")
    before = {code: plain_states(kept) for code, kept in edit.before["units"].items()}
    record(f"Rút: {sentence(event, history)}", event.on, before, removed=[succession.pk], why=why, by=by)


@transaction.atomic
def state_shares(
    succession: Succession, shares: Mapping[str, Sequence[Decimal]], *, why: str = "", by: str = ""
) -> Succession:
    """Gives a split recorded without shares (or with others) its shares, as `split` takes them."""
    history = recorded()
    event = recorded_events()[succession.pk]
    given = tuple((group, tuple(each)) for group, each in shares.items())
    new = Event(event.kind, event.on, event.sources, event.targets, event.decision, given)
    what = f"Sửa tỷ lệ: {sentence(event, history)}"
    edits = list(succession.changes.values_list("pk", flat=True))
    stated = record(what, event.on, {}, [new], [succession.pk], why=why, by=by)[0]
    # The first edit still holds what the split changed, so that it can be taken back.
    stated.changes.update(succession=None)
    RegistryChange.objects.filter(pk__in=edits).update(succession=stated)
    return stated


def _recorded(history: _States, after: _States, event: Event, why: str, by: str) -> Succession:
    return record(sentence(event, {**history, **after}), event.on, after, [event], why=why, by=by)[0]


def _begun(history: _States, new: NewUnit, on: date, decision: str) -> _States:
    if new.code in history:
        raise Refused(
            f"Mã “{new.code}” đã dùng cho {history[new.code][-1].name} ({lived(history, new.code)}). Hãy chọn mã khác."
        )
    return {new.code: (new.state(on, decision),)}


def _until(history: _States, code: str, on: date) -> tuple[State, ...]:
    """A unit's states where it ends on the eve of a day; what was recorded of it for later stands in the way."""
    _standing(history, code, on - DAY)
    if later := [state for state in history[code] if state.first >= on]:
        raise Refused(
            f"{later[0].name} đã ghi nhận một thay đổi từ ngày {day_text(later[0].first)}, sau ngày {day_text(on - DAY)}. "
            "Hãy rút thay đổi đó trước."
        )
    return ended(history[code], on)


def _standing(history: _States, code: str, day: date) -> None:
    if not state_on(history, code, day):
        name = history[code][-1].name if code in history else f"“{code}”"
        raise Refused(
            f"Không có {name} vào ngày {day_text(day)}: đơn vị này chỉ có {lived(history, code) or 'trong dự kiến'}. "
            "Hãy sửa ngày có hiệu lực hoặc chọn đơn vị khác."
        )
