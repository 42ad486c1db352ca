"""Units, indicators and regimes as DHIS2's organisation units, data elements and data sets; bases of values as option combos.

A data set is a regime; its attribute option combo says which basis a value has (actual, estimate, plan …), the default combo
meaning actual. Its category option combo is always the default one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from kybao.calendar import Kind
from kybao.exchange.dhis2.identifiers import (
    DEFAULT_CATEGORY,
    DEFAULT_COMBO,
    DEFAULT_OPTION,
    DEFAULT_OPTION_COMBO,
    uid,
)
from kybao.exchange.dhis2.periods import PERIOD_TYPES
from kybao.exchange.dhis2.selecting import Node
from kybao.filing.models import Fact
from kybao.registry.history import BEGINNING, OPEN
from kybao.registry.models import Indicator, Regime, Unit, UnitState

_EARLIEST = "1900-01-01T00:00:00.000"
_AGGREGATIONS = {
    Indicator.Kind.FLOW: "SUM",
    Indicator.Kind.STOCK: "LAST",  # added up over units, the last one over time
    Indicator.Kind.RATIO: "NONE",
    Indicator.Kind.AVERAGE: "NONE",
}
BASIS_COMBO = uid("categoryCombo", "basis")
BASIS_CATEGORY = uid("category", "basis")
_LEVEL_NAMES = "Cấp {}"


def basis_uid(basis: str) -> str:
    return uid("categoryOptionCombo", f"basis:{basis}")


_BASES: Mapping[str, str] = {basis_uid(basis): basis for basis in Fact.Basis.values} | {
    DEFAULT_OPTION_COMBO: Fact.Basis.ACTUAL
}


def basis_of(combo: str) -> str | None:
    """The basis that an attribute option combo means, by its identifier or its code; None for any other."""
    return _BASES.get(combo) or (combo if combo in Fact.Basis.values else None)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a unit stands: the units above it from the top, itself last."""

    line: tuple[Unit, ...]

    @property
    def level(self) -> int:
        return len(self.line)

    @property
    def path(self) -> str:
        return "".join(f"/{unit_uid(unit)}" for unit in self.line)


def unit_uid(unit: Unit) -> str:
    return uid("organisationUnit", unit.code)


def indicator_uid(indicator: Indicator) -> str:
    return uid("dataElement", indicator.code)


def regime_uid(regime: Regime) -> str:
    return uid("dataSet", regime.code)


class Metadata:
    """All metadata, each kind read once from the database when it is first wanted."""

    @cached_property
    def units(self) -> dict[int, Unit]:
        return {unit.pk: unit for unit in Unit.objects.order_by("list_number", "code")}

    @cached_property
    def indicators(self) -> dict[int, Indicator]:
        return {one.pk: one for one in Indicator.objects.order_by("position", "code")}

    @cached_property
    def regimes(self) -> dict[int, Regime]:
        regimes = Regime.objects.order_by("code")
        return {one.pk: one for one in regimes if Kind(one.frequency) in PERIOD_TYPES}

    @cached_property
    def unit_by_key(self) -> dict[str, Unit]:
        """By identifier and by code."""
        return {unit_uid(one): one for one in self.units.values()} | {one.code: one for one in self.units.values()}

    @cached_property
    def indicator_by_key(self) -> dict[str, Indicator]:
        return {indicator_uid(one): one for one in self.indicators.values()} | {
            one.code: one for one in self.indicators.values()
        }

    @cached_property
    def regime_by_key(self) -> dict[str, Regime]:
        return {regime_uid(one): one for one in self.regimes.values()} | {
            one.code: one for one in self.regimes.values()
        }

    @cached_property
    def below(self) -> dict[int | None, list[Unit]]:
        """The units right below each."""
        found: dict[int | None, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            found[unit.parent_id].append(unit)
        return found

    def subtree(self, unit: Unit) -> Iterator[Unit]:
        """A unit and all below it."""
        yield unit
        for child in self.below[unit.pk]:
            yield from self.subtree(child)

    def place(self, unit: Unit) -> _Place:
        line = [unit]
        while (parent := self.units.get(line[-1].parent_id or 0)) is not None and parent not in line:
            line.append(parent)
        return _Place(tuple(reversed(line)))

    def units_of(self, regime: Regime) -> list[Unit]:
        """Who reports under a regime, and the receiver, whose figures departments report."""
        receiver = self.units[regime.receiver_id]
        return [receiver, *self.below[receiver.pk]]

    @cached_property
    def levels(self) -> int:
        return max((self.place(unit).level for unit in self.units.values()), default=0)

    @cached_property
    def _days(self) -> dict[int, tuple[date, date]]:
        days: dict[int, tuple[date, date]] = {}
        for unit, first, last in UnitState.objects.values_list("unit", "first_day", "last_day"):
            known = days.get(unit, (first, last))
            days[unit] = (min(first, known[0]), max(last, known[1]))
        return days

    # --- as nodes -------------------------------------------------------------------------------------------------

    def collection(self, name: str) -> list[Node] | None:
        """The objects of a kind by the name of its collection; None where DHIS2's aggregate part has no such kind."""
        if name in _EMPTY:
            return []
        makers: Mapping[str, Any] = {
            "organisationUnits": lambda: [self.unit_node(one) for one in self.units.values()],
            "organisationUnitLevels": lambda: [_level_node(level) for level in range(1, self.levels + 1)],
            "dataElements": lambda: [self.indicator_node(one) for one in self.indicators.values()],
            "dataElementGroups": lambda: [self.sector_node(sector) for sector in self.sectors],
            "dataSets": lambda: [self.regime_node(one) for one in self.regimes.values()],
            "categories": lambda: [_default_category(), _basis_category()],
            "categoryOptions": lambda: [_default_option(), *map(_basis_option, Fact.Basis)],
            "categoryCombos": lambda: [_default_combo(), _basis_combo()],
            "categoryOptionCombos": lambda: [_default_option_combo(), *map(_basis_option_combo, Fact.Basis)],
        }
        return makers[name]() if name in makers else None

    @cached_property
    def sectors(self) -> dict[str, list[Indicator]]:
        found: dict[str, list[Indicator]] = defaultdict(list)
        for one in self.indicators.values():
            found[one.sector].append(one)
        return found

    def unit_node(self, unit: Unit) -> Node:
        place = self.place(unit)
        first, last = self._days.get(unit.pk, (BEGINNING, OPEN))
        children = self.below[unit.pk]
        return Node(
            _named(unit_uid(unit), unit.name, unit.code, unit.listed_name)
            | {
                "level": place.level,
                "path": place.path,
                "openingDate": _EARLIEST if first == BEGINNING else f"{first}T00:00:00.000",
                "closedDate": None if last == OPEN else f"{last}T00:00:00.000",
                "leaf": not children,
                "parent": lambda: self.unit_node(place.line[-2]) if place.level > 1 else None,
                "children": lambda: [self.unit_node(child) for child in children],
                "ancestors": lambda: [self.unit_node(one) for one in place.line[:-1]],
                "dataSets": lambda: [
                    self.regime_node(one) for one in self.regimes.values() if unit in self.units_of(one)
                ],
                "organisationUnitGroups": [],
                "geometry": None,
            }
        )

    def indicator_node(self, indicator: Indicator) -> Node:
        return Node(
            _named(indicator_uid(indicator), indicator.name, indicator.code)
            | {
                "valueType": "NUMBER",
                "domainType": "AGGREGATE",
                "aggregationType": _AGGREGATIONS[Indicator.Kind(indicator.kind)],
                "zeroIsSignificant": True,
                "description": f"{indicator.sector}; đơn vị tính: {indicator.measure}"
                if indicator.measure
                else indicator.sector,
                "categoryCombo": _default_combo,
                "dataElementGroups": lambda: [self.sector_node(indicator.sector)],
                "dataSetElements": lambda: [self._element_node(indicator, one) for one in self.regimes.values()],
            }
        )

    def sector_node(self, sector: str) -> Node:
        return Node(
            _named(uid("dataElementGroup", sector), sector, sector)
            | {"dataElements": lambda: [self.indicator_node(one) for one in self.sectors[sector]]}
        )

    def regime_node(self, regime: Regime) -> Node:
        return Node(
            _named(regime_uid(regime), regime.name, regime.code)
            | {
                "periodType": PERIOD_TYPES[Kind(regime.frequency)],
                "formType": "DEFAULT",
                "categoryCombo": _basis_combo,
                "dataSetElements": lambda: [self._element_node(one, regime) for one in self.indicators.values()],
                "organisationUnits": lambda: [self.unit_node(one) for one in self.units_of(regime)],
            }
        )

    def _element_node(self, indicator: Indicator, regime: Regime) -> Node:
        return Node(
            {
                "id": uid("dataSetElement", f"{regime.code}:{indicator.code}"),
                "dataElement": lambda: self.indicator_node(indicator),
                "dataSet": lambda: self.regime_node(regime),
            }
        )


_EMPTY = frozenset(
    {
        "indicators", "programIndicators", "programs", "visualizations", "organisationUnitGroups",
        "organisationUnitGroupSets", "dataElementGroupSets", "optionSets", "sqlViews",
    }
)  # fmt: skip


def _named(identifier: str, name: str, code: str, short: str = "") -> dict[str, Any]:
    short = (short or name)[:50]
    return {
        "id": identifier,
        "name": name,
        "displayName": name,
        "shortName": short,
        "displayShortName": short,
        "code": code,
    }


def _level_node(level: int) -> Node:
    return Node(
        _named(uid("organisationUnitLevel", str(level)), _LEVEL_NAMES.format(level), str(level)) | {"level": level}
    )


def _default_combo() -> Node:
    return Node(
        _named(DEFAULT_COMBO, "default", "default")
        | {
            "dataDimensionType": "DISAGGREGATION",
            "isDefault": True,
            "categories": lambda: [_default_category()],
            "categoryOptionCombos": lambda: [_default_option_combo()],
        }
    )


def _default_category() -> Node:
    return Node(_named(DEFAULT_CATEGORY, "default", "default") | {"categoryOptions": lambda: [_default_option()]})


def _default_option() -> Node:
    return Node(_named(DEFAULT_OPTION, "default", "default"))


def _default_option_combo() -> Node:
    return Node(
        _named(DEFAULT_OPTION_COMBO, "default", "default")
        | {"categoryCombo": _default_combo, "categoryOptions": lambda: [_default_option()]}
    )


def _basis_combo() -> Node:
    return Node(
        _named(BASIS_COMBO, "Loại số liệu", "basis")
        | {
            "dataDimensionType": "ATTRIBUTE",
            "isDefault": False,
            "categories": lambda: [_basis_category()],
            "categoryOptionCombos": lambda: list(map(_basis_option_combo, Fact.Basis)),
        }
    )


def _basis_category() -> Node:
    return Node(
        _named(BASIS_CATEGORY, "Loại số liệu", "basis")
        | {"categoryOptions": lambda: list(map(_basis_option, Fact.Basis))}
    )


def _basis_option(basis: Fact.Basis) -> Node:
    return Node(_named(uid("categoryOption", f"basis:{basis.value}"), str(basis.label), basis.value))


def _basis_option_combo(basis: Fact.Basis) -> Node:
    return Node(
        _named(basis_uid(basis), str(basis.label), basis.value)
        | {"categoryCombo": _basis_combo, "categoryOptions": lambda: [_basis_option(basis)]}
    )
