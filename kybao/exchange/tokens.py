"""Tokens of programs: made, found by what a request carries, taken back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.timezone import localtime

from kybao.exchange.models import ApiToken
from kybao.exchange.scopes import RIGHT_OF, Scope
from kybao.people.history import Subject, record
from kybao.people.policy import Right, Role
from kybao.people.scope import Grant, scope_of
from kybao.registry.models import Unit

_PREFIX = "kybao_"
_NAME = re.compile(r"[-\w]{1,60}", re.ASCII)


class BadToken(ValueError):
    """A token that can't be made or found; its message is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A program that acts by a token. The table of rights takes it for a user: `is_active`, `narrowed_to`, `grants`."""

    token: ApiToken
    is_active: bool = True

    @property
    def narrowed_to(self) -> frozenset[Right]:
        return frozenset(RIGHT_OF[scope] for scope in self.scopes if scope in RIGHT_OF)

    @property
    def grants(self) -> tuple[Grant, ...]:
        unit = self.token.unit_id
        if unit is None:
            return (Grant(Role.API_CLIENT, None),)
        return (Grant(Role.API_CLIENT, unit), Grant(Role.REPORTER, unit))

    @property
    def scopes(self) -> frozenset[Scope]:
        return frozenset(Scope(scope) for scope in self.token.scopes)

    @property
    def name(self) -> str:
        return f"mã kết nối {self.token.name}"

    def may_write_facts(self, unit: Unit) -> bool:
        """Whether figures about a unit may be written: its own, those of the units below it, or everybody's."""
        own = self.token.unit_id
        return Scope.WRITE_FACTS in self.scopes and (own is None or own in (unit.pk, unit.parent_id))

    def may_file_for(self, unit: Unit, receiver: Unit) -> bool:
        scope = scope_of(self, Right.FILE)
        return scope.everything or unit.pk in scope.units or receiver.pk in scope.committees


def make(
    name: str, scopes: Iterable[Scope], unit: Unit | None, days: int, per_minute: int = 600
) -> tuple[ApiToken, str]:
    """A token and its secret, which is not kept and can't be shown again. Raises `BadToken`."""
    secret = _PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        name=name,
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        unit=unit,
        per_minute=per_minute,
        expires_at=timezone.now() + timedelta(days=days),
    )
    if not _NAME.fullmatch(name):
        raise BadToken(
            f"Không đặt tên mã kết nối là “{name}” được. Tên gồm 1 đến 60 chữ không dấu, chữ số, dấu - và _."
        )
    if not token.scopes:
        raise BadToken("Hãy nêu ít nhất một phạm vi cho mã kết nối.")
    if ApiToken.objects.filter(name=name).exists():
        raise BadToken(f"Đã có mã kết nối tên “{name}”. Hãy chọn tên khác.")
    with transaction.atomic():
        token.save()
        record("exchange.token_made", _subject(token), after={"scopes": token.scopes, "expires_at": token.expires_at})
    return token, secret


def scopes_named(names: Iterable[str]) -> list[Scope]:
    """The scopes of these names, all that only read where none is named. Raises `BadToken`."""
    given = list(names)
    unknown = [name for name in given if name not in Scope.values]
    if unknown:
        raise BadToken(f"Không có phạm vi “{unknown[0]}”. Các phạm vi: {', '.join(Scope.values)}.")
    return [Scope(name) for name in given] or [scope for scope in Scope if scope.value.startswith("read:")]


def token_line(token: ApiToken) -> str:
    """A token in one line for people."""
    used = f"dùng lần cuối {moment(token.last_used_at)}" if token.last_used_at else "chưa dùng"
    if token.revoked_at is not None:
        state = f"thu hồi {moment(token.revoked_at)}"
    else:
        state = f"{'đến' if token.is_valid() else 'hết hạn'} {moment(token.expires_at)}"
    return f"{token.name}: {', '.join(token.scopes)}; {token.unit or 'mọi đơn vị'}; {state}; {used}"


def revoke(name: str) -> ApiToken:
    """Ends a token from now on. Raises `BadToken` where there is none of that name, or it was ended before."""
    token = ApiToken.objects.filter(name=name).first()
    if token is None:
        raise BadToken(f"Không có mã kết nối tên “{name}”. Xem các mã bằng kybao token list.")
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            raise BadToken(f"Mã kết nối “{name}” đã thu hồi từ trước.")
        record("exchange.token_revoked", _subject(token), before={"scopes": token.scopes})
    token.refresh_from_db()
    return token


def bearer_of(authorization: str) -> Bearer | None:
    """Who sends a request with this `Authorization` header; None where it names no valid token.

    Takes `Bearer SECRET`, `ApiToken SECRET` (as DHIS2 writes it) and `Basic` with the token's name as the user name and its
    secret as the password.
    """
    scheme, _, given = authorization.strip().partition(" ")
    if scheme.lower() in ("bearer", "apitoken"):
        wanted = Q(digest=digest_of(given.strip()))
    elif scheme.lower() == "basic" and (pair := _name_and_secret(given.strip())) is not None:
        wanted = Q(name=pair[0], digest=digest_of(pair[1]))
    else:
        return None
    token = ApiToken.objects.filter(wanted).select_related("unit").first()
    if token is None or not token.is_valid():
        return None
    return Bearer(token)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a token's requests in this minute: `left` is below zero where it has made too many."""

    limit: int
    left: int
    seconds: int


def take_one(token: ApiToken) -> Allowance:
    """Counts a request of a token, in the database and so over all processes, and notes when it was made."""
    now = timezone.now()
    minute = int(now.timestamp()) // 60
    row = ApiToken.objects.filter(pk=token.pk)
    made = Case(When(minute=minute, then=F("made") + 1), default=Value(1))
    with (
        transaction.atomic()
    ):  # the row stays locked until it is read again, so that no two requests get the same number
        row.update(made=made, minute=minute, last_used_at=now)
        number: int = row.values_list("made", flat=True).get()
    return Allowance(token.per_minute, token.per_minute - number, 60 - now.second)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _subject(token: ApiToken) -> Subject:
    return Subject("token", str(token.public_id), token.name, token.unit)


def moment(at: datetime) -> str:
    """A moment as people here read it."""
    return f"{localtime(at):%d/%m/%Y %H:%M}"


def _name_and_secret(given: str) -> tuple[str, str] | None:
    try:
        name, separator, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (name, secret) if separator and "\x00" not in name else None
