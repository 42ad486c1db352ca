"""What tells a database of made-up months from one that people work with."""

from __future__ import annotations

from django.db import models


class Demonstration(models.Model):
    """Its one row says that everything in this database was made up, and from which seed. It stands in the database itself,
    so that a backup of a demonstration is one too."""

    seed = models.CharField(max_length=60)
    made_at = models.DateTimeField(auto_now_add=True)
