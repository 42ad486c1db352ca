"""The tree of units on any day, and where what a unit reported counts: above it then, or on the units of another day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from kybao.consolidating.exact import rounded
from kybao.consolidating.schema import ConsolidationError

WHOLE = Decimal(1)
Shares = dict[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Span:
    """A unit under one parent (None at the root) from `first` to `last`, both inclusive, None for an open end."""

    unit: str
    parent: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Succession:
    """From `date` on, `share` of what `from_unit` reported of the indicators of `group` is reported by `to_unit`.

    A share of None: all of it where `to_unit` is the only successor, else nobody decided it. The group "" is for all
    indicators whose group has no row of its own.
    """

    from_unit: str
    to_unit: str
    date: date
    group: str = ""
    share: Decimal | None = None


class Tree:
    """The units of one day: `parent` of each, None at the root. Raises `ConsolidationError` for a circle or a lost parent."""

    def __init__(self, parent: Mapping[str, str | None]) -> None:
        self.parent = dict(parent)
        self._above = {unit: self._walk(unit) for unit in self.parent}

    def upwards(self, unit: str) -> tuple[str, ...]:
        """`unit` and all units above it, from below."""
        return self._above[unit]

    @cached_property
    def leaves(self) -> frozenset[str]:
        return frozenset(self.parent) - {parent for parent in self.parent.values() if parent}

    def _walk(self, unit: str) -> tuple[str, ...]:
        path = [unit]
        while (above := self.parent[path[-1]]) is not None:
            if above in path:
                raise ConsolidationError(
                    f"Đơn vị “{unit}” là cấp trên của chính mình. Hãy sửa đơn vị cấp trên của “{above}”."
                )
            if above not in self.parent:
                raise ConsolidationError(
                    f"Đơn vị “{path[-1]}” thuộc đơn vị “{above}”, nhưng “{above}” không có vào thời điểm đó. "
                    "Hãy sửa đơn vị cấp trên hoặc thời gian hiệu lực."
                )
            path.append(above)
        return tuple(path)


class Units:
    """All units through time. A version is a stretch of days on which the tree does not change; versions count from 0.

    >>> units = Units([Span("tỉnh"), Span("A", "tỉnh", last=date(2025, 6, 30)), Span("C", "tỉnh", date(2025, 7, 1))])
    >>> units.version(date(2025, 6, 30)), units.version(date(2025, 7, 1))
    (0, 1)
    >>> sorted(units.tree(1).parent)
    ['C', 'tỉnh']
    """

    def __init__(self, spans: Iterable[Span], successions: Iterable[Succession] = ()) -> None:
        self.spans = tuple(spans)
        self.successions = tuple(sorted(successions, key=lambda each: (each.date, each.from_unit, each.to_unit)))
        changes = {span.first for span in self.spans if span.first}
        changes |= {span.last + timedelta(days=1) for span in self.spans if span.last and span.last < date.max}
        changes |= {each.date for each in self.successions}
        self._changes = sorted(changes)
        self._trees: dict[int, Tree] = {}
        self._check_shares()

    def version(self, day: date) -> int:
        return bisect_right(self._changes, day)

    def tree(self, version: int) -> Tree:
        if version not in self._trees:
            self._trees[version] = Tree(self._parents(self._first_day(version)))
        return self._trees[version]

    def reach(self, unit: str, version: int) -> Shares:
        """The units of `version` that what `unit` reports counts for, wholly: itself and all above."""
        return dict.fromkeys(self.tree(version).upwards(unit), WHOLE)

    def restated_reach(self, unit: str, version: int, target: int, group: str) -> Shares:
        """The units of version `target` that what `unit` reported in `version` counts for, with what share.

        A share of None says that nobody knows: a split without shares, or a unit that went without a successor. A unit
        above all the successors of a split has the whole.
        """
        heirs = self._heirs(unit, version, target, group)
        tree = self.tree(target)
        heard: dict[str, list[Decimal | None]] = defaultdict(list)
        for heir, share in heirs.items():
            for above in tree.upwards(heir) if heir in tree.parent else ():
                heard[above].append(share)
        lost = any(heir not in tree.parent for heir in heirs)
        if lost:  # then only that it counted for the units above it that are still there, not how much
            for above in self.tree(version).upwards(unit)[1:]:
                if above in tree.parent:
                    heard[above].append(None)
        found = {above: _share_of(shares, -1 if lost else len(heirs)) for above, shares in heard.items()}
        return {above: share for above, share in found.items() if share != 0}

    def renamed(self, unit: str, version: int, target: int) -> str | None:
        """The unit of version `target` that `unit` of `version` is, and nobody else is; None where there is no such unit."""
        heirs = self._heirs(unit, version, target, "")
        back = self._heirs(next(iter(heirs)), target, version, "") if list(heirs.values()) == [WHOLE] else {}
        return next(iter(heirs)) if back == {unit: WHOLE} and next(iter(heirs)) in self.tree(target).parent else None

    def groups(self) -> frozenset[str]:
        """The indicator groups that have shares of their own."""
        return frozenset(each.group for each in self.successions if each.group)

    def _heirs(self, unit: str, version: int, target: int, group: str) -> Shares:
        heirs: Shares = {unit: WHOLE}
        forwards = target >= version
        low, high = sorted((version, target))
        dates = self._changes[low:high]
        for day in dates if forwards else reversed(dates):
            moved: dict[str, list[Decimal | None]] = defaultdict(list)
            for heir, share in heirs.items():
                for next_unit, part in self._next(heir, day, group, forwards).items():
                    moved[next_unit].append(None if share is None or part is None else share * part)
            heirs = {
                heir: None if None in parts else sum(filter(None, parts), Decimal()) for heir, parts in moved.items()
            }
        return heirs

    def _next(self, unit: str, day: date, group: str, forwards: bool) -> Shares:
        before, after = self._moves.get(day, ({}, {}))
        if forwards:
            return self._split(unit, day, group) if unit in before else {unit: WHOLE}
        origins = after.get(unit, frozenset((unit,)))
        # Back in time, what one unit became is known wholly; what several became together can't be told apart.
        return dict.fromkeys(origins, WHOLE if len(origins) == 1 else None)

    def _split(self, unit: str, day: date, group: str) -> Shares:
        rows = self._by_event[day, unit]
        successors = {each.to_unit for each in rows}
        if len(successors) == 1:
            return dict.fromkeys(successors, WHOLE)
        for wanted in (group, ""):
            shares = {each.to_unit: each.share for each in rows if each.group == wanted}
            if shares and None not in shares.values():
                return {unit: shares.get(unit, Decimal()) for unit in successors}
        return dict.fromkeys(successors, None)

    @cached_property
    def _by_event(self) -> dict[tuple[date, str], list[Succession]]:
        found: dict[tuple[date, str], list[Succession]] = defaultdict(list)
        for each in self.successions:
            found[each.date, each.from_unit].append(each)
        return found

    @cached_property
    def _moves(self) -> dict[date, tuple[dict[str, set[str]], dict[str, set[str]]]]:
        """By day: the successors of each unit, and the origins of each, a unit that goes on under its code among them."""
        found: dict[date, tuple[dict[str, set[str]], dict[str, set[str]]]] = {}
        for each in self.successions:
            before, after = found.setdefault(each.date, (defaultdict(set), defaultdict(set)))
            before[each.from_unit].add(each.to_unit)
            after[each.to_unit].add(each.from_unit)
        for day, (before, after) in found.items():
            standing = self._parents(day - timedelta(days=1))
            for unit, origins in after.items():
                if unit in standing and unit not in before:
                    origins.add(unit)
        return found

    def _parents(self, day: date) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for span in self.spans:
            if (span.first or date.min) <= day <= (span.last or date.max):
                if span.unit in found:
                    raise ConsolidationError(
                        f"Đơn vị “{span.unit}” có hai đơn vị cấp trên vào ngày {day:%d/%m/%Y}. Hãy sửa thời gian hiệu lực."
                    )
                found[span.unit] = span.parent
        return found

    def _first_day(self, version: int) -> date:
        if version:
            return self._changes[version - 1]
        return self._changes[0] - timedelta(days=1) if self._changes else date.min

    def _check_shares(self) -> None:
        shares: dict[tuple[date, str, str], list[Succession]] = defaultdict(list)
        for each in self.successions:
            shares[each.date, each.from_unit, each.group].append(each)
        for (day, unit, group), rows in shares.items():
            given = [row.share for row in rows if row.share is not None]
            if len(given) == len(rows) and sum(given) != 1:
                of = f" (nhóm chỉ tiêu {group})" if group else ""
                raise ConsolidationError(
                    f"Tỷ lệ chia số liệu của “{unit}” ngày {day:%d/%m/%Y}{of} cộng lại bằng {sum(given)}, phải bằng 1. "
                    "Hãy sửa tỷ lệ của các đơn vị kế thừa."
                )


def _share_of(shares: list[Decimal | None], heirs: int) -> Decimal | None:
    """The share of a unit above some of the `heirs`: all of them make the whole, whether or not their shares are known."""
    if len(shares) == heirs:
        return WHOLE
    return None if None in shares else rounded(sum(filter(None, shares), Decimal()))
