"""Search over everything that the viewer may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.desk.access import needs
from kybao.desk.search_results import Asked, results_of
from kybao.people.policy import Right


@require_safe
@needs(Right.READ_OBLIGATIONS)
def search(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request.user, request.GET)
    return render(
        request, "desk/search/page.html", {"here": "search", "asked": asked, "results": results_of(request.user, asked)}
    )
