"""Units, regimes, indicators and periods."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import StringConstraints

from kybao.exchange.problems import Problem
from kybao.exchange.rest.kinds import Code, Cursor, Limit, PathCode, RegimeCode, TokenAuth, bearer
from kybao.exchange.rest.paging import page_of
from kybao.exchange.rest.records import IndicatorRecord, Page, PeriodRecord, RegimeRecord, UnitRecord
from kybao.exchange.scopes import Scope
from kybao.filing.models import Obligation
from kybao.registry.models import Indicator, Regime, Unit

router = Router(tags=["Danh mục"])
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{1,100}$")]


@router.get("/units", response=Page[UnitRecord], auth=TokenAuth(), summary="Các đơn vị", operation_id="list_units")
def list_units(
    request: HttpRequest,
    parent: Annotated[Code | None, Query(description="Mã đơn vị cấp trên trực tiếp")] = None,
    cursor: Cursor = 0,
    limit: Limit = 100,
) -> Any:
    return page_of(_units().filter(**({"parent__code": parent} if parent else {})), cursor, limit, _unit_record)


@router.get("/units/{code}", response=UnitRecord, auth=TokenAuth(), summary="Một đơn vị", operation_id="get_unit")
def get_unit(request: HttpRequest, code: PathCode) -> Any:
    unit = _units().filter(code=code).first()
    if unit is None:
        raise Problem(404, f"Không có đơn vị mang mã “{code}”. Xem các mã ở /api/units.")
    return _unit_record(unit)


@router.get(
    "/regimes", response=Page[RegimeRecord], auth=TokenAuth(), summary="Các chế độ báo cáo", operation_id="list_regimes"
)
def list_regimes(request: HttpRequest, cursor: Cursor = 0, limit: Limit = 100) -> Any:
    return page_of(Regime.objects.select_related("receiver"), cursor, limit, _regime_record)


@router.get(
    "/regimes/{code}", response=RegimeRecord, auth=TokenAuth(), summary="Một chế độ báo cáo", operation_id="get_regime"
)
def get_regime(request: HttpRequest, code: PathCode) -> Any:
    return _regime_record(regime_of(code))


@router.get(
    "/indicators",
    response=Page[IndicatorRecord],
    auth=TokenAuth(),
    summary="Các chỉ tiêu",
    operation_id="list_indicators",
)
def list_indicators(
    request: HttpRequest,
    sector: Annotated[Words | None, Query(description="Ngành, lĩnh vực")] = None,
    cursor: Cursor = 0,
    limit: Limit = 100,
) -> Any:
    rows = Indicator.objects.select_related("parent").filter(**({"sector": sector} if sector else {}))
    return page_of(rows, cursor, limit, _indicator_record)


@router.get(
    "/indicators/{code}",
    response=IndicatorRecord,
    auth=TokenAuth(),
    summary="Một chỉ tiêu",
    operation_id="get_indicator",
)
def get_indicator(request: HttpRequest, code: PathCode) -> Any:
    indicator = Indicator.objects.select_related("parent").filter(code=code).first()
    if indicator is None:
        raise Problem(404, f"Không có chỉ tiêu mang mã “{code}”. Xem các mã ở /api/indicators.")
    return _indicator_record(indicator)


@router.get(
    "/periods",
    response=list[PeriodRecord],
    auth=TokenAuth(Scope.READ_OBLIGATIONS),
    summary="Các kỳ báo cáo, mới nhất trước",
    operation_id="list_periods",
)
def list_periods(request: HttpRequest, regime: RegimeCode = None, limit: Limit = 100) -> Any:
    rows = Obligation.objects.for_user(bearer(request)).filter(**({"regime__code": regime} if regime else {}))
    counted = (
        rows.values("regime__code", "period")
        .annotate(obligations=Count("pk", distinct=True), filed=Count("submissions__obligation", distinct=True))
        .order_by("-period", "regime__code")[:limit]
    )
    return [
        {
            "regime": row["regime__code"],
            "period": str(row["period"]),
            "label": row["period"].label,
            "first": row["period"].first,
            "last": row["period"].last,
            "obligations": row["obligations"],
            "filed": row["filed"],
        }
        for row in counted
    ]


def regime_of(code: str) -> Regime:
    regime = Regime.objects.select_related("receiver").filter(code=code).first()
    if regime is None:
        raise Problem(404, f"Không có chế độ báo cáo mang mã “{code}”. Xem các mã ở /api/regimes.")
    return regime


def _units() -> QuerySet[Unit]:
    return Unit.objects.select_related("parent", "area")


def _unit_record(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "listed_name": unit.listed_name,
        "kind": unit.kind,
        "gso_code": unit.gso_code,
        "parent": unit.parent.code if unit.parent else None,
        "area": unit.area.code if unit.area else None,
        "list_number": unit.list_number,
    }


def _regime_record(regime: Regime) -> dict[str, Any]:
    return {
        "code": regime.code,
        "name": regime.name,
        "receiver": regime.receiver.code,
        "frequency": regime.frequency,
        "legal_basis": regime.legal_basis,
    }


def _indicator_record(indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "name": indicator.name,
        "measure": indicator.measure,
        "sector": indicator.sector,
        "kind": indicator.kind,
        "parent": indicator.parent.code if indicator.parent else None,
    }
