"""The forms of signing in, inviting and setting up: Vietnamese labels, and errors that say how to mend them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kybao.people.accounts import subject_of
from kybao.people.history import record
from kybao.people.models import Account
from kybao.people.policy import GRANTED_ROLES, Role
from kybao.registry.models import Unit

if TYPE_CHECKING:
    _AccountForm = forms.ModelForm[Account]
else:
    _AccountForm = forms.ModelForm

_RULES = "Gồm ít nhất 10 ký tự, không chỉ toàn chữ số, không giống tên của bạn. Một câu ngắn dễ nhớ là tốt nhất."


def _set(form: forms.BaseForm, **labels: str) -> None:
    """Labels instead of placeholders, which vanish as one types."""
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].help_text = ""
            form.fields[name].widget.attrs.pop("placeholder", None)


class SignIn(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, login="Tên đăng nhập", password="Mật khẩu")
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocapitalize": "none", "spellcheck": "false"}


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, oldpassword="Mật khẩu hiện tại", password1="Mật khẩu mới", password2="Nhập lại mật khẩu mới")
        self.fields["password1"].help_text = _RULES

    def clean(self) -> dict[str, Any]:
        return _same_twice(self, forms.Form.clean(self) or {})  # not allauth's own, which says the same in English


class ConfirmPassword(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, password="Mật khẩu")


class _Code(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, code="Mã xác thực")
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class EnterCode(_Code, AuthenticateForm):  # type: ignore[misc]
    def _emit_authentication_failed(self, authenticator: Any) -> None:
        super()._emit_authentication_failed(authenticator)
        with transaction.atomic():
            record("people.sign_in_failed", subject_of(self.user))


class ConfirmCode(_Code, ReauthenticateByCodeForm):  # type: ignore[misc]
    pass


class ActivateSecondFactor(_Code, ActivateTOTPForm):  # type: ignore[misc]
    pass


class _WithPassword(forms.Form):
    """A password typed twice and held to the rules, against the names that stand beside it."""

    password1 = forms.CharField(
        label="Mật khẩu",
        strip=False,
        help_text=_RULES,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Nhập lại mật khẩu",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = _same_twice(self, super().clean() or {})
        password = cleaned.get("password1")
        if password:
            try:
                validate_password(password, self.holder(cleaned))
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def holder(self, cleaned: dict[str, Any]) -> Account:
        names = {name: cleaned.get(name) or "" for name in ("username", "full_name", "email")}
        return Account(**names)


def _same_twice(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    first, second = cleaned.get("password1"), cleaned.get("password2")
    if first and second and first != second:
        form.add_error("password2", "Hai lần nhập không giống nhau. Hãy nhập lại.")
    return cleaned


class _Named(_AccountForm):
    class Meta:
        model = Account
        fields = ("full_name", "username")
        widgets = {  # noqa: RUF012
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "username": forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
        }
        labels = {"full_name": "Họ và tên", "username": "Tên đăng nhập"}  # noqa: RUF012
        help_texts = {"username": "Chữ thường không dấu, ví dụ nguyen.van.an"}  # noqa: RUF012

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class Joining(_WithPassword, _Named):
    """An invited person chooses the name that they sign in by, and their password."""

    field_order = ("full_name", "username", "password1", "password2")


class SettingUp(_WithPassword, _Named):
    """The first administrator."""

    class Meta(_Named.Meta):
        fields = ("full_name", "username", "email")  # type: ignore[assignment]
        labels = _Named.Meta.labels | {"email": "Thư điện tử (không bắt buộc)"}

    field_order = ("full_name", "username", "email", "password1", "password2")


class NewPassword(_WithPassword):
    """A new password for the account that a link was made for."""

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["password1"].label = "Mật khẩu mới"

    def holder(self, cleaned: dict[str, Any]) -> Account:
        return self.account


_ROLES = [(role.value, role.label) for role in GRANTED_ROLES if role is not Role.API_CLIENT]
_NEEDS_UNIT = "Người báo cáo phải thuộc một đơn vị. Hãy chọn đơn vị."
_NO_UNIT = "Người quản trị lo cho toàn hệ thống. Hãy để trống đơn vị."
_NO_COMMITTEE = "Vai trò này gắn với cơ quan nhận báo cáo. Hãy chọn cơ quan đó, hoặc để trống cho toàn hệ thống."


class RoleFor(forms.Form):
    """A role, and the unit that it is held for."""

    role = forms.ChoiceField(label="Vai trò", choices=_ROLES)
    unit = forms.ModelChoiceField(
        label="Đơn vị",
        queryset=Unit.objects.order_by("list_number", "code"),
        required=False,
        empty_label="toàn hệ thống",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        role, unit = cleaned.get("role"), cleaned.get("unit")
        if role == Role.REPORTER and unit is None:
            self.add_error("unit", _NEEDS_UNIT)
        elif role == Role.ADMINISTRATOR and unit is not None:
            self.add_error("unit", _NO_UNIT)
        elif role not in (Role.REPORTER, Role.ADMINISTRATOR) and unit and not unit.received_regimes.exists():
            self.add_error("unit", _NO_COMMITTEE)
        return cleaned


class Inviting(RoleFor):
    full_name = forms.CharField(label="Họ và tên", max_length=120)
    email = forms.EmailField(
        label="Thư điện tử (không bắt buộc)",
        required=False,
        help_text="Nếu máy chủ gửi được thư, lời mời được gửi đến đây.",
    )
    field_order = ("full_name", "email", "role", "unit")
