"""An approved report goes out: its next number, its day, its first page to look at, and the word that issues it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from kybao.composing.issue.approving import Unready
from kybao.composing.issue.issuing import issue
from kybao.composing.issue.register import NumberRefused, next_number
from kybao.composing.models import Register
from kybao.composing.paper.assembling import name_of_issued
from kybao.composing.paper.outputs import contents_of
from kybao.desk.access import Month, month_of, needs
from kybao.desk.issue.standing import Standing, standing_of, version_of
from kybao.desk.issue.typed import day_typed, number_typed
from kybao.documents.official.wording import MOTTO, NATION, date_in_words
from kybao.people.policy import Right

_NO_DAY = "Chưa đọc được ngày ban hành. Hãy ghi ngày, tháng, năm, như 18/01/2022."
_NOT_SURE = "Hãy xem lại số, ngày và đánh dấu là đúng trước khi ban hành."
_NO_NUMBER = "Chưa đọc được số đã được cấp. Hãy ghi một số từ 1, hoặc để trống để lấy số tiếp theo."


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SIGN)
def issue_report(request: HttpRequest, period: str) -> HttpResponse:
    """GET looks at what would be issued on the day and under the number that are asked for; POST issues it."""
    month = month_of(request, period)
    standing = standing_of(request.user, month)
    if standing is None or not standing.may_issue:
        return _not_to_be_issued(request, month, standing)
    asked = request.POST if request.method == "POST" else request.GET
    day_words, number_words = asked.get("ngay", ""), asked.get("so", "")
    day = day_typed(day_words) if day_words else localdate()
    number = number_typed(number_words)
    if day is None or (number is None and number_words.strip()):
        return _page(request, month, standing, day_words, number_words, _NO_DAY if day is None else _NO_NUMBER)
    if request.method != "POST":
        return _page(request, month, standing, day.isoformat(), number_words)
    if not asked.get("sure"):
        return _page(request, month, standing, day.isoformat(), number_words, _NOT_SURE)
    expected = number_typed(asked.get("expected", "")) if number is None else None
    try:
        issue(standing.in_hand, day, number, expected=expected)
    except (NumberRefused, Unready) as error:
        return _page(request, month, standing, day.isoformat(), number_words, str(error))
    messages.success(request, f"Đã ban hành {name_of_issued(standing.in_hand)}.")
    return redirect(month.address("sign"))


def _page(
    request: HttpRequest, month: Month, standing: Standing, day_words: str, number_words: str, fault: str = ""
) -> HttpResponse:
    report, regime = standing.in_hand, month.regime
    day = day_typed(day_words) or localdate()
    register = Register.objects.filter(committee=regime.receiver, symbol=regime.symbol, year=day.year).first()
    coming = next_number(regime.receiver, regime.symbol, day.year)
    number = number_typed(number_words) or coming
    official = replace(contents_of(report).official(), number=number, dated=day, draft=False)
    return render(
        request,
        "desk/issue/issue.html",
        {
            "month": month,
            "here": "report",
            "standing": standing,
            "report": report,
            "version": version_of(report),
            "replaces_name": name_of_issued(report.replaces) if report.replaces else "",
            "back": standing.address(month),
            "day": day_words,
            "number_words": number_words,
            "coming": coming,
            "register": register,
            "official": official,
            "nation": NATION,
            "motto": MOTTO,
            "dated": date_in_words(day),
            "fault": fault,
        },
        status=400 if fault else 200,
    )


def _not_to_be_issued(request: HttpRequest, month: Month, standing: Standing | None) -> HttpResponse:
    if standing is not None and standing.in_hand.status == standing.in_hand.Status.ISSUED:
        return redirect(month.address("sign"))
    messages.info(request, f"Báo cáo {month.period.label} chưa được duyệt nên chưa ban hành được.")
    return redirect(month.address("report"))
