"""Where what a unit reported counts, as units are merged, split, renamed and moved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kybao.consolidating import ConsolidationError, Span, Succession, Units

DAY = date(2025, 7, 1)
EVE = date(2025, 6, 30)
D = Decimal
BEFORE = [Span("tỉnh"), Span("huyện", "tỉnh", last=EVE), *(Span(each, "huyện", last=EVE) for each in "ABC")]


def reach(units: Units, unit: str, group: str = "", back: bool = False) -> dict[str, Decimal | None]:
    before, after = units.version(EVE), units.version(DAY)
    return units.restated_reach(unit, after if back else before, before if back else after, group)


def test_a_unit_counts_for_all_above_it_then() -> None:
    units = Units([*BEFORE, Span("D", "tỉnh", DAY)], [Succession(each, "D", DAY) for each in "ABC"])
    assert units.reach("A", units.version(EVE)) == {"A": 1, "huyện": 1, "tỉnh": 1}
    assert units.reach("D", units.version(DAY)) == {"D": 1, "tỉnh": 1}


def test_merged_units_count_wholly_for_the_one_they_became() -> None:
    units = Units([*BEFORE, Span("D", "tỉnh", DAY)], [Succession(each, "D", DAY) for each in "ABC"])
    assert [reach(units, each) for each in "ABC"] == [{"D": 1, "tỉnh": 1}] * 3


@pytest.mark.parametrize(
    ("shares", "group", "expected"),
    [
        ([("D", "", "0.7"), ("E", "", "0.3")], "", {"D": D("0.7"), "E": D("0.3"), "tỉnh": D(1)}),
        ([("D", "", None), ("E", "", None)], "", {"D": None, "E": None, "tỉnh": D(1)}),
        ([("D", "đất", "0.4"), ("E", "đất", "0.6")], "đất", {"D": D("0.4"), "E": D("0.6"), "tỉnh": D(1)}),
        ([("D", "đất", "0.4"), ("E", "đất", "0.6")], "dân", {"D": None, "E": None, "tỉnh": D(1)}),
        ([("D", "", "1"), ("E", "", "0")], "", {"D": D(1), "tỉnh": D(1)}),
        (
            [("D", "", None), ("E", "", None), ("D", "dân", "0.5"), ("E", "dân", "0.5")],
            "đất",
            {"D": None, "E": None, "tỉnh": D(1)},
        ),
    ],
    ids=[
        "shares",
        "no shares",
        "shares of the group",
        "shares of another group",
        "all to one",
        "no shares for the rest",
    ],
)
def test_a_split_unit_counts_by_its_shares_and_wholly_above_all_successors(
    shares: list[tuple[str, str, str | None]], group: str, expected: dict[str, Decimal | None]
) -> None:
    rows = [Succession("A", to, DAY, of, None if share is None else D(share)) for to, of, share in shares]
    units = Units([*BEFORE, Span("D", "tỉnh", DAY), Span("E", "tỉnh", DAY)], rows)
    assert reach(units, "A", group) == expected


def test_successions_follow_each_other() -> None:
    later = date(2026, 1, 1)
    spans = [
        Span("tỉnh"),
        Span("A", "tỉnh", last=EVE),
        Span("B", "tỉnh", DAY, date(2025, 12, 31)),
        Span("C", "tỉnh", later),
        Span("D", "tỉnh", DAY),
    ]
    rows = [
        Succession("A", "B", DAY, "", D("0.5")),
        Succession("A", "D", DAY, "", D("0.5")),
        Succession("B", "C", later, "", D("0.2")),
        Succession("B", "D", later, "", D("0.8")),
    ]
    units = Units(spans, rows)
    assert units.restated_reach("A", units.version(EVE), units.version(later), "") == {
        "C": D("0.1"),
        "D": D("0.9"),
        "tỉnh": 1,
    }


def test_back_in_time_a_renamed_unit_is_known_and_merged_ones_are_not() -> None:
    spans = [*BEFORE, Span("D", "tỉnh", DAY), Span("E", "tỉnh", DAY)]
    units = Units(spans, [Succession("A", "D", DAY), Succession("B", "D", DAY), Succession("C", "E", DAY)])
    assert reach(units, "D", back=True) == {"A": None, "B": None, "huyện": 1, "tỉnh": 1}
    assert reach(units, "E", back=True) == {"C": 1, "huyện": 1, "tỉnh": 1}
    before, after = units.version(EVE), units.version(DAY)
    assert [units.renamed(each, before, after) for each in "ABC"] == [None, None, "E"]


def test_a_unit_that_goes_without_successor_makes_those_above_it_unknown() -> None:
    units = Units([*BEFORE, Span("D", "tỉnh", DAY)], [Succession("A", "D", DAY)])
    assert reach(units, "B") == {"tỉnh": None}


def test_a_unit_that_moves_counts_where_it_is_seen() -> None:
    units = Units([Span("1"), Span("2"), Span("A", "1", last=EVE), Span("A", "2", DAY)])
    assert units.reach("A", units.version(EVE)) == {"A": 1, "1": 1}
    assert reach(units, "A") == {"A": 1, "2": 1}


@pytest.mark.parametrize(
    ("spans", "successions", "said"),
    [
        ([Span("A", "B"), Span("B", "A")], [], "cấp trên của chính mình"),
        ([Span("A", "B")], [], "thuộc đơn vị “B”, nhưng “B” không có"),
        ([Span("A"), Span("B"), Span("B", "A")], [], "có hai đơn vị cấp trên"),
    ],
)
def test_a_tree_that_is_none_is_refused(spans: list[Span], successions: list[Succession], said: str) -> None:
    with pytest.raises(ConsolidationError, match=said):
        Units(spans, successions).tree(0)


def test_shares_that_do_not_add_up_are_refused() -> None:
    rows = [Succession("A", "D", DAY, "", D("0.5")), Succession("A", "E", DAY, "", D("0.4"))]
    with pytest.raises(ConsolidationError, match=r"cộng lại bằng 0\.9, phải bằng 1"):
        Units(BEFORE, rows)
