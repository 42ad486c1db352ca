"""completeDataSetRegistrations: a unit's report of a period is complete when a submission stands for it."""

from __future__ import annotations

from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from kybao.exchange.dhis2.answers import json_answer
from kybao.exchange.dhis2.metadata import Metadata, basis_uid, regime_uid, unit_uid
from kybao.exchange.dhis2.periods import notation
from kybao.exchange.dhis2.questions import question
from kybao.exchange.gate import admit
from kybao.exchange.scopes import Scope
from kybao.exchange.values import counting_submissions
from kybao.filing.models import Fact, Obligation

_MOST = 100_000


def completions(request: HttpRequest) -> HttpResponseBase:
    if request.method in ("GET", "HEAD"):
        return _read(request)
    if request.method == "POST":
        return _refuse(request)
    return HttpResponse(status=405, headers={"Allow": "GET, POST"})


def _read(request: HttpRequest) -> HttpResponse:
    bearer, metadata = admit(request, Scope.READ_OBLIGATIONS), Metadata()
    asked = question(request.GET, metadata, of_values=False)
    rows = Obligation.objects.for_user(bearer).filter(
        regime__in=[one.pk for one in asked.regimes],
        unit__in=[one.pk for one in asked.units],
        submissions__in=counting_submissions().values("pk"),
    )
    if asked.periods:
        rows = rows.filter(period__in=asked.periods)
    filed = rows.annotate(filed_at=Min("submissions__filed_at")).order_by("period", "unit__code")[:_MOST]
    return json_answer(
        {
            "completeDataSetRegistrations": [
                {
                    "period": notation(one.period),
                    "dataSet": regime_uid(metadata.regimes[one.regime_id]),
                    "organisationUnit": unit_uid(metadata.units[one.unit_id]),
                    "attributeOptionCombo": basis_uid(Fact.Basis.ACTUAL),
                    "date": one.filed_at.isoformat(),  # type: ignore[attr-defined]  # annotated
                    "storedBy": metadata.units[one.unit_id].code,
                    "completed": True,
                }
                for one in filed
                if asked.holds(one.period)
            ]
        }
    )


def _refuse(request: HttpRequest) -> HttpResponse:
    """A report is complete by being filed: nobody can only say so."""
    admit(request, Scope.WRITE_SUBMISSIONS)
    message = "Báo cáo được coi là hoàn thành khi đơn vị đã nộp. Hãy nộp báo cáo bằng POST /api/submissions."
    return json_answer(
        {
            "httpStatus": "Conflict",
            "httpStatusCode": 409,
            "status": "ERROR",
            "message": message,
            "response": {
                "responseType": "ImportSummary",
                "status": "ERROR",
                "importCount": {"imported": 0, "updated": 0, "ignored": 1, "deleted": 0},
                "conflicts": [{"object": "completeDataSetRegistrations", "value": message}],
            },
        },
        409,
    )
