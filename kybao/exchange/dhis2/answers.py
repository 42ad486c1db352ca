"""How DHIS2 answers: messages of its own form, and what goes around every view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from kybao.exchange.gate import for_programs
from kybao.exchange.problems import Problem

Answer = Callable[..., HttpResponseBase]


def json_answer(data: Any, status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, safe=False, json_dumps_params={"ensure_ascii": False})


def conflict(code: str, message: str) -> Problem:
    """What DHIS2 answers to a question that it can't answer: 409 with its error code."""
    return Problem(409, message, errorCode=code)


def as_dhis2(view: Answer) -> Answer:
    """A view for DHIS2's clients: what is wrong is told in DHIS2's form."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            return _message(problem)

    return for_programs(told)


def _message(problem: Problem) -> HttpResponseBase:
    response = json_answer(
        {
            "httpStatus": HTTPStatus(problem.status).phrase,
            "httpStatusCode": problem.status,
            "status": "ERROR",
            "message": problem.detail,
            **problem.more,
        },
        problem.status,
    )
    for name in ("WWW-Authenticate",):
        if value := problem.response().headers.get(name):
            response.headers[name] = value
    return response
