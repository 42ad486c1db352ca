"""A snapshot written whole, then refreshed after one commune corrects one figure.

python benchmarks/consolidation/run_refresh.py FOLDER
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from question import asked_periods

from kybao.consolidating import duckdb_engine
from kybao.consolidating.schema import INDICATORS, UNITS
from kybao.consolidating.snapshot import Snapshot


def main(folder: Path) -> None:
    engine = duckdb_engine(memory="8GB")
    units = engine.table(engine.rows(engine.parquet(folder / "units.parquet")), UNITS)
    indicators = engine.table(engine.rows(engine.parquet(folder / "indicators.parquet")), INDICATORS)
    target = Path(tempfile.mkdtemp(prefix="snapshot-", dir=folder))
    try:
        snapshot = Snapshot(engine, target, units, indicators)
        started = time.perf_counter()
        snapshot.write(engine.parquet(folder / "facts/*/*.parquet"))
        written = time.perf_counter() - started
        fact = {
            "unit": "X0007",
            "indicator": "I003",
            "breakdown": "",
            "period": asked_periods(folder)[-1],
            "basis": "actual",
        }
        started = time.perf_counter()
        refreshed = snapshot.refresh([fact | {"value": Decimal("1234.5")}])
        seconds = time.perf_counter() - started
        files = len(list(target.rglob("*.parquet")))
    finally:
        shutil.rmtree(target)
    rewritten = len(refreshed.facts) + len(refreshed.totals)
    print(
        json.dumps(
            {
                "write": written,
                "refresh": seconds,
                "files": files,
                "rewritten": rewritten,
                "totals": refreshed.recomputed,
            }
        )
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    main(parser.parse_args().folder)
