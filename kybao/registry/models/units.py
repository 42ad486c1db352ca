"""Units, what they were from which day to which, and which came of which."""

from __future__ import annotations

from django.db import models
from django.utils.timezone import localtime

from kybao.registry.events import EventKind
from kybao.registry.history import BEGINNING, OPEN


class Unit(models.Model):
    """A body that reports or receives (đơn vị), known by its own `code` for good.

    `name`, `listed_name`, `kind`, `gso_code` (of the General Statistics Office) and `parent` are what it is now, or was last;
    its `states` are what it was on any day (`registry.units`).
    `area` is the unit whose territory its figures are about: a department's are about the whole city; None means its own.
    """

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    listed_name = models.CharField(max_length=200, help_text="Tên in trong biểu tổng hợp")
    kind = models.CharField(max_length=40, blank=True)
    gso_code = models.CharField(max_length=10, blank=True, help_text="Mã của Tổng cục Thống kê")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    area = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Địa bàn mà số liệu của đơn vị nói về",
    )
    list_number = models.PositiveIntegerField(null=True, blank=True, help_text="Số thứ tự in trong biểu tổng hợp")

    class Meta:
        ordering = ("list_number", "code")

    def __str__(self) -> str:
        return self.name


class UnitState(models.Model):
    """What a unit is from one day to another, both inclusive (`registry.history`: `BEGINNING` and `OPEN` where unknown).

    A unit without states has always been what its own fields say. Where it has some, its own fields repeat those of the
    state in force; `registry.recording` alone writes either.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="states")
    first_day = models.DateField(default=BEGINNING)
    last_day = models.DateField(default=OPEN)
    name = models.CharField(max_length=200)
    listed_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True)
    gso_code = models.CharField(max_length=10, blank=True)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="states_below")
    decision = models.TextField(blank=True, help_text="Văn bản mà theo đó đơn vị có trạng thái này")

    class Meta:
        ordering = ("unit", "first_day")
        constraints = (
            models.UniqueConstraint(fields=("unit", "first_day"), name="unit_state_first_day_once"),
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="unit_state_forwards"),
        )
        indexes = (models.Index(fields=("first_day", "last_day"), name="unit_state_days"),)

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """A decision that made, renamed, merged, split, moved or abolished units on a day (sáp nhập, chia tách, đổi tên …)."""

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in EventKind])
    date = models.DateField(db_index=True, help_text="Ngày có hiệu lực")
    decision = models.TextField(help_text="Số, ký hiệu, ngày và cơ quan ban hành của văn bản")

    class Meta:
        ordering = ("date", "pk")

    def __str__(self) -> str:
        return f"{EventKind(self.kind).label}, {self.date:%d/%m/%Y}"


class SuccessionPart(models.Model):
    """`share` of what `from_unit` was went to `to_unit`, for the indicators of one sector or ("") for all others.

    As `registry.lineage.LineageRow`: either unit may be missing; a share that no one stated is None.
    """

    succession = models.ForeignKey(Succession, models.CASCADE, related_name="parts")
    from_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="parts_from")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="parts_to")
    indicator_group = models.CharField(max_length=100, blank=True)
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True)

    class Meta:
        ordering = ("succession", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(share=None) | models.Q(share__gt=0, share__lte=1), name="succession_share_of_one"
            ),
            models.CheckConstraint(
                condition=models.Q(from_unit__isnull=False) | models.Q(to_unit__isnull=False),
                name="succession_part_of_a_unit",
            ),
        )


class RegistryChange(models.Model):
    """One edit of units or regimes: what it was about, the states before and after it, when, why and by whom."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=150, blank=True)
    why = models.TextField(blank=True)
    what = models.TextField()
    effective = models.DateField(help_text="Ngày đầu tiên mà thay đổi có hiệu lực")
    before = models.JSONField()
    after = models.JSONField()
    succession = models.ForeignKey(Succession, models.SET_NULL, null=True, related_name="changes")

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.what

    @property
    def about_past(self) -> bool:
        """Whether what was recorded before it had been so for days already gone."""
        return self.effective < localtime(self.at).date()
