"""The views of metadata: system/info, me, and the collections."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from kybao import __version__
from kybao.exchange.dhis2.answers import json_answer
from kybao.exchange.dhis2.identifiers import uid
from kybao.exchange.dhis2.metadata import Metadata
from kybao.exchange.dhis2.selecting import Node, filtered, ordered, selection
from kybao.exchange.gate import admit
from kybao.exchange.problems import Problem
from kybao.exchange.tokens import Bearer

VERSION = "2.41.0"  # the version of DHIS2 whose answers these are
_MOST = 100_000


def system_info(request: HttpRequest) -> HttpResponseBase:
    admit(request)
    return json_answer(
        {
            "version": VERSION,
            "revision": f"kybao-{__version__}",
            "systemName": "Kybao",
            "calendar": "iso8601",
            "dateFormat": "yyyy-mm-dd",
            "serverDate": timezone.now().strftime("%Y-%m-%dT%H:%M:%S.000"),
            "serverTimeZoneId": "Asia/Ho_Chi_Minh",
            "contextPath": request.build_absolute_uri("/dhis2"),
        }
    )


def me(request: HttpRequest) -> HttpResponseBase:
    bearer, metadata = admit(request), Metadata()
    fields = request.GET.getlist("fields") or [":all"]
    return json_answer(selection(fields).of(_me_node(bearer, metadata)))


def _me_node(bearer: Bearer, metadata: Metadata) -> Node:
    token = bearer.token
    roots = [metadata.units[token.unit_id]] if token.unit_id else metadata.below[None]
    units = [metadata.unit_node(unit) for unit in roots]
    return Node(
        {
            "id": uid("user", token.name),
            "username": token.name,
            "name": token.name,
            "displayName": token.name,
            "organisationUnits": units,
            "dataViewOrganisationUnits": units,
            "teiSearchOrganisationUnits": [],
            "dataSets": lambda: [node.get("id") for node in metadata.collection("dataSets") or ()],
            "authorities": sorted(bearer.scopes),
        }
    )


def collection(request: HttpRequest, name: str) -> HttpResponseBase:
    admit(request)
    found = _wanted(request, name, Metadata())
    chosen = selection(request.GET.getlist("fields"))
    if request.GET.get("paging", "true").lower() == "false" or request.GET.get("skipPaging") == "true":
        if len(found) > _MOST:
            raise Problem(409, f"Có hơn {_MOST} đối tượng. Hãy chia trang hoặc lọc bớt.")
        return json_answer({name: [chosen.of(node) for node in found]})
    page, size = _whole(request, "page", 1, 10**9), _whole(request, "pageSize", 50, _MOST)
    shown = found[(page - 1) * size : page * size]
    pager = {"page": page, "total": len(found), "pageSize": size, "pageCount": max(1, -(-len(found) // size))}
    return json_answer({"pager": pager, name: [chosen.of(node) for node in shown]})


def one(request: HttpRequest, name: str, identifier: str) -> HttpResponseBase:
    admit(request)
    nodes = Metadata().collection(name)
    if nodes is None:
        raise _unknown(request)
    node = next((node for node in nodes if node.get("id") == identifier), None)
    if node is None:
        raise Problem(404, f"Không có {identifier} trong {name}.", errorCode="E1005")
    return json_answer(selection(request.GET.getlist("fields") or [":all"]).of(node))


def _wanted(request: HttpRequest, name: str, metadata: Metadata) -> list[Node]:
    nodes = metadata.collection(name)
    if nodes is None:
        raise _unknown(request)
    asked = request.GET
    levels, parent, query = asked.getlist("level"), asked.get("parent"), asked.get("query", "").lower()
    if levels:
        nodes = [node for node in nodes if str(node.get("level")) in levels]
    if parent:
        nodes = [node for node in nodes if f"/{parent}/" in str(node.get("path"))]
    if query:
        nodes = [
            node for node in nodes if query in str(node.get("name")).lower() or query == str(node.get("id")).lower()
        ]
    nodes = filtered(nodes, asked.getlist("filter"), asked.get("rootJunction", "AND").upper() == "OR")
    return ordered(nodes, asked.get("order", ""))


def _unknown(request: HttpRequest) -> Problem:
    return Problem(
        404, f"Không có địa chỉ {request.path}. Kybao trả lời phần số liệu tổng hợp của DHIS2; xem docs/exchange.md."
    )


def _whole(request: HttpRequest, name: str, default: int, most: int) -> int:
    given: Any = request.GET.get(name, str(default))
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:12]) <= most):
        raise Problem(400, f"Tham số {name} phải là số nguyên từ 1 đến {most}.")
    return int(given)
