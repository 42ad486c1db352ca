"""What units were, from which day to which: names, kinds, codes and parents as immutable values, and what must hold of them.

Pure: `registry.recording` reads and writes them. A unit is known by its own code, which never changes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

BEGINNING = date(1, 1, 1)  # the first day of what has been so as long as anyone knows
OPEN = date.max  # the last day of what still is so
DAY = timedelta(days=1)

_CODE = re.compile(r"[-a-zA-Z0-9_]{1,50}")
_CODE_MEND = "Mã gồm nhiều nhất 50 chữ cái không dấu, chữ số, gạch nối và gạch dưới, như “ubnd-tan-giang”."
_GSO = re.compile(r"(?:[0-9]{2}|[0-9]{3}|[0-9]{5})?")
_GSO_MEND = "Mã của Tổng cục Thống kê có 2 (tỉnh), 3 (huyện) hoặc 5 (xã) chữ số, kể cả số 0 ở đầu, như “01273”."
_SAYS_NOTHING = {BEGINNING: "từ trước", OPEN: "nay"}


@dataclass(frozen=True, slots=True)
class State:
    """What a unit is from `first` to `last`, both inclusive, by a `decision` where known. `parent` is a code, "" for none."""

    code: str
    name: str
    listed_name: str
    kind: str = ""
    gso_code: str = ""
    parent: str = ""
    first: date = BEGINNING
    last: date = OPEN
    decision: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


History = Mapping[str, tuple[State, ...]]  # a unit's code → its states, in order


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What can't be so in a unit's history: which state and which of its fields, why, and how to mend it (Vietnamese)."""

    code: str
    first: date
    field: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.what} {self.mend}"


def state_on(history: History, code: str, day: date) -> State | None:
    return next((state for state in history.get(code, ()) if day in state), None)


def children_on(history: History, code: str, day: date) -> list[State]:
    return [state for states in history.values() for state in states if state.parent == code and day in state]


def cut(states: tuple[State, ...], day: date, **fields: Any) -> tuple[State, ...]:
    """A unit's states where the one that holds on `day` is other from that day on, in these fields."""
    after: list[State] = []
    for state in states:
        if day not in state:
            after.append(state)
            continue
        if state.first < day:
            after.append(replace(state, last=day - DAY))
        after.append(replace(state, first=day, **fields))
    return tuple(after)


def ended(states: tuple[State, ...], day: date) -> tuple[State, ...]:
    """A unit's states where none begins or goes on from `day`."""
    return tuple(replace(state, last=min(state.last, day - DAY)) for state in states if state.first < day)


def day_text(day: date) -> str:
    """A day in words.

    >>> day_text(date(2025, 7, 1)), day_text(OPEN)
    ('01/07/2025', 'nay')
    """
    return _SAYS_NOTHING.get(day) or f"{day:%d/%m/%Y}"


def lived(history: History, code: str) -> str:
    """When a unit existed, in words: "từ 01/07/2025 đến nay"."""
    runs: list[tuple[date, date]] = []
    for state in history.get(code, ()):
        if runs and runs[-1][1] + DAY == state.first:
            runs[-1] = (runs[-1][0], state.last)
        else:
            runs.append((state.first, state.last))
    return ", ".join(_span(first, last) for first, last in runs)


def contradictions(history: History, codes: Iterable[str]) -> Iterator[Contradiction]:
    """What can't be so of the units of these codes and of those right below them."""
    named = set(codes)
    by_parent: dict[str, set[str]] = defaultdict(set)
    for code, states in history.items():
        for state in states:
            by_parent[state.parent].add(code)
    below = {child for code in named for child in by_parent.get(code, ())}
    for code in sorted(named):
        yield from (found for state in history.get(code, ()) for found in _ill_written(state))
        yield from _out_of_order(history.get(code, ()))
    for code in sorted(named | below):
        for state in history.get(code, ()):
            if state.parent:
                yield from _orphaned(history, state)
    for code in sorted(named):
        yield from _circular(history, code)


def _ill_written(state: State) -> Iterator[Contradiction]:
    for field, holds, what, mend in (
        ("code", _CODE.fullmatch(state.code), f"Mã “{state.code}” không hợp lệ.", _CODE_MEND),
        ("name", state.name.strip(), f"Đơn vị “{state.code}” chưa có tên.", "Hãy ghi tên."),
        ("gso_code", _GSO.fullmatch(state.gso_code), f"Mã TCTK “{state.gso_code}” không hợp lệ.", _GSO_MEND),
    ):
        if not holds:
            yield Contradiction(state.code, state.first, field, what, mend)
    for field, most in (("name", 200), ("listed_name", 200), ("kind", 40)):
        if len(getattr(state, field)) > most:
            yield Contradiction(
                state.code,
                state.first,
                field,
                f"Đơn vị “{state.code}”: có giá trị dài hơn {most} chữ.",
                "Hãy rút gọn.",
            )


def _out_of_order(states: tuple[State, ...]) -> Iterator[Contradiction]:
    before: State | None = None
    for state in states:
        if state.last < state.first:
            yield Contradiction(
                state.code,
                state.first,
                "last",
                f"{state.name}: ngày kết thúc {day_text(state.last)} trước ngày bắt đầu {day_text(state.first)}.",
                "Hãy sửa một trong hai ngày.",
            )
        if before is not None and before.last >= state.first:
            yield Contradiction(
                state.code,
                state.first,
                "first",
                f"{state.name}: hai giai đoạn chồng lên nhau, {_span(before.first, before.last)} "
                f"và {_span(state.first, state.last)}.",
                f"Hãy để giai đoạn trước kết thúc ngày {day_text(state.first - DAY)}.",
            )
        before = state


def _orphaned(history: History, state: State) -> Iterator[Contradiction]:
    """A parent must exist on every day on which it is one."""
    day = state.first
    for parent in history.get(state.parent, ()):
        if parent.first <= day <= parent.last:
            if parent.last >= state.last:
                return
            day = parent.last + DAY
    known = lived(history, state.parent)
    why = f"đơn vị này chỉ có {known}" if known else "không có đơn vị nào mang mã này"
    what = f"{state.name} thuộc đơn vị “{state.parent}” {_span(state.first, state.last)}, nhưng {why}."
    mend = f"Hãy chuyển sang đơn vị cấp trên khác từ ngày {day_text(day)}, hoặc kết thúc đơn vị trước ngày đó."
    yield Contradiction(state.code, state.first, "parent", what, mend if known else "Hãy sửa mã, hoặc thêm đơn vị đó.")


def _circular(history: History, code: str) -> Iterator[Contradiction]:
    for state in history.get(code, ()):
        if state.parent and _leads_to(history, code, state.parent, state.first, state.last, frozenset()):
            yield Contradiction(
                code,
                state.first,
                "parent",
                f"{state.name} thuộc “{state.parent}”, mà “{state.parent}” lại thuộc cấp dưới của {state.name}.",
                "Hãy chọn đơn vị cấp trên khác.",
            )


def _leads_to(history: History, code: str, above: str, first: date, last: date, seen: frozenset[str]) -> bool:
    """Whether `code` is `above` or stands over it on any of the days."""
    if above == code:
        return True
    if above in seen:
        return False
    return any(
        _leads_to(history, code, state.parent, max(first, state.first), min(last, state.last), seen | {above})
        for state in history.get(above, ())
        if state.parent and state.first <= last and first <= state.last
    )


def _span(first: date, last: date) -> str:
    """
    >>> _span(BEGINNING, date(2025, 6, 30)), _span(date(2025, 7, 1), OPEN)
    ('từ trước đến 30/06/2025', 'từ 01/07/2025 đến nay')
    """
    start = day_text(first)
    return f"{start if first == BEGINNING else f'từ {start}'} đến {day_text(last)}"
