"""What is measured."""

from __future__ import annotations

from django.db import models


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
