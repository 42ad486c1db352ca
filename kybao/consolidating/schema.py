"""The tables that consolidation reads, as Ibis schemas, and the words in their columns.

`FACTS`        one row is one reported value: unit × indicator × breakdown × period × basis, each at most once.
               `breakdown` is "" for the total, else "dimension:item" ("sex:female"). `period` is in the notation of
               `kybao.calendar.Period`. `value` may be of any precision with at most six decimals.
`UNITS`        one row is a unit under one parent (null at the root) from day `first` to day `last`, both inclusive, null
               for an open end. A unit that moves has a row for each parent.
`LINEAGE`      one row is a succession: from `date` on, what `from_unit` reported is reported by `to_unit`. For a split,
               `share` (0 to 1, six decimals) of the history goes to each successor, for the indicators of
               `indicator_group` ("" for all that have no row of their own). Null: no share was decided.
`INDICATORS`   one row is an indicator: `kind` of `Kind`; `numerator`, `denominator` and `factor` (100 for per cent, 1 when
               null) of a ratio; `weight`, the indicator that an average is weighted by; `parent`, the indicator that it
               is a part of; `indicator_group`, whose shares of a split it follows; `frequency`, the kind of period that
               it is reported for (a month when null).
`EXPECTED`     one row is a unit that is to report an indicator itself. Without such a table, all units that have no units
               under them are to report all indicators.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import ibis

FACTS = ibis.schema(
    {
        "unit": "string",
        "indicator": "string",
        "breakdown": "string",
        "period": "string",
        "basis": "string",
        "value": "decimal(38, 6)",
    }
)
UNITS = ibis.schema({"unit": "string", "parent": "string", "first": "date", "last": "date"})
LINEAGE = ibis.schema(
    {
        "from_unit": "string",
        "to_unit": "string",
        "date": "date",
        "indicator_group": "string",
        "share": "decimal(7, 6)",
    }
)
INDICATORS = ibis.schema(
    {
        "indicator": "string",
        "kind": "string",
        "numerator": "string",
        "denominator": "string",
        "factor": "decimal(7, 0)",
        "weight": "string",
        "parent": "string",
        "indicator_group": "string",
        "frequency": "string",
    }
)
EXPECTED = ibis.schema({"unit": "string", "indicator": "string"})

ACTUAL, ESTIMATE = "actual", "estimate"
PLAN_PREFIX = "plan"
TOTAL = ""

Cell = str | int | bool | date | Decimal | None
Row = dict[str, Any]


class Kind(StrEnum):
    """How an indicator adds up.

    FLOW     over units and over time: births, revenue.
    STOCK    over units; at the end of a period its value is that of the last part: herd, population, debt.
    AVERAGE  weighted by another indicator; without one it can't be rolled up.
    RATIO    recomputed from the rolled-up numerator and denominator, never averaged.
    INDEX    holds for the unit and the period that it was reported for, and for nothing above.
    """

    FLOW = "flow"
    STOCK = "stock"
    AVERAGE = "average"
    RATIO = "ratio"
    INDEX = "index"


class ConsolidationError(ValueError):
    """An input that can't be consolidated. The message is Vietnamese: what, where, how to mend."""
