"""People: who has an account, what each is to which unit, and the links by which they come in."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kybao.desk.access import needs
from kybao.desk.forms import Inviting, RoleFor
from kybao.desk.posting import send_link
from kybao.people import accounts
from kybao.people.accounts import Refused
from kybao.people.models import Account, Invitation, Membership
from kybao.people.policy import Right, Role


@require_safe
@needs(Right.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    listed = Account.objects.prefetch_related("memberships__unit").annotate(
        second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP))
    )
    waiting = Invitation.objects.filter(account=None, used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    return render(
        request,
        "desk/people.html",
        {"here": "people", "people": listed, "invitations": waiting.select_related("unit")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    """Makes an invitation; its link is shown on the answer, this once."""
    form = Inviting(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            invitation, secret = accounts.invite(
                given["full_name"].strip(), given["email"].lower(), Role(given["role"]), given["unit"]
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return _show_link(request, invitation, secret)
    return render(request, "desk/invite.html", {"here": "people", "form": form})


@require_safe
@needs(Right.MANAGE_PEOPLE)
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _person_page(request, _account(public_id), RoleFor())


@require_POST
@needs(Right.MANAGE_PEOPLE)
def grant(request: HttpRequest, public_id: UUID) -> HttpResponse:
    account, form = _account(public_id), RoleFor(request.POST)
    if not form.is_valid():
        return _person_page(request, account, form)
    role, unit = Role(form.cleaned_data["role"]), form.cleaned_data["unit"]
    return _done(request, account, lambda: accounts.grant(account, role, unit), "Đã thêm vai trò.")


@require_POST
@needs(Right.MANAGE_PEOPLE)
def withdraw(request: HttpRequest, public_id: UUID, membership: UUID) -> HttpResponse:
    account = _account(public_id)
    held = Membership.objects.select_related("unit").filter(account=account, public_id=membership).first()
    if held is None:
        raise Http404("Người này không còn vai trò đó. Hãy mở lại trang.")
    return _done(request, account, lambda: accounts.withdraw(held), "Đã bỏ vai trò.")


@require_POST
@needs(Right.MANAGE_PEOPLE)
def deactivate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    account = _account(public_id)
    return _done(request, account, lambda: accounts.deactivate(account), "Đã ngừng tài khoản.")


@require_POST
@needs(Right.MANAGE_PEOPLE)
def reactivate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    account = _account(public_id)
    return _done(request, account, lambda: accounts.reactivate(account), "Đã mở lại tài khoản.")


@require_POST
@needs(Right.MANAGE_PEOPLE)
def reset_second_factor(request: HttpRequest, public_id: UUID) -> HttpResponse:
    account = _account(public_id)
    return _done(request, account, lambda: accounts.reset_second_factor(account), "Đã bỏ xác thực hai lớp.")


@require_POST
@needs(Right.MANAGE_PEOPLE)
def password_link(request: HttpRequest, public_id: UUID) -> HttpResponse:
    invitation, secret = accounts.make_password_link(_account(public_id))
    return _show_link(request, invitation, secret)


@require_POST
@needs(Right.MANAGE_PEOPLE)
def withdraw_invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    invitation = Invitation.objects.filter(public_id=public_id, account=None).first()
    if invitation is None:
        raise Http404("Không có lời mời này.")
    try:
        accounts.withdraw_invitation(invitation)
        messages.success(request, f"Đã huỷ lời mời gửi {invitation.full_name}.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("desk:people")


def _account(public_id: UUID) -> Account:
    found = Account.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404("Không có người này. Hãy mở lại từ danh sách người dùng.")
    return found


def _person_page(request: HttpRequest, account: Account, form: RoleFor) -> HttpResponse:
    return render(
        request,
        "desk/person.html",
        {
            "here": "people",
            "person": account,
            "memberships": account.memberships.select_related("unit"),
            "second_factor": Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first(),
            "form": form,
        },
    )


def _done(request: HttpRequest, account: Account, change: Callable[[], object], note: str) -> HttpResponse:
    """Makes a change, says how it went, and goes back to the person's page."""
    try:
        change()
        messages.success(request, note)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("desk:person", account.public_id)


def _show_link(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    sent = send_link(request, invitation, secret)
    return render(
        request,
        "desk/link_made.html",
        {"here": "people", "invitation": invitation, "address": sent.address, "sent": sent.mailed},
    )
