"""What a token for the API may carry, and which right of the table of rights each scope asks for."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices

from kybao.people.policy import Right


class Scope(TextChoices):
    """One thing that a program may do (phạm vi)."""

    READ_OBLIGATIONS = "read:obligations", "Xem nghĩa vụ báo cáo và tình hình nộp"
    READ_SUBMISSIONS = "read:submissions", "Xem bài nộp và phát hiện"
    READ_FACTS = "read:facts", "Xem số liệu"
    READ_REPORTS = "read:reports", "Xem báo cáo tổng hợp"
    WRITE_SUBMISSIONS = "write:submissions", "Nộp báo cáo"
    WRITE_FACTS = "write:facts", "Ghi số liệu"


RIGHT_OF: Mapping[Scope, Right] = {
    Scope.READ_OBLIGATIONS: Right.READ_OBLIGATIONS,
    Scope.READ_SUBMISSIONS: Right.READ_SUBMISSIONS,
    Scope.READ_FACTS: Right.READ_FACTS,
    Scope.READ_REPORTS: Right.READ_REPORTS,
    Scope.WRITE_SUBMISSIONS: Right.FILE,
}
"""Writing facts is a right of programs alone: people write figures in their reports."""
