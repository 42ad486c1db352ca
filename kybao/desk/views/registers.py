"""The register of outgoing documents by year, with the numbers that were given outside of Kybao."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from kybao.composing.issue.register import NumberRefused, take_outside
from kybao.composing.models import Register, ReportVersion
from kybao.desk.access import needs
from kybao.desk.issue.register_page import gaps, gaps_in_words, line_of, registers_for
from kybao.desk.issue.standing import rights_over
from kybao.desk.issue.typed import day_typed, number_typed
from kybao.people.policy import Right
from kybao.people.scope import scope_of
from kybao.registry.models import Regime

_PAGE = 100


@require_safe
@needs(Right.READ_REPORTS)
def register(request: HttpRequest) -> HttpResponse:
    """One register at a time: the newest year's, or the one that is asked for."""
    return _page(request)


@require_POST
@needs(Right.SIGN)
def take_number(request: HttpRequest) -> HttpResponse:
    """Takes a number for a document that is not made in Kybao, in the register of its day's year."""
    regimes = scope_of(request.user, Right.SIGN).narrow(Regime.objects.all(), committee=("receiver",))
    code, _, symbol = request.POST.get("register", "").partition("/")
    regime = regimes.filter(receiver__code=code, symbol=symbol).select_related("receiver").first()
    if regime is None:
        raise Http404("Không có sổ văn bản này, hoặc bạn không ghi số vào sổ này.")
    number, day = number_typed(request.POST.get("number", "")), day_typed(request.POST.get("day", ""))
    note = request.POST.get("note", "").strip()
    fault = _fault(number, note)
    if day is None:
        fault = fault or "Chưa đọc được ngày của văn bản. Hãy ghi ngày, tháng, năm, như 18/01/2022."
    elif day > localdate():
        fault = fault or f"Ngày {day:%d/%m/%Y} chưa đến. Hãy kiểm tra lại ngày của văn bản."
    if not fault and number is not None and day is not None:
        try:
            take_outside(regime.receiver, symbol, number, day, note)
        except NumberRefused as error:
            fault = str(error)
        else:
            messages.success(request, f"Đã ghi số {number:02}/{symbol} ngày {day:%d/%m/%Y} vào sổ.")
            return redirect(f"{reverse('desk:register')}?so={code}/{symbol}/{day.year}")
    return _page(request, fault)


def _fault(number: int | None, note: str) -> str:
    if number is None:
        return "Chưa đọc được số văn bản. Hãy ghi một số từ 1."
    if not note:
        return "Hãy ghi tên văn bản đã dùng số này, để sổ nói được số ấy của văn bản nào."
    return "" if len(note) <= 300 else "Tên văn bản dài quá 300 ký tự. Hãy viết gọn lại."


def _page(request: HttpRequest, fault: str = "") -> HttpResponse:
    registers = registers_for(request.user)
    asked = request.GET.get("so", "")
    shown = next((one for one in registers if asked in ("", _name(one))), None)
    if shown is None and asked:
        raise Http404("Không có sổ văn bản này. Hãy chọn một sổ trong danh sách.")
    entries = (
        shown.entries.select_related("report__regime", "report__replaces")
        .prefetch_related(Prefetch("report__versions", ReportVersion.objects.defer("body")))
        .order_by("-number")
        if shown
        else None
    )
    page = Paginator(entries, _PAGE).get_page(request.GET.get("trang")) if entries is not None else None
    taken = shown.entries.values_list("number", flat=True) if shown else ()
    may_sign = shown is None or Right.SIGN in rights_over(request.user, shown.committee_id)
    return render(
        request,
        "desk/issue/register.html",
        {
            "here": "register",
            "registers": [(one, _name(one)) for one in registers],
            "shown": shown,
            "shown_name": _name(shown) if shown else "",
            "page": page,
            "lines": [line_of(entry) for entry in page] if page else [],
            "gaps": gaps_in_words(gaps(taken, shown.last)) if shown else "",
            "writable": _writable(request) if may_sign else [],
            "typed": request.POST,
            "today": localdate().isoformat(),
            "fault": fault,
        },
        status=400 if fault else 200,
    )


def _name(register: Register) -> str:
    return f"{register.committee.code}/{register.symbol}/{register.year}"


def _writable(request: HttpRequest) -> list[tuple[str, str]]:
    """The registers that this person may write into: the value of the form, and its label."""
    regimes = scope_of(request.user, Right.SIGN).narrow(Regime.objects.all(), committee=("receiver",))
    rows = regimes.order_by("receiver__code", "symbol").values_list("receiver__code", "symbol", "receiver__name")
    return list(dict.fromkeys((f"{code}/{symbol}", f"{symbol}, {name}") for code, symbol, name in rows))
