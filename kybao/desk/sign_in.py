"""How Kybao uses django-allauth: nobody makes their own account, words are Vietnamese, the history knows who came in."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest

from kybao.desk.second_factor_secrets import opened, seal_old, sealed
from kybao.people.accounts import subject_of
from kybao.people.acting import Actor
from kybao.people.history import Subject, record
from kybao.people.models import Account

_NOTES = {
    "account/messages/password_changed.txt": "Đã đổi mật khẩu.",
    "mfa/messages/totp_activated.txt": "Đã bật xác thực hai lớp.",
    "mfa/messages/totp_deactivated.txt": "Đã tắt xác thực hai lớp.",
    "mfa/messages/recovery_codes_generated.txt": "Đã tạo các mã dự phòng.",
    "socialaccount/messages/account_connected.txt": "Đã nối tài khoản.",
}
_WORDS = {
    "account_inactive": "Tài khoản này đã ngừng dùng. Hãy liên hệ người quản trị.",
    "enter_current_password": "Mật khẩu hiện tại chưa đúng. Hãy nhập lại.",
    "incorrect_code": "Mã chưa đúng. Hãy nhập mã đang hiện trong ứng dụng, hoặc một mã dự phòng chưa dùng.",
    "incorrect_password": "Mật khẩu chưa đúng. Hãy nhập lại.",
    "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy nhập lại.",
    "rate_limited": "Đã thử quá nhiều lần. Hãy chờ vài phút rồi thử lại.",
    "too_many_login_attempts": "Đã nhập sai quá nhiều lần. Hãy chờ mười phút rồi thử lại.",
    "username_password_mismatch": "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy nhập lại.",
}


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations only; signing in, out and failing to are recorded."""

    error_messages: ClassVar[dict[str, Any]] = {**DefaultAccountAdapter.error_messages, **_WORDS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_: Any, **others: Any
    ) -> None:
        """What allauth wants to say, in Vietnamese; what goes without saying is left out."""
        text = _NOTES.get(message_template or "") or others.get("message")
        if text:
            messages.add_message(request, level, text)

    @transaction.atomic
    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        if isinstance(user, Account):
            seal_old(user.pk)
            record("people.signed_in", subject_of(user), after=self._where(request), who=Actor.of(user))

    @transaction.atomic
    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Account):
            record("people.signed_out", subject_of(request.user), who=Actor.of(request.user))
        super().logout(request)

    @transaction.atomic
    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """What was typed is kept only where it is the name of an account: it may have been a password."""
        account = Account.objects.filter(username=str(credentials.get("username", "")).lower()).first()
        subject = subject_of(account) if account else Subject("account", "", "tên đăng nhập không có")
        record("people.sign_in_failed", subject, after=self._where(request))

    @transaction.atomic
    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, password)
        if isinstance(user, Account):
            record("people.password_changed", subject_of(user))

    def _where(self, request: HttpRequest) -> dict[str, object]:
        return {"address": self.get_client_ip(request)}


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors whose secrets are never in the database as they are."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WORDS["incorrect_code"],
        "cannot_delete_authenticator": "Không tắt được xác thực hai lớp.",
        "cannot_generate_recovery_codes": "Hãy bật xác thực hai lớp trước khi tạo mã dự phòng.",
    }

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text)


class OutsideAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The identity provider opens accounts that an administrator has made; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
