"""What officials ask of consolidated figures, on small tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kybao.calendar import Period
from kybao.consolidating import Consolidation, ConsolidationError, Engine
from kybao.consolidating.figures import breakdown_differences
from kybao.consolidating.schema import EXPECTED, FACTS, INDICATORS, LINEAGE, UNITS, Row

D = Decimal
MERGER = date(2025, 7, 1)
INDICATOR_ROWS: list[Row] = [
    {"indicator": "thu", "kind": "flow"},
    {"indicator": "thuế", "kind": "flow", "parent": "thu"},
    {"indicator": "lợn", "kind": "stock"},
    {"indicator": "năng suất", "kind": "average", "weight": "diện tích"},
    {"indicator": "diện tích", "kind": "flow"},
    {"indicator": "hộ nghèo", "kind": "stock"},
    {"indicator": "hộ", "kind": "stock"},
    {"indicator": "tỷ lệ nghèo", "kind": "ratio", "numerator": "hộ nghèo", "denominator": "hộ", "factor": D(100)},
    {"indicator": "giá", "kind": "index"},
]
CITY: list[Row] = [{"unit": "thành phố"}, {"unit": "A", "parent": "thành phố"}, {"unit": "B", "parent": "thành phố"}]


def facts_of(*lines: str) -> list[Row]:
    """Lines such as "A thu 2022-01 12,5" or "A thu 2022 100 plan": unit, indicator, period, value, basis."""
    rows = []
    for line in lines:
        unit, indicator, period, value, *basis = line.split(" | ")
        name, _, item = indicator.partition("/")
        row = {"unit": unit, "indicator": name, "breakdown": item, "period": period, "value": D(value)}
        rows.append({**row, "basis": basis[0] if basis else "actual"})
    return rows


def consolidation(engine: Engine, *lines: str, units: list[Row] = CITY, **tables: Any) -> Consolidation:
    return Consolidation(
        engine,
        engine.table(facts_of(*lines), FACTS),
        engine.table(units, UNITS),
        engine.table(INDICATOR_ROWS, INDICATORS),
        **tables,
    )


def figure(of: Consolidation, period: str, unit: str, indicator: str, **how: Any) -> Row:
    rows = of.engine.rows(of.figures([Period.parse(period)], **how).compared)
    (row,) = [each for each in rows if (each["unit"], each["indicator"], each["breakdown"]) == (unit, indicator, "")]
    return row


def test_a_total_says_how_many_units_stand_behind_it(duckdb: Engine) -> None:
    row = figure(consolidation(duckdb, "A | thu | 2022-01 | 10"), "2022-01", "thành phố", "thu")
    assert (row["value"], row["present"], row["expected"], row["complete"]) == (10, 1, 2, False)


def test_a_total_of_nothing_is_no_zero(duckdb: Engine) -> None:
    row = figure(consolidation(duckdb, "A | lợn | 2022-01 | 10"), "2022-01", "thành phố", "thu")
    assert (row["value"], row["present"], row["expected"]) == (None, 0, 2)


def test_no_growth_is_told_where_a_unit_is_missing_on_either_side(duckdb: Engine) -> None:
    lines = ["A | thu | 2021-01 | 10", "A | thu | 2022-01 | 15", "B | thu | 2022-01 | 5"]
    assert figure(consolidation(duckdb, *lines), "2022-01", "thành phố", "thu")["growth_on_same"] is None
    row = figure(consolidation(duckdb, *lines, "B | thu | 2021-01 | 6"), "2022-01", "thành phố", "thu")
    assert (row["percent_of_same"], row["growth_on_same"]) == (D(125), D(25))


@pytest.mark.parametrize(
    ("indicator", "period", "value"),
    [
        ("thu", "2022-Q1", "6"),
        ("lợn", "2022-Q1", "3"),
        ("năng suất", "2022-Q1", "2.333333"),
        ("tỷ lệ nghèo", "2022-Q1", "30"),
        ("giá", "2022-01", "101"),
        ("giá", "2022-Q1", None),
    ],
)
def test_a_quarter_is_made_of_its_months(duckdb: Engine, indicator: str, period: str, value: str | None) -> None:
    lines = []
    for month in (1, 2, 3):
        lines += [
            f"A | {each} | 2022-0{month} | {month}" for each in ("thu", "lợn", "năng suất", "diện tích", "hộ nghèo")
        ]
        lines += [f"A | hộ | 2022-0{month} | 10", f"A | giá | 2022-0{month} | {100 + month}"]
    row = figure(consolidation(duckdb, *lines), period, "A", indicator)
    assert row["value"] == (value and D(value))


def test_a_stock_without_its_last_month_has_no_value(duckdb: Engine) -> None:
    row = figure(consolidation(duckdb, "A | lợn | 2022-01 | 1", "A | lợn | 2022-02 | 2"), "2022-Q1", "A", "lợn")
    assert (row["value"], row["present"], row["expected"]) == (None, 0, 1)


def test_a_ratio_is_recomputed_and_an_average_weighted(duckdb: Engine) -> None:
    lines = [f"{u} | {i} | 2022-01 | {v}" for u, i, v in (
        ("A", "hộ nghèo", 1), ("A", "hộ", 10), ("B", "hộ nghèo", 20), ("B", "hộ", 40),
        ("A", "năng suất", "5.5"), ("A", "diện tích", 3), ("B", "năng suất", "6.1"), ("B", "diện tích", 1),
    )]  # fmt: skip
    of = consolidation(duckdb, *lines)
    assert figure(of, "2022-01", "thành phố", "tỷ lệ nghèo")["value"] == D(42)
    assert figure(of, "2022-01", "thành phố", "năng suất")["value"] == D("5.65")


def test_an_actual_value_replaces_the_estimate(duckdb: Engine) -> None:
    lines = ["A | thu | 2022-01 | 9 | estimate", "B | thu | 2022-01 | 4 | estimate", "A | thu | 2022-01 | 10"]
    assert figure(consolidation(duckdb, *lines), "2022-01", "thành phố", "thu")["value"] == D(14)


def test_share_and_rank(duckdb: Engine) -> None:
    lines = ["A | thu | 2022-01 | 30", "A | thuế | 2022-01 | 10", "B | thu | 2022-01 | 10"]
    of = consolidation(duckdb, *lines)
    first, second = (figure(of, "2022-01", unit, "thu") for unit in "AB")
    assert [(row["unit_share"], row["rank"], row["ranked"]) for row in (first, second)] == [(75, 1, 2), (25, 2, 2)]
    assert figure(of, "2022-01", "A", "thuế")["share"] == D("33.333333")


def test_each_givers_plan_is_kept_apart_and_an_own_plan_goes_before_the_sum(duckdb: Engine) -> None:
    lines = [f"{unit} | thu | 2022-0{month} | 10" for unit in "AB" for month in (1, 2)]
    lines += [
        "thành phố | thu | 2022 | 200 | plan_province",
        "A | thu | 2022 | 120 | plan_council",
        "B | thu | 2022 | 130 | plan_council",
    ]
    lines += ["A | thu | 2022 | 90 | plan_province"]
    rows = duckdb.rows(consolidation(duckdb, *lines).figures([Period.parse("2022-02")]).plans)
    found = {row["basis"]: row for row in rows if row["unit"] == "thành phố"}
    assert [(row["plan"], row["done"], row["percent"]) for row in (found["plan_province"], found["plan_council"])] == [
        (200, 40, 20),
        (250, 40, 16),
    ]


def test_what_was_filed_for_the_quarter_is_shown_beside_its_draft(duckdb: Engine) -> None:
    lines = [f"A | thu | 2022-0{month} | 10" for month in (1, 2, 3)]
    rows = duckdb.rows(consolidation(duckdb, *lines, "A | thu | 2022-Q1 | 31").figures([Period.parse("2022-Q1")]).filed)
    assert [(row["unit"], row["drafted"], row["filed"], row["difference"]) for row in rows] == [("A", 30, 31, 1)]


def test_who_reports_can_be_said_and_nobody_counts_twice(duckdb: Engine) -> None:
    lines = ["thành phố | thu | 2022-01 | 100", "A | thu | 2022-01 | 30"]
    expected = [{"unit": "thành phố", "indicator": "thu"}]
    row = figure(
        consolidation(duckdb, *lines, expected=duckdb.table(expected, EXPECTED)), "2022-01", "thành phố", "thu"
    )
    assert (row["value"], row["present"], row["expected"]) == (100, 1, 1)
    both = duckdb.table([*expected, {"unit": "A", "indicator": "thu"}], EXPECTED)
    with pytest.raises(ConsolidationError, match="tính hai lần"):
        consolidation(duckdb, *lines, expected=both).figures([Period.parse("2022-01")])


WARDS: list[Row] = [
    {"unit": "tỉnh"},
    {"unit": "A", "parent": "tỉnh", "last": date(2025, 6, 30)},
    {"unit": "B", "parent": "tỉnh", "last": date(2025, 6, 30)},
    {"unit": "C", "parent": "tỉnh", "first": MERGER},
    {"unit": "E", "parent": "tỉnh"},
]
YEARS = [f"{unit} | thu | 2024-08 | {value}" for unit, value in (("A", 10), ("B", 20), ("E", 5))]
YEARS += ["C | thu | 2025-08 | 33", "E | thu | 2025-08 | 9"]


@pytest.mark.parametrize(
    ("share", "same", "growth", "comparable"),
    [("0.25", "15", "120", True), (None, None, None, False)],
    ids=["a split with shares", "a split without shares"],
)
def test_the_same_period_of_a_merged_ward_is_the_sum_of_its_predecessors(
    duckdb: Engine, share: str | None, same: str | None, growth: str | None, comparable: bool
) -> None:
    lineage: list[Row] = [
        {"from_unit": "A", "to_unit": "C", "date": MERGER, "indicator_group": ""},
        {"from_unit": "B", "to_unit": "C", "date": MERGER, "indicator_group": "", "share": share and D(share)},
        {"from_unit": "B", "to_unit": "E", "date": MERGER, "indicator_group": "", "share": share and 1 - D(share)},
    ]
    of = consolidation(duckdb, *YEARS, units=WARDS, lineage=duckdb.table(lineage, LINEAGE))
    row = figure(of, "2025-08", "C", "thu", on=MERGER)
    assert (row["same"], row["growth_on_same"], row["same_comparable"]) == (
        same and D(same),
        growth and D(growth),
        comparable,
    )
    whole = figure(of, "2025-08", "tỉnh", "thu", on=MERGER)
    assert (whole["same"], whole["growth_on_same"]) == (35, 20)
    assert figure(of, "2025-08", "C", "thu")["same"] is None  # on the units of each day, C has no year before


def test_breakdowns_that_do_not_make_their_total_are_found(duckdb: Engine) -> None:
    lines = ["A | hộ | 2022-01 | 10", "A | hộ/chủ hộ:nam | 2022-01 | 6", "A | hộ/chủ hộ:nữ | 2022-01 | 3"]
    lines += ["B | hộ | 2022-01 | 10", "B | hộ/chủ hộ:nam | 2022-01 | 6", "B | hộ/chủ hộ:nữ | 2022-01 | 4"]
    rows = duckdb.rows(breakdown_differences(duckdb.table(facts_of(*lines), FACTS)))
    assert [(row["unit"], row["dimension"], row["total"], row["items"], row["difference"]) for row in rows] == [
        ("A", "chủ hộ", 10, 9, 1)
    ]


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ({"indicator": "x", "kind": "sum"}, "không có loại “sum”"),
        ({"indicator": "x", "kind": "ratio", "numerator": "thu"}, "cần cả tử số và mẫu số"),
        ({"indicator": "x", "kind": "average", "weight": "không có"}, "không phải là chỉ tiêu cộng được"),
        ({"indicator": "x", "kind": "average", "weight": "thu", "frequency": "quarter"}, "kỳ báo cáo khác nhau"),
    ],
)
def test_an_indicator_that_can_not_be_computed_is_refused(duckdb: Engine, indicator: Row, said: str) -> None:
    rows = duckdb.table([*INDICATOR_ROWS, indicator], INDICATORS)
    with pytest.raises(ConsolidationError, match=said):
        Consolidation(duckdb, duckdb.table([], FACTS), duckdb.table(CITY, UNITS), rows)


def test_an_unknown_indicator_is_told(duckdb: Engine) -> None:
    with pytest.raises(ConsolidationError, match="Không có chỉ tiêu “gạo”"):
        consolidation(duckdb).figures([Period.parse("2022-01")], indicators=["gạo"])
