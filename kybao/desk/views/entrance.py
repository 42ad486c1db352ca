"""Ways in beside the sign-in form: the first administrator, and the links that administrators make."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kybao.desk.forms import Joining, NewPassword, SettingUp
from kybao.desk.gate import is_local
from kybao.filing.models import Obligation
from kybao.people import accounts
from kybao.people.accounts import Refused

_PASSWORDS = ("password1", "password2")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters(*_PASSWORDS)
@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """The first account, made at the machine itself while there is none."""
    if not accounts.no_account_yet():
        raise Http404("Kỳ báo đã có tài khoản quản trị. Hãy đăng nhập.")
    if not is_local(request):
        raise Http404("Tài khoản đầu tiên chỉ tạo được ngay trên máy chạy Kỳ báo, tại http://localhost.")
    form = SettingUp(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            account = accounts.make_first_administrator(
                given["username"], given["full_name"], given["email"], given["password1"]
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            get_adapter().login(request, account)
            messages.success(
                request, "Đã tạo tài khoản quản trị. Từ giờ ai cũng phải đăng nhập; hãy mời những người khác."
            )
            return redirect("desk:people" if Obligation.objects.exists() else "desk:setting_up")
    return render(request, "desk/set_up.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters(*_PASSWORDS)
@never_cache
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """A link's page: an invited person makes their account, or an account gets a new password."""
    invitation = accounts.open_invitation(secret)
    if invitation is None:
        return render(request, "desk/link_ended.html", status=404)
    data = request.POST or None
    account = invitation.account
    form = NewPassword(account, data) if account else Joining(data, initial={"full_name": invitation.full_name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            accounts.accept(secret, given.get("username", ""), given.get("full_name", ""), given["password1"])
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã xong. Hãy đăng nhập bằng mật khẩu vừa đặt.")
            return redirect("account_login")
    return render(request, "desk/join.html", {"form": form, "invitation": invitation})


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, password, second factor."""
    if not request.user.is_authenticated:
        raise Http404("Chưa có tài khoản nào. Hãy tạo tài khoản quản trị đầu tiên.")
    memberships = request.user.memberships.select_related("unit")
    return render(request, "desk/account.html", {"here": "account", "memberships": memberships})
