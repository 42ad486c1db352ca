"""Corrections after issue: a new report in the place of the issued one, and giving it up again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kybao.composing.issue.approving import Unready
from kybao.composing.issue.replacing import replace, withdraw
from kybao.composing.paper.assembling import changes_of, name_of_issued
from kybao.desk.access import Month, month_of, needs
from kybao.desk.issue.standing import Standing, standing_of
from kybao.people.policy import Right


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.COMPOSE)
def replace_report(request: HttpRequest, period: str) -> HttpResponse:
    """GET says what replacing is, or what a replacement in hand changes so far; POST begins one, for a reason."""
    month = month_of(request, period)
    standing = standing_of(request.user, month)
    if standing is None or not standing.may(Right.COMPOSE) or not (standing.may_replace or standing.may_withdraw):
        messages.info(request, f"Báo cáo {month.period.label} chưa ban hành nên chưa có gì để thay thế.")
        return redirect(month.address("report"))
    if request.method != "POST":
        return _page(request, month, standing)
    reason = request.POST.get("reason", "")
    try:
        replace(standing.in_hand, reason)
    except Unready as error:
        return _page(request, month, standing, reason, str(error))
    messages.success(
        request, f"Đã mở bản thay thế {name_of_issued(standing.in_hand)}. Hãy sửa, trình duyệt rồi ban hành."
    )
    return redirect(month.address("report_in_hand"))


@require_POST
@needs(Right.COMPOSE)
def withdraw_replacement(request: HttpRequest, period: str) -> HttpResponse:
    month = month_of(request, period)
    standing = standing_of(request.user, month)
    if standing is None or not standing.may_withdraw:
        messages.info(request, f"Báo cáo {month.period.label} không có bản thay thế nào đang lập.")
        return redirect(month.address("report"))
    if not request.POST.get("sure"):
        messages.error(request, "Chưa bỏ bản thay thế: hãy đánh dấu rằng bạn bỏ bản này.")
        return redirect(month.address("replace"))
    try:
        withdraw(standing.in_hand)
        messages.success(request, "Đã bỏ bản thay thế. Báo cáo đã ban hành giữ nguyên.")
    except Unready as error:
        messages.error(request, str(error))
    return redirect(month.address("report"))


def _page(request: HttpRequest, month: Month, standing: Standing, reason: str = "", fault: str = "") -> HttpResponse:
    issued = standing.in_force
    return render(
        request,
        "desk/issue/replace.html",
        {
            "month": month,
            "here": "report",
            "standing": standing,
            "report": standing.in_hand,
            "name": name_of_issued(issued) if issued else "",
            "changes": changes_of(standing.in_hand) if standing.replacing else (),
            "reason": reason,
            "fault": fault,
        },
        status=400 if fault else 200,
    )
