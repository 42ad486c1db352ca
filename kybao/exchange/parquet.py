"""A period's values as Apache Parquet, values as exact decimals."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pyarrow
import pyarrow.parquet

from kybao.filing.models import Fact

SCHEMA = pyarrow.schema(
    [
        pyarrow.field("unit", pyarrow.string(), nullable=False),
        pyarrow.field("unit_name", pyarrow.string(), nullable=False),
        pyarrow.field("indicator", pyarrow.string(), nullable=False),
        pyarrow.field("indicator_name", pyarrow.string(), nullable=False),
        pyarrow.field("measure", pyarrow.string(), nullable=False),
        pyarrow.field("period", pyarrow.string(), nullable=False),
        pyarrow.field("first_day", pyarrow.date32(), nullable=False),
        pyarrow.field("last_day", pyarrow.date32(), nullable=False),
        pyarrow.field("basis", pyarrow.string(), nullable=False),
        pyarrow.field("value", pyarrow.decimal128(36, 12), nullable=False),
    ]
)


def parquet(values: Sequence[Fact]) -> bytes:
    """The values with the names of what they are about."""
    rows = [
        {
            "unit": fact.unit.code,
            "unit_name": fact.unit.name,
            "indicator": fact.indicator.code,
            "indicator_name": fact.indicator.name,
            "measure": fact.indicator.measure,
            "period": str(fact.period),
            "first_day": fact.period.first,
            "last_day": fact.period.last,
            "basis": fact.basis,
            "value": fact.value,
        }
        for fact in values
    ]
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, SCHEMA), file, compression="zstd")
    return file.getvalue()
