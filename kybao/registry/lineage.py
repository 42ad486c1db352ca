"""Which units of one day stand behind each unit of another, and with what share of their figures.

A pure calculation over lineage rows (which `registry.succession` records): on a day, all or a share of what `from_unit` was
goes to `to_unit`. A unit that no row names goes on as itself. Where a unit was divided and no one said in what shares,
the shares are unknown: they are carried through as unknowns and never guessed, so that parts which come together again
later are known again, and all others are incomparable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

_Unknown = tuple[date, str, str]  # the day, the divided unit, its part
_Form = dict[tuple[_Unknown, ...], Fraction]  # a share: products of unknowns → factor; a known number stands under ()
_Step = dict[str, dict[str, _Form]]  # unit before → unit after → share

_NOTHING: tuple[_Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class LineageRow:
    """On `date`, `share` of what `from_unit` was goes to `to_unit` (unit codes).

    No `from_unit`: a unit made from nothing that was counted; no `to_unit`: a unit abolished without a successor.
    `indicator_group` is the sector of the indicators that the share is for; "" is for all that have no row of their own.
    `share` is above 0 and at most 1; None where nobody said.
    """

    from_unit: str | None
    to_unit: str | None
    date: date
    indicator_group: str = ""
    share: Fraction | None = Fraction(1)


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that stands behind another, and the share of its figures that does; None where that is unknown."""

    unit: str
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Units of `from_date` → units of `to_date`."""

    from_date: date
    to_date: date
    sources: frozenset[str]
    _origins: Mapping[str, Mapping[str, _Form]]

    def of(self, unit: str) -> tuple[Part, ...]:
        """What stands behind a unit of `to_date`; nothing where it is new."""
        return tuple(Part(source, _known(form)) for source, form in sorted(self._origins.get(unit, {}).items()))

    def comparable(self, unit: str) -> bool:
        """Whether figures of `from_date` can be stated for a unit of `to_date`."""
        parts = self.of(unit)
        return bool(parts) and all(part.share is not None for part in parts)

    def rows(self) -> Iterator[tuple[str, str, Fraction | None]]:
        """From-unit, to-unit, share; sorted by the unit they lead to."""
        for unit in self.targets:
            for part in self.of(unit):
                yield part.unit, unit, part.share

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(sorted(self._origins))

    @property
    def incomparable(self) -> tuple[str, ...]:
        """Units of `to_date` behind which stands an unknown share."""
        return tuple(unit for unit in self.targets if not self.comparable(unit))

    @property
    def lost(self) -> tuple[str, ...]:
        """Units of `from_date` behind which no unit of `to_date` stands: abolished without a successor."""
        kept = {source for origins in self._origins.values() for source in origins}
        return tuple(sorted(self.sources - kept))

    def then(self, later: Lineage) -> Lineage:
        """One lineage after another; the second begins on the day on which the first ends."""
        if later.from_date != self.to_date:
            raise ValueError(f"Lineages do not meet: {self.to_date} is not {later.from_date}")
        origins = {unit: _combined(forms, self._origins) for unit, forms in later._origins.items()}
        return Lineage(self.from_date, later.to_date, self.sources, {u: found for u, found in origins.items() if found})


def lineage(
    rows: Iterable[LineageRow], units: Iterable[str], from_date: date, to_date: date, indicator_group: str = ""
) -> Lineage:
    """The lineage from the `units` of one day to those of a later or an earlier one.

    Back in time, a unit's figures are those of all that came of it, and a unit that came of several is divided in unknown
    shares: what share of a predecessor went over says nothing of what share of the successor it makes.

    >>> day = date(2025, 7, 1)
    >>> rows = [LineageRow("ngọc xuân", "nùng trí cao", day), LineageRow("sông bằng", "nùng trí cao", day)]
    >>> merged = lineage(rows, ["ngọc xuân", "sông bằng"], date(2024, 7, 31), date(2025, 7, 31))
    >>> [part.unit for part in merged.of("nùng trí cao")], merged.comparable("nùng trí cao")
    (['ngọc xuân', 'sông bằng'], True)
    """
    sources = frozenset(units)
    origins: Mapping[str, Mapping[str, _Form]] = {unit: {unit: {_NOTHING: Fraction(1)}} for unit in sources}
    earlier, later = sorted((from_date, to_date))
    by_day: dict[date, list[LineageRow]] = defaultdict(list)
    for row in rows:
        if earlier < row.date <= later:
            by_day[row.date].append(row)
    forward = from_date <= to_date
    for day in sorted(by_day, reverse=not forward):
        step = _forward(by_day[day], indicator_group) if forward else _backward(by_day[day], indicator_group)
        origins = _taken(origins, step)
    return Lineage(from_date, to_date, sources, origins)


@dataclass(frozen=True, slots=True)
class Restated:
    """A unit's figure as of another day's units. `value` is None where it is incomparable, new, or a source has no value."""

    value: Decimal | None
    parts: tuple[Part, ...]
    missing: tuple[str, ...]

    @property
    def incomparable(self) -> bool:
        return any(part.share is None for part in self.parts)


def restated(values: Mapping[str, Decimal], through: Lineage) -> dict[str, Restated]:
    """Figures that add up (flows, stocks), of the units of `from_date`, stated for each unit of `to_date`."""
    return {unit: _restated(values, through.of(unit)) for unit in through.targets}


def _restated(values: Mapping[str, Decimal], parts: tuple[Part, ...]) -> Restated:
    missing = tuple(part.unit for part in parts if part.unit not in values)
    total = Fraction(0)
    for part in parts:
        if missing or part.share is None:
            return Restated(None, parts, missing)
        total += Fraction(values[part.unit]) * part.share
    return Restated(Decimal(total.numerator) / Decimal(total.denominator), parts, missing)


def _forward(rows: list[LineageRow], group: str) -> _Step:
    by_source: dict[str, list[LineageRow]] = defaultdict(list)
    for row in rows:
        if row.from_unit is not None:
            by_source[row.from_unit].append(row)
    step = {}
    for source, all_rows in by_source.items():
        own = [row for row in all_rows if row.indicator_group == group]
        chosen = own or [row for row in all_rows if not row.indicator_group] or _unsaid(all_rows)
        shares = {row.to_unit: row.share for row in chosen if row.to_unit is not None}
        step[source] = _divided(all_rows[0].date, source, shares)
    return step


def _unsaid(rows: list[LineageRow]) -> list[LineageRow]:
    """A group for which nothing was said, where something was said for others only."""
    return [LineageRow(row.from_unit, row.to_unit, row.date, "", None) for row in rows]


def _backward(rows: list[LineageRow], group: str) -> _Step:
    step: _Step = {}
    parents: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.to_unit is not None:
            parents[row.to_unit] |= {row.from_unit} if row.from_unit is not None else set()
    for target, found in parents.items():
        step[target] = _divided(rows[0].date, target, dict.fromkeys(found))
    return step


def _divided(day: date, unit: str, shares: Mapping[str, Fraction | None]) -> dict[str, _Form]:
    """Shares as forms: the last that is unknown is what the others leave of the whole."""
    forms: dict[str, _Form] = {part: {_NOTHING: share} for part, share in shares.items() if share is not None}
    unknown = sorted(part for part, share in shares.items() if share is None)
    if not unknown:
        return forms
    rest: _Form = {_NOTHING: 1 - sum((share for share in shares.values() if share is not None), Fraction(0))}
    for part in unknown[:-1]:
        name = ((day, unit, part),)
        forms[part] = {name: Fraction(1)}
        rest[name] = Fraction(-1)
    return forms | {unknown[-1]: rest}


def _taken(origins: Mapping[str, Mapping[str, _Form]], step: _Step) -> dict[str, dict[str, _Form]]:
    """Origins after one more step; a unit that the step does not name stays."""
    after: dict[str, dict[str, _Form]] = defaultdict(dict)
    for unit, forms in origins.items():
        for target, share in step.get(unit, {unit: {_NOTHING: Fraction(1)}}).items():
            for source, form in forms.items():
                after[target][source] = _sum(after[target].get(source, {}), _product(form, share))
    return dict(after)


def _combined(forms: Mapping[str, _Form], earlier: Mapping[str, Mapping[str, _Form]]) -> dict[str, _Form]:
    found: dict[str, _Form] = {}
    for middle, share in forms.items():
        for source, form in earlier.get(middle, {}).items():
            found[source] = _sum(found.get(source, {}), _product(form, share))
    return found


def _product(one: _Form, other: _Form) -> _Form:
    product: _Form = {}
    for names, factor in one.items():
        for more, factor_too in other.items():
            product = _sum(product, {tuple(sorted(names + more)): factor * factor_too})
    return product


def _sum(one: _Form, other: _Form) -> _Form:
    total = {names: one.get(names, Fraction(0)) + other.get(names, Fraction(0)) for names in one.keys() | other.keys()}
    return {names: factor for names, factor in total.items() if factor}


def _known(form: _Form) -> Fraction | None:
    return form.get(_NOTHING, Fraction(0)) if form.keys() <= {_NOTHING} else None
