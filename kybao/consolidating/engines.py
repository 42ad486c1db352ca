"""Where the expressions run: DuckDB inside this process, or Apache Spark on many machines.

    engine = duckdb_engine()                                      # in memory
    engine = duckdb_engine(memory="8GB", spill=Path("/srv/tmp"))  # larger than memory: DuckDB spills to that folder
    engine = spark_engine("local-cluster[2,1,1024]")              # two workers on this machine, as in the tests
    engine = spark_engine("spark://host:7077")                    # a real cluster: see docs/consolidating.md

Spark needs `pip install kybao[spark]` and Java 17 or 21 from the system.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot

from kybao.consolidating.schema import ConsolidationError, Row

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

# Division of whole numbers of 10^-6 (10^-12), so that nothing passes through a float. The macros hold no CASE, since DuckDB
# would then compute an argument anew wherever it stands. Of amounts the remainder is divided apart: it is smaller than the
# denominator, and so its product with 10^6 fits into the 128 bits of a HUGEINT.
_DUCKDB_QUOTIENTS = """
CREATE OR REPLACE MACRO kybao_millionths(x) AS (abs(x::DECIMAL(38, 6)) * 1000000::DECIMAL(7, 0))::HUGEINT;
CREATE OR REPLACE MACRO kybao_trillionths(x) AS
    trunc(abs(x::DECIMAL(38, 12)))::HUGEINT * 1000000000000::HUGEINT
    + ((abs(x::DECIMAL(38, 12)) - trunc(abs(x::DECIMAL(38, 12)))) * 1000000000000::DECIMAL(13, 0))::HUGEINT;
CREATE OR REPLACE MACRO kybao_signed(units, n, d) AS
    (units::DECIMAL(37, 0) * 0.000001::DECIMAL(6, 6) * (sign(n) * sign(d))::DECIMAL(1, 0))::DECIMAL(38, 6);
CREATE OR REPLACE MACRO kybao_quotient(n, d) AS kybao_signed(
    (kybao_millionths(n) * 2000000::HUGEINT + kybao_millionths(d)) // nullif(2::HUGEINT * kybao_millionths(d), 0),
    n, d);
CREATE OR REPLACE MACRO kybao_amount_quotient(n, d) AS kybao_signed(
    (kybao_trillionths(n) // nullif(kybao_trillionths(d), 0)) * 1000000::HUGEINT
    + ((kybao_trillionths(n) % nullif(kybao_trillionths(d), 0)) * 2000000::HUGEINT + kybao_trillionths(d))
      // nullif(2::HUGEINT * kybao_trillionths(d), 0),
    n, d);
"""
# Spark divides decimals exactly to 38 decimals, then rounds halves away from zero; its ANSI mode stops on overflow.
_SPARK_QUOTIENTS = [
    f"""CREATE OR REPLACE TEMPORARY FUNCTION {name}(n DECIMAL(38, {scale}), d DECIMAL(38, {scale})) RETURNS DECIMAL(38, 6)
        RETURN CASE WHEN d = 0 THEN NULL ELSE CAST(n / d AS DECIMAL(38, 6)) END"""
    for name, scale in (("kybao_quotient", 6), ("kybao_amount_quotient", 12))
]


@dataclass(frozen=True, slots=True)
class Engine:
    """An Ibis backend that knows `kybao_quotient` and `kybao_amount_quotient` (`exact`)."""

    backend: BaseBackend
    _numbers: Iterable[int] = field(default_factory=count, repr=False)

    def table(self, rows: Sequence[Mapping[str, Any]], schema: ibis.Schema) -> ir.Table:
        """A table of `rows`, small ones: held by the engine, not in a file. Columns that a row lacks are null."""
        full = [{name: row.get(name) for name in schema.names} for row in rows]
        name = self._new_name()
        self._hold(name, pa.Table.from_pylist(full, schema=schema.to_pyarrow()))
        return self.backend.table(name)

    def parquet(self, *paths: Path | str) -> ir.Table:
        """The table in these Parquet files, patterns such as "facts/*/*.parquet", or (on Spark) folders."""
        names = [str(path) for path in paths]
        return self.backend.read_parquet(names if len(names) > 1 else names[0], table_name=self._new_name())

    def kept(self, expression: ir.Table) -> ir.Table:
        """The result of `expression`, computed now and once, for expressions that read it several times."""
        if self.backend.name == "pyspark":
            return expression.cache()
        with self._readied(expression) as ready:
            return ready.cache()

    def rows(self, expression: ir.Table) -> list[Row]:
        """The result as Python values: str, int, bool, date, Decimal, None."""
        if (
            self.backend.name == "pyspark"
        ):  # Ibis would take the rows through pandas, which makes counts with nulls floats
            arrow = self.backend._session.sql(self.backend.compile(expression)).toArrow()
        else:
            with self._readied(expression) as ready:
                arrow = self.backend.to_pyarrow(ready)
        found: list[Row] = arrow.to_pylist()
        return found

    @contextmanager
    def _readied(self, expression: ir.Table) -> Iterator[ir.Table]:
        """The expression as DuckDB best runs it, which would else hold all facts in memory where they are named twice.

        Reading them twice is quicker; only what was summed is held. Its counts, of 128 bits, are made the 64 that they are.
        """
        query = self.backend.compiler.to_sqlglot(expression.unbind())
        for part in query.find_all(sqlglot.exp.CTE):
            if not part.this.find(*_WORK):
                part.set("materialized", False)
        name = self._new_name()
        self.backend.con.execute(f"CREATE TEMP VIEW {name} AS {query.sql('duckdb')}")
        try:
            yield self.backend.table(name).cast(expression.schema())
        finally:
            self.backend.con.execute(f"DROP VIEW {name}")

    def _new_name(self) -> str:
        return f"kybao_{next(iter(self._numbers))}"

    def _hold(self, name: str, table: pa.Table) -> None:
        if self.backend.name == "pyspark":
            self.backend._session.createDataFrame(table).createOrReplaceTempView(name)
        else:
            connection = self.backend.con
            connection.register(f"{name}_given", table)
            connection.execute(f"CREATE TEMP TABLE {name} AS FROM {name}_given")
            connection.unregister(f"{name}_given")


def duckdb_engine(
    database: Path | None = None, *, memory: str | None = None, spill: Path | None = None, threads: int | None = None
) -> Engine:
    """DuckDB in memory, or over the file `database`. `memory` is its limit ("8GB"), `spill` the folder for what is over it."""
    given = {"memory_limit": memory, "temp_directory": spill and str(spill), "threads": threads}
    backend = ibis.duckdb.connect(database or ":memory:", **{key: value for key, value in given.items() if value})
    # No extension is fetched from the network while a report is made.
    backend.raw_sql("SET autoinstall_known_extensions = false")
    backend.raw_sql("SET preserve_insertion_order = false")
    for statement in _DUCKDB_QUOTIENTS.split(";\n"):
        if statement.strip():
            backend.raw_sql(statement)
    return Engine(backend)


def spark_engine(master: str = "local-cluster[2,1,1024]", settings: Mapping[str, str] | None = None) -> Engine:
    """Spark under `master` (its URL), with more `settings` of Spark. One session serves the whole process.

    Raises `ConsolidationError` where Spark or Java is not installed.
    """
    if not shutil.which("java") and "JAVA_HOME" not in os.environ:
        raise ConsolidationError(
            "Máy này chưa có Java, mà Spark chạy trên Java. Trên Debian hoặc Ubuntu, hãy cài bằng lệnh: "
            "sudo apt install openjdk-17-jre-headless"
        )
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ConsolidationError("Chưa cài Spark. Hãy cài bằng lệnh: pip install 'kybao[spark]'") from error
    builder = SparkSession.builder.appName("kybao").master(master)
    for key, value in {
        **_SPARK_SETTINGS,
        **(_LOCAL_SETTINGS if master.startswith("local") else {}),
        **(settings or {}),
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    backend = ibis.pyspark.connect(session)
    for statement in _SPARK_QUOTIENTS:
        session.sql(statement)
    return Engine(backend)


# What is worth holding the result of.
_WORK = (sqlglot.exp.Group, sqlglot.exp.Distinct, sqlglot.exp.Window, sqlglot.exp.AggFunc)

_SPARK_SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
# On one machine nothing listens on the network, and few partitions are quicker than the 200 of a cluster.
_LOCAL_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
}
