"""The consolidated table: a unit by indicator, and an indicator by unit, down to the sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.consolidating import ConsolidationError
from kybao.desk.access import needs
from kybao.desk.consolidated.asking import Asking, asking
from kybao.desk.consolidated.rows import row_of
from kybao.people.policy import Right
from kybao.registry.models import Indicator


@require_safe
@needs(Right.READ_FACTS)
def consolidated(request: HttpRequest) -> HttpResponse:
    """One unit, the indicators of a sector."""
    asked = asking(request)
    sectors = asked.sectors() if asked.period else []
    given = request.GET.get("linh-vuc", "")
    sector = given if given in sectors else next(iter(sectors), "")
    context: dict[str, Any] = {"sectors": sectors, "sector": sector}
    if asked.period and asked.unit and sector:
        context |= _figured(lambda: _by_indicator(asked, sector))
    return _render(request, "page", asked, context)


@require_safe
@needs(Right.READ_FACTS)
def of_indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator of a unit, and of those right below it."""
    indicator = Indicator.objects.filter(code=code).select_related("parent").first()
    if indicator is None:
        raise Http404("Không có chỉ tiêu này. Hãy chọn trong bảng tổng hợp, hoặc tìm theo tên.")
    asked = asking(request)
    context: dict[str, Any] = {"indicator": indicator, "sector": indicator.sector}
    if asked.period and asked.unit:
        context |= _figured(lambda: _by_unit(asked, indicator))
    return _render(request, "indicator", asked, context)


def _by_indicator(asked: Asking, sector: str) -> dict[str, Any]:
    table = asked.table(sector)
    rows = [row_of(figure, asked.name) for figure in table.of(asked.unit)]
    return {"rows": rows, "below": len(table.units) - 1} | _columns(rows)


def _by_unit(asked: Asking, indicator: Indicator) -> dict[str, Any]:
    table = asked.table(indicator.sector)
    figures = {
        unit: table.figures[unit, indicator.code] for unit in table.units if (unit, indicator.code) in table.figures
    }
    rows = [(asked.name(unit), row_of(figure, asked.name)) for unit, figure in figures.items()]
    figure = figures.get(asked.unit)
    silent = [asked.name(unit) for unit in table.units[1:] if unit not in figures]
    return {
        "rows": rows,
        "silent": silent,
        "stated": figure.stated if figure else (),
        "below": len(table.units) - 1,
    } | _columns([row for _, row in rows])


def _columns(rows: list[Any]) -> dict[str, Any]:
    """Which columns hold anything, and whether any value was restated."""
    cells = [cell for row in rows for cell in (row.value, row.same, row.previous, row.to_date)]
    has = {name: any(getattr(row, name) for row in rows) for name in ("plans", "share", "unit_share", "rank")}
    return {
        "has": has | {"to_date": any(not row.to_date.blank for row in rows)},
        "restated": any(cell.restated for cell in cells),
    }


def _figured(figure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return figure()
    except ConsolidationError as error:
        return {"refused": str(error)}


def _render(request: HttpRequest, page: str, asked: Asking, context: dict[str, Any]) -> HttpResponse:
    heading = {
        "here": "consolidated",
        "asked": asked,
        "unit_name": asked.name(asked.unit) if asked.unit else "",
        "above": [(name, asked.query(don_vi=code)) for code, name in asked.above()],
        "query": asked.query(),
    }
    return render(request, f"desk/consolidated/{page}.html", heading | context)
