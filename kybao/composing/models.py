"""The consolidated report while it is written: contributions in the outline's order, their bound figures, next tasks."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models

from kybao.filing.models import Fact, Submission
from kybao.people.policy import Right
from kybao.people.scope import Holder, scope_of
from kybao.registry.models import PeriodField, Regime, Section, Unit


class ReportQuerySet(models.QuerySet["Report"]):
    def for_user(self, user: Holder | AnonymousUser) -> ReportQuerySet:
        scope = scope_of(user, Right.READ_REPORTS)
        return scope.narrow(self, committee=("regime__receiver",))  # type: ignore[return-value]


class TaskQuerySet(models.QuerySet["Task"]):
    def for_user(self, user: Holder | AnonymousUser) -> TaskQuerySet:
        """A unit's own tasks, or all that a committee's report announces."""
        scope = scope_of(user, Right.READ_TASKS)
        return scope.narrow(self, unit="owner", committee=("report__regime__receiver",))  # type: ignore[return-value]


class Report(models.Model):
    """The receiver's own report for a period. `number` and `dated` are given when it is issued."""

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

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("regime", "period"), name="report_once"),)

    def __str__(self) -> str:
        return f"{self.regime} · {self.period.label}"


class Contribution(models.Model):
    """A passage of the report: text taken from a block of a submission, or written by the office (`submission` None).

    `text` holds `⟦n⟧` where figure n stands; `Binding.token` is that n. `run_on` joins it to the contribution before it
    in one printed paragraph.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="contributions")
    section = models.ForeignKey(Section, models.PROTECT, related_name="contributions")
    position = models.PositiveIntegerField()
    run_on = models.BooleanField(default=False)
    marker = models.CharField(max_length=4, blank=True)
    lead = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="contributions")
    block = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("report", "position")
        constraints = (models.UniqueConstraint(fields=("report", "position"), name="contribution_position_once"),)


class Binding(models.Model):
    """A figure in outgoing prose (liên kết số liệu): drawn from `fact` where there is one, else kept as `printed`.

    `start` and `end` lead to the figure in the source block of its contribution. `width` pads with zeros ("08"),
    `grouped` sets dots between thousands ("10.277"): how the unit printed it, so that the sentence keeps its look.
    """

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="bindings")
    token = models.PositiveIntegerField()
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, blank=True, related_name="bindings")
    printed = models.CharField(max_length=60, help_text="Chữ số như đơn vị đã in, không kể đơn vị tính")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    width = models.PositiveSmallIntegerField(default=0)
    grouped = models.BooleanField(default=True)

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
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ("report", "position")
