"""A period's values as files: Excel both ways, Parquet, a Frictionless data package."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from kybao.exchange.changing import Writer
from kybao.exchange.data_package import data_package
from kybao.exchange.filing_in import MOST_BYTES
from kybao.exchange.month_values import month_values
from kybao.exchange.parquet import parquet
from kybao.exchange.problems import Problem
from kybao.exchange.rest.catalogue import regime_of
from kybao.exchange.rest.facts import change_record
from kybao.exchange.rest.kinds import PathCode, PathPeriod, TokenAuth, bearer, period_of
from kybao.exchange.rest.records import WorkbookRecord
from kybao.exchange.rest.submissions import attachment
from kybao.exchange.scopes import Scope
from kybao.exchange.workbook import BrokenWorkbook, take_in, workbook

router = Router(tags=["Tệp số liệu"])
_READ = TokenAuth(Scope.READ_FACTS)
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARQUET = "application/vnd.apache.parquet"


def _file(media_type: str) -> dict[str, Any]:
    return {"responses": {200: {"description": "Tệp", "content": {media_type: {}}}}}


@router.get(
    "/months/{regime}/{period}/facts.xlsx",
    auth=_READ,
    summary="Số liệu của một kỳ, để sửa trong Excel",
    operation_id="get_workbook",
    openapi_extra=_file(_EXCEL),
)
def get_workbook(request: HttpRequest, regime: PathCode, period: PathPeriod) -> HttpResponse:
    found, when = regime_of(regime), period_of(period)
    values = month_values(found, when, bearer(request))
    return attachment(workbook(found, when, values), f"so-lieu-{period}.xlsx", _EXCEL)


@router.post(
    "/months/{regime}/{period}/facts.xlsx",
    response=WorkbookRecord,
    auth=TokenAuth(Scope.READ_FACTS, Scope.WRITE_FACTS),
    summary="Nhận lại bảng Excel đã sửa",
    description="Chỉ các ô đã sửa được ghi, tất cả hoặc không ô nào; dry_run chỉ cho biết sẽ đổi gì.",
    operation_id="post_workbook",
)
def post_workbook(
    request: HttpRequest,
    regime: PathCode,
    period: PathPeriod,
    file: File[UploadedFile],
    dry_run: Annotated[bool, Form()] = False,
) -> Any:
    if (file.size or 0) > MOST_BYTES:
        raise Problem(413, f"Tệp lớn hơn {MOST_BYTES // 1024**2} MB.")
    found, when = regime_of(regime), period_of(period)
    try:
        taken = take_in(file.read(), found, when, Writer.of(bearer(request), "excel"), dry_run=dry_run)
    except BrokenWorkbook as error:
        raise Problem(422, str(error)) from error
    changes = [change_record(one) | {"cell": cell} for cell, one in zip(taken.cells, taken.changes, strict=True)]
    return {"dry_run": dry_run, "written": taken.written, "changes": changes}


@router.get(
    "/months/{regime}/{period}/facts.parquet",
    auth=_READ,
    summary="Số liệu của một kỳ dạng Parquet",
    operation_id="get_parquet",
    openapi_extra=_file(_PARQUET),
)
def get_parquet(request: HttpRequest, regime: PathCode, period: PathPeriod) -> HttpResponse:
    values = month_values(regime_of(regime), period_of(period), bearer(request))
    return attachment(parquet(values), f"so-lieu-{period}.parquet", _PARQUET)


@router.get(
    "/months/{regime}/{period}/datapackage.zip",
    auth=TokenAuth(Scope.READ_FACTS, Scope.READ_OBLIGATIONS),
    summary="Gói dữ liệu Frictionless của một kỳ",
    operation_id="get_data_package",
    openapi_extra=_file("application/zip"),
)
def get_data_package(request: HttpRequest, regime: PathCode, period: PathPeriod) -> HttpResponse:
    content = data_package(regime_of(regime), period_of(period), bearer(request))
    return attachment(content, f"goi-du-lieu-{period}.zip", "application/zip")
