"""Next period's tasks as rows: what, by whom, until when. They become the next period's questions."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from kybao.composing.issue.approving import Unready, locked
from kybao.composing.models import Report, Task
from kybao.composing.text.drafting import subject_of
from kybao.composing.text.editing.saving import touch
from kybao.people.history import record
from kybao.registry.models import Unit

_LONGEST = 2000


def add_task(report: Report, text: str, owner: Unit | None, due: date | None) -> Task:
    """A further task at the end. Raises `Unready` where the report is no draft or the text says nothing."""
    with transaction.atomic():
        held = locked(report, Report.Status.DRAFT, "sửa nhiệm vụ của")
        last = held.tasks.aggregate(last=Max("position"))["last"]
        task = Task(report=held, position=0 if last is None else last + 1, period=held.period.next())
        _put(task, text, owner, due)
        record("composing.task_added", subject_of(held), after=_said(task))
        touch(held)
    return task


def change_task(report: Report, task: Task, text: str, owner: Unit | None, due: date | None) -> None:
    """Changes a task's words, owner or day. Raises `Unready` as `add_task` does."""
    with transaction.atomic():
        held = locked(report, Report.Status.DRAFT, "sửa nhiệm vụ của")
        kept = held.tasks.select_related("owner").select_for_update(of=("self",)).get(pk=task.pk)
        before = _said(kept)
        _put(kept, text, owner, due)
        if before != _said(kept):
            record("composing.task_changed", subject_of(held), before=before, after=_said(kept))
            touch(held)


def remove_task(report: Report, task: Task) -> None:
    """Takes a task out; the history keeps it. Raises `Unready` where it has been answered."""
    with transaction.atomic():
        held = locked(report, Report.Status.DRAFT, "sửa nhiệm vụ của")
        kept = held.tasks.select_related("owner").get(pk=task.pk)
        if kept.answer:
            raise Unready(f"Đơn vị đã trả lời nhiệm vụ này ({kept.get_answer_display().lower()}) nên không bỏ được.")
        record("composing.task_removed", subject_of(held), before=_said(kept))
        kept.delete()
        touch(held)


def _put(task: Task, text: str, owner: Unit | None, due: date | None) -> None:
    said = " ".join(text.split())
    if not said:
        raise Unready("Nhiệm vụ chưa có nội dung. Hãy ghi việc phải làm.")
    if len(said) > _LONGEST:
        raise Unready(f"Nhiệm vụ dài quá {_LONGEST} ký tự. Hãy tách thành nhiều nhiệm vụ.")
    task.text, task.owner, task.due = said, owner, due
    task.save()


def _said(task: Task) -> dict[str, object]:
    due = f"{task.due:%d/%m/%Y}" if task.due else ""
    return {"task": task.text, "owner": str(task.owner or ""), "due": due}
