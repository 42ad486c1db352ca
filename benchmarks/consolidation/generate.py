"""A nation's facts, made up from a seed: communes × indicators × months as Parquet, in the layout of a snapshot.

    python benchmarks/consolidation/generate.py FOLDER --communes 3321 --indicators 500 --months 120 --seed 7

34 provinces and 3,321 communes are what Vietnam has had since 1 July 2025. Three of five indicators are flows, two stocks;
each commune has a plan for each flow and year. One value in twenty thousand is missing, so that coverage has something to say.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import duckdb

PROVINCES = 34
FIRST_YEAR = 2016

UNITS = """
SELECT 'nước' AS unit, NULL::VARCHAR AS parent UNION ALL
SELECT format('T{:02d}', n), 'nước' FROM range($provinces) t(n) UNION ALL
SELECT format('X{:04d}', n), format('T{:02d}', n % $provinces) FROM range($communes) t(n)
"""
INDICATORS = """
SELECT format('I{:03d}', n) AS indicator, CASE WHEN n % 5 < 3 THEN 'flow' ELSE 'stock' END AS kind FROM range($indicators) t(n)
"""
FACTS = """
SELECT unit, indicator, '' AS breakdown, $period AS period, $basis AS basis,
       ((draw // 20000 % 900000 + 100000)::BIGINT * $scale)::DECIMAL(12, 0) * 0.010000::DECIMAL(6, 6) AS value
FROM (SELECT unit, indicator, kind, hash(unit, indicator, $period, $basis, $seed) AS draw
      FROM (FROM units WHERE unit LIKE 'X%'), indicators)
WHERE draw % 20000 > 0 AND (kind = 'flow' OR $basis = 'actual')
ORDER BY indicator, unit
"""


def generate(folder: Path, communes: int, indicators: int, months: int, seed: int) -> int:
    """The facts under FOLDER/facts, units.parquet and indicators.parquet beside them. Gives the number of facts."""
    made = {"communes": communes, "indicators": indicators, "months": months, "seed": seed}
    note = folder / "made.json"
    if note.exists() and (old := json.loads(note.read_text()))["of"] == made:
        return int(old["facts"])
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE units AS {UNITS}", {"provinces": PROVINCES, "communes": communes})
    connection.execute(f"CREATE TABLE indicators AS {INDICATORS}", {"indicators": indicators})
    for name in ("units", "indicators"):
        connection.execute(f"COPY {name} TO '{folder / name}.parquet'")
    periods = [(f"{FIRST_YEAR + n // 12}-{n % 12 + 1:02}", "actual", 1) for n in range(months)]
    periods += [(f"{FIRST_YEAR + n}", "plan", 12) for n in range((months + 11) // 12)]
    facts = 0
    for period, basis, scale in periods:
        file = folder / "facts" / f"year={period[:4]}" / f"{period}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        literal = FACTS.replace("$period", f"'{period}'").replace("$basis", f"'{basis}'")
        literal = literal.replace("$seed", str(seed)).replace("$scale", str(scale))
        copied = connection.execute(f"COPY ({literal}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)").fetchone()
        assert copied
        facts += copied[0] if basis == "actual" else 0
    note.write_text(json.dumps({"of": made, "facts": facts}))
    return facts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--communes", type=int, default=3321)
    parser.add_argument("--indicators", type=int, default=500)
    parser.add_argument("--months", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    arguments = vars(parser.parse_args())
    started = time.perf_counter()
    print(f"{generate(**arguments):,} facts in {time.perf_counter() - started:.1f} s")
