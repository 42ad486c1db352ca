"""The list of months, and a month at a glance."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kybao.checking.finding import Verdict
from kybao.composing.paper.outputs import OUTPUTS
from kybao.desk.access import listed_months, month_of, needs
from kybao.desk.board import Selection, board_of
from kybao.desk.found import found_in
from kybao.desk.reminded import panel_of
from kybao.filing.models import Obligation
from kybao.filing.status import status_of
from kybao.people.policy import Right
from kybao.people.scope import scope_of

_FOREMOST = 6  # contradictions beside the table


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """Opens a reporter's own work, and to others the newest month; where there is none yet, the list says how to begin."""
    if scope_of(request.user, Right.FILE).units:
        return redirect("desk:mine")
    listed = listed_months(request.user)
    return redirect(listed[0].month.address("month") if listed else "desk:months")


@require_safe
def all_months(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/months.html", {"months": listed_months(request.user)})


@require_safe
@needs(Right.READ_OBLIGATIONS)
def month(request: HttpRequest, period: str) -> HttpResponse:
    """Who filed, when, and what was found."""
    month = month_of(request, period)
    rows = status_of(month.regime, month.period, among=Obligation.objects.for_user(request.user))
    contradictions = found_in(rows, Verdict.CONTRADICTS)
    report = month.report(request.user)
    return render(
        request,
        "desk/month.html",
        {
            "month": month,
            "here": "month",
            "board": board_of(rows, Selection.of(request.GET)),
            "foremost": contradictions[:_FOREMOST],
            "further": len(contradictions[_FOREMOST:]),
            "report": report,
            "reminding": panel_of(request.user, month, rows),
            "downloads": [(output.label, output.file_name(report)) for output in OUTPUTS] if report else [],
        },
    )
