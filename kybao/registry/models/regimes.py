"""Reporting regimes, their versions, and the outline of each version."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.utils.timezone import localdate

from kybao.calendar import ClosingRule, Counting, Deadline, Kind, Moving, Period, Window, closing_window
from kybao.registry.history import BEGINNING
from kybao.registry.models.units import Unit


class Regime(models.Model):
    """Who reports what, how often, by when, on which outline and under which legal basis (chế độ báo cáo).

    What changes with the decisions that govern it stands in its `versions`: ask `version_for` a period. Its own deadline,
    legal basis and `sections` are those of the version in force.
    Holds too what the head and the foot of the consolidated report print (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    `subject` and section titles may hold `{kỳ này}` and `{kỳ sau}` (also in capitals), see `registry.titles`.
    """

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    receiver = models.ForeignKey(Unit, models.PROTECT, related_name="received_regimes")
    frequency = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    legal_basis = models.TextField(blank=True)
    deadline_day = models.PositiveSmallIntegerField()
    deadline_time = models.TimeField(default=time(17))
    deadline_months_after = models.PositiveSmallIntegerField(default=0)
    deadline_moves = models.BooleanField(default=True)

    superior = models.CharField(max_length=200, blank=True)
    agency = models.CharField(max_length=200)
    symbol = models.CharField(max_length=40)
    place = models.CharField(max_length=100)
    report_kind = models.CharField(max_length=60, default="BÁO CÁO")
    subject = models.TextField(help_text="Trích yếu, mỗi dòng một dòng in")
    recipients = models.TextField(blank=True, help_text="Nơi nhận, mỗi dòng một nơi")
    authority = models.CharField(max_length=200, blank=True)
    post = models.CharField(max_length=100, blank=True)
    signer = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def deadline(self) -> Deadline:
        """The deadline of the version in force."""
        return self.version_on(localdate()).deadline

    @property
    def sections(self) -> models.QuerySet[Section]:
        """The outline of the version in force, in its printed order."""
        return self.version_on(localdate()).outline

    def version_for(self, period: Period) -> RegimeVersion:
        """The version that governs a period: the one in force on its last day."""
        return self.version_on(period.last)

    def version_on(self, day: date) -> RegimeVersion:
        """The version in force on a day, before the first one the first. A regime of which none is kept has one all the same."""
        versions = self.versions.all()
        return versions.filter(since__lte=day).last() or versions.first() or RegimeVersion(regime=self)


class RegimeVersion(models.Model):
    """A regime from a day on: legal basis, deadline, closing window, and the outline that its `sections` make.

    `deadline_day` None: deadline and legal basis are as the regime itself states them, which holds for the only version of a
    regime (`registry.regimes.new_version` writes them out). `closes_on` None: figures close as the law says.
    """

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="versions")
    since = models.DateField(default=BEGINNING)
    legal_basis = models.TextField(blank=True)
    deadline_day = models.PositiveSmallIntegerField(null=True, blank=True)
    deadline_counting = models.CharField(
        max_length=30,
        default=Counting.DAY_OF_MONTH.value,
        choices=[
            (Counting.DAY_OF_MONTH.value, "Ngày trong tháng"),
            (Counting.WORKING_DAY.value, "Ngày làm việc thứ mấy trong tháng"),
            (Counting.DAYS_AFTER_CLOSING.value, "Số ngày sau ngày chốt số liệu"),
            (Counting.WORKING_DAYS_AFTER_CLOSING.value, "Số ngày làm việc sau ngày chốt số liệu"),
        ],
    )
    deadline_time = models.TimeField(default=time(17))
    deadline_months_after = models.PositiveSmallIntegerField(default=0)
    deadline_moving = models.CharField(
        max_length=10,
        default=Moving.AFTER.value,
        choices=[
            (Moving.AFTER.value, "Ngày làm việc kế tiếp"),
            (Moving.BEFORE.value, "Ngày làm việc liền trước"),
            (Moving.NONE.value, "Giữ nguyên"),
        ],
    )
    opens_on = models.PositiveSmallIntegerField(null=True, blank=True)
    opens_offset = models.SmallIntegerField(default=0)
    closes_on = models.PositiveSmallIntegerField(null=True, blank=True)
    closes_offset = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ("regime", "since")
        constraints = (models.UniqueConstraint(fields=("regime", "since"), name="regime_version_since_once"),)

    def __str__(self) -> str:
        return f"{self.regime}, {'bản đầu tiên' if self.since == BEGINNING else f'từ {self.since:%d/%m/%Y}'}"

    @property
    def outline(self) -> models.QuerySet[Section]:
        """Its sections, in their printed order; none of a version that is not kept."""
        return Section.objects.filter(version=self) if self.pk else Section.objects.none()

    @property
    def deadline(self) -> Deadline:
        if self.deadline_day is None:
            own = self.regime
            return Deadline(own.deadline_day, own.deadline_time, own.deadline_months_after, own.deadline_moves)
        return Deadline(
            self.deadline_day,
            self.deadline_time,
            self.deadline_months_after,
            Moving(self.deadline_moving),
            Counting(self.deadline_counting),
        )

    def window(self, period: Period) -> Window:
        """The days between which a period's figures are counted: the regime's own, else those of the law."""
        if self.opens_on is None or self.closes_on is None:
            return closing_window(period)
        return ClosingRule(self.opens_on, self.opens_offset, self.closes_on, self.closes_offset).window(period)

    def due(self, period: Period) -> datetime:
        """The moment by which a period's report is due."""
        return self.deadline.due(period, self.window(period))


class Section(models.Model):
    """A node of the outline of one version of a regime (mục), down to the single passage that one unit owes.

    A passage (kind `paragraph`) is owned by the unit that writes it, or by the consolidating office (`owner` None; its
    standing text in `text`). `run_on` says that it goes on in the printed paragraph of the passage before it.
    """

    class Kind(models.TextChoices):
        PART = "part", "Phần"
        CHAPTER = "chapter", "Chương"
        SECTION = "section", "Mục"
        SUBSECTION = "subsection", "Tiểu mục"
        PARAGRAPH = "paragraph", "Đoạn"

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="sections_of_all_versions")
    version = models.ForeignKey(RegimeVersion, models.CASCADE, related_name="sections")
    key = models.CharField(max_length=60)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.CharField(max_length=30, blank=True)
    title = models.TextField(blank=True)
    lead = models.CharField(max_length=200, blank=True, help_text="Cụm từ in nghiêng mở đầu đoạn")
    marker = models.CharField(max_length=4, blank=True)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="sections")
    run_on = models.BooleanField(default=False)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("version", "position")
        constraints = (
            models.UniqueConstraint(fields=("version", "key"), name="section_key_once"),
            models.UniqueConstraint(fields=("version", "position"), name="section_position_once"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title or self.lead or self.key}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A section made without a version belongs to the one in force; a regime that has none yet gets its first."""
        if self.version_id is None:
            version = self.regime.version_on(localdate())
            if version.pk is None:
                version.save()
            self.version = version
        super().save(*args, **kwargs)

    @property
    def is_passage(self) -> bool:
        return self.kind == self.Kind.PARAGRAPH
