"""Parquet snapshots: a correction recomputes what it changed, and gives what computing everything anew gives."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from kybao.calendar import Period
from kybao.consolidating import Engine
from kybao.consolidating.schema import FACTS, INDICATORS, UNITS, Row
from kybao.consolidating.snapshot import Snapshot

PERIODS = [f"{year}-{month:02}" for year in (2021, 2022) for month in range(1, 13)]
TREE = {"nước": None, "tỉnh 1": "nước", "tỉnh 2": "nước", "A": "tỉnh 1", "B": "tỉnh 1", "C": "tỉnh 2", "D": "tỉnh 2"}
INDICATOR_ROWS: list[Row] = [
    {"indicator": "sinh", "kind": "flow"},
    {"indicator": "dân", "kind": "stock"},
    {"indicator": "thu nhập", "kind": "average", "weight": "dân"},
    {"indicator": "tỷ suất", "kind": "ratio", "numerator": "sinh", "denominator": "dân", "factor": Decimal(1000)},
]


def fact(unit: str, indicator: str, period: str, value: str | None, basis: str = "actual") -> Row:
    return {
        "unit": unit,
        "indicator": indicator,
        "breakdown": "",
        "period": period,
        "basis": basis,
        "value": None if value is None else Decimal(value),
    }


def history() -> list[Row]:
    rows = [fact("nước", "sinh", "2022", "5000", "plan")]
    for number, unit in enumerate("ABCD", start=1):
        for month, period in enumerate(PERIODS, start=1):
            rows.append(fact(unit, "sinh", period, f"{number * 10 + month}"))
            rows.append(fact(unit, "dân", period, f"{number * 1000 + month}"))
            rows.append(fact(unit, "thu nhập", period, f"{number}.{month}"))
    return rows


def new_snapshot(engine: Engine, folder: Path) -> Snapshot:
    units = engine.table([{"unit": unit, "parent": parent} for unit, parent in TREE.items()], UNITS)
    return Snapshot(engine, folder, units, engine.table(INDICATOR_ROWS, INDICATORS))


@pytest.fixture(scope="module")
def written(duckdb: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snapshot") / "written"
    new_snapshot(duckdb, folder).write(duckdb.table(history(), FACTS))
    return folder


@pytest.fixture
def snapshot(duckdb: Engine, written: Path, tmp_path: Path) -> Snapshot:
    return new_snapshot(duckdb, shutil.copytree(written, tmp_path / "snapshot"))


def state(snapshot: Snapshot) -> dict[str, tuple[int, bytes]]:
    files = sorted(snapshot.folder.rglob("*.parquet"))
    return {str(file.relative_to(snapshot.folder)): (file.stat().st_ino, file.read_bytes()) for file in files}


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: tuple(str(value) for value in row.values()))


def figures(snapshot: Snapshot) -> list[list[Row]]:
    found = snapshot.consolidation().figures([Period.parse("2022-03"), Period.parse("2022-Q2"), Period.parse("2022")])
    return [in_order(snapshot.engine.rows(table)) for table in (found.compared, found.plans)]


def test_a_period_is_a_file(snapshot: Snapshot) -> None:
    assert [name for name in state(snapshot) if name.startswith("facts/year=2022")] == [
        *(f"facts/year=2022/{period}.parquet" for period in PERIODS[12:]),
        "facts/year=2022/2022.parquet",
    ]
    assert in_order(snapshot.engine.rows(snapshot.facts())) == in_order(history())


def test_one_units_correction_rewrites_two_files_and_three_totals(snapshot: Snapshot) -> None:
    before = state(snapshot)
    refreshed = snapshot.refresh([fact("A", "sinh", "2022-03", "777")])
    after = state(snapshot)
    assert (len(before), refreshed.recomputed) == (50, 3)  # A, tỉnh 1, nước
    rewritten = {name for name in after if after[name] != before.get(name)}
    assert (
        rewritten
        == {*refreshed.facts, *refreshed.totals}
        == {f"{kind}/year=2022/2022-03.parquet" for kind in ("facts", "totals")}
    )


@pytest.mark.parametrize(
    "changes",
    [
        [fact("A", "sinh", "2022-03", "777")],
        [fact("A", "sinh", "2022-03", None)],
        [fact("B", "dân", "2022-03", "2500.5"), fact("C", "dân", "2021-03", "1")],
        [fact("D", "thu nhập", "2022-06", None), fact("D", "thu nhập", "2022-06", "9.5", "estimate")],
        [fact("A", "sinh", "2022", "1500", "plan"), fact("nước", "sinh", "2022", None, "plan")],
        [fact("A", "sinh", "2020-12", "3")],
    ],
    ids=["corrected", "withdrawn", "weights", "estimate", "plans", "a period that was not there"],
)
def test_refreshing_gives_what_writing_everything_anew_gives(
    snapshot: Snapshot, tmp_path: Path, changes: list[Row]
) -> None:
    key = ("unit", "indicator", "period", "basis")
    changed = {tuple(row[name] for name in key): row for row in changes}
    kept = [row for row in history() if tuple(row[name] for name in key) not in changed]
    anew = new_snapshot(snapshot.engine, tmp_path / "anew")
    anew.write(snapshot.engine.table(kept + [row for row in changes if row["value"] is not None], FACTS))
    snapshot.refresh(changes)
    assert in_order(snapshot.engine.rows(snapshot.totals())) == in_order(anew.engine.rows(anew.totals()))
    assert figures(snapshot) == figures(anew)


def test_figures_from_stored_totals_are_those_from_the_facts(snapshot: Snapshot) -> None:
    stored = figures(snapshot)
    places = snapshot.consolidation()
    places.totals = None
    found = places.figures([Period.parse("2022-03"), Period.parse("2022-Q2"), Period.parse("2022")])
    assert stored == [in_order(snapshot.engine.rows(table)) for table in (found.compared, found.plans)]
    assert len(stored[0]) == 7 * 4 * 3


def test_writing_anew_leaves_no_old_periods_behind(snapshot: Snapshot) -> None:
    snapshot.write(snapshot.engine.table([fact("A", "sinh", "2022-01", "1")], FACTS))
    assert list(state(snapshot)) == ["facts/year=2022/2022-01.parquet", "totals/year=2022/2022-01.parquet"]
