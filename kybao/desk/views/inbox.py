"""One's own messages: the list, opening one, and marking all as read."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from kybao.people.models import Account
from kybao.reminding.inbox import messages_of, open_message, read_all

_PAGE = 20


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    rows = messages_of(_account(request))
    only_unread = "chua-doc" in request.GET
    page = Paginator(rows.filter(read_at=None) if only_unread else rows, _PAGE).get_page(request.GET.get("trang"))
    return render(request, "desk/inbox/page.html", {"here": "inbox", "page": page, "only_unread": only_unread})


@require_POST
def open_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Marks a message as read, and leads to what it is about."""
    found = open_message(_account(request), public_id)
    if found is None:
        raise Http404("Không có tin này trong hộp thư của bạn.")
    safe = url_has_allowed_host_and_scheme(found.link, allowed_hosts=None)
    return redirect(found.link if found.link and safe else "desk:inbox")


@require_POST
def read_everything(request: HttpRequest) -> HttpResponse:
    count = read_all(_account(request))
    messages.success(request, f"Đã đánh dấu {count} tin là đã đọc." if count else "Không có tin nào chưa đọc.")
    return redirect("desk:inbox")


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise Http404("Chưa có tài khoản nào nên chưa có hộp thư.")
    return request.user
