"""What an earlier report announced, answered in its period by the unit that owns the task."""

from __future__ import annotations

from django.db import transaction

from kybao.composing.issue.closing import closing_report
from kybao.composing.models import Task
from kybao.people.history import Subject, record

_LONGEST_NOTE = 2000


class CannotAnswer(ValueError):
    """Why an answer is not taken; its message is Vietnamese."""


def answer(task: Task, word: Task.Answer, note: str = "") -> None:
    """Answers a task. Raises `CannotAnswer` once the report of the task's period is issued, or where an unfinished task
    comes without a word on why."""
    note = note.strip()
    closed = closing_report(task.report.regime, task.period)
    if closed is not None:
        raise CannotAnswer(f"Báo cáo {task.period.label} đã ban hành, câu trả lời không sửa được nữa.")
    if word == Task.Answer.NOT_DONE and not note:
        raise CannotAnswer("Nhiệm vụ chưa thực hiện cần một dòng nêu lý do.")
    if len(note) > _LONGEST_NOTE:
        raise CannotAnswer(f"Ghi chú dài quá {_LONGEST_NOTE} ký tự. Hãy viết gọn lại.")
    with transaction.atomic():
        kept = Task.objects.select_for_update().get(pk=task.pk)
        before = {"answer": kept.get_answer_display(), "note": kept.answer_note}
        kept.answer, kept.answer_note = word, note
        kept.save(update_fields=["answer", "answer_note"])
        after = {"answer": kept.get_answer_display(), "note": kept.answer_note}
        if before != after:
            record(
                "composing.task_answered",
                Subject("task", str(task.pk), task.text, task.owner),
                before=before,
                after=after,
            )
    task.answer, task.answer_note = kept.answer, kept.answer_note
