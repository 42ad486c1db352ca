"""Pages of a query by the primary key of their last row, so that what is added meanwhile moves nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def page_of(rows: QuerySet[Row], cursor: int, limit: int, record: Callable[[Row], Any]) -> dict[str, Any]:
    """At most `limit` records of the rows after the cursor, in one query."""
    found = list(rows.filter(pk__gt=cursor).order_by("pk")[: limit + 1])
    return {
        "items": [record(row) for row in found[:limit]],
        "next_cursor": found[limit - 1].pk if len(found) > limit else None,
    }
