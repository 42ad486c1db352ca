"""The page that describes the REST API to people: made from the OpenAPI description, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.exchange.rest.api import api
from kybao.exchange.scopes import Scope


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    statuses: str


_PLACES = {"query": "truy vấn", "path": "địa chỉ", "header": "đầu mục"}


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    schema = api.get_openapi_schema()
    groups: dict[str, list[Operation]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    return render(request, "exchange/api.html", {"groups": groups.items(), "info": schema["info"], "scopes": Scope})


def _operation(method: str, path: str, operation: dict[str, Any]) -> Operation:
    return Operation(
        method.upper(),
        path,
        operation["summary"],
        operation.get("description", ""),
        tuple(_parameters(operation)),
        ", ".join(map(str, sorted(map(int, operation["responses"])))),
    )


def _parameters(operation: dict[str, Any]) -> Iterator[Parameter]:
    for one in operation.get("parameters", ()):
        yield Parameter(one["name"], _PLACES[one["in"]], one.get("required", False), one.get("description", ""))
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        yield Parameter("nội dung", media, True, content["schema"].get("title", ""))
