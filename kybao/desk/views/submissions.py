"""One submission: what the unit sent, with what was read and found in it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kybao.composing.issue.closing import closing_report
from kybao.composing.models import Binding
from kybao.desk.access import Month, needs, submission_of
from kybao.desk.marked_text import MarkedText, Overruled
from kybao.desk.own_work import address_of
from kybao.desk.sentence_choice import choices
from kybao.filing.explaining import CannotExplain, explain
from kybao.filing.models import Obligation, Review, Submission, SubmissionFinding
from kybao.filing.timeliness import timeliness
from kybao.people.policy import Right


@require_safe
def submission(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = submission_of(request.user, public_id)
    obligation = found.obligation
    document = found.document
    facts = list(found.facts.select_related("indicator").order_by("block", "start"))
    findings = list(found.findings.select_related("overruling").order_by("block", "start", "pk"))
    reviews = list(found.reviews.order_by("at", "pk"))
    text = MarkedText(document, findings, facts, _bound_figures(found), _overruled(findings), reviews[-1:])
    versions = list(obligation.submissions.defer("document_data").order_by("-version"))
    standing = versions[0] == found and closing_report(obligation.regime, obligation.period) is None
    reviewing = standing and Submission.objects.for_review(request.user).filter(pk=found.pk).exists()
    return render(
        request,
        "desk/submission.html",
        {
            "month": Month(obligation.regime, obligation.period),
            "submission": found,
            "unit": obligation.unit,
            "timeliness": timeliness(obligation.due_at, found.filed_at, timezone.now()),
            "versions": versions,
            "review": reviews[-1] if reviews else None,
            "reviewing": reviewing,
            "explaining": standing and _may_file(request, found),
            "explained": sum(note.overruled is not None for note in text.notes),
            "choices": choices(document, request.GET.get("cho", "")) if reviewing else [],
            "prepare": _to_file_anew(request, found, reviews) if versions[0] == found else "",
            "document": document,
            "size": found.file.size,
            "facts": facts,
            "parts": list(text.parts()),
            "notes": text.notes,
        },
    )


@require_POST
@needs(Right.FILE)
def explain_finding(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keeps why the place of a finding is right as it is."""
    found = submission_of(request.user, public_id)
    if not _may_file(request, found):
        raise Http404("Không có bài nộp này, hoặc bạn không giải trình thay đơn vị này.")
    number = request.POST.get("finding", "")
    place = int(number) if number.isdecimal() and len(number) < 6 else 0
    findings = list(found.findings.order_by("block", "start", "pk"))
    obligation = found.obligation
    try:
        if closing_report(obligation.regime, obligation.period) is not None:
            raise CannotExplain(f"Báo cáo {obligation.period.label} đã ban hành nên không giải trình được nữa.")
        if not 1 <= place <= len(findings):
            raise CannotExplain("Bài nộp không có phát hiện này. Hãy mở lại trang.")
        explain(findings[place - 1], request.POST.get("reason", ""))
        messages.success(request, "Đã ghi lời giải trình.")
    except CannotExplain as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('desk:submission', args=(public_id,))}#phat-hien-{place or 1}")


def _bound_figures(submission: Submission) -> list[tuple[int, int, int]]:
    """Where the figures that reports took from this submission stand in it."""
    bindings = Binding.objects.filter(contribution__submission=submission)
    places = bindings.values_list("contribution__block", "start", "end").distinct()
    return [(b, s, e) for b, s, e in places if b is not None and s is not None and e is not None]


def _overruled(findings: Sequence[SubmissionFinding]) -> dict[int, Overruled]:
    reasons = ((number, getattr(finding, "overruling", None)) for number, finding in enumerate(findings, 1))
    return {number: Overruled(one.reason, one.by) for number, one in reasons if one is not None}


def _to_file_anew(request: HttpRequest, submission: Submission, reviews: Sequence[Review]) -> str:
    """Where whoever files for the unit mends what was returned; "" for others."""
    returned = bool(reviews) and reviews[-1].outcome == Review.Outcome.RETURNED
    return address_of(submission.obligation) if returned and _may_file(request, submission) else ""


def _may_file(request: HttpRequest, submission: Submission) -> bool:
    return Obligation.objects.for_filing(request.user).filter(pk=submission.obligation_id).exists()
