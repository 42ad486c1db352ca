"""On time, late or not at all: derived from an obligation and what was filed, never typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from kybao.filing.models import Review, Submission


class Timeliness(StrEnum):
    ON_TIME = "on_time"  # đúng hạn
    LATE = "late"  # chậm
    MISSING = "missing"  # không có
    PENDING = "pending"  # chưa đến hạn

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Timeliness.ON_TIME: "Đúng hạn",
    Timeliness.LATE: "Nộp chậm",
    Timeliness.MISSING: "Không có báo cáo",
    Timeliness.PENDING: "Chưa đến hạn",
}


def timeliness(due_at: datetime, filed_at: datetime | None, now: datetime) -> Timeliness:
    """Filed at the due moment itself is on time; nothing filed is missing once that moment has passed."""
    if filed_at is None:
        return Timeliness.MISSING if now > due_at else Timeliness.PENDING
    return Timeliness.ON_TIME if filed_at <= due_at else Timeliness.LATE


def is_returned(submission: Submission) -> bool:
    """Whether the latest review sent it back. Reads prefetched `reviews`."""
    reviews = list(submission.reviews.all())
    return bool(reviews) and reviews[-1].outcome == Review.Outcome.RETURNED


def counting(submissions: Iterable[Submission]) -> Submission | None:
    """The submission that counts: the latest one that was not returned."""
    return next((one for one in sorted(submissions, key=lambda s: -s.version) if not is_returned(one)), None)


def first_filed(submissions: Iterable[Submission]) -> datetime | None:
    """When the obligation was first met: by the earliest submission that was not returned."""
    return min((one.filed_at for one in submissions if not is_returned(one)), default=None)
