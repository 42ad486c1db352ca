"""SDMX's addresses. There is one dataflow, so that whatever structure is asked for, all that belongs to it is sent."""

from __future__ import annotations

from django.urls import re_path
from django.views.decorators.http import require_safe

from kybao.exchange.gate import for_programs
from kybao.exchange.sdmx.names import AGENCY, FLOW
from kybao.exchange.sdmx.views import data, structures

urlpatterns = [
    re_path(r"^sdmx/structure(?:/[\w*+./()-]*)?$", for_programs(require_safe(structures))),
    re_path(
        rf"^sdmx/data/dataflow/{AGENCY}/{FLOW}/(?:1\.0\.0|\*|\+|~)(?:/(?P<key>[^/]*))?/?$",
        for_programs(require_safe(data)),
    ),
]
