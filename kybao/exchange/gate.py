"""What every request of a program goes through: its token, its allowance, its errors, its ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from kybao.exchange.problems import MEDIA_TYPE, Problem
from kybao.exchange.scopes import Scope
from kybao.exchange.tokens import Allowance, Bearer, bearer_of, take_one
from kybao.people.acting import Actor, acting

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_SIGN = (
    "Hãy gửi mã kết nối trong đầu mục Authorization: “Bearer MÃ”, “ApiToken MÃ”, hoặc Basic với tên mã là tên người dùng "
    "và mã là mật khẩu. Người quản trị tạo mã bằng lệnh kybao token create."
)


def admit(request: HttpRequest, *scopes: Scope) -> Bearer:
    """The program that sends a request. Raises `Problem`: 401 without a valid token, 429 too often, 403 without a scope."""
    given = request.headers.get("Authorization", "")
    bearer = bearer_of(given) if given else None
    if bearer is None:
        raise Problem(401, f"Mã kết nối sai, đã hết hạn hoặc đã thu hồi. {_SIGN}" if given else _SIGN)
    allowance = take_one(bearer.token)
    request.api_allowance = allowance  # type: ignore[attr-defined]  # printed on the response by `for_programs`
    if allowance.left < 0:
        raise Problem(
            429,
            f"Mã kết nối này chỉ được gửi {allowance.limit} yêu cầu mỗi phút. Hãy gửi lại sau {allowance.seconds} giây.",
        )
    request.api_acting.enter_context(acting(Actor(bearer.name)))  # type: ignore[attr-defined]  # until the view has ended
    missing = [scope for scope in scopes if scope not in bearer.scopes]
    if missing:
        words = ", ".join(f"{scope.value} ({scope.label.lower()})" for scope in missing)
        raise Problem(403, f"Mã kết nối này không có phạm vi {words}. Hãy xin người quản trị một mã có phạm vi đó.")
    return bearer


def for_programs(view: View) -> View:
    """A view for programs: open to those who have not signed in at the desk, its errors told as problems."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with ExitStack() as stack:
            request.api_acting = stack  # type: ignore[attr-defined]
            try:
                response = view(request, *args, **kwargs)
            except Problem as problem:
                response = problem.response()
            except RequestDataTooBig:
                response = Problem(413, "Yêu cầu quá lớn. Hãy chia thành nhiều yêu cầu nhỏ hơn.").response()
        if response.status_code == 405 and response.headers.get("Content-Type") != MEDIA_TYPE:
            response = _not_allowed(response.headers.get("Allow", ""))
        response = _with_etag(request, response)
        _tell_allowance(response, getattr(request, "api_allowance", None))
        return response

    told.csrf_exempt = True  # type: ignore[attr-defined]  # a token is sent on purpose, never by a browser of its own accord
    told.login_required = False  # type: ignore[attr-defined]
    return told  # type: ignore[return-value]


def _not_allowed(allowed: str) -> HttpResponse:
    response = Problem(405, f"Địa chỉ này chỉ nhận: {allowed}.").response()
    response.headers["Allow"] = allowed
    return response


def _with_etag(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Answers of one piece carry the hash of what they say; who has it already gets 304."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    response.headers.setdefault("ETag", f'"{hashlib.sha256(response.content).hexdigest()[:32]}"')
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers.setdefault("Vary", "Authorization, Accept")
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def _tell_allowance(response: HttpResponseBase, allowance: Allowance | None) -> None:
    if allowance is None:
        return
    response.headers["RateLimit-Limit"] = str(allowance.limit)
    response.headers["RateLimit-Remaining"] = str(max(0, allowance.left))
    response.headers["RateLimit-Reset"] = str(allowance.seconds)
    if response.status_code == 429:
        response.headers["Retry-After"] = str(allowance.seconds)
