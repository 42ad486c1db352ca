"""The REST API put together: its operations, errors and OpenAPI description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from kybao import __version__
from kybao.exchange.problems import MEDIA_TYPE, TITLES, Problem
from kybao.exchange.rest import catalogue, facts, months, reports, submissions, transfers

_ALWAYS = (400, 401, 403, 404, 422, 429)
_WRITING: Mapping[str, tuple[int, ...]] = {
    "put_fact": (409, 412, 428),
    "post_facts": (409,),
    "file_submission": (409, 413),
    "post_workbook": (409, 413),
    "begin_transfer": (409,),
    "put_transfer_part": (409, 413),
}
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"where": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


class KybaoAPI(NinjaAPI):
    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """As ninja makes it, and every operation with the problems that it may answer with."""
        schema = super().get_openapi_schema(**kwargs | {"path_prefix": "/api/"})
        schema["components"]["schemas"]["Problem"] = _PROBLEM
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status in (*_ALWAYS, *_WRITING.get(operation["operationId"], ())):
                    operation["responses"][status] = _described(status)
        return schema


def _described(status: int) -> dict[str, Any]:
    return {
        "description": TITLES[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


api = KybaoAPI(
    title="Kybao",
    version=__version__,
    description=(
        "Giao diện lập trình của Kybao: kỳ báo cáo, đơn vị, chỉ tiêu, bài nộp, số liệu và báo cáo tổng hợp. "
        "Số thập phân là chuỗi, để không mất chữ số nào."
    ),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
for part in (catalogue, submissions, facts, months, reports, transfers):
    api.add_router("", part.router)


@api.exception_handler(Problem)
def problem(request: HttpRequest, exc: Problem | type[Problem]) -> HttpResponse:
    assert isinstance(exc, Problem)
    return exc.response()


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, exc: ValidationError | type[ValidationError]) -> HttpResponse:
    assert isinstance(exc, ValidationError)
    errors = [{"where": ".".join(map(str, one["loc"])), "message": _message(one)} for one in exc.errors]
    detail = "Có tham số thiếu hoặc sai: " + "; ".join(f"{one['where']}: {one['message']}" for one in errors[:5])
    return Problem(422, f"{detail}. Xem mô tả ở /api/.", errors=errors).response()


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, exc: HttpError | type[HttpError]) -> HttpResponse:
    assert isinstance(exc, HttpError)
    return Problem(exc.status_code, "Không đọc được nội dung gửi lên. Hãy gửi đúng kiểu như mô tả ở /api/.").response()


_MESSAGES: Mapping[str, str] = {
    "missing": "thiếu",
    "string_pattern_mismatch": "không đúng dạng",
    "string_type": "phải là chuỗi",
    "enum": "không nằm trong các giá trị cho phép",
    "int_parsing": "phải là số nguyên",
    "int_type": "phải là số nguyên",
    "greater_than_equal": "quá nhỏ",
    "less_than_equal": "quá lớn",
    "bool_parsing": "phải là true hoặc false",
    "uuid_parsing": "không phải là UUID",
    "too_short": "quá ngắn",
    "too_long": "quá dài",
    "list_type": "phải là một danh sách",
}


def _message(error: Mapping[str, Any]) -> str:
    return _MESSAGES.get(str(error.get("type")), "không hợp lệ")
