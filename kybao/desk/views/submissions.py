"""One submission: what the unit sent, with what was read and found in it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kybao.composing.models import Binding
from kybao.desk.access import Month, submission_of
from kybao.desk.marked_text import MarkedText
from kybao.filing.models import Submission
from kybao.filing.timeliness import timeliness


@require_safe
def submission(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = submission_of(request.user, public_id)
    obligation = found.obligation
    document = found.document
    facts = list(found.facts.select_related("indicator").order_by("block", "start"))
    text = MarkedText(document, found.findings.all(), facts, _bound_figures(found))
    return render(
        request,
        "desk/submission.html",
        {
            "month": Month(obligation.regime, obligation.period),
            "submission": found,
            "unit": obligation.unit,
            "timeliness": timeliness(obligation.due_at, found.filed_at, timezone.now()),
            "versions": obligation.submissions.defer("document_data").order_by("-version"),
            "document": document,
            "size": found.file.size,
            "facts": facts,
            "parts": list(text.parts()),
            "notes": text.notes,
        },
    )


def _bound_figures(submission: Submission) -> list[tuple[int, int, int]]:
    """Where the figures that reports took from this submission stand in it."""
    bindings = Binding.objects.filter(contribution__submission=submission)
    places = bindings.values_list("contribution__block", "start", "end").distinct()
    return [(b, s, e) for b, s, e in places if b is not None and s is not None and e is not None]
