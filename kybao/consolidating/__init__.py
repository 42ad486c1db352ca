"""Consolidation: figures of any units, indicators and periods from the facts that units reported, exact to the last digit.

    tables (schema) ──▶ where each unit counts (units, paths) ──▶ totals ──▶ figures ──▶ comparisons, plans, drafts against filed

One set of Ibis expressions, run by DuckDB in this process or by Spark on many machines (`engines`), with decimals whose scale
and rounding are stated (`exact`). No total silently lacks a unit: each says how many values it needs and has, and nothing is
compared unless both sides are complete. The past can be restated on the units of another day; what a split without shares
leaves unknown has no value and is marked. `snapshot` keeps facts and totals in Parquet files and recomputes what a correction
changed; `rules` holds users' own validation rules.

>>> from decimal import Decimal
>>> from kybao.calendar import Period
>>> from kybao.consolidating.schema import FACTS, INDICATORS, UNITS
>>> engine = duckdb_engine()
>>> births = {"indicator": "births", "breakdown": "", "basis": "actual"}
>>> consolidation = Consolidation(
...     engine,
...     facts=engine.table([{**births, "unit": "A", "period": "2022-01", "value": Decimal(7)}], FACTS),
...     units=engine.table([{"unit": "city"}, {"unit": "A", "parent": "city"}, {"unit": "B", "parent": "city"}], UNITS),
...     indicators=engine.table([{"indicator": "births", "kind": "flow"}], INDICATORS),
... )
>>> figures = consolidation.figures([Period.parse("2022-01")], units=["city"])
>>> [(row["value"], row["present"], row["expected"], row["complete"]) for row in engine.rows(figures.compared)]
[(Decimal('7.000000'), 1, 2, False)]
"""

from kybao.consolidating.consolidation import Consolidation, Figures
from kybao.consolidating.engines import Engine, duckdb_engine, spark_engine
from kybao.consolidating.schema import ConsolidationError, Kind
from kybao.consolidating.snapshot import Refreshed, Snapshot
from kybao.consolidating.units import Span, Succession, Units

__all__ = [
    "Consolidation",
    "ConsolidationError",
    "Engine",
    "Figures",
    "Kind",
    "Refreshed",
    "Snapshot",
    "Span",
    "Succession",
    "Units",
    "duckdb_engine",
    "spark_engine",
]
