"""The officer's side of a submission, and its receipt: accept or return it, compare it with earlier periods."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kybao.composing.issue.closing import closing_report
from kybao.composing.text.editing.following import follow_period
from kybao.desk.access import Month, needs, submission_of
from kybao.desk.against_earlier import against_earlier
from kybao.desk.sentence_choice import span_of
from kybao.filing.models import Review, Submission
from kybao.filing.reviewing import CannotReview, accept, send_back
from kybao.filing.timeliness import timeliness
from kybao.filing.unusual import ENOUGH, FACTOR
from kybao.people.policy import Right


@require_POST
@needs(Right.REVIEW)
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = Submission.objects.for_review(request.user).filter(public_id=public_id)
    submission = found.select_related("obligation__unit", "obligation__regime").first()
    if submission is None:
        raise Http404("Không có bài nộp này, hoặc bạn không xét bài nộp của đơn vị này.")
    obligation = submission.obligation
    reason = request.POST.get("reason", "")
    try:
        if closing_report(obligation.regime, obligation.period) is not None:
            raise CannotReview(f"Báo cáo {obligation.period.label} đã ban hành, bài nộp không xét lại được nữa.")
        if request.POST.get("outcome") == Review.Outcome.RETURNED:
            send_back(submission, reason, span_of(request.POST.get("place", "")))
            messages.success(request, f"Đã trả lại bài nộp của {obligation.unit.listed_name}.")
        else:
            accept(submission, reason)
            messages.success(request, f"Đã nhận bài nộp của {obligation.unit.listed_name}.")
        follow_period(obligation.regime, obligation.period)
    except CannotReview as error:
        messages.error(request, str(error))
    return redirect("desk:submission", public_id)


@require_safe
def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What proves that a report was filed: when, what, and the hash of its bytes."""
    submission = submission_of(request.user, public_id)
    obligation = submission.obligation
    return render(
        request,
        "desk/receipt.html",
        {
            "month": Month(obligation.regime, obligation.period),
            "submission": submission,
            "obligation": obligation,
            "unit": obligation.unit,
            "timeliness": timeliness(obligation.due_at, submission.filed_at, submission.filed_at),
            "facts": submission.facts.count(),
            "findings": submission.findings.count(),
            "overruled": submission.findings.filter(overruling__isnull=False).count(),
            "size": submission.file.size,
        },
    )


@require_safe
def comparison(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The submission's figures beside the previous and the same period's; unusual ones first in sight."""
    submission = submission_of(request.user, public_id)
    obligation = submission.obligation
    rows = against_earlier(request.user, submission)
    return render(
        request,
        "desk/comparison.html",
        {
            "month": Month(obligation.regime, obligation.period),
            "submission": submission,
            "unit": obligation.unit,
            "previous": obligation.period.previous(),
            "same": obligation.period.same_last_year(),
            "rows": rows,
            "unusual": sum(row.judgement.unusual for row in rows),
            "enough": ENOUGH,
            "factor": FACTOR,
        },
    )
