"""The way by SMTP: a job for each letter, tried again while the server does not answer.

A letter that the server took in the very moment in which its worker was killed is sent again, under the same Message-ID.
"""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from kybao.reminding.models import Delivery
from kybao.working.kinds import Effect, TryLater

_State = Delivery.State
_LONGEST_WHY = 300


def send_mail(payload: Mapping[str, Any]) -> Effect | None:
    """The job: sends one letter. Raises `TryLater` where the server may take it another time."""
    found = Delivery.objects.select_related("reminder", "account").filter(pk=payload["delivery"], state=_State.WAITING)
    delivery = found.first()
    if delivery is None:
        return None
    try:
        _letter(delivery).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        if code < 500:
            raise TryLater(f"Máy chủ thư tạm chưa nhận: {_plain(said)}.") from error
        why = f"Máy chủ thư không nhận địa chỉ {delivery.account.email}: {_plain(said)}."
        return lambda: _end(delivery.pk, _State.FAILED, why)
    except smtplib.SMTPAuthenticationError as error:
        raise TryLater("Máy chủ thư không nhận tên hoặc mật khẩu (KYBAO_SMTP_USER, KYBAO_SMTP_PASSWORD).") from error
    except OSError as error:  # also what smtplib raises
        raise TryLater(f"Không gửi được qua máy chủ thư {settings.EMAIL_HOST}: {_plain(error)}.") from error
    return lambda: _end(delivery.pk, _State.DELIVERED)


def given_up(payload: Mapping[str, Any], why: str) -> None:
    _end(payload["delivery"], _State.FAILED, why)


def _letter(delivery: Delivery) -> EmailMessage:
    reminder = delivery.reminder
    inbox = settings.SITE_ADDRESS + reverse("desk:inbox")
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "kybao"
    return EmailMessage(
        reminder.subject,
        f"{reminder.text}\n\n-- \nThư này cũng có trong hộp thư Kỳ báo của bạn: {inbox}\n",
        to=[delivery.account.email],
        headers={
            "Message-ID": f"<nhac-{delivery.pk}-{reminder.at:%Y%m%d%H%M%S}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _end(delivery: int, state: Delivery.State, why: str = "") -> None:
    Delivery.objects.filter(pk=delivery, state=_State.WAITING).update(
        state=state, why=why, at=timezone.now() if state == _State.DELIVERED else None
    )


def _plain(said: object) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:_LONGEST_WHY].rstrip(".")
