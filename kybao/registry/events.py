"""What befell units on a day: an immutable value for each decision, the lineage rows that follow, and what must hold of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from kybao.registry.history import DAY, History, State, day_text, lived, state_on
from kybao.registry.lineage import LineageRow


class EventKind(StrEnum):
    CREATED = "created"
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"
    ABOLISHED = "abolished"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    EventKind.CREATED: "Thành lập",
    EventKind.RENAMED: "Đổi tên",
    EventKind.MERGED: "Sáp nhập",
    EventKind.SPLIT: "Chia tách",
    EventKind.MOVED: "Chuyển cấp trên",
    EventKind.ABOLISHED: "Kết thúc hoạt động",
}
_GOES_ON = frozenset({EventKind.RENAMED, EventKind.MOVED})  # the unit stays itself


@dataclass(frozen=True, slots=True)
class Event:
    """From `on`, under `decision`, the units `sources` gave the units `targets` (codes, in the decision's order).

    `shares` of a split: for each indicator group ("" for all others) the share of each target, in the order of `targets`;
    none where the decision states none.
    """

    kind: EventKind
    on: date
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    decision: str
    shares: tuple[tuple[str, tuple[Decimal, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an event: in which of its fields, why, and how to mend it (Vietnamese)."""

    field: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.what} {self.mend}"


def lineage_rows(event: Event, history: History) -> Iterator[LineageRow]:
    """Who stands behind whom from that day on. A unit that takes a share of another and was there before goes on as well."""
    if not event.sources:
        yield from (LineageRow(None, target, event.on) for target in event.targets)
    if not event.targets:
        yield from (LineageRow(source, None, event.on) for source in event.sources)
    for source in event.sources:
        for group, shares in event.shares or (("", None),):
            for number, target in enumerate(event.targets):
                yield LineageRow(source, target, event.on, group, _share(event, shares, number))
    for target in event.targets:
        if event.sources and target not in event.sources and state_on(history, target, event.on - DAY):
            yield LineageRow(target, target, event.on)


def sentence(event: Event, history: History) -> str:
    """An event in words, with the names that its units had."""
    before = [_name(history, code, event.on - DAY) for code in event.sources]
    after = [_name(history, code, event.on) for code in event.targets]
    said = _SENTENCES[event.kind](_listed(before), _listed(after))
    return f"{said} từ ngày {day_text(event.on)}"


def ended_twice(events: Iterable[Event]) -> frozenset[tuple[date, str]]:
    """The days and units to which several of the events happen at once."""
    counts = Counter((event.on, code) for event in events if event.kind not in _GOES_ON for code in event.sources)
    return frozenset(key for key, count in counts.items() if count > 1)


def faults(event: Event, history: History, twice: Container[tuple[date, str]] = ()) -> Iterator[Fault]:
    """What is wrong with an event, given what its units are before and after it, and what ends `twice` (`ended_twice`)."""
    if not event.decision.strip():
        yield Fault("decision", "Chưa ghi văn bản quyết định.", "Hãy ghi số, ký hiệu và ngày của văn bản.")
    yield from _wrong_counts(event)
    for code in event.sources:
        yield from _wrong_source(event, code, history)
    for code in event.targets:
        yield from _wrong_target(event, code, history)
    for code in event.sources:
        if event.kind not in _GOES_ON and (event.on, code) in twice:
            yield Fault(
                "sources",
                f"{_name(history, code, event.on - DAY)} đã có một thay đổi khác cùng ngày {day_text(event.on)}.",
                "Hãy ghi chung trong một lần thay đổi.",
            )
    yield from _wrong_shares(event)


def _wrong_counts(event: Event) -> Iterator[Fault]:
    for field, units in (("sources", event.sources), ("targets", event.targets)):
        least, most = _COUNTS[event.kind][field == "targets"]
        if not least <= len(units) <= most:
            said = f"ít nhất {least}" if most > least else str(least) if most else "không có"
            yield Fault(
                field,
                f"{event.kind.label}: có {len(units)} {_ENDS[field]}, phải là {said}.",
                f"Hãy sửa danh sách {_ENDS[field]}.",
            )
        if len(set(units)) < len(units):
            yield Fault(field, f"Danh sách {_ENDS[field]} nêu một đơn vị hai lần.", "Hãy bỏ bớt.")
    if event.kind in _GOES_ON and event.sources != event.targets:
        yield Fault(
            "targets",
            f"{event.kind.label} không làm thành đơn vị khác, nên đơn vị mới phải mang mã của đơn vị cũ.",
            "Hãy ghi cùng một mã.",
        )


def _wrong_source(event: Event, code: str, history: History) -> Iterator[Fault]:
    eve = event.on - DAY
    if not state_on(history, code, eve):
        known = lived(history, code)
        why = f"đơn vị này chỉ có {known}" if known else "không có đơn vị nào mang mã này"
        yield Fault(
            "sources",
            f"Không có đơn vị “{code}” vào ngày {day_text(eve)}: {why}.",
            "Hãy sửa mã hoặc ngày có hiệu lực.",
        )
    elif code not in event.targets and (still := state_on(history, code, event.on)):
        yield Fault(
            "sources",
            f"{still.name} vẫn còn sau ngày {day_text(eve)} (đến {day_text(still.last)}), trong khi đơn vị kế thừa bắt đầu ngày "
            f"{day_text(event.on)}.",
            f"Hãy ghi ngày kết thúc {day_text(eve)}.",
        )


def _wrong_target(event: Event, code: str, history: History) -> Iterator[Fault]:
    if not state_on(history, code, event.on):
        known = lived(history, code)
        why = f"đơn vị này chỉ có {known}" if known else "không có đơn vị nào mang mã này"
        yield Fault(
            "targets",
            f"Không có đơn vị “{code}” vào ngày {day_text(event.on)}: {why}.",
            f"Hãy sửa mã, hoặc ghi ngày bắt đầu {day_text(event.on)}.",
        )
        return
    before = state_on(history, code, event.on - DAY)
    if before and code not in event.sources and event.kind is not EventKind.SPLIT:
        added = event.kind is EventKind.MERGED
        yield Fault(
            "targets",
            f"{before.name} đã có trước ngày {day_text(event.on)}, khi các đơn vị nhập vào còn hoạt động."
            if added
            else f"{before.name} đã có trước ngày {day_text(event.on)}.",
            f"Nếu đơn vị khác nhập vào {before.name}, hãy ghi cả {before.name} trong các đơn vị nguồn; nếu không, hãy dùng mã mới."
            if added
            else "Hãy dùng mã mới, hoặc sửa ngày bắt đầu.",
        )


def _wrong_shares(event: Event) -> Iterator[Fault]:
    if event.shares and event.kind is not EventKind.SPLIT:
        yield Fault("shares", f"{event.kind.label} không chia số liệu nên không có tỷ lệ.", "Hãy để trống tỷ lệ.")
        return
    for group, shares in event.shares:
        of = f" của nhóm chỉ tiêu “{group}”" if group else ""
        if len(shares) != len(event.targets):
            yield Fault(
                "shares",
                f"Có {len(shares)} tỷ lệ{of} cho {len(event.targets)} đơn vị mới.",
                "Hãy ghi mỗi đơn vị một tỷ lệ, theo thứ tự của các đơn vị.",
            )
        elif any(not 0 < share <= 1 or share != round(share, 6) for share in shares):
            yield Fault("shares", f"Tỷ lệ{of} phải lớn hơn 0, không quá 1, nhiều nhất 6 chữ số thập phân.", "Hãy sửa.")
        elif sum(shares) != 1:
            total = f"{sum(shares, Decimal()).normalize():f}".replace(".", ",")
            yield Fault(
                "shares", f"Các tỷ lệ{of} cộng lại bằng {total}, phải bằng 1.", "Hãy sửa tỷ lệ, hoặc để trống hết."
            )


def _share(event: Event, shares: tuple[Decimal, ...] | None, number: int) -> Fraction | None:
    if event.kind is not EventKind.SPLIT:
        return Fraction(1)
    return None if shares is None else Fraction(shares[number])


def _name(history: History, code: str, day: date) -> str:
    state: State | None = state_on(history, code, day) or next(iter(history.get(code, ())), None)
    return state.name if state else f"đơn vị “{code}”"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}" if names else ""


_ENDS = {"sources": "đơn vị nguồn", "targets": "đơn vị mới"}
_MANY = 10_000
_COUNTS: Mapping[
    EventKind, tuple[tuple[int, int], tuple[int, int]]
] = {  # least and most sources, least and most targets
    EventKind.CREATED: ((0, 0), (1, _MANY)),
    EventKind.RENAMED: ((1, 1), (1, 1)),
    EventKind.MERGED: ((1, _MANY), (1, 1)),
    EventKind.SPLIT: ((1, 1), (2, _MANY)),
    EventKind.MOVED: ((1, 1), (1, 1)),
    EventKind.ABOLISHED: ((1, _MANY), (0, 0)),
}
_SENTENCES: Mapping[EventKind, Callable[[str, str], str]] = {
    EventKind.CREATED: lambda _, after: f"Thành lập {after}",
    EventKind.RENAMED: lambda before, after: f"Đổi {before} thành {after}",
    EventKind.MERGED: lambda before, after: f"Sáp nhập {before} thành {after}",
    EventKind.SPLIT: lambda before, after: f"Chia {before} thành {after}",
    EventKind.MOVED: lambda before, _: f"Chuyển {before} sang đơn vị cấp trên khác",
    EventKind.ABOLISHED: lambda before, _: f"Kết thúc hoạt động của {before}",
}
