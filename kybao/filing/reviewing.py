"""The officer's word on a submission: accepted, or returned with a reason, at a sentence where it is about one."""

from __future__ import annotations

from django.db import transaction

from kybao.documents.model import Span
from kybao.filing.models import Obligation, Review, Submission
from kybao.filing.receiving import latest_of, subject_of
from kybao.people.acting import actor
from kybao.people.history import record

_LONGEST_REASON = 4000


class CannotReview(ValueError):
    """Why a review is not taken; its message is Vietnamese."""


def accept(submission: Submission, reason: str = "") -> Review:
    """Takes a submission. Raises `CannotReview` where a newer version has been filed, or it is taken already."""
    return _review(submission, Review.Outcome.ACCEPTED, reason.strip(), None)


def send_back(submission: Submission, reason: str, place: Span | None = None) -> Review:
    """Returns a submission for a reason; it stops counting. Raises `CannotReview` without a reason, where the place is not
    in the document, or where a newer version has been filed."""
    if not reason.strip():
        raise CannotReview("Chưa ghi lý do trả lại. Hãy viết để đơn vị biết cần sửa gì.")
    if place is not None and not _within(submission, place):
        raise CannotReview("Chỗ được chọn không có trong bài nộp này. Hãy chọn lại đoạn hoặc câu.")
    return _review(submission, Review.Outcome.RETURNED, reason.strip(), place)


def _review(submission: Submission, outcome: Review.Outcome, reason: str, place: Span | None) -> Review:
    if len(reason) > _LONGEST_REASON:
        raise CannotReview(f"Lý do dài quá {_LONGEST_REASON} ký tự. Hãy viết gọn lại.")
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update().get(pk=submission.obligation_id)
        latest = latest_of(obligation)
        if latest is not None and latest.pk != submission.pk:
            raise CannotReview(f"Đơn vị đã nộp phiên bản {latest.version}. Hãy mở và xét phiên bản đó.")
        before = submission.reviews.order_by("at", "pk").last()
        if before is not None and before.outcome == outcome and outcome == Review.Outcome.ACCEPTED:
            raise CannotReview("Bài nộp này đã được nhận rồi.")
        review = Review.objects.create(
            submission=submission,
            outcome=outcome,
            reason=reason,
            block=place.block if place else None,
            start=place.start if place else None,
            end=place.end if place else None,
            by=actor().name[:200],
        )
        record(
            f"filing.{outcome.value}",
            subject_of(submission),
            before={"outcome": before.get_outcome_display(), "reason": before.reason} if before else None,
            after={"version": submission.version, "outcome": outcome.label, "reason": reason, "quote": _quote(review)},
        )
    return review


def _within(submission: Submission, place: Span) -> bool:
    blocks = submission.document_data["blocks"]
    return 0 <= place.block < len(blocks) and 0 <= place.start < place.end <= len(blocks[place.block]["text"])


def _quote(review: Review) -> str:
    if review.block is None:
        return ""
    return str(review.submission.document_data["blocks"][review.block]["text"][review.start : review.end])
