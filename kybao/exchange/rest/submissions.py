"""Who owes, who filed, what was filed and what was found in it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from kybao.exchange.filing_in import MOST_BYTES, file_report
from kybao.exchange.problems import Problem
from kybao.exchange.rest.catalogue import regime_of
from kybao.exchange.rest.kinds import (
    Code,
    Cursor,
    Limit,
    Notation,
    QueryPeriod,
    RegimeCode,
    TokenAuth,
    UnitCode,
    bearer,
    period_of,
)
from kybao.exchange.rest.paging import page_of
from kybao.exchange.rest.records import (
    FindingRecord,
    ObligationRecord,
    Page,
    ReceiptRecord,
    SubmissionRecord,
    TextRecord,
)
from kybao.exchange.scopes import Scope
from kybao.exchange.tokens import Bearer
from kybao.exchange.values import counting_submissions
from kybao.filing.models import Obligation, Submission
from kybao.filing.record import receipt_record, status_record
from kybao.filing.status import status_of

router = Router(tags=["Nộp báo cáo"])
_READ = TokenAuth(Scope.READ_SUBMISSIONS)


class Filing(Schema):
    regime: Code = Field(description="Mã chế độ báo cáo")
    unit: Code = Field(description="Mã đơn vị nộp")
    period: Notation = Field(description="Kỳ báo cáo")


@router.get(
    "/obligations",
    response=list[ObligationRecord],
    auth=TokenAuth(Scope.READ_OBLIGATIONS),
    summary="Tình hình nộp của một kỳ",
    operation_id="list_obligations",
)
def list_obligations(
    request: HttpRequest,
    regime: Annotated[Code, Query(description="Mã chế độ báo cáo")],
    period: Annotated[Notation, Query(description="Kỳ báo cáo")],
) -> Any:
    among = Obligation.objects.for_user(bearer(request))
    return [status_record(row) for row in status_of(regime_of(regime), period_of(period), among=among)]


@router.get(
    "/submissions", response=Page[SubmissionRecord], auth=_READ, summary="Các bài nộp", operation_id="list_submissions"
)
def list_submissions(
    request: HttpRequest,
    regime: RegimeCode = None,
    unit: UnitCode = None,
    period: QueryPeriod = None,
    cursor: Cursor = 0,
    limit: Limit = 100,
) -> Any:
    wanted = {"obligation__regime__code": regime, "obligation__unit__code": unit}
    rows = _submissions(bearer(request)).filter(**{key: value for key, value in wanted.items() if value})
    if period is not None:
        rows = rows.filter(obligation__period=period_of(period))
    return page_of(rows, cursor, limit, _record)


@router.post(
    "/submissions",
    response={200: ReceiptRecord, 201: ReceiptRecord},
    auth=TokenAuth(Scope.WRITE_SUBMISSIONS),
    summary="Nộp báo cáo",
    description="Gửi lại đúng tệp đã nộp thì nhận lại biên nhận cũ (200), không lưu thêm.",
    operation_id="file_submission",
)
def file_submission(request: HttpRequest, filing: Form[Filing], file: File[UploadedFile]) -> Any:
    if (file.size or 0) > MOST_BYTES:
        raise Problem(413, f"Tệp lớn hơn {MOST_BYTES // 1024**2} MB. Hãy giảm cỡ ảnh hoặc tách tệp.")
    regime, period = regime_of(filing.regime), period_of(filing.period)
    name = file.name or "bao-cao"
    receipt = file_report(bearer(request), regime, filing.unit, period, file.read(), name)
    return Status(200 if receipt.again else 201, receipt_record(receipt))


@router.get(
    "/submissions/{uuid:id}",
    response=SubmissionRecord,
    auth=_READ,
    summary="Một bài nộp",
    operation_id="get_submission",
)
def get_submission(request: HttpRequest, id: UUID) -> Any:
    return _record(_submission(bearer(request), id))


@router.get(
    "/submissions/{uuid:id}/text",
    response=TextRecord,
    auth=_READ,
    summary="Văn bản của bài nộp như đã đọc",
    operation_id="get_submission_text",
)
def get_submission_text(request: HttpRequest, id: UUID) -> Any:
    submission = _submission(bearer(request), id)
    blocks = [block.text for block in submission.document.blocks]
    return {"id": submission.public_id, "file_name": submission.file_name, "blocks": blocks}


@router.get(
    "/submissions/{uuid:id}/findings",
    response=list[FindingRecord],
    auth=_READ,
    summary="Các phát hiện trong bài nộp",
    operation_id="list_submission_findings",
)
def list_findings(request: HttpRequest, id: UUID) -> Any:
    fields = tuple(FindingRecord.model_fields)
    return list(_submission(bearer(request), id).findings.values(*fields))


@router.get(
    "/submissions/{uuid:id}/file",
    auth=_READ,
    summary="Tệp gốc của bài nộp, từng byte",
    operation_id="get_submission_file",
    openapi_extra={"responses": {200: {"description": "Tệp gốc", "content": {"application/octet-stream": {}}}}},
)
def get_submission_file(request: HttpRequest, id: UUID) -> HttpResponse:
    submission = _submission(bearer(request), id)
    return attachment(bytes(submission.file.content), submission.file_name)


def attachment(data: bytes, name: str, media_type: str = "application/octet-stream") -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(data, content_type=media_type, headers={"Content-Disposition": disposition})


def _submissions(who: Bearer) -> QuerySet[Submission]:
    counts = Exists(counting_submissions().filter(pk=OuterRef("pk")))
    return (
        Submission.objects.for_user(who)
        .select_related("obligation__unit", "obligation__regime", "file")
        .defer("document_data", "file__content")
        .annotate(counts=counts)
    )


def _submission(who: Bearer, public_id: UUID) -> Submission:
    found = _submissions(who).filter(public_id=public_id).first()
    if found is None:
        raise Problem(404, f"Không có bài nộp {public_id}, hoặc mã kết nối này không được xem. Xem ở /api/submissions.")
    return found


def _record(submission: Submission) -> dict[str, Any]:
    obligation = submission.obligation
    return {
        "id": submission.public_id,
        "regime": obligation.regime.code,
        "unit": obligation.unit.code,
        "period": str(obligation.period),
        "version": submission.version,
        "filed_at": submission.filed_at,
        "received_at": submission.received_at,
        "file_name": submission.file_name,
        "sha256": submission.file_id,
        "size": submission.file.size,
        "counts": submission.counts,  # type: ignore[attr-defined]
    }
