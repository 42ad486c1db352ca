"""A month at one look."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.desk.access import month_of, needs
from kybao.desk.dashboard import dashboard_of
from kybao.people.policy import Right


@require_safe
@needs(Right.READ_FACTS)
def dashboard(request: HttpRequest, period: str) -> HttpResponse:
    month = month_of(request, period)
    return render(
        request,
        "desk/dashboard/page.html",
        {
            "month": month,
            "here": "dashboard",
            "dashboard": dashboard_of(request.user, month.regime, month.period),
            "receiver": month.regime.receiver,
        },
    )
