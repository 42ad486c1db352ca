"""Links on their way to people: by e-mail where the server can send it, and always as text to pass on by hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from kybao.people.models import Invitation


@dataclass(frozen=True, slots=True)
class SentLink:
    """`mailed` tells whether the mail server took it; it may be sent by hand in any case."""

    address: str
    mailed: bool


def send_link(request: HttpRequest, invitation: Invitation, secret: str) -> SentLink:
    address = request.build_absolute_uri(reverse("desk:join", args=(secret,)))
    if not (settings.EMAIL_HOST and invitation.email):
        return SentLink(address, False)
    text = render_to_string("desk/mail/link.txt", {"invitation": invitation, "address": address})
    subject = "Đặt lại mật khẩu Kỳ báo" if invitation.account_id else "Lời mời vào Kỳ báo"
    try:
        send_mail(subject, text, None, [invitation.email])
    except OSError:  # also what smtplib raises; the page then shows the link to be passed on by hand
        return SentLink(address, False)
    return SentLink(address, True)
