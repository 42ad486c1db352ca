"""The composed report, and the tasks that it announces."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.composing.models import Task
from kybao.composing.paper.outputs import OUTPUTS
from kybao.desk.access import month_of, needs
from kybao.desk.report_text import Heading, Paragraph, report_text
from kybao.desk.task_list import task_list
from kybao.documents.official.wording import MOTTO, NATION, date_in_words
from kybao.filing.models import Obligation
from kybao.filing.status import status_of
from kybao.people.policy import Right
from kybao.registry.titles import printed_title


@require_safe
@needs(Right.READ_REPORTS)
def report(request: HttpRequest, period: str) -> HttpResponse:
    month = month_of(request, period)
    report = month.report(request.user)
    context = {"month": month, "here": "report", "report": report}
    if report is None:
        return render(request, "desk/no_report.html", context)
    parts = report_text(report)
    headings = [part for part in parts if isinstance(part, Heading)]
    figures = [
        piece
        for part in parts
        if isinstance(part, Paragraph)
        for passage in part.passages
        for piece in passage.pieces
        if piece.href
    ]
    regime = month.regime
    return render(
        request,
        "desk/report.html",
        context
        | {
            "regime": regime,
            "nation": NATION,
            "motto": MOTTO,
            "dated": date_in_words(report.dated),
            "subject": printed_title(regime.subject, month.period).splitlines(),
            "recipients": [line.strip() for line in regime.recipients.splitlines() if line.strip()],
            "parts": parts,
            "outline": [heading for heading in headings if heading.level <= 3],
            "empty": [heading for heading in headings if heading.empty],
            "figures": len(figures),
            "bound": sum(piece.bound for piece in figures),
            "marked": sum(piece.finding is not None for piece in figures),
            "rows": status_of(regime, month.period, among=Obligation.objects.for_user(request.user)),
            "downloads": [(output.label, output.file_name(report)) for output in OUTPUTS],
        },
    )


@require_safe
@needs(Right.READ_TASKS)
def tasks(request: HttpRequest, period: str) -> HttpResponse:
    month = month_of(request, period)
    context = {"month": month, "here": "tasks"}
    if not month.regime.reports.filter(period=month.period).exists():
        return render(request, "desk/no_report.html", context)
    rows = Task.objects.for_user(request.user).filter(report__regime=month.regime, report__period=month.period)
    listed = task_list(rows, month.period, request.GET.get("don-vi", ""))
    return render(request, "desk/tasks.html", context | {"next": month.period.next(), "listed": listed})
