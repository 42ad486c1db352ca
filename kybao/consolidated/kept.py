"""Tables kept in this process until anything is recorded: the engine takes a second over a table, its facts change rarely."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.db.models import Count, Max

from kybao.filing.models import Fact
from kybao.people.models import HistoryTail

_MOST = 200
_Made = TypeVar("_Made")
_kept: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()
_lock = Lock()


def until_changed(key: tuple[Hashable, ...], make: Callable[[], _Made]) -> _Made:
    """What `make` gives, made once as long as the history, the facts and the `key` stay the same."""
    full = (*key, *_latest_change())
    with _lock:
        if full in _kept:
            _kept.move_to_end(full)
            found: _Made = _kept[full]
            return found
    made = make()
    with _lock:
        _kept[full] = made
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return made


def forget() -> None:
    """Makes everything anew, where another database takes the place of this one."""
    with _lock:
        _kept.clear()


def _latest_change() -> tuple[Hashable, ...]:
    """The end of the history, whose hash tells of every doing, and how many facts there are, for what is loaded by program."""
    hashes = tuple(HistoryTail.objects.values_list("hash", flat=True))
    facts = Fact.objects.aggregate(many=Count("pk"), last=Max("pk"))
    return (*hashes, facts["many"], facts["last"])
