"""SDMX's REST addresses: /sdmx/structure/… and /sdmx/data/dataflow/KYBAO/FACTS/1.0.0/KEY."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from kybao.calendar import InvalidPeriod, Period
from kybao.exchange.gate import admit
from kybao.exchange.problems import Problem
from kybao.exchange.scopes import Scope
from kybao.exchange.sdmx.names import DIMENSIONS, FREQUENCIES, TIME, code_of, period_of
from kybao.exchange.sdmx.observations import FORMS, Form, Observations
from kybao.exchange.sdmx.structures import structure_message
from kybao.exchange.values import values_of
from kybao.filing.models import Fact

_MOST = 500_000
_FIELDS = {"REF_AREA": "unit__code__in", "INDICATOR": "indicator__code__in", "BASIS": "basis__in"}
_CONDITION = re.compile(r"c\[(\w{1,20})\]")
_COMPARED: Mapping[str, Callable[[Period, Period], bool]] = {
    "eq": lambda period, given: period == given,
    "ge": lambda period, given: period.first >= given.first,
    "gt": lambda period, given: period.first > given.last,
    "le": lambda period, given: period.last <= given.last,
    "lt": lambda period, given: period.last < given.first,
}


def structures(request: HttpRequest) -> HttpResponse:
    admit(request)
    return HttpResponse(structure_message(), content_type="application/vnd.sdmx.structure+xml;version=3.0.0")


def data(request: HttpRequest, key: str = "*") -> HttpResponse:
    """`key` names wanted codes by dimension, "M.phuong-a,phuong-b.*.actual"; `c[TIME_PERIOD]=ge:2024-01+le:2024-06` the periods."""
    bearer = admit(request, Scope.READ_FACTS)
    form = _form(request)
    wanted = _wanted(request, key)
    facts = Fact.objects.for_user(bearer).filter(
        *(Q(**{_FIELDS[name]: [code_of(one) for one in codes]}) for name, codes in wanted.items() if name in _FIELDS)
    )
    frequencies, in_time = wanted.get("FREQ"), _in_time(request)
    found = Observations()
    for fact in values_of(facts):
        if (frequencies is None or FREQUENCIES[fact.period.kind][0] in frequencies) and in_time(fact.period):
            found.add(fact)
            if len(found.rows) > _MOST:
                raise Problem(413, f"Có hơn {_MOST} số liệu. Hãy hỏi ít đơn vị, chỉ tiêu hoặc kỳ hơn.")
    return HttpResponse(form.write(found), content_type=form.media_type)


def _form(request: HttpRequest) -> Form:
    asked = request.GET.get("format", "").lower()
    if asked:
        form = next((form for form in FORMS if asked in form.names), None)
        if form is None:
            raise Problem(406, "Không có dạng này. Các dạng: xml, json, csv.")
        return form
    accept = request.headers.get("Accept", "")
    return next((form for form in FORMS if form.media_type.partition(";")[0] in accept), FORMS[0])


def _wanted(request: HttpRequest, key: str) -> dict[str, set[str]]:
    """The codes that are wanted of each dimension that is not free."""
    wanted: dict[str, set[str]] = {}
    parts = key.split(".") if key not in ("", "*", "all") else []
    if parts and len(parts) != len(DIMENSIONS):
        raise Problem(400, f"Khoá phải có {len(DIMENSIONS)} phần cách nhau bằng dấu chấm: {'.'.join(DIMENSIONS)}.")
    for name, part in zip(DIMENSIONS, parts, strict=False):
        if part not in ("", "*"):
            wanted[name] = set(part.split(","))
    for name in request.GET:
        match = _CONDITION.fullmatch(name)
        if match and match[1] in DIMENSIONS:
            wanted[match[1]] = set(request.GET[name].split(","))
        elif match and match[1] != TIME:
            raise Problem(400, f"Không có chiều {match[1]}. Các chiều: {', '.join((*DIMENSIONS, TIME))}.")
    return wanted


def _in_time(request: HttpRequest) -> Callable[[Period], bool]:
    tests: list[tuple[Callable[[Period, Period], bool], Period]] = []
    # A plus that was not escaped comes in as a blank.
    for written in request.GET.get(f"c[{TIME}]", "").replace(" ", "+").split("+"):
        operator, colon, given = written.rpartition(":")
        compare = _COMPARED.get(operator if colon else "eq")
        if written and compare is None:
            raise Problem(400, f"Không hiểu điều kiện thời gian “{written[:40]}”. Viết như ge:2024-01 hoặc 2024-Q1.")
        if written and compare is not None:
            try:
                tests.append((compare, period_of(given)))
            except InvalidPeriod as error:
                raise Problem(400, str(error)) from error
    return lambda period: all(compare(period, given) for compare, given in tests)
