"""Sessions that end: after a time without use, and in any case after a day's work."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

_BEGAN, _SEEN = "signed_in_at", "seen_at"
_NOTE_EVERY = 60  # seconds; not each request writes to the database


class SessionLimits:
    """Signs out who was idle for `SESSION_IDLE_SECONDS`, or signed in `SESSION_COOKIE_AGE` seconds ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, session = int(time.time()), request.session
            began, seen = session.setdefault(_BEGAN, now), session.setdefault(_SEEN, now)
            if now - seen >= settings.SESSION_IDLE_SECONDS or now - began >= settings.SESSION_COOKIE_AGE:
                logout(request)
                messages.info(request, "Phiên làm việc đã hết hạn. Hãy đăng nhập lại.")
            elif now - seen >= _NOTE_EVERY:
                session[_SEEN] = now
        return self.get_response(request)
