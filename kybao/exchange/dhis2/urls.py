"""DHIS2's addresses, with or without the version of its API (/dhis2/api/41/…), with or without a suffix for the format."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from django.urls.resolvers import URLPattern
from django.views.decorators.http import require_safe

from kybao.exchange.dhis2 import analytics, completions, objects, value_sets
from kybao.exchange.dhis2.answers import Answer, as_dhis2
from kybao.exchange.problems import Problem


def nothing_here(request: HttpRequest) -> HttpResponse:
    raise Problem(404, f"Không có địa chỉ {request.path}. Xem docs/exchange.md.", errorCode="E1005")


def _at(address: str, view: Answer) -> URLPattern:
    return re_path(rf"^dhis2/api/(?:\d{{1,3}}/)?{address}$", as_dhis2(view))


urlpatterns = [
    _at(r"system/info(?:\.json)?", require_safe(objects.system_info)),
    _at(r"me(?:\.json)?", require_safe(objects.me)),
    _at(r"dataValueSets(?:\.(?P<form>json|xml|csv))?", value_sets.value_sets),
    _at(r"dataValues(?:\.json)?", value_sets.single_value),
    _at(r"completeDataSetRegistrations(?:\.json)?", completions.completions),
    _at(r"analytics(?:\.json)?", require_safe(analytics.analytics)),
    _at(r"(?P<name>[A-Za-z]{1,60})(?:\.json)?", require_safe(objects.collection)),
    _at(r"(?P<name>[A-Za-z]{1,60})/(?P<identifier>[A-Za-z0-9]{11})(?:\.json)?", require_safe(objects.one)),
    re_path(r"^dhis2(?:/.*)?$", as_dhis2(nothing_here)),
]
