"""The addresses for programs: the REST API under /api/, DHIS2's under /dhis2/api/, SDMX under /sdmx/."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from kybao.exchange.dhis2.urls import urlpatterns as dhis2_patterns
from kybao.exchange.gate import for_programs
from kybao.exchange.problems import Problem
from kybao.exchange.rest.api import api
from kybao.exchange.rest.page import api_page
from kybao.exchange.sdmx.urls import urlpatterns as sdmx_patterns


def nothing_here(request: HttpRequest) -> HttpResponse:
    raise Problem(404, f"Không có địa chỉ {request.path}. Xem các địa chỉ ở /api/.")


def _rest() -> list[URLPattern]:
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    return [path(f"api/{one.pattern}", for_programs(one.callback), name=f"api-{one.name}") for one in patterns]


urlpatterns = [
    path("api/", for_programs(api_page), name="api"),
    *_rest(),
    *dhis2_patterns,
    *sdmx_patterns,
    re_path(r"^(?:api|sdmx)(?:/.*)?$", for_programs(nothing_here)),
]
