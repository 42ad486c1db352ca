"""Consolidated reports and their files."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from kybao.composing.models import Report
from kybao.composing.paper.outputs import OUTPUTS
from kybao.exchange.problems import Problem
from kybao.exchange.rest.kinds import (
    Code,
    Cursor,
    Limit,
    PathCode,
    PathPeriod,
    RegimeCode,
    TokenAuth,
    bearer,
    period_of,
)
from kybao.exchange.rest.paging import page_of
from kybao.exchange.rest.records import Page, ReportRecord
from kybao.exchange.rest.submissions import attachment
from kybao.exchange.scopes import Scope
from kybao.exchange.tokens import Bearer

router = Router(tags=["Báo cáo tổng hợp"])
_READ = TokenAuth(Scope.READ_REPORTS)


@router.get(
    "/reports", response=Page[ReportRecord], auth=_READ, summary="Các báo cáo tổng hợp", operation_id="list_reports"
)
def list_reports(request: HttpRequest, regime: RegimeCode = None, cursor: Cursor = 0, limit: Limit = 100) -> Any:
    rows = Report.objects.for_user(bearer(request)).select_related("regime")
    return page_of(rows.filter(**({"regime__code": regime} if regime else {})), cursor, limit, _record)


@router.get(
    "/reports/{regime}/{period}", response=ReportRecord, auth=_READ, summary="Một báo cáo", operation_id="get_report"
)
def get_report(request: HttpRequest, regime: PathCode, period: PathPeriod) -> Any:
    return _record(_report(bearer(request), regime, period))


@router.get(
    "/reports/{regime}/{period}/outputs/{name}",
    auth=_READ,
    summary="Một tệp của báo cáo",
    operation_id="get_report_output",
    openapi_extra={
        "responses": {
            200: {
                "description": "Tệp",
                "content": {output.media_type.partition(";")[0]: {} for output in OUTPUTS},
            }
        }
    },
)
def get_output(
    request: HttpRequest,
    regime: PathCode,
    period: PathPeriod,
    name: Annotated[Code, Path(description="Tên tệp, trong outputs của báo cáo")],
) -> HttpResponse:
    report = _report(bearer(request), regime, period)
    chosen = next((output for output in OUTPUTS if output.file_name(report) == name), None)
    if chosen is None:
        names = ", ".join(output.file_name(report) for output in OUTPUTS)
        raise Problem(404, f"Báo cáo này không có tệp “{name}”. Các tệp: {names}.")
    return attachment(chosen.render(report), name, chosen.media_type)


def _report(who: Bearer, regime: str, period: str) -> Report:
    rows = Report.objects.for_user(who).select_related("regime__receiver")
    report = rows.filter(regime__code=regime, period=period_of(period)).first()
    if report is None:
        raise Problem(404, f"Chưa có báo cáo {period} của chế độ “{regime}”. Xem các báo cáo ở /api/reports.")
    return report


def _record(report: Report) -> dict[str, Any]:
    return {
        "regime": report.regime.code,
        "period": str(report.period),
        "status": report.status,
        "number": report.number,
        "dated": report.dated,
        "outputs": [output.file_name(report) for output in OUTPUTS],
    }
