"""Accounts, what they are to which unit, invitations, and the history."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import reduce
from operator import or_
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from kybao.people.policy import GRANTED_ROLES, Right, Role
from kybao.people.scope import Grant, Holder, scope_of
from kybao.registry.models import Unit

_ROLES = [(role.value, role.label) for role in GRANTED_ROLES]


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """Who can sign in (tài khoản). Never deleted, since the history names it; one that has ended is not active."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\Z",
                "Tên đăng nhập chỉ gồm chữ cái thường không dấu, chữ số và các dấu . _ - ở giữa, ví dụ nguyen.van.an.",
            )
        ],
        error_messages={"unique": "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."},
    )
    full_name = models.CharField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    narrowed_to: ClassVar[None] = None

    class Meta:
        ordering = ("full_name", "username")
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="account_email_once",
                violation_error_message="Địa chỉ thư điện tử này đã thuộc một tài khoản khác.",
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """What the account is to which unit, asked for once an instance and so once a request."""
        return tuple(Grant(Role(one.role), one.unit_id) for one in self.memberships.all())


class Membership(models.Model):
    """A role that an account holds for a unit; without unit for the whole installation."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=_ROLES)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="memberships")

    class Meta:
        ordering = ("role", "unit__list_number", "pk")
        constraints = (
            models.UniqueConstraint(fields=("account", "role", "unit"), name="membership_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=~models.Q(role=Role.REPORTER) | models.Q(unit__isnull=False), name="reporter_has_a_unit"
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.ADMINISTRATOR) | models.Q(unit__isnull=True),
                name="administrator_has_no_unit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit.listed_name if self.unit else 'toàn hệ thống'}"


class Invitation(models.Model):
    """A one-time link (lời mời): to a person who has no account yet, or, with `account`, to set a new password.

    Only the hash of the link's secret is kept.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    full_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20, choices=_ROLES, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="password_links")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return self.full_name

    def is_open(self, now: datetime | None = None) -> bool:
        return self.used_at is None and self.withdrawn_at is None and (now or timezone.now()) < self.expires_at


class HistoryEntryQuerySet(models.QuerySet["HistoryEntry"]):
    def for_user(self, user: Holder | AnonymousUser) -> HistoryEntryQuerySet:
        """What this user may read of the history: all, a committee's with its units', or their own unit's."""
        scope = scope_of(user, Right.READ_HISTORY)
        return scope.narrow(self, unit="unit", committee=("unit", "unit__parent"))  # type: ignore[return-value]

    def named(self, words: str) -> HistoryEntryQuerySet:
        """Those whose doer, object or unit has these words in its name."""
        names = ("actor", "object_name", "unit__name", "unit__listed_name")
        return self.filter(reduce(or_, (models.Q(**{f"{name}__icontains": words}) for name in names)))


class HistoryEntry(models.Model):
    """One thing that was done (lịch sử): who, when, what, to which object, before and after. Never changed, never deleted.

    `number` counts without gaps from 1; `hash` is SHA-256 over the entry with the hash before it (`people.history`).
    `unit` is whose history it belongs to; None where it concerns the whole installation.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    actor_id = models.UUIDField(null=True, db_index=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    object_name = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="history")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = HistoryEntryQuerySet.as_manager()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number}. {self.action}: {self.object_name}"


class HistoryTail(models.Model):
    """The end of the history, one row: whoever adds an entry locks it, so that numbers have no gap and the chain no fork."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
