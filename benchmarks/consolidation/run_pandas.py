"""The question answered by pandas, with everything in memory.

    python benchmarks/consolidation/run_pandas.py FOLDER

Values are read as whole numbers of 10^-6 (int64), the quickest way to stay exact; with `Decimal` objects pandas takes many
times longer. Growth and per cent of plan are floats here, and are compared with the other runs to two decimals.
"""

from __future__ import annotations

import argparse
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from question import asked_periods, report

KEYS = ["unit", "indicator", "period"]


def facts_of(folder: Path) -> pd.DataFrame:
    tables = []
    for file in sorted(folder.glob("facts/*/*.parquet")):
        table = pq.ParquetFile(file).read(columns=["unit", "indicator", "period", "basis", "value"])
        value = pc.multiply(table["value"], pa.scalar(Decimal(10**6), pa.decimal128(8, 0)))
        table = table.set_column(4, "value", pc.cast(pc.cast(value, pa.decimal128(38, 0)), pa.int64()))
        for place, name in enumerate(("unit", "indicator", "period", "basis")):
            table = table.set_column(place, name, pc.dictionary_encode(table[name]))
        tables.append(table)
    return pa.concat_tables(tables).unify_dictionaries().to_pandas()


def answer(folder: Path) -> dict[str, object]:
    units = pq.read_table(folder / "units.parquet").to_pandas().set_index("unit")["parent"]
    kinds = pq.read_table(folder / "indicators.parquet").to_pandas().set_index("indicator")["kind"]
    facts = facts_of(folder)
    facts["unit"] = facts["unit"].map(units).astype("category")
    sums = (
        facts.groupby(["unit", "indicator", "period", "basis"], observed=True)["value"]
        .agg(["sum", "count"])
        .reset_index()
    )
    del facts
    for name in ("unit", "indicator", "period", "basis"):
        sums[name] = sums[name].astype(str)
    communes = units[units.index.str.startswith("X")].groupby(units).size()
    country = sums.groupby(["indicator", "period", "basis"])[["sum", "count"]].sum().reset_index().assign(unit="nước")
    sums = pd.concat([sums, country], ignore_index=True)
    sums["whole"] = sums["count"] == sums["unit"].map(communes).fillna(communes.sum())
    sums["year"] = sums["period"].str[:4].astype(int)
    months = sums[sums["basis"] == "actual"].sort_values(KEYS)
    flow = months["indicator"].map(kinds).eq("flow")
    so_far = months.groupby(["unit", "indicator", "year"])
    months["to_date"] = months["sum"].where(~flow, so_far["sum"].cumsum())
    months["whole_to_date"] = months["whole"].where(~flow, so_far["whole"].cummin())
    before = months[["unit", "indicator", "period", "sum", "to_date", "whole"]].copy()
    before["period"] = (before["period"].str[:4].astype(int) + 1).astype(str) + before["period"].str[4:]
    found = months.merge(before, on=KEYS, suffixes=("", "_same"))
    plans = sums[sums["basis"] == "plan"].rename(columns={"sum": "plan", "whole": "whole_plan"})
    found = found.merge(
        plans[["unit", "indicator", "year", "plan", "whole_plan"]], on=["unit", "indicator", "year"], how="left"
    )
    found = found[found["period"].isin(asked_periods(folder))]
    both = found["whole"] & found["whole_same"] & (found["sum_same"] > 0)
    growth = (found["sum"] - found["sum_same"]).mul(100).div(found["sum_same"]).where(both)
    planned = found["whole_to_date"].astype(bool) & found["whole_plan"].eq(True)
    percent = found["to_date"].mul(100.0).div(found["plan"]).where(planned)
    exact = {"value": "sum", "same": "sum_same", "to_date": "to_date", "same_to_date": "to_date_same"}
    return {
        "rows": len(found),
        **{name: str(Decimal(int(found[column].sum())).scaleb(-6)) for name, column in exact.items()},
        "plan": str(Decimal(sum(map(int, found["plan"].dropna()))).scaleb(-6)),
        "present": int(found["count"].sum()),
        "growth": float(growth.sum()),
        "percent_of_plan": float(percent.sum()),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    report(parser.parse_args().folder, answer)
