"""Engines for the tests of a run: DuckDB in memory, and one Spark with two workers, started when first needed."""

from collections.abc import Iterator

import pytest

from kybao.consolidating import Engine, duckdb_engine, spark_engine


@pytest.fixture(scope="session")
def duckdb() -> Engine:
    return duckdb_engine()


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("spark")
    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # on few rows, compiling takes longer than running
    settings = {
        "spark.driver.extraJavaOptions": quick,
        "spark.executor.extraJavaOptions": quick,
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.local.dir": str(folder),
        "spark.driver.memory": "1g",
    }
    engine = spark_engine("local-cluster[2,1,1024]", settings)
    yield engine
    engine.backend._session.stop()
