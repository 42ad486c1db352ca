"""One indicator through time: charts, their tables, and all units side by side."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.desk.access import needs
from kybao.desk.indicator_history import extent_of, facts_of, history_of
from kybao.desk.units_by_period import units_by_period
from kybao.filing.models import Fact
from kybao.people.policy import Right
from kybao.registry.models import Indicator

_YEARS = 3  # shown where the address names none


@require_safe
@needs(Right.READ_FACTS)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    found = Indicator.objects.filter(code=code).select_related("parent").first()
    if found is None:
        raise Http404("Không có chỉ tiêu này. Hãy chọn trong trang Chỉ tiêu của một kỳ, hoặc tìm theo tên.")
    seen = Fact.objects.for_user(request.user)
    extent = extent_of(seen, found)
    units, years = extent.units, extent.years
    unit = next((one for one in units if one.code == request.GET.get("don-vi")), units[0] if units else None)
    since = _year(request.GET.get("tu", ""), years[:_YEARS][-1] if years else 0)
    until = _year(request.GET.get("den", ""), years[0] if years else 0)
    shown = frozenset(year for year in years if since <= year <= until)
    history = history_of(facts_of(seen, found, unit, extent.kind, since), found, shown) if unit and shown else None
    return render(
        request,
        "desk/indicator/page.html",
        {
            "here": "indicators",
            "indicator": found,
            "units": units,
            "unit": unit,
            "years": years,
            "since": since,
            "until": until,
            "history": history,
            "others": units_by_period(seen, found, extent.kind, shown) if len(units) > 1 else None,
        },
    )


def _year(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else otherwise
