"""Plans of reminders, their wordings, what was sent to whom by which way, and everyone's inbox."""

from __future__ import annotations

import uuid
from datetime import time

from django.contrib.auth.models import AnonymousUser
from django.db import models

from kybao.filing.models import Obligation
from kybao.people.models import Account
from kybao.people.policy import Right
from kybao.people.scope import Holder, scope_of
from kybao.registry.models import Regime


class Occasion(models.TextChoices):
    """What a reminder is about; each has its wording."""

    BEFORE = "truoc-han", "Trước hạn"
    AFTER = "qua-han", "Quá hạn"
    ESCALATED = "qua-han-lau", "Quá hạn lâu, gửi cả lãnh đạo"


def days_before() -> list[int]:
    return [3, 1]


def hours_before() -> list[int]:
    return [1]


class ReminderPlan(models.Model):
    """When a regime reminds by itself. A regime without a plan has that of the defaults.

    `days_before` and `hours_before` count back from the deadline; after it each working day is one reminder, `days_after` in
    all. From the `escalate_after`-th on (0: never) leaders are told too.
    """

    regime = models.OneToOneField(Regime, models.CASCADE, related_name="reminder_plan")
    automatic = models.BooleanField(default=True)
    days_before = models.JSONField(default=days_before)
    hours_before = models.JSONField(default=hours_before)
    at = models.TimeField(default=time(8), help_text="Giờ gửi nhắc theo ngày")
    days_after = models.PositiveSmallIntegerField(default=5)
    escalate_after = models.PositiveSmallIntegerField(default=3)
    tell_unit_leader = models.BooleanField(default=True)
    tell_committee_leader = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"Nhắc nộp: {self.regime}"


class Wording(models.Model):
    """What a regime says on an occasion in place of the default (`reminding.wording`)."""

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="reminder_wordings")
    occasion = models.CharField(max_length=20, choices=Occasion.choices)
    subject = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("regime", "occasion"), name="reminder_wording_once"),)

    def __str__(self) -> str:
        return f"{self.get_occasion_display()}: {self.subject}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def for_user(self, user: Holder | AnonymousUser) -> ReminderQuerySet:
        """Those about obligations that this user may see."""
        scope = scope_of(user, Right.READ_OBLIGATIONS)
        return scope.narrow(  # type: ignore[return-value]
            self, unit="obligation__unit", committee=("obligation__regime__receiver",)
        )


class Reminder(models.Model):
    """A unit was reminded of an obligation. `step` names the step of the plan, and is had once; "" when a person did it."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="reminders")
    occasion = models.CharField(max_length=20, choices=Occasion.choices)
    step = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField(db_index=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("obligation", "step"), condition=~models.Q(step=""), name="reminder_step_once"
            ),
        )

    def __str__(self) -> str:
        return self.subject


class Message(models.Model):
    """Something in an account's inbox (hộp thư). `key` keeps the same from being told twice; `link` leads to what it is about."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="messages")
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("account", "key"), name="message_once"),)
        indexes = (
            models.Index(fields=("account", "-created_at"), name="message_inbox"),
            models.Index(fields=("account",), condition=models.Q(read_at=None), name="message_unread"),
        )

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """One way by which a reminder went to one person, and whether it arrived; else `why` not, in Vietnamese."""

    class Way(models.TextChoices):
        INBOX = "inbox", "hộp thư"
        MAIL = "mail", "thư điện tử"

    class State(models.TextChoices):
        WAITING = "waiting", "đang gửi"
        DELIVERED = "delivered", "đã đến"
        FAILED = "failed", "không gửi được"
        NOT_POSSIBLE = "not_possible", "không gửi"

    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="deliveries")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    why = models.TextField(blank=True)
    at = models.DateTimeField(null=True, help_text="Lúc đã đến")

    class Meta:
        ordering = ("reminder", "account__full_name", "way")
        constraints = (models.UniqueConstraint(fields=("reminder", "account", "way"), name="reminder_delivery_once"),)

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.get_state_display()}"


class Followed(models.Model):
    """How far the history was followed for notices: one row."""

    number = models.PositiveBigIntegerField()
