"""The history: who did what, when, before and after; newest first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.desk.access import needs
from kybao.desk.excel.exporting import rows_on_page
from kybao.desk.history_words import AREAS, line_of
from kybao.people.models import HistoryEntry
from kybao.people.policy import Right

_PAGE = 50


@require_safe
@needs(Right.READ_HISTORY)
def history(request: HttpRequest) -> HttpResponse:
    entries = HistoryEntry.objects.for_user(request.user).select_related("unit").order_by("-number")
    area = next((one for one in AREAS if one.slug == request.GET.get("viec")), None)
    if area is not None:
        entries = entries.filter(action__startswith=area.prefix)
    words = request.GET.get("tim", "").strip()
    if words:
        entries = entries.named(words)
    page = Paginator(entries, rows_on_page(request, _PAGE)).get_page(request.GET.get("trang"))
    return render(
        request,
        "desk/history.html",
        {
            "here": "history",
            "page": page,
            "lines": [line_of(entry) for entry in page],
            "areas": AREAS,
            "area": area,
            "words": words,
        },
    )
