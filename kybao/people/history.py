"""The history of everything: entries are added in the transaction of the change itself, and form a chain of hashes.

The hash of an entry is SHA-256 over the canonical JSON of all its columns, the hash of the entry before included, so that
no entry can be changed, taken out or put in without every later hash telling. The first entry follows sixty-four zeros.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from kybao.people.acting import Actor, actor
from kybao.people.models import HistoryEntry, HistoryTail
from kybao.people.protection import is_protected
from kybao.registry.models import Unit

FIRST = "0" * 64
_TAIL = 1
Details = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Subject:
    """What something was done to: `kind` is a word of the code ("submission"), `name` is for people."""

    kind: str
    id: str
    name: str
    unit: Unit | None = None


class RecordedApart(RuntimeError):
    """Raised where something would be recorded outside of the transaction that does it."""


def lock_tail() -> HistoryTail:
    """The end of the history, held until the transaction ends: only one transaction at a time has it."""
    tail = HistoryTail.objects.select_for_update().filter(pk=_TAIL).first()
    if tail is None:  # the history begins
        HistoryTail.objects.bulk_create([HistoryTail(pk=_TAIL)], ignore_conflicts=True)
        tail = HistoryTail.objects.select_for_update().get(pk=_TAIL)
    return tail


def record(
    action: str,
    subject: Subject,
    *,
    before: Details | None = None,
    after: Details | None = None,
    who: Actor | None = None,
    at: datetime | None = None,
) -> HistoryEntry:
    """Adds an entry, as the last thing of the transaction that it belongs to. `who` defaults to who is acting."""
    if not connection.in_atomic_block:
        raise RecordedApart(f"{action} is recorded outside of its transaction")
    person = who or actor()
    tail = lock_tail()
    entry = HistoryEntry(
        number=tail.number + 1,
        at=at or timezone.now(),
        actor=person.name[:200],
        actor_id=person.account,
        action=action,
        object_kind=subject.kind,
        object_id=subject.id,
        object_name=_plain(subject.name)[:300],
        unit=subject.unit,
        before=_plain(before),
        after=_plain(after),
        previous=tail.hash,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    tail.number, tail.hash = entry.number, entry.hash
    tail.save()
    return entry


def canonical(entry: HistoryEntry) -> bytes:
    """What the hash is taken over: JSON with sorted keys and no blanks, UTF-8, the moment in UTC with microseconds."""
    content = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "actor_id": str(entry.actor_id) if entry.actor_id else None,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "object_name": entry.object_name,
        "unit": entry.unit_id,
        "before": entry.before,
        "after": entry.after,
        "previous": entry.previous,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(entry: HistoryEntry) -> str:
    return hashlib.sha256(canonical(entry)).hexdigest()


@dataclass(frozen=True, slots=True)
class Verification:
    """`broken` is the number of the first entry that is not as it was written, and `why` says it in Vietnamese.

    `protected` tells whether the database refuses changes; without that the chain may hold and still be open to change.
    """

    entries: int
    last_hash: str
    protected: bool
    broken: int | None = None
    why: str = ""

    @property
    def holds(self) -> bool:
        return self.broken is None and self.protected


def verify() -> Verification:
    """Walks the whole chain, while others may go on adding to it: the end is looked at before and after."""
    start = _end()
    walked = walk(HistoryEntry.objects.order_by("number").iterator(chunk_size=1000), start.number)
    count, broken, why = walked.count, walked.broken, walked.why
    if broken is None and count < start.number:
        broken, why = count + 1, f"các mục từ số {count + 1} đến {start.number} đã bị xoá"
    elif broken is None and (walked.marked != start.hash or count > _end().number):
        broken, why = min(start.number, count), "không khớp với điểm cuối của lịch sử"
    return Verification(count, walked.last, is_protected(connection), broken, why)


@dataclass(frozen=True, slots=True)
class Walked:
    """How many entries hold, the hash of the last and of the marked one, and the number and fault of the first that does not."""

    count: int
    last: str
    marked: str
    broken: int | None = None
    why: str = ""


def walk(entries: Iterable[HistoryEntry], mark: int = 0) -> Walked:
    """Follows a chain from its first entry until it ends or breaks."""
    count, last, marked = 0, FIRST, FIRST
    for entry in entries:
        why = _fault(entry, count + 1, last)
        if why:
            return Walked(count, last, marked, count + 1, why)
        count, last = entry.number, entry.hash
        marked = last if count == mark else marked
    return Walked(count, last, marked)


def _fault(entry: HistoryEntry, number: int, previous: str) -> str:
    if entry.number != number:
        return "mục này đã bị xoá"
    if entry.previous != previous:
        return "không nối tiếp mục đứng trước"
    return "" if entry.hash == hash_of(entry) else "nội dung không còn như lúc ghi"


def _end() -> HistoryTail:
    return HistoryTail.objects.filter(pk=_TAIL).first() or HistoryTail()


def _plain(value: Any) -> Any:
    """The value in what JSON and both databases keep unchanged: no floats, no moments, no NUL, text of whole characters."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        raise TypeError("history keeps no floats")
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
