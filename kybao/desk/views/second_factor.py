"""The second factor's pages of django-allauth; what changes is recorded in the transaction that changes it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.db import transaction
from django.http import HttpResponse

from kybao.people.accounts import subject_of
from kybao.people.history import record


class _Recorded:
    """A form that changes one's own second factor. `action` is what the history calls it."""

    action: str
    request: Any

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        record(self.action, subject_of(self.request.user))
        return response


class Activate(_Recorded, ActivateTOTPView):  # type: ignore[misc]
    action = "people.second_factor_on"


class Deactivate(_Recorded, DeactivateTOTPView):  # type: ignore[misc]
    action = "people.second_factor_off"


class NewRecoveryCodes(_Recorded, GenerateRecoveryCodesView):  # type: ignore[misc]
    action = "people.recovery_codes_made"


activate = Activate.as_view()
deactivate = Deactivate.as_view()
new_recovery_codes = NewRecoveryCodes.as_view()
