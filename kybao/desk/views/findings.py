"""All findings of a month in one list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.desk.access import month_of, needs
from kybao.desk.board import VERDICT_SLUGS, Selection, board_of
from kybao.desk.excel.exporting import is_export
from kybao.desk.found import found_in
from kybao.filing.models import Obligation
from kybao.filing.status import status_of
from kybao.people.policy import Right


@require_safe
@needs(Right.READ_SUBMISSIONS)
def findings(request: HttpRequest, period: str) -> HttpResponse:
    month = month_of(request, period)
    rows = status_of(month.regime, month.period, among=Obligation.objects.for_user(request.user))
    selection = Selection.of(request.GET)
    verdict = next((one for one, slug in VERDICT_SLUGS.items() if slug == selection.findings), None)
    return render(
        request,
        "desk/findings_table.html" if is_export(request) else "desk/findings.html",
        {
            "month": month,
            "here": "findings",
            "board": board_of(rows, selection),
            "findings": found_in(rows, verdict),
        },
    )
