"""Who comes in: everyone signs in, except at the machine itself for as long as no account exists."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port

from kybao.people.accounts import no_account_yet
from kybao.people.acting import NOT_SIGNED_IN, Actor, acting
from kybao.people.models import Account
from kybao.people.scope import Onlooker

_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")
_LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}


def is_local(request: HttpRequest) -> bool:
    """Whether the browser runs on this machine: asked by a local name, from a local address, through no proxy."""
    host, _ = split_domain_port(request.get_host())
    return host in _LOCAL_NAMES and from_this_machine(request)


def from_this_machine(request: HttpRequest) -> bool:
    """Whether a request comes from a local address through no proxy, by whatever name."""
    if any(name in request.META for name in _FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class OpenToOnlookers:
    """Lets whoever sits at the machine look around while there is no account; names who acts in the history."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, Account):
            with acting(Actor.of(user)):
                response = self.get_response(request)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response
        if no_account_yet() and is_local(request):
            request.user = Onlooker()
        with acting(NOT_SIGNED_IN):
            return self.get_response(request)


class SignInRequired(LoginRequiredMiddleware):
    """Every view asks for signing in, except those that say otherwise and those that an onlooker looks at."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if isinstance(request.user, Onlooker):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
