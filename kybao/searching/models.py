"""What can be found by its words: sentences of submissions and reports, and tasks."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from kybao.composing.models import Report, Task
from kybao.filing.models import Submission
from kybao.people.policy import Right
from kybao.people.scope import Holder, scope_of
from kybao.registry.models import PeriodField, Unit


class EntryQuerySet(models.QuerySet["Entry"]):
    def for_user(self, user: Holder | AnonymousUser) -> EntryQuerySet:
        """Of each kind those that the user may read there where they stand."""
        seen = self.none()
        for kind, right in _RIGHTS.items():
            of_kind = self.filter(kind=kind)
            own = None if right is Right.READ_REPORTS else "unit"
            seen |= scope_of(user, right).narrow(of_kind, unit=own, committee=("committee",))
        return seen


class Entry(models.Model):
    """A sentence, or a task, as `text`; `folded` and `plain` are its words without and with diacritics (`searching.words`).

    `unit` is whose it is (None: the office's), `committee` who received it. `block` and `start` lead to a sentence of a
    submission, `section` is the key of the outline's section that a sentence of a report stands in, `thread` its paragraph.
    The database keeps a full-text index over `folded`: an FTS5 table with triggers on SQLite, a column on PostgreSQL, made by
    the first migration. A later migration that remakes this table on SQLite must make the triggers again.
    """

    class Kind(models.TextChoices):
        SENTENCE = "sentence", "Câu trong bài nộp"
        REPORT = "report", "Câu trong báo cáo"
        TASK = "task", "Nhiệm vụ"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    submission = models.ForeignKey(Submission, models.CASCADE, null=True, related_name="+")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="+")
    task = models.ForeignKey(Task, models.CASCADE, null=True, related_name="+")
    # Without indexes of their own: nearly all entries are of one committee, and SQLite would walk through all of those instead
    # of asking the words first.
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+", db_index=False)
    committee = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    period = PeriodField()
    block = models.PositiveIntegerField(null=True)
    start = models.PositiveIntegerField(null=True)
    section = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    folded = models.TextField()
    plain = models.TextField()
    thread = models.UUIDField(null=True)

    objects: ClassVar[EntryQuerySet] = EntryQuerySet.as_manager()  # type: ignore[assignment]


_RIGHTS = {
    Entry.Kind.SENTENCE: Right.READ_SUBMISSIONS,
    Entry.Kind.REPORT: Right.READ_REPORTS,
    Entry.Kind.TASK: Right.READ_TASKS,
}
