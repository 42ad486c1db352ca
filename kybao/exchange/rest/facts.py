"""Figures: read by filters, written one at a time or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router

from kybao.exchange.changing import Change, Entry, Outcome, Writer, change
from kybao.exchange.problems import Problem
from kybao.exchange.rest.kinds import (
    Cursor,
    IndicatorCode,
    Limit,
    QueryPeriod,
    RegimeCode,
    TokenAuth,
    UnitCode,
    bearer,
    period_of,
)
from kybao.exchange.rest.paging import page_of
from kybao.exchange.rest.records import ChangesRecord, Comparison, FactRecord, NewValue, Page, ValueEntries, ValueEntry
from kybao.exchange.scopes import Scope
from kybao.exchange.tokens import Bearer
from kybao.exchange.values import Slot, counting_facts
from kybao.filing.models import Fact, FactQuerySet
from kybao.registry.models import Indicator, Unit

router = Router(tags=["Số liệu"])
_READ = TokenAuth(Scope.READ_FACTS)
_WRITE = TokenAuth(Scope.READ_FACTS, Scope.WRITE_FACTS)
FactId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/facts", response=Page[FactRecord], auth=_READ, summary="Các số liệu", operation_id="list_facts")
def list_facts(
    request: HttpRequest,
    unit: UnitCode = None,
    indicator: IndicatorCode = None,
    period: QueryPeriod = None,
    regime: RegimeCode = None,
    basis: Annotated[Fact.Basis | None, Query(description="Loại số liệu")] = None,
    comparison: Annotated[Comparison | None, Query(description="Phép so sánh; để trống là giá trị")] = None,
    submission: Annotated[UUID | None, Query(description="Mã bài nộp")] = None,
    counting: Annotated[bool, Query(description="Chỉ các số liệu đang được tính")] = True,
    cursor: Cursor = 0,
    limit: Limit = 100,
) -> Any:
    wanted: dict[str, object] = {
        "unit__code": unit,
        "indicator__code": indicator,
        "period": None if period is None else period_of(period),
        "submission__obligation__regime__code": regime,
        "basis": basis,
        "comparison": comparison,
        "submission__public_id": submission,
    }
    rows = _facts(bearer(request)).filter(**{key: value for key, value in wanted.items() if value is not None})
    return page_of(counting_facts(rows) if counting else rows, cursor, limit, _record)


@router.get("/facts/{int:id}", response=FactRecord, auth=_READ, summary="Một số liệu", operation_id="get_fact")
def get_fact(request: HttpRequest, response: HttpResponse, id: FactId) -> Any:
    fact = _fact(bearer(request), id)
    response.headers["ETag"] = _etag(fact)
    return _record(fact)


@router.put(
    "/facts/{int:id}",
    response=FactRecord,
    auth=_WRITE,
    summary="Sửa giá trị của một số liệu",
    description="If-Match phải là ETag của số liệu như bên gửi đang thấy.",
    operation_id="put_fact",
)
def put_fact(
    request: HttpRequest,
    response: HttpResponse,
    id: FactId,
    body: NewValue,
    if_match: Annotated[str | None, Header(alias="If-Match", description="ETag của số liệu")] = None,
) -> Any:
    who = bearer(request)
    fact = _fact(who, id)
    if if_match is None:
        raise Problem(428, "Hãy gửi đầu mục If-Match với ETag của số liệu, lấy bằng GET trên cùng địa chỉ này.")
    if if_match.strip() != _etag(fact):
        raise Problem(412, "Số liệu đã đổi sau lần xem trước. Hãy lấy lại số liệu rồi sửa.")
    if fact.comparison:
        raise Problem(409, "Đây là một phép so sánh mà báo cáo nêu. Hãy sửa giá trị, hoặc nộp bản mới.")
    entry = Entry(fact.unit, fact.indicator, Slot.of(fact), Decimal(body.value), checked=True, expected=fact.value)
    (done,) = change([entry], Writer.of(who, "api"))
    if done.is_wrong:
        raise Problem(412 if done.outcome is Outcome.STALE else 409, done.message)
    fact = _fact(who, id)
    response.headers["ETag"] = _etag(fact)
    return _record(fact)


@router.post(
    "/facts",
    response=ChangesRecord,
    auth=_WRITE,
    summary="Ghi nhiều số liệu",
    description="Ghi tất cả hoặc không ghi gì; dry_run chỉ cho biết sẽ đổi gì.",
    operation_id="post_facts",
)
def post_facts(request: HttpRequest, body: ValueEntries) -> Any:
    entries = _entries(body.values)
    changes = change(entries, Writer.of(bearer(request), "api"), dry_run=body.dry_run, whole=True)
    written = not body.dry_run and not any(one.is_wrong for one in changes)
    return {"dry_run": body.dry_run, "written": written, "changes": [change_record(one) for one in changes]}


def change_record(one: Change) -> dict[str, Any]:
    slot, after = one.entry.slot, one.entry.value
    return {
        "unit": one.entry.unit.code,
        "indicator": one.entry.indicator.code,
        "period": str(slot.period),
        "basis": slot.basis,
        "outcome": one.outcome.value,
        "before": None if one.before is None else f"{one.before:f}",
        "after": None if after is None else f"{after:f}",
        "message": one.message,
    }


def _entries(values: Sequence[ValueEntry]) -> list[Entry]:
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={one.unit for one in values})}
    indicators = {one.code: one for one in Indicator.objects.filter(code__in={one.indicator for one in values})}
    unknown = sorted({one.unit for one in values} - set(units))
    if unknown:
        raise Problem(404, f"Không có đơn vị mang mã: {', '.join(unknown[:20])}. Xem các mã ở /api/units.")
    unknown = sorted({one.indicator for one in values} - set(indicators))
    if unknown:
        raise Problem(404, f"Không có chỉ tiêu mang mã: {', '.join(unknown[:20])}. Xem các mã ở /api/indicators.")
    return [_entry(one, units[one.unit], indicators[one.indicator]) for one in values]


def _entry(one: ValueEntry, unit: Unit, indicator: Indicator) -> Entry:
    return Entry(
        unit,
        indicator,
        Slot(unit.pk, indicator.pk, period_of(one.period), one.basis),
        None if one.value is None else Decimal(one.value),
        checked="expected" in one.model_fields_set,
        expected=None if one.expected is None else Decimal(one.expected),
    )


def _facts(who: Bearer) -> FactQuerySet:
    return (
        Fact.objects.for_user(who).select_related("unit", "indicator", "submission").defer("submission__document_data")
    )


def _fact(who: Bearer, pk: int) -> Fact:
    fact = _facts(who).filter(pk=pk).first()
    if fact is None:
        raise Problem(404, f"Không có số liệu {pk}, hoặc mã kết nối này không được xem. Xem ở /api/facts.")
    return fact


def _etag(fact: Fact) -> str:
    return f'"{fact.pk}-{fact.value:f}"'


def _record(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.pk,
        "unit": fact.unit.code,
        "indicator": fact.indicator.code,
        "period": str(fact.period),
        "basis": fact.basis,
        "comparison": fact.comparison,
        "value": f"{fact.value:f}",
        "measure": fact.indicator.measure,
        "stated": fact.stated,
        "submission": fact.submission.public_id if fact.submission else None,
        "block": fact.block,
        "start": fact.start,
        "end": fact.end,
        "page": fact.page,
        "source": fact.source,
    }
