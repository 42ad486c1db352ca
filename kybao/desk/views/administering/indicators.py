"""The catalogue of indicators: what is measured, how it adds up, by which words its figures are known, and which are used."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, Max, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kybao.desk.access import needs
from kybao.desk.administering.forms import IndicatorForm
from kybao.desk.administering.pasting import given_text
from kybao.desk.administering.recording import into_history
from kybao.desk.excel.exporting import rows_on_page
from kybao.filing.models import Fact
from kybao.people.policy import Right
from kybao.registry.indicators import look_at_indicators, save_indicators, set_indicator
from kybao.registry.models import Indicator
from kybao.registry.pasted.indicators import spoken
from kybao.registry.pasted.naming import code_of, key_of
from kybao.registry.recording import Refused

_PAGE = 120
_WAYS = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.MANAGE_REGISTRY)
def indicators(request: HttpRequest) -> HttpResponse:
    used = Exists(Fact.objects.filter(indicator=OuterRef("pk")))
    rows = Indicator.objects.select_related("parent").annotate(used=used)
    sector, which, words = (request.GET.get(name, "") for name in ("linh-vuc", "dung", "tim"))
    if sector:
        rows = rows.filter(sector=sector)
    if which in ("co", "khong"):
        rows = rows.filter(used=which == "co")
    listed = [one for one in rows if not words or key_of(words) in key_of(f"{one.name} {one.phrase}")]
    page = Paginator(listed, rows_on_page(request, _PAGE)).get_page(request.GET.get("trang"))
    for one in page:
        one.spoken = spoken(one.phrase)  # type: ignore[attr-defined]
    context = {"page": page, "count": len(listed), "sector": sector, "which": which, "words": words}
    return _render(request, "indicators", context | {"sectors": _sectors()})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def new(request: HttpRequest) -> HttpResponse:
    form = IndicatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = code_of(form.cleaned_data["name"], set(Indicator.objects.values_list("code", flat=True)), 80)
        if _set(form, Indicator(code=code)):
            messages.success(request, f"Đã thêm “{form.cleaned_data['name']}”.")
            return redirect("desk:manage_indicator", code)
    return _render(request, "indicator", {"form": form, "sectors": _sectors()})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """An indicator's terms, with how much is recorded of it; facts that are there stay as they were read."""
    one = Indicator.objects.filter(code=code).select_related("parent").first()
    if one is None:
        raise Http404("Không có chỉ tiêu này. Hãy mở lại từ danh mục.")
    form = IndicatorForm(request.POST or None, indicator=one)
    if request.method == "POST" and form.is_valid() and _set(form, one):
        messages.success(request, f"Đã lưu “{one.name}”. Cách gọi mới dùng từ các báo cáo nộp sau.")
        return redirect("desk:manage_indicator", code)
    recorded = one.facts.aggregate(count=Count("pk"), units=Count("unit", distinct=True), last=Max("period"))
    context = {"form": form, "indicator": one, "recorded": recorded, "children": one.children.all()}
    return _render(request, "indicator", context | {"sectors": _sectors()})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def take_in(request: HttpRequest) -> HttpResponse:
    """Indicators from a pasted list or a spreadsheet, looked at before they are saved."""
    text, faults = given_text(request)
    seen = look_at_indicators(text) if text else ()
    if seen and "save" in request.POST and not request.FILES and not faults:
        try:
            with into_history("registry.indicators_changed") as by:
                saved = save_indicators(seen, by=by)
        except Refused as error:
            faults = list(error.reasons)
        else:
            messages.success(request, f"Đã lưu {saved} chỉ tiêu.")
            return redirect("desk:manage_indicators")
    wrong = sum(bool(one.faults) for one in seen)
    return _render(request, "indicator_import", {"text": text, "faults": faults, "seen": seen, "wrong": wrong})


def _set(form: IndicatorForm, one: Indicator) -> bool:
    try:
        with into_history("registry.indicators_changed") as by:
            set_indicator(one, form.terms(), form.cleaned_data["parent"], by=by)
    except Refused as error:
        form.add_error(None, list(error.reasons))
        return False
    return True


def _sectors() -> list[str]:
    return sorted(set(Indicator.objects.values_list("sector", flat=True)))


def _render(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"desk/administering/{page}.html", {"here": "manage", "tab": "indicators", **context})
