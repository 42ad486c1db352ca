"""Search over everything that the viewer may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.desk.access import needs
from kybao.desk.excel.exporting import is_export, rows_on_page
from kybao.desk.search_results import FOREMOST, PAGE, Asked, results_of
from kybao.people.policy import Right


@require_safe
@needs(Right.READ_OBLIGATIONS)
def search(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request.user, request.GET)
    template = "desk/search/table.html" if is_export(request) else "desk/search/page.html"
    results = results_of(request.user, asked, rows_on_page(request, PAGE), rows_on_page(request, FOREMOST))
    return render(request, template, {"here": "search", "asked": asked, "results": results})
