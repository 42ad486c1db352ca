"""What is known of a body that receives reports before any regime says more."""

from __future__ import annotations

from django.db import models

from kybao.registry.models.units import Unit


class Committee(models.Model):
    """A unit that receives reports (cơ quan nhận báo cáo): `short_name` is the second half of its documents' symbol
    ("UBND" in 27/BC-UBND), `place` what stands before the date."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="committee")
    short_name = models.CharField(max_length=30)
    place = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.unit.name
