"""The leader's word on a report: approved as it will be printed, or sent back with what is to be changed."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kybao.composing.issue.approving import Unready, approve, ask_for_changes
from kybao.composing.paper.outputs import FINDINGS, contents_of
from kybao.composing.text.printing import printed_body
from kybao.desk.access import Month, month_of, needs
from kybao.desk.issue.paper_page import paper_context
from kybao.desk.issue.settling import open_points
from kybao.desk.issue.standing import Standing, standing_of
from kybao.desk.report_text import shown_report
from kybao.documents.official import OfficialReport
from kybao.people.policy import Right


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.APPROVE)
def approve_report(request: HttpRequest, period: str) -> HttpResponse:
    """What is open, and the question; approving freezes exactly what was shown."""
    month = month_of(request, period)
    standing = standing_of(request.user, month)
    if standing is None or not standing.may_approve:
        return _nothing_to_approve(request, month, standing)
    if request.method != "POST":
        return _page(request, month, standing)
    if request.POST.get("shown") != _hash_of(contents_of(standing.in_hand).official()):
        fault = "Báo cáo vừa được sửa trong lúc bạn đọc. Hãy đọc lại bản in rồi duyệt."
        return _page(request, month, standing, fault=fault)
    if not request.POST.get("read"):
        return _page(request, month, standing, fault="Hãy đánh dấu rằng bạn đã đọc báo cáo trước khi duyệt.")
    try:
        version = approve(standing.in_hand)
    except Unready as error:
        return _page(request, month, standing, fault=str(error))
    messages.success(request, f"Đã duyệt báo cáo {month.period.label}, bản {version.number}.")
    return redirect(standing.address(month))


@require_POST
@needs(Right.APPROVE)
def ask_changes(request: HttpRequest, period: str) -> HttpResponse:
    month = month_of(request, period)
    standing = standing_of(request.user, month)
    if standing is None or not standing.may_approve:
        return _nothing_to_approve(request, month, standing)
    text = request.POST.get("text", "")
    try:
        ask_for_changes(standing.in_hand, text)
    except Unready as error:
        return _page(request, month, standing, text=text, asking_fault=str(error))
    messages.success(request, f"Đã yêu cầu sửa báo cáo {month.period.label}. Báo cáo trở lại đang soạn.")
    return redirect(standing.address(month))


def _page(
    request: HttpRequest,
    month: Month,
    standing: Standing,
    fault: str = "",
    text: str = "",
    asking_fault: str = "",
) -> HttpResponse:
    report = standing.in_hand
    body = tuple(printed_body(report))
    comments = list(report.comments.all())
    paper = shown_report(contents_of(report, body), body, [one for one in comments if one.quote])
    return render(
        request,
        "desk/issue/approve.html",
        paper_context(paper)
        | {
            "month": month,
            "here": "report",
            "standing": standing,
            "report": report,
            "back": standing.address(month),
            "findings_href": month.address("output", FINDINGS.file_name(report)),
            "points": open_points(report, paper, comments),
            "hash": _hash_of(paper.official) if report.status == report.Status.DRAFT else "",
            "fault": fault,
            "text": text,
            "asking_fault": asking_fault,
        },
        status=400 if fault or asking_fault else 200,
    )


def _hash_of(official: OfficialReport) -> str:
    """Tells whether what is approved is what was read."""
    return hashlib.sha256(repr(official).encode()).hexdigest()


def _nothing_to_approve(request: HttpRequest, month: Month, standing: Standing | None) -> HttpResponse:
    issued = standing is not None and standing.in_hand.status == standing.in_hand.Status.ISSUED
    messages.info(
        request,
        f"Báo cáo {month.period.label} "
        + ("đã ban hành nên không duyệt nữa." if issued else "chưa soạn, hoặc bạn không duyệt báo cáo này."),
    )
    return redirect(month.address("report"))
