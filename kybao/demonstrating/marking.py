"""The words by which a demonstration is known, and whether this is one."""

from __future__ import annotations

from django.http import HttpRequest

from kybao.demonstrating.models import Demonstration

MARK = "SỐ LIỆU TRÌNH DIỄN"


def ribbon(request: HttpRequest) -> dict[str, object]:
    """For every template: the words of the ribbon over each page of a demonstration."""
    return {"demonstration": MARK if Demonstration.objects.exists() else ""}
