"""What a committee has before any report comes in: its units, reporting regimes with their outline, and indicators."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from kybao.calendar import Deadline, InvalidPeriod, Kind, Period

if TYPE_CHECKING:
    _PeriodColumn = models.CharField[Period | str, Period]
else:
    _PeriodColumn = models.CharField


class PeriodField(_PeriodColumn):
    """A `Period`, kept in its notation ("2022-01")."""

    description = "kỳ báo cáo"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_length": 8})

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Period | None:
        return None if value is None else Period.parse(value)

    def to_python(self, value: object) -> Period | None:
        if value is None or isinstance(value, Period):
            return value
        try:
            return Period.parse(str(value))
        except InvalidPeriod as error:
            raise ValidationError(str(error)) from error

    def get_prep_value(self, value: object) -> str | None:
        return None if value is None else str(self.to_python(value))

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class Unit(models.Model):
    """A body that reports or receives (đơn vị).

    `area` is the unit whose territory its figures are about: a department's are about the whole city; None means its own.
    """

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    listed_name = models.CharField(max_length=200, help_text="Tên in trong biểu tổng hợp")
    kind = models.CharField(max_length=40, blank=True)
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


class Regime(models.Model):
    """Who reports what, how often, by when, on which outline and under which legal basis (chế độ báo cáo).

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
        return Deadline(self.deadline_day, self.deadline_time, self.deadline_months_after, self.deadline_moves)


class Section(models.Model):
    """A node of a regime's outline (mục), down to the single passage that one unit owes.

    A passage (kind `paragraph`) is owned by the unit that writes it, or by the consolidating office (`owner` None; its
    standing text in `text`). `run_on` says that it goes on in the printed paragraph of the passage before it.
    """

    class Kind(models.TextChoices):
        PART = "part", "Phần"
        CHAPTER = "chapter", "Chương"
        SECTION = "section", "Mục"
        SUBSECTION = "subsection", "Tiểu mục"
        PARAGRAPH = "paragraph", "Đoạn"

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="sections")
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
        ordering = ("regime", "position")
        constraints = (
            models.UniqueConstraint(fields=("regime", "key"), name="section_key_once"),
            models.UniqueConstraint(fields=("regime", "position"), name="section_position_once"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title or self.lead or self.key}".strip()

    @property
    def is_passage(self) -> bool:
        return self.kind == self.Kind.PARAGRAPH


class Indicator(models.Model):
    """What is measured (chỉ tiêu). `phrase` and `within` are the words that its figures are known by (`filing.matching`)."""

    class Kind(models.TextChoices):
        FLOW = "flow", "Phát sinh trong kỳ"
        STOCK = "stock", "Có đến cuối kỳ"
        RATIO = "ratio", "Tỷ lệ"
        AVERAGE = "average", "Bình quân"

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=300)
    measure = models.CharField(max_length=40, blank=True)
    sector = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    phrase = models.TextField(blank=True)
    within = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name
