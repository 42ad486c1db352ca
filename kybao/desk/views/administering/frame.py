"""The page where administration begins: what there is, and the latest edits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.desk.access import needs
from kybao.desk.administering.progress import progress
from kybao.people.policy import Right
from kybao.registry.history import BEGINNING
from kybao.registry.models import Indicator, Regime, RegistryChange, Unit

_LATEST = 25


@require_safe
@needs(Right.MANAGE_REGISTRY)
def overview(request: HttpRequest) -> HttpResponse:
    changes = list(RegistryChange.objects.all()[:_LATEST])
    for change in changes:
        change.dated = change.effective != BEGINNING  # type: ignore[attr-defined]
    return render(
        request,
        "desk/administering/overview.html",
        {
            "here": "manage",
            "tab": "overview",
            "changes": changes,
            "counts": {
                "units": Unit.objects.count(),
                "regimes": Regime.objects.count(),
                "indicators": Indicator.objects.count(),
            },
            "progress": progress(),
            "regimes": Regime.objects.select_related("receiver").order_by("code"),
        },
    )
