"""Why the place of a finding is right as it is (giải trình): given with the filing, or after it until the period closes."""

from __future__ import annotations

from django.db import transaction

from kybao.filing.models import Obligation, Overruling, SubmissionFinding
from kybao.filing.receiving import latest_of, subject_of
from kybao.people.acting import actor
from kybao.people.history import record

LONGEST_REASON = 2000


class CannotExplain(ValueError):
    """Why an explanation is not taken; its message is Vietnamese."""


def explain(finding: SubmissionFinding, reason: str) -> Overruling:
    """Explains a finding of what was filed. Raises `CannotExplain` without a reason, where it is too long, where the finding
    is explained already, or where a newer version has been filed."""
    reason = reason.strip()
    if not reason:
        raise CannotExplain("Chưa ghi lời giải trình. Hãy viết vì sao chỗ này đúng như đã viết.")
    if len(reason) > LONGEST_REASON:
        raise CannotExplain(f"Lời giải trình dài quá {LONGEST_REASON} ký tự. Hãy viết gọn lại.")
    submission = finding.submission
    with transaction.atomic():
        obligation = Obligation.objects.select_for_update().get(pk=submission.obligation_id)
        latest = latest_of(obligation)
        if latest is not None and latest.pk != submission.pk:
            raise CannotExplain(f"Đơn vị đã nộp phiên bản {latest.version}. Hãy giải trình ở phiên bản đó.")
        if Overruling.objects.filter(finding=finding).exists():
            raise CannotExplain("Phát hiện này đã được giải trình rồi. Hãy mở lại trang để xem.")
        return give_reason(finding, reason)


def give_reason(finding: SubmissionFinding, reason: str) -> Overruling:
    """Keeps a reason with its finding, within the caller's transaction."""
    given = Overruling.objects.create(finding=finding, reason=reason, by=actor().name[:200])
    record(
        "filing.overruled",
        subject_of(finding.submission),
        after={"finding": finding.explanation, "reason": reason},
    )
    return given
