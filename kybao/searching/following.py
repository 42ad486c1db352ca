"""The index follows the history: whatever changes what can be found is recorded there, in the transaction of the change itself,
and so the index changes with it or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models.signals import post_migrate, post_save

from kybao.composing.models import Report, Task
from kybao.filing.models import Submission
from kybao.people.models import HistoryEntry
from kybao.searching.index import index_obligation, index_report, index_task, rebuild
from kybao.searching.models import Entry


def follow() -> None:
    """Begins to follow; what was there before the index was is taken in once, after its table was made."""
    post_save.connect(_recorded, sender=HistoryEntry, dispatch_uid="kybao.searching.recorded")
    post_migrate.connect(_migrated, dispatch_uid="kybao.searching.migrated")


def _recorded(sender: type[HistoryEntry], instance: HistoryEntry, **_: Any) -> None:
    follows = _FOLLOWS.get(instance.object_kind)
    if follows is not None:
        follows(instance.object_id)


def _submission(public_id: str) -> None:
    found = Submission.objects.filter(public_id=UUID(public_id))
    submission = found.select_related("obligation__regime").defer("document_data").first()
    if submission is not None:
        index_obligation(submission.obligation)


def _report(name: str) -> None:
    """A report is named "<regime>/<period>"; of those that replaced each other only the current one is found."""
    regime, _, period = name.rpartition("/")
    for report in Report.every.filter(regime__code=regime, period=period).select_related("regime"):
        index_report(report)


def _task(key: str) -> None:
    task = Task.objects.filter(pk=key).select_related("report__regime").first()
    if task is not None:
        index_task(task)


_FOLLOWS: Mapping[str, Callable[[str], None]] = {"submission": _submission, "report": _report, "task": _task}


def _migrated(sender: Any, **_: Any) -> None:
    if sender.name == "kybao.searching" and not Entry.objects.exists() and Submission.objects.exists():
        rebuild()
