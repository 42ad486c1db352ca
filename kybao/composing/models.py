"""The consolidated report: contributions in the outline's order, their bound figures, next tasks; its approved versions, the
comments on it, the register of numbers, and the files that were issued and signed."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models

from kybao.filing.fields import ExactDecimalField
from kybao.filing.models import Fact, Immutable, ImmutableRow, StoredFile, Submission
from kybao.people.models import Account
from kybao.people.policy import Right
from kybao.people.scope import Holder, scope_of
from kybao.registry.models import PeriodField, Regime, Section, Unit


class ReportQuerySet(models.QuerySet["Report"]):
    def for_user(self, user: Holder | AnonymousUser, right: Right = Right.READ_REPORTS) -> ReportQuerySet:
        scope = scope_of(user, right)
        return scope.narrow(self, committee=("regime__receiver",))  # type: ignore[return-value]


class CurrentReports(models.Manager["Report"]):
    """One report a regime and period: the one in hand, or else the last that was issued."""

    def get_queryset(self) -> ReportQuerySet:
        return ReportQuerySet(self.model, using=self._db).filter(current=True)

    def for_user(self, user: Holder | AnonymousUser, right: Right = Right.READ_REPORTS) -> ReportQuerySet:
        return self.get_queryset().for_user(user, right)


class OfReport(models.QuerySet[Any]):
    """Rows that belong to a report, for those who may read it."""

    def for_user(self, user: Holder | AnonymousUser, right: Right = Right.READ_REPORTS) -> OfReport:
        scope = scope_of(user, right)
        return scope.narrow(self, committee=("report__regime__receiver",))  # type: ignore[return-value]


class TaskQuerySet(models.QuerySet["Task"]):
    def for_user(self, user: Holder | AnonymousUser) -> TaskQuerySet:
        """A unit's own tasks, or all that a committee's report announces."""
        scope = scope_of(user, Right.READ_TASKS)
        return scope.narrow(self, unit="owner", committee=("report__regime__receiver",))  # type: ignore[return-value]

    def for_answering(self, user: Holder | AnonymousUser) -> TaskQuerySet:
        """Those that this user may answer."""
        scope = scope_of(user, Right.ANSWER_TASKS)
        return scope.narrow(self, unit="owner", committee=("report__regime__receiver",))  # type: ignore[return-value]


class Report(models.Model):
    """The receiver's own report for a period. `number` and `dated` are given when it is issued.

    One that corrects an issued report `replaces` it, for a `reason`; from its first draft on it is the `current` one, which
    `objects` finds, while `every` finds those that it replaced too. What is in force meanwhile: `issuing.in_force`.
    `drafted_at` is when its text was last made from the submissions, `edited_at` when somebody last changed it by hand.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        APPROVED = "approved", "Đã duyệt"
        ISSUED = "issued", "Đã ban hành"

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="reports")
    period = PeriodField()
    number = models.PositiveIntegerField(null=True, blank=True)
    dated = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    current = models.BooleanField(default=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.TextField(blank=True, help_text="Lý do thay thế")
    drafted_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)

    objects = CurrentReports()
    every = ReportQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("regime", "period"), condition=models.Q(current=True), name="report_once"),
        )

    def __str__(self) -> str:
        return f"{self.regime} · {self.period.label}"


class Contribution(models.Model):
    """A passage of the report: text taken from a block of a submission, or written by the office (`submission` None).

    `text` holds `⟦n⟧` where figure n stands; `Binding.token` is that n. `run_on` joins it to the contribution before it
    in one printed paragraph.

    `thread` is the paragraph itself, through all its versions and in a report that replaces this one; `revision` counts its
    versions, so that a save against an older one is noticed. `findings` are what the checker says of the text as it was last
    saved (rows as `SubmissionFinding` has them), None while it is the unit's own, whose findings its submission has.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="contributions")
    thread = models.UUIDField(default=uuid.uuid4, editable=False)
    revision = models.PositiveIntegerField(default=1)
    section = models.ForeignKey(Section, models.PROTECT, related_name="contributions")
    position = models.PositiveIntegerField()
    run_on = models.BooleanField(default=False)
    marker = models.CharField(max_length=4, blank=True)
    lead = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="contributions")
    block = models.PositiveIntegerField(null=True, blank=True)
    findings = models.JSONField(null=True)
    edited_by = models.CharField(max_length=200, blank=True)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("report", "position")
        constraints = (
            models.UniqueConstraint(fields=("report", "position"), name="contribution_position_once"),
            models.UniqueConstraint(fields=("report", "thread"), name="contribution_thread_once"),
        )


class Binding(models.Model):
    """A figure in outgoing prose (liên kết số liệu): drawn from `fact` where there is one, else kept as `printed`.

    `start` and `end` lead to the figure in the source block of its contribution. `width` pads with zeros ("08"),
    `grouped` sets dots between thousands ("10.277"): how the unit printed it, so that the sentence keeps its look.

    `form` is what of the fact is printed: the bare numeral, whose measure and comparison the sentence says, or one of the forms
    that an officer chose, which say all themselves ("1.242 con", "108%", "tăng 92 con"; `text.figure_forms`). `base` is the fact
    that a chosen form compares with; where there is none, the fact itself is the comparison. `measure` is printed behind.
    `scale` is the printed one (1000 for "nghìn") where it is not the fact's own, else 0.
    """

    class Form(models.TextChoices):
        NUMERAL = "", "Chữ số"
        VALUE = "value", "Giá trị"
        PERCENT_OF_SAME_PERIOD = "percent_of_same_period", "% so cùng kỳ"
        CHANGE_ON_SAME_PERIOD = "change_on_same_period", "Tăng/giảm so cùng kỳ"
        PERCENT_OF_PLAN = "percent_of_plan", "% kế hoạch"

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="bindings")
    token = models.PositiveIntegerField()
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, blank=True, related_name="bindings")
    printed = models.CharField(max_length=60, help_text="Chữ số như đơn vị đã in, không kể đơn vị tính")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    width = models.PositiveSmallIntegerField(default=0)
    grouped = models.BooleanField(default=True)
    form = models.CharField(max_length=30, choices=Form.choices, blank=True)
    base = models.ForeignKey(Fact, models.PROTECT, null=True, blank=True, related_name="compared_in")
    measure = models.CharField(max_length=60, blank=True)
    scale = ExactDecimalField(default=0)

    class Meta:
        ordering = ("contribution", "token")
        constraints = (models.UniqueConstraint(fields=("contribution", "token"), name="binding_token_once"),)


class Task(models.Model):
    """Something announced for the next period (nhiệm vụ trọng tâm), to be answered in it."""

    class Answer(models.TextChoices):
        OPEN = "", "Chưa trả lời"
        DONE = "done", "Đã xong"
        GOING_ON = "going_on", "Đang thực hiện"
        NOT_DONE = "not_done", "Chưa thực hiện"

    report = models.ForeignKey(Report, models.CASCADE, related_name="tasks")
    contribution = models.ForeignKey(Contribution, models.CASCADE, null=True, related_name="tasks")
    position = models.PositiveIntegerField()
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="tasks")
    period = PeriodField(help_text="Kỳ phải thực hiện")
    text = models.TextField()
    due = models.DateField(null=True, blank=True, help_text="Hạn hoàn thành")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answer_note = models.TextField(blank=True, help_text="Kết quả, vướng mắc")

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ("report", "position")


class PassageVersion(Immutable):
    """A paragraph as it was saved at one time; nothing that was ever written is lost.

    `body` is the paragraph with its bound figures as data (`text.editing.versions`), `printed` what it read as then.
    `revision` is the contribution's at that version; 0 for words that were kept because their save met another's (`CONFLICT`).
    """

    class What(models.TextChoices):
        DRAFTED = "drafted", "Lập dự thảo"
        ADDED = "added", "Thêm đoạn"
        TAKEN = "taken", "Lấy từ bài nộp"
        EDITED = "edited", "Sửa"
        BOUND = "bound", "Liên kết số liệu"
        UPDATED = "updated", "Số liệu đổi theo bài nộp mới"
        RESTORED = "restored", "Khôi phục"
        REMOVED = "removed", "Xoá đoạn"
        CONFLICT = "conflict", "Giữ lại khi trùng sửa"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="passage_versions")
    thread = models.UUIDField(db_index=True)
    revision = models.PositiveIntegerField()
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    body = models.JSONField()
    printed = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("report", "at", "pk")


class FigureChange(models.Model):
    """A sentence that reads otherwise because a fact behind it changed, listed until an officer has seen it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="figure_changes")
    contribution = models.ForeignKey(Contribution, models.SET_NULL, null=True, related_name="figure_changes")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    token = models.PositiveIntegerField()
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="+")
    before = models.CharField(max_length=200)
    after = models.CharField(max_length=200)
    sentence = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    seen_by = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("report", "at", "pk")


class AtWork(models.Model):
    """Who is at which heading of a report now: one place a person, renewed while the page is open."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    section = models.ForeignKey(Section, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "account"), name="at_work_once"),)


class ReportVersion(Immutable):
    """The report as it was approved: all that is printed of it, as data (`composing.paper.frozen`), with the SHA-256 of that.

    `approved_by` is empty where the report was issued outside of Kybao and frozen as it stood.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = OfReport.as_manager()

    class Meta:
        ordering = ("report", "number")
        constraints = (models.UniqueConstraint(fields=("report", "number"), name="report_version_once"),)


class ReportComment(models.Model):
    """What someone says of the report: at a sentence (characters `start` to `end` of a contribution as printed, kept in
    `quote`), or of the whole report. `asks` marks what a leader wants changed before approving."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="comments")
    contribution = models.ForeignKey(Contribution, models.SET_NULL, null=True, related_name="comments")
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    quote = models.TextField(blank=True)
    text = models.TextField()
    asks = models.BooleanField(default=False)
    author = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    resolved_by = models.CharField(max_length=200, blank=True)
    resolved_at = models.DateTimeField(null=True)

    objects = OfReport.as_manager()

    class Meta:
        ordering = ("report", "at", "pk")


class Register(models.Model):
    """The register of outgoing documents of one committee, symbol and year. Whoever takes a number locks this row.

    `last` is the highest number taken, `last_dated` the date of the document that has it.
    """

    committee = models.ForeignKey(Unit, models.PROTECT, related_name="registers")
    symbol = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
    last_dated = models.DateField(null=True)

    class Meta:
        ordering = ("committee", "symbol", "year")
        constraints = (models.UniqueConstraint(fields=("committee", "symbol", "year"), name="register_once"),)

    def __str__(self) -> str:
        return f"{self.symbol} · {self.year}"


class RegisterEntry(Immutable):
    """A number that is taken: by a report, or by a document that Kybao does not know but `note` names.

    `outside` says that it was given outside of Kybao.
    """

    register = models.ForeignKey(Register, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    report = models.OneToOneField(Report, models.PROTECT, null=True, related_name="register_entry")
    note = models.CharField(max_length=300, blank=True)
    dated = models.DateField()
    outside = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("register", "number")
        constraints = (models.UniqueConstraint(fields=("register", "number"), name="register_number_once"),)


class DamagedFile(Exception):
    """Raised where the bytes of an issued file are no longer those that were issued; its message is Vietnamese."""


class IssuedFile(Immutable):
    """A file as it was issued or signed, never changed. The bytes are kept under their SHA-256 (`StoredFile`)."""

    class Kind(models.TextChoices):
        ISSUED = "issued", "Ban hành"
        SIGNED = "signed", "Đã ký số"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="issued_files")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ISSUED)
    name = models.CharField(max_length=255)
    label = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="issued")
    at = models.DateTimeField(auto_now_add=True)

    objects = OfReport.as_manager()

    class Meta:
        ordering = ("report", "pk")
        constraints = (models.UniqueConstraint(fields=("report", "name"), name="issued_file_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> bytes:
        """The bytes. Raises `DamagedFile` where they are not those that were stored."""
        data = bytes(self.file.content)
        if hashlib.sha256(data).hexdigest() != self.file_id:
            raise DamagedFile(
                f"{self.name}: nội dung lưu trữ không còn khớp với mã SHA-256 lúc ban hành. Hãy khôi phục từ bản sao lưu."
            )
        return data

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ImmutableRow(f"{self.name} has been issued and is never deleted")


class Signature(Immutable):
    """What a signature of a signed file was worth when the file was stored (`documents.signing.SignatureStatus`)."""

    class Later(models.TextChoices):
        """What was added behind the signature: `documents.signing.LaterChange`, whose library is not needed to read rows."""

        NONE = "none", "không có gì thêm vào tệp"
        SIGNATURES = "signatures", "chỉ thêm chữ ký hoặc dấu thời gian"
        OTHER = "other", "tệp bị thay đổi nội dung"

    file = models.ForeignKey(IssuedFile, models.CASCADE, related_name="signatures")
    position = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=200)
    signer = models.CharField(max_length=300)
    organisation = models.CharField(max_length=300, blank=True)
    issuer = models.CharField(max_length=300)
    serial = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)
    intact = models.BooleanField()
    covers_whole_file = models.BooleanField()
    later = models.CharField(max_length=20, choices=Later.choices)
    trusted = models.BooleanField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    verified_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("file", "position")
        constraints = (models.UniqueConstraint(fields=("file", "position"), name="signature_position_once"),)
