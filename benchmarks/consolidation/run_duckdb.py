"""The question answered by Kybao itself on DuckDB, over the Parquet files.

python benchmarks/consolidation/run_duckdb.py FOLDER [--memory 8GB] [--spill FOLDER]
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from question import asked_periods, report

from kybao.calendar import Period
from kybao.consolidating import Consolidation, duckdb_engine
from kybao.consolidating.schema import INDICATORS, UNITS


def answer(folder: Path, memory: str, spill: Path | None) -> dict[str, object]:
    engine = duckdb_engine(memory=memory, spill=spill)
    units = engine.table(engine.rows(engine.parquet(folder / "units.parquet")), UNITS)
    indicators = engine.table(engine.rows(engine.parquet(folder / "indicators.parquet")), INDICATORS)
    consolidation = Consolidation(engine, engine.parquet(folder / "facts/*/*.parquet"), units, indicators)
    above = [row["unit"] for row in engine.rows(units) if not row["unit"].startswith("X")]
    figures = consolidation.figures([Period.parse(each) for each in asked_periods(folder)], units=above)
    compared, plans = engine.kept(figures.compared), engine.kept(figures.plans)
    sums = {name: compared[name].sum() for name in ("value", "same", "to_date", "same_to_date", "present")}
    (row,) = engine.rows(compared.aggregate(rows=compared.count(), growth=compared.growth_on_same.sum(), **sums))
    (plan,) = engine.rows(plans.aggregate(plan=plans.plan.sum(), percent_of_plan=plans.percent.sum()))
    return row | plan


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--memory", default="8GB")
    parser.add_argument("--spill", type=Path)
    arguments = parser.parse_args()
    report(arguments.folder, partial(answer, memory=arguments.memory, spill=arguments.spill))
