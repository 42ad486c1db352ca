"""What units owe and what they sent: obligations, submissions (immutable), reviews, findings and facts."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from kybao.checking.finding import Verdict
from kybao.documents.model import Document
from kybao.documents.serial import from_data
from kybao.filing.fields import ExactDecimalField
from kybao.people.models import Account
from kybao.people.policy import Right
from kybao.people.scope import Holder, scope_of
from kybao.registry.models import Indicator, PeriodField, Regime, Unit


class ImmutableRow(TypeError):
    """Raised where code would change a row that must never change."""


class Immutable(models.Model):
    """A row that is written once. Corrections are new rows."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRow(f"{type(self).__name__} {self.pk} is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def for_user(self, user: Holder | AnonymousUser) -> ObligationQuerySet:
        """Those that this user may see, by the table of rights (`people.policy`); so with all `for_user`."""
        scope = scope_of(user, Right.READ_OBLIGATIONS)
        return scope.narrow(self, unit="unit", committee=("regime__receiver",))  # type: ignore[return-value]

    def for_filing(self, user: Holder | AnonymousUser) -> ObligationQuerySet:
        """Those that this user may file for."""
        scope = scope_of(user, Right.FILE)
        return scope.narrow(self, unit="unit", committee=("regime__receiver",))  # type: ignore[return-value]


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def for_user(self, user: Holder | AnonymousUser) -> SubmissionQuerySet:
        scope = scope_of(user, Right.READ_SUBMISSIONS)
        return scope.narrow(  # type: ignore[return-value]
            self, unit="obligation__unit", committee=("obligation__regime__receiver",)
        )

    def for_review(self, user: Holder | AnonymousUser) -> SubmissionQuerySet:
        """Those that this user may accept or return."""
        scope = scope_of(user, Right.REVIEW)
        return scope.narrow(self, committee=("obligation__regime__receiver",))  # type: ignore[return-value]


class FactQuerySet(models.QuerySet["Fact"]):
    def for_user(self, user: Holder | AnonymousUser) -> FactQuerySet:
        """What the user's units reported; to a committee also the plans and earlier figures of its area."""
        scope = scope_of(user, Right.READ_FACTS)
        if scope.everything:
            return self
        reported = scope.narrow(
            Fact.objects.all(),
            unit="submission__obligation__unit",
            committee=("submission__obligation__regime__receiver",),
        )
        given = scope.narrow(Fact.objects.filter(submission=None), unit="unit", committee=("unit", "unit__parent"))
        return self.filter(models.Q(pk__in=reported.values("pk")) | models.Q(pk__in=given.values("pk")))


class Obligation(models.Model):
    """One unit owes one regime's report for one period, due at a moment (nghĩa vụ báo cáo)."""

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="obligations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="obligations")
    period = PeriodField()
    due_at = models.DateTimeField()

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ("period", "unit__list_number", "unit__code")
        constraints = (models.UniqueConstraint(fields=("regime", "unit", "period"), name="obligation_once"),)

    def __str__(self) -> str:
        return f"{self.unit} · {self.period.label}"


class StoredFile(Immutable):
    """The bytes of a file, kept once under their SHA-256, in the database so that a submission is stored whole or not at all."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()


class Submission(Immutable):
    """An immutable version of what a unit sent (bài nộp). `filed_at` is when it was sent, `received_at` when Kybao took it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="submissions")
    version = models.PositiveIntegerField()
    filed_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="submissions")
    file_name = models.CharField(max_length=255)
    document_data = models.JSONField(help_text="Văn bản đã đọc (documents.serial)")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("obligation", "version")
        constraints = (models.UniqueConstraint(fields=("obligation", "version"), name="submission_version_once"),)

    def __str__(self) -> str:
        return f"{self.file_name} (bản {self.version})"

    @property
    def document(self) -> Document:
        return from_data(self.document_data)


class Review(Immutable):
    """The officer's word on a submission; the latest counts. What has none counts as accepted.

    `block`, `start` and `end` are the sentence that the reason is about, where it is about one.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Đã nhận"
        RETURNED = "returned", "Trả lại"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reviews")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    block = models.PositiveIntegerField(null=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    by = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")


class ConformityOverride(Immutable):
    """A person's word against the derived conformity, with its reason; the latest counts."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="conformity_overrides")
    conforming = models.BooleanField()
    reason = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")


class SubmissionFinding(Immutable):
    """A `Finding` on a submission, as its check gave it when it was filed. Offsets count characters of the block."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=40)
    verdict = models.CharField(max_length=20, choices=[(verdict.value, verdict.value) for verdict in Verdict])
    block = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True)
    quote = models.TextField()
    stated = models.CharField(max_length=200, blank=True)
    computed = models.CharField(max_length=200, blank=True)
    explanation = models.TextField()
    evidence = models.JSONField(default=list, help_text="[[khối, đầu, cuối], …]")

    class Meta:
        ordering = ("submission", "block", "start")


class Overruling(Immutable):
    """The unit's word that a finding's place is right as it is, with its reason (giải trình), filed with the submission."""

    finding = models.OneToOneField(SubmissionFinding, models.CASCADE, related_name="overruling")
    reason = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("finding",)


class Fact(models.Model):
    """Indicator × unit × period × basis → Decimal (số liệu), with the anchor that it was read at.

    `comparison` is empty for the value itself; else the figure is what the report states of it against a base, so that it
    can be checked and bound too. `value` is in the indicator's base unit (đồng, con, %); `decimals`, `scale` and `measure`
    tell how it was printed. A fact with no submission was stated or implied elsewhere: `source` says where.
    """

    class Basis(models.TextChoices):
        ACTUAL = "actual", "Thực hiện"
        ESTIMATE = "estimate", "Ước"
        PLAN = "plan", "Kế hoạch"
        PLAN_PROVINCE = "plan_province", "Kế hoạch tỉnh giao"
        PLAN_COUNCIL = "plan_council", "Kế hoạch HĐND giao"
        YEAR_TO_DATE = "year_to_date", "Luỹ kế"

    class Comparison(models.TextChoices):
        VALUE = "", "Giá trị"
        PERCENT_OF_PLAN = "percent_of_plan", "% kế hoạch"
        PERCENT_OF_SAME_PERIOD = "percent_of_same_period", "% so cùng kỳ"
        CHANGE_ON_SAME_PERIOD = "change_on_same_period", "Tăng/giảm so cùng kỳ"
        PERCENT_OF_PREVIOUS_YEAR = "percent_of_previous_year", "% so năm trước"
        CHANGE_ON_PREVIOUS_YEAR = "change_on_previous_year", "Tăng/giảm so năm trước"
        SHARE = "share", "Tỷ trọng, tỷ lệ"

    submission = models.ForeignKey(Submission, models.CASCADE, null=True, related_name="facts")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="facts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="facts", help_text="Đơn vị mà số liệu nói về")
    period = PeriodField(db_index=True)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    comparison = models.CharField(max_length=30, choices=Comparison.choices, blank=True)
    value = ExactDecimalField()
    stated = models.CharField(max_length=60, blank=True, help_text="Con số như đã in, kể cả đơn vị")
    decimals = models.PositiveSmallIntegerField(default=0)
    scale = ExactDecimalField(default=1)
    measure = models.CharField(max_length=60, blank=True)
    block = models.PositiveIntegerField(null=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    page = models.PositiveIntegerField(null=True)
    source = models.TextField(blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ("period", "indicator__position", "basis", "comparison", "pk")
        indexes = (models.Index(fields=("indicator", "period", "basis"), name="fact_by_indicator"),)


class PreviewQuerySet(models.QuerySet["Preview"]):
    def for_user(self, user: Holder | AnonymousUser) -> PreviewQuerySet:
        """One's own, while they last and while one may file for the unit."""
        if not isinstance(user, Account):
            return self.none()
        owed = Obligation.objects.for_filing(user)
        return self.filter(owner=user, expires_at__gt=timezone.now(), obligation__in=owed.values("pk"))


class Preview(models.Model):
    """A file that was read and checked for its owner to look at before it is filed (xem trước). It ends by itself.

    `findings` and `facts` are rows as data (`filing.previewing`); `reasons` the owner's reasons for leaving a finding's place
    as it is, by the finding's number from 1.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Account, models.CASCADE, related_name="+")
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    document_data = models.JSONField()
    findings = models.JSONField()
    facts = models.JSONField()
    reasons = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = PreviewQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("owner", "obligation"), name="preview_once"),)

    def __str__(self) -> str:
        return self.file_name

    @property
    def document(self) -> Document:
        return from_data(self.document_data)


class UploadQuerySet(models.QuerySet["Upload"]):
    def for_user(self, user: Holder | AnonymousUser) -> UploadQuerySet:
        """One's own, while one may file for the unit."""
        if not isinstance(user, Account):
            return self.none()
        owed = Obligation.objects.for_filing(user)
        return self.filter(owner=user, obligation__in=owed.values("pk"))


class Upload(models.Model):
    """A file that waits to be read behind the page, a scan for the most part. Its preview will have its `public_id`.

    `fault` is what stood in the way, in Vietnamese; then there will be no preview.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Account, models.CASCADE, related_name="+")
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    fault = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("owner", "obligation"), name="upload_once"),)

    def __str__(self) -> str:
        return self.file_name


class DraftText(models.Model):
    """What a unit has written so far into one field of its form in the browser (bản đang điền), before anything is filed."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="draft_texts")
    field = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    by = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("obligation", "field"), name="draft_text_once"),)

    def __str__(self) -> str:
        return f"{self.obligation} · {self.field}"


class DraftAside(models.Model):
    """A text of a field that another window's text took the place of, kept until somebody takes it up or drops it."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="draft_asides")
    field = models.CharField(max_length=160)
    text = models.TextField()
    by = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("saved_at", "pk")

    def __str__(self) -> str:
        return f"{self.obligation} · {self.field}"
