"""Tables of where each unit's values count, small enough to be made in Python and joined to hundreds of millions of facts.

Units whose values count for the same units with the same shares are in one bundle, so that facts are first summed by
bundle (thirty-four bundles for the communes of a nation rolled up to provinces and country), then spread from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from kybao.calendar import Kind, Period
from kybao.consolidating.engines import Engine
from kybao.consolidating.schema import Row
from kybao.consolidating.units import Shares, Units

PARTS = ibis.schema({"part": "string", "frequency": "string", "version": "int32"})
BUNDLES = ibis.schema(
    {"version": "int32", "unit": "string", "share_group": "string", "is_leaf": "boolean", "bundle": "int32"}
)
REACH = ibis.schema({"bundle": "int32", "unit": "string", "share": "decimal(7, 6)"})
SELVES = ibis.schema({"version": "int32", "unit": "string", "reported_by": "string"})
SEATS = ibis.schema({"period": "string", "unit": "string", "above": "string"})


@dataclass(frozen=True, slots=True)
class Paths:
    """`bundles` (PARTS' version × unit × share group → bundle), `reach` (bundle → unit, share; null: not known).

    `selves`: the unit whose own value in a version is a unit's own value, null where there is none;
    `seats`: the unit right above, in each asked period.
    `shares` says whether any share is not 1.
    """

    parts: ir.Table
    plan_parts: ir.Table
    bundles: ir.Table
    reach: ir.Table
    selves: ir.Table
    seats: ir.Table
    shares: bool


def paths(
    engine: Engine,
    units: Units,
    parts: Iterable[tuple[Period, Kind]],
    plan_parts: Iterable[tuple[Period, Kind]],
    periods: Iterable[Period],
    wanted: frozenset[str] | None = None,
    on: date | None = None,
) -> Paths:
    """The paths of what is reported for `parts` up to the `wanted` units (None: to all).

    A part goes with the frequency of the indicators that are reported (planned) for it.
    The paths are those of the units of the parts' own days, or, restated, of the day `on`.
    """
    part_rows, plan_rows = _part_rows(units, parts), _part_rows(units, plan_parts)
    versions = sorted({row["version"] for row in part_rows + plan_rows})
    groups = sorted(units.groups() | {""}) if on else [""]
    target = units.version(on) if on else None
    bundle_rows: list[Row] = []
    numbers: dict[tuple[tuple[str, object], ...], int] = {}
    for version in versions:
        tree = units.tree(version)
        for unit in sorted(tree.parent):
            for group in groups:
                reach = _reach(units, unit, version, target, group)
                counted = tuple(
                    sorted((above, share) for above, share in reach.items() if wanted is None or above in wanted)
                )
                if counted:
                    bundle = numbers.setdefault(counted, len(numbers))
                    bundle_rows.append(
                        {
                            "version": version,
                            "unit": unit,
                            "share_group": group,
                            "is_leaf": unit in tree.leaves,
                            "bundle": bundle,
                        }
                    )
    reach_rows = [
        {"bundle": n, "unit": unit, "share": share} for counted, n in numbers.items() for unit, share in counted
    ]
    return Paths(
        engine.table(part_rows, PARTS),
        engine.table(plan_rows, PARTS),
        engine.table(bundle_rows, BUNDLES),
        engine.table(reach_rows, REACH),
        engine.table(_selves(units, versions, target, wanted), SELVES),
        engine.table(_seats(units, periods, target), SEATS),
        any(row["share"] != 1 for row in reach_rows),
    )


def _part_rows(units: Units, parts: Iterable[tuple[Period, Kind]]) -> list[Row]:
    return [
        {"part": str(part), "frequency": frequency.value, "version": units.version(part.last)}
        for part, frequency in parts
    ]


def _reach(units: Units, unit: str, version: int, target: int | None, group: str) -> Shares:
    if target is None or target == version:
        return units.reach(unit, version)
    return units.restated_reach(unit, version, target, group)


def _selves(units: Units, versions: Iterable[int], target: int | None, wanted: frozenset[str] | None) -> list[Row]:
    rows: list[Row] = []
    for version in versions:
        if target is None or target == version:
            before = {unit: unit for unit in units.tree(version).parent}
        else:
            before = {
                same: unit for unit in units.tree(version).parent if (same := units.renamed(unit, version, target))
            }
        now = units.tree(version if target is None else target).parent
        rows += [
            {"version": version, "unit": unit, "reported_by": before.get(unit)}
            for unit in now
            if wanted is None or unit in wanted
        ]
    return rows


def _seats(units: Units, periods: Iterable[Period], target: int | None) -> list[Row]:
    rows: list[Row] = []
    for period in periods:
        tree = units.tree(units.version(period.last) if target is None else target)
        rows += [{"period": str(period), "unit": unit, "above": above} for unit, above in tree.parent.items()]
    return rows
