"""Which units a total of an indicator is made of, so that none is missing in silence. Pure.

Nobody lists by hand who reports which indicator, so it follows from who did, in the periods looked at:

    1. Where some units under one unit report an indicator, all units of the same kinds under it are to report it.
    2. Where the unit above states the figure itself, it stands, unless half of those under it or more report: then theirs
       are summed, and what the unit above states is left aside, so that nothing is counted twice.
    3. What a unit reported is expected of its successors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from kybao.consolidating.units import Succession, Tree


def expected_units(reporters: Set[str], trees: Sequence[Tree], kinds: Mapping[str, str], seen: Set[str]) -> set[str]:
    """The units whose values make up a total, of the `trees` of all days looked at; only `seen` ones.

    `kinds` gives the kind of each unit, "" where it has none.
    """
    found: set[str] = set()
    for tree in trees:
        found |= _expected_in(tree, reporters & seen, kinds, seen)
    return found - {upper for tree in trees for unit in found & set(tree.parent) for upper in tree.upwards(unit)[1:]}


def with_successors(units: Set[str], successions: Iterable[Succession]) -> set[str]:
    """The units, and those that came of them, in the order of `successions`."""
    found = set(units)
    for each in sorted(successions, key=lambda one: one.date):
        if each.from_unit in found:
            found.add(each.to_unit)
    return found


def _expected_in(tree: Tree, reporters: Set[str], kinds: Mapping[str, str], seen: Set[str]) -> set[str]:
    below: dict[str | None, set[str]] = defaultdict(set)
    for unit, parent in tree.parent.items():
        if unit in seen:
            below[parent].add(unit)
    found: set[str] = set()
    for parent, units in below.items():
        reporting = units & reporters
        if parent is None:  # roots are nobody's peers
            found |= reporting
            continue
        wanted = {kinds.get(unit, "") for unit in reporting}
        peers = {unit for unit in units if kinds.get(unit, "") in wanted}
        stated = not reporters.isdisjoint(tree.upwards(parent))
        if not stated or 2 * len(reporting) >= len(peers):
            found |= peers
    return found
