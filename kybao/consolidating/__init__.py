"""Consolidation."""

from kybao.consolidating.consolidation import Consolidation, Figures
from kybao.consolidating.engines import Engine, duckdb_engine, spark_engine
from kybao.consolidating.schema import ConsolidationError, Kind
from kybao.consolidating.units import Span, Succession, Units

__all__ = [
    "Consolidation",
    "ConsolidationError",
    "Engine",
    "Figures",
    "Kind",
    "Span",
    "Succession",
    "Units",
    "duckdb_engine",
    "spark_engine",
]
