"""The figures of a month by indicator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.desk.access import month_of, needs
from kybao.desk.indicator_table import indicator_table
from kybao.filing.models import Fact
from kybao.people.policy import Right


@require_safe
@needs(Right.READ_FACTS)
def indicators(request: HttpRequest, period: str) -> HttpResponse:
    month = month_of(request, period)
    return render(
        request,
        "desk/indicators.html",
        {
            "month": month,
            "here": "indicators",
            "table": indicator_table(Fact.objects.for_user(request.user), month.period),
            "receiver": month.regime.receiver,
        },
    )
