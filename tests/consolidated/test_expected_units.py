"""Who makes up a total: every peer of those who report, and nobody twice."""

from __future__ import annotations

from datetime import date

import pytest

from kybao.consolidated.expecting import expected_units, with_successors
from kybao.consolidating import Succession
from kybao.consolidating.units import Tree

WARDS = ("a", "b", "c", "d")
TREE = Tree({"tỉnh": None, "tp": "tỉnh", **dict.fromkeys(WARDS, "tp"), "phòng": "tp"})
KINDS = dict.fromkeys(WARDS, "phường") | {"phòng": "phòng", "tp": "thành phố", "tỉnh": "tỉnh"}


@pytest.mark.parametrize(
    ("reporters", "expected"),
    [
        pytest.param({"a"}, set(WARDS), id="a silent ward is missed once another reports"),
        pytest.param({"a", "b", "c", "d"}, set(WARDS), id="all"),
        pytest.param({"tp"}, {"tp"}, id="the city states it alone"),
        pytest.param({"tp", "a"}, {"tp"}, id="one ward of four does not outweigh the city"),
        pytest.param({"tp", "a", "b"}, set(WARDS), id="half of the wards do, and the city is not counted twice"),
        pytest.param({"phòng"}, {"phòng"}, id="wards are no peers of a department"),
        pytest.param(set(), set(), id="nobody"),
    ],
)
def test_a_total_is_made_of(reporters: set[str], expected: set[str]) -> None:
    assert expected_units(reporters, [TREE], KINDS, set(TREE.parent)) == expected


def test_only_what_may_be_seen_is_expected() -> None:
    assert expected_units({"a", "b"}, [TREE], KINDS, {"a"}) == {"a"}


def test_what_a_unit_reported_is_expected_of_its_successor() -> None:
    merged = [Succession("a", "e", date(2025, 7, 1)), Succession("e", "f", date(2026, 1, 1))]
    assert with_successors({"a"}, merged) == {"a", "e", "f"}
