"""Lineage: which units of one day stand behind those of another, and with what share."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.registry.lineage import Lineage, LineageRow, Part, lineage, restated

START, END = date(2020, 1, 1), date(2026, 1, 1)
Y2021, Y2022, Y2023, Y2024 = (date(year, 1, 1) for year in range(2021, 2025))
HALF = Fraction(1, 2)


def parts(found: Lineage, unit: str) -> dict[str, Fraction | None]:
    return {part.unit: part.share for part in found.of(unit)}


def between(rows: Iterable[LineageRow], units: str, start: date = START, end: date = END, group: str = "") -> Lineage:
    return lineage(rows, units, start, end, group)


def test_a_unit_that_nothing_befell_is_itself() -> None:
    found = between([], "AB")
    assert found.of("A") == (Part("A", Fraction(1)),)
    assert found.comparable("A")


def test_a_merged_unit_is_the_sum_of_its_predecessors() -> None:
    rows = [LineageRow("A", "C", Y2021), LineageRow("B", "C", Y2021)]
    found = restated({"A": Decimal("1242"), "B": Decimal("0.5")}, between(rows, "AB"))
    assert found["C"].value == Decimal("1242.5")
    assert not found["C"].incomparable


def test_a_total_never_silently_lacks_a_predecessor() -> None:
    rows = [LineageRow("A", "C", Y2021), LineageRow("B", "C", Y2021)]
    found = restated({"A": Decimal(1)}, between(rows, "AB"))["C"]
    assert (found.value, found.missing) == (None, ("B",))


def test_a_split_goes_by_its_shares() -> None:
    rows = [
        LineageRow("A", "B", Y2021, share=Fraction(3, 10)),
        LineageRow("A", "C", Y2021, share=Fraction(7, 10)),
    ]
    found = restated({"A": Decimal(200)}, between(rows, "A"))
    assert {unit: each.value for unit, each in found.items()} == {"B": 60, "C": 140}


def test_a_split_without_shares_is_incomparable() -> None:
    rows = [LineageRow("A", "B", Y2021, share=None), LineageRow("A", "C", Y2021, share=None)]
    through = between(rows, "A")
    assert through.incomparable == ("B", "C")
    assert restated({"A": Decimal(200)}, through)["B"].value is None


def test_each_indicator_group_has_its_own_shares() -> None:
    rows = [
        LineageRow("A", "B", Y2021, "Y tế", HALF),
        LineageRow("A", "C", Y2021, "Y tế", HALF),
        LineageRow("A", "B", Y2021, "", Fraction(1, 4)),
        LineageRow("A", "C", Y2021, "", Fraction(3, 4)),
    ]
    assert parts(between(rows, "A", group="Y tế"), "B") == {"A": HALF}
    assert parts(between(rows, "A", group="Nông nghiệp"), "B") == {"A": Fraction(1, 4)}
    only_health = rows[:2]
    assert parts(between(only_health, "A", group="Nông nghiệp"), "B") == {"A": None}


def test_parts_of_unknown_size_that_come_together_are_the_whole() -> None:
    rows = [
        LineageRow("A", "B", Y2021, share=None),
        LineageRow("A", "C", Y2021, share=None),
        LineageRow("B", "D", Y2022),
        LineageRow("C", "D", Y2022),
        LineageRow("D", "E", Y2023, share=HALF),
        LineageRow("D", "F", Y2023, share=HALF),
    ]
    found = between(rows, "A")
    assert parts(found, "E") == {"A": HALF}
    assert found.incomparable == ()


def test_shares_multiply_over_several_successions() -> None:
    rows = [
        LineageRow("A", "B", Y2021, share=HALF),
        LineageRow("A", "C", Y2021, share=HALF),
        LineageRow("B", "D", Y2022, share=HALF),
        LineageRow("B", "B", Y2022, share=HALF),
        LineageRow("C", "D", Y2024),
    ]
    found = between(rows, "A")
    assert (parts(found, "B"), parts(found, "D")) == ({"A": Fraction(1, 4)}, {"A": Fraction(3, 4)})


def test_what_ended_without_a_successor_is_lost_and_what_began_is_new() -> None:
    rows = [LineageRow("A", None, Y2021), LineageRow(None, "N", Y2021)]
    found = between(rows, "AB")
    assert found.lost == ("A",)
    assert found.of("N") == ()
    assert not found.comparable("N")


def test_back_in_time_a_unit_is_what_came_of_it() -> None:
    rows = [
        LineageRow("A", "B", Y2021, share=None),
        LineageRow("A", "C", Y2021, share=None),
        LineageRow("X", "Z", Y2021),
        LineageRow("Y", "Z", Y2021),
        LineageRow("R", "R", Y2021),
    ]
    found = between(rows, "BCZR", END, START)
    assert parts(found, "A") == {"B": 1, "C": 1}
    assert parts(found, "R") == {"R": 1}
    assert parts(found, "X") == {"Z": None}  # what part of Z is X's, no one said


def test_only_what_befell_between_the_two_days_counts() -> None:
    rows = [LineageRow("A", "B", Y2022)]
    eve = Y2022 - timedelta(days=1)
    assert parts(between(rows, "A", START, eve), "A") == {"A": 1}
    assert parts(between(rows, "A", eve, Y2022), "B") == {"A": 1}
    assert parts(between(rows, "B", Y2022, END), "B") == {"B": 1}


DAYS = [date(2020 + number, 7, 1) for number in range(1, 6)]


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[LineageRow], list[str]]:
    """Five days on each of which some units merge, split with or without shares, or end."""
    units = [f"u{number}" for number in range(draw(st.integers(2, 6)))]
    first = list(units)
    rows: list[LineageRow] = []
    for number, day in enumerate(DAYS):
        fates = draw(
            st.lists(
                st.sampled_from(["keep", "merge", "split", "shared", "end"]), min_size=len(units), max_size=len(units)
            )
        )
        after: list[str] = []
        merged = f"m{number}"
        for unit, fate in zip(units, fates, strict=True):
            into = {"keep": [unit], "merge": [merged], "end": []}.get(fate, [f"{unit}.{number}a", f"{unit}.{number}b"])
            if fate == "end":
                rows.append(LineageRow(unit, None, day))
            elif fate == "shared":
                share = draw(st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100))
                rows += [LineageRow(unit, into[0], day, "", share), LineageRow(unit, into[1], day, "", 1 - share)]
            elif fate != "keep":
                rows += [LineageRow(unit, target, day, "", None if fate == "split" else Fraction(1)) for target in into]
            after += [target for target in into if target not in after]
        units = after
    return rows, first


@given(histories())
def test_the_shares_of_a_source_are_its_whole(history: tuple[list[LineageRow], list[str]]) -> None:
    rows, units = history
    rows = [row for row in rows if row.to_unit is not None]  # nothing is lost on the way
    found = lineage(rows, units, START, END)
    for unit in units:
        shares = [share for source, _, share in found.rows() if source == unit]
        known = [share for share in shares if share is not None]
        if len(known) == len(shares):
            assert sum(known) == 1
        else:
            assert sum(known) < 1


@given(histories(), st.lists(st.sampled_from([START, *DAYS, END]), min_size=4, max_size=4).map(sorted))
def test_lineages_compose_in_any_order(history: tuple[list[LineageRow], list[str]], days: list[date]) -> None:
    rows, units = history
    one = lineage(rows, units, days[0], days[1])
    two = lineage(rows, one.targets, days[1], days[2])
    three = lineage(rows, two.targets, days[2], days[3])
    whole = lineage(rows, units, days[0], days[3])
    assert one.then(two).then(three) == one.then(two.then(three)) == whole


@given(histories(), st.data())
def test_restating_neither_makes_nor_loses_figures(
    history: tuple[list[LineageRow], list[str]], data: st.DataObject
) -> None:
    rows, units = history
    values = {unit: Decimal(data.draw(st.integers(0, 10**9))) for unit in units}
    through = lineage([row for row in rows if row.share is not None and row.to_unit], units, START, END)
    assert sum(Fraction(values[source]) * share for source, _, share in through.rows() if share) == sum(values.values())


def test_lineages_that_do_not_meet_are_not_put_together() -> None:
    with pytest.raises(ValueError, match="do not meet"):
        between([], "A", START, Y2021).then(between([], "A", Y2022, END))
