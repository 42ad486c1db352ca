"""Tokens of programs, what programs changed, and reports on their way from one Kybao to another."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from kybao.composing.models import Report
from kybao.filing.models import Fact, StoredFile, Submission
from kybao.registry.models import Indicator, PeriodField, Regime, Unit


class ApiToken(models.Model):
    """What a program signs its requests with (mã kết nối). Only the SHA-256 of its secret is kept.

    `scopes` are values of `scopes.Scope`. It reaches over what is `unit`'s own and what `unit` receives; without unit over
    everything. `per_minute` is how many requests it may make in any minute of the clock; it has made `made` in the `minute`
    (counted since 1970) of its last use.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.SlugField(max_length=60, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="api_tokens")
    per_minute = models.PositiveIntegerField(default=600)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    minute = models.PositiveBigIntegerField(default=0, editable=False)
    made = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def is_valid(self, now: datetime | None = None) -> bool:
        return self.revoked_at is None and (now or timezone.now()) < self.expires_at


class FactChange(models.Model):
    """That a value was entered, changed or taken out other than by filing a report: by whom, when, from what to what.

    `before` is empty for a value that was not there, `after` for one that was taken out. Written once.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=200)
    way = models.CharField(max_length=20, help_text="api, dhis2, excel")
    fact = models.ForeignKey(Fact, models.SET_NULL, null=True, related_name="changes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    period = PeriodField()
    basis = models.CharField(max_length=20, choices=Fact.Basis.choices)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.indicator} · {self.unit} · {self.period.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **{**kwargs, "force_insert": True})


class Transfer(models.Model):
    """A package on its way in, known by its SHA-256 and by the token that sends it; complete when it has its submission.

    `public_key` is the sender's, which the first complete transfer of a token settles for all that follow.
    """

    token = models.ForeignKey(ApiToken, models.PROTECT, related_name="transfers")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    regime = models.ForeignKey(Regime, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = PeriodField()
    begun_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True)
    public_key = models.CharField(max_length=64, blank=True)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="transfers")
    package = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("begun_at", "pk")
        constraints = (models.UniqueConstraint(fields=("token", "sha256"), name="transfer_once"),)

    def __str__(self) -> str:
        return f"{self.unit} · {self.period.label}"


class TransferPart(models.Model):
    """Bytes of a package as they came in; thrown away when the package is whole."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="parts")
    start = models.PositiveBigIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ("transfer", "start")
        constraints = (models.UniqueConstraint(fields=("transfer", "start"), name="transfer_part_once"),)


class Delivery(models.Model):
    """A package on its way out: made once for a report and a Kybao above, so that what is sent again is the same to the byte."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="deliveries")
    address = models.URLField(max_length=300)
    package = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)
    receipt = models.JSONField(null=True)

    class Meta:
        ordering = ("made_at", "pk")
        constraints = (models.UniqueConstraint(fields=("report", "address"), name="delivery_once"),)

    def __str__(self) -> str:
        return f"{self.report} → {self.address}"
