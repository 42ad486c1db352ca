"""On time, late, not at all: derived from the due moment and what was filed."""

from datetime import UTC, datetime, timedelta

import pytest

from kybao.filing.timeliness import Timeliness, timeliness

DUE = datetime(2022, 1, 17, 10, tzinfo=UTC)  # 17:00 in Vietnam
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("filed_at", "now", "expected"),
    [
        (DUE - SECOND, DUE, Timeliness.ON_TIME),
        (DUE, DUE, Timeliness.ON_TIME),
        (DUE + SECOND, DUE + 2 * SECOND, Timeliness.LATE),
        (None, DUE, Timeliness.PENDING),
        (None, DUE + SECOND, Timeliness.MISSING),
    ],
)
def test_timeliness(filed_at: datetime | None, now: datetime, expected: Timeliness) -> None:
    assert timeliness(DUE, filed_at, now) is expected
