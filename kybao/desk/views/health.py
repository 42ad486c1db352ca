"""How the installation is, for its keeper and for machines that watch it: from this machine, by a token, or signed in."""

from __future__ import annotations

from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from kybao.desk.gate import from_this_machine
from kybao.desk.health import State, look
from kybao.desk.measuring import metrics as all_metrics
from kybao.people.policy import Right
from kybao.people.scope import may


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """200 where Kybao can serve, else 503; a page for browsers, JSON for all others."""
    _watchers_only(request)
    found = look()
    status = 503 if found.state is State.BAD else 200
    if request.accepts("text/html") and "text/html" in request.headers.get("Accept", ""):
        return render(request, "desk/health/page.html", {"health": found}, status=status)
    return JsonResponse(found.to_data(), status=status, json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    _watchers_only(request)
    return HttpResponse(all_metrics(), content_type=CONTENT_TYPE_LATEST)


def _watchers_only(request: HttpRequest) -> None:
    sent = request.headers.get("Authorization", "")
    token = settings.MONITOR_TOKEN
    by_token = bool(token) and compare_digest(sent.encode(), f"Bearer {token}".encode())
    if not (by_token or from_this_machine(request) or may(request.user, Right.MANAGE_REGISTRY)):
        raise Http404("Trang này chỉ mở từ máy chạy Kỳ báo, bằng mã giám sát, hoặc cho người quản trị.")
