"""Reports from the Kybao of a unit: begun, sent in parts, and looked up."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import StringConstraints

from kybao.exchange.models import Transfer
from kybao.exchange.problems import Problem
from kybao.exchange.rest.catalogue import regime_of
from kybao.exchange.rest.kinds import Cursor, Limit, TokenAuth, bearer, period_of
from kybao.exchange.rest.paging import page_of
from kybao.exchange.rest.records import NewTransfer, Page, TransferRecord
from kybao.exchange.scopes import Scope
from kybao.exchange.tokens import Bearer
from kybao.exchange.transfer.receiving import begun, received, take_part
from kybao.registry.models import Unit

router = Router(tags=["Báo cáo từ Kybao cấp dưới"])
_WRITE = TokenAuth(Scope.WRITE_SUBMISSIONS)
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Path(description="SHA-256 của gói")]
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get(
    "/transfers",
    response=Page[TransferRecord],
    auth=_WRITE,
    summary="Các gói mã này đã gửi",
    operation_id="list_transfers",
)
def list_transfers(request: HttpRequest, cursor: Cursor = 0, limit: Limit = 100) -> Any:
    return page_of(_transfers(bearer(request)), cursor, limit, _record)


@router.post(
    "/transfers",
    response=TransferRecord,
    auth=_WRITE,
    summary="Bắt đầu gửi một gói, hoặc hỏi đã nhận đến đâu",
    operation_id="begin_transfer",
)
def begin_transfer(request: HttpRequest, body: NewTransfer) -> Any:
    regime, unit = regime_of(body.regime), Unit.objects.filter(code=body.unit).first()
    if unit is None:
        raise Problem(404, f"Không có đơn vị mang mã “{body.unit}”. Xem các mã ở /api/units.")
    return _record(begun(bearer(request), body.sha256, body.size, regime, unit, period_of(body.period)))


@router.get("/transfers/{sha256}", response=TransferRecord, auth=_WRITE, summary="Một gói", operation_id="get_transfer")
def get_transfer(request: HttpRequest, sha256: Sha256) -> Any:
    return _record(_transfer(bearer(request), sha256))


@router.put(
    "/transfers/{sha256}/content",
    response=TransferRecord,
    auth=_WRITE,
    summary="Gửi tiếp một phần của gói",
    description="start là số byte đã nhận; sai thì 409 kèm received. Nhận đủ thì báo cáo được nộp.",
    operation_id="put_transfer_part",
    openapi_extra=_BODY,
)
def put_transfer_part(
    request: HttpRequest, sha256: Sha256, start: Annotated[int, Query(ge=0, le=2**40, description="Số byte đã nhận")]
) -> Any:
    who = bearer(request)
    return _record(take_part(who, _transfer(who, sha256), start, request.body))


def _transfers(who: Bearer) -> Any:
    return Transfer.objects.filter(token=who.token).select_related("regime", "unit", "submission")


def _transfer(who: Bearer, sha256: str) -> Transfer:
    found: Transfer | None = _transfers(who).filter(sha256=sha256).first()
    if found is None:
        raise Problem(404, "Mã kết nối này chưa gửi gói nào có SHA-256 như vậy. Hãy bắt đầu bằng POST /api/transfers.")
    return found


def _record(transfer: Transfer) -> dict[str, Any]:
    submission = transfer.submission
    return {
        "sha256": transfer.sha256,
        "size": transfer.size,
        "received": received(transfer),
        "complete": transfer.completed_at is not None,
        "regime": transfer.regime.code,
        "unit": transfer.unit.code,
        "period": str(transfer.period),
        "submission": submission.public_id if submission else None,
        "version": submission.version if submission else None,
    }
