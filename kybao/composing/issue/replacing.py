"""Corrections after issue: a new report, numbered anew, that replaces the issued one and says what changed (thay thế)."""

from __future__ import annotations

from django.db import transaction

from kybao.composing.issue.approving import Unready, freeze, locked
from kybao.composing.issue.issuing import standing
from kybao.composing.models import Binding, Contribution, Report, Task
from kybao.composing.text.drafting import subject_of
from kybao.people.history import record

_Status = Report.Status


def replace(report: Report, reason: str) -> Report:
    """A new draft, from the issued report, that will replace it when it is issued; it is the period's current report from now.

    The issued one stays as it is: its number, its files, its frozen version. What it announced for the next period goes over to
    the draft, with the answers. Raises `Unready` where the report is not issued, has been replaced, or no reason is given.
    """
    if not reason.strip():
        raise Unready("Hãy ghi lý do thay thế báo cáo; lý do được in trong báo cáo thay thế.")
    with transaction.atomic():
        old = locked(report, _Status.ISSUED, "thay thế")
        if not old.versions.exists():  # issued outside of Kybao: what it says must not change with the figures
            freeze(old)
        old.current = False
        old.save(update_fields=["current"])
        new = Report.every.create(regime=old.regime, period=old.period, replaces=old, reason=reason.strip())
        copies = _copied(old, new)
        for task in old.tasks.all():
            _move(task, new, copies.get(task.contribution_id))
        record(
            "composing.replacement_begun",
            subject_of(new),
            before=standing(old),
            after=standing(new) | {"reason": new.reason},
        )
    report.current = False
    return new


def withdraw(report: Report) -> Report:
    """Gives up a replacement that is not yet issued; the issued report is current again. Nothing of the draft is deleted."""
    with transaction.atomic():
        held = locked(report, (_Status.DRAFT, _Status.APPROVED), "bỏ bản thay thế")
        old = held.replaces
        if old is None:
            raise Unready(f"Báo cáo {held.period.label} không thay thế báo cáo nào nên không có gì để bỏ.")
        held.current, held.replaces, held.status = False, None, _Status.DRAFT
        held.save(update_fields=["current", "replaces", "status"])
        old.current = True
        old.save(update_fields=["current"])
        same = {(one.section_id, one.text): one for one in old.contributions.all()}
        for task in held.tasks.select_related("contribution"):
            there = task.contribution
            _move(task, old, same.get((there.section_id, there.text)) if there else None)
        record("composing.replacement_withdrawn", subject_of(old), before={"reason": held.reason}, after=standing(old))
    return old


def _copied(old: Report, new: Report) -> dict[int | None, Contribution]:
    """The old contributions' copies by the old ones' keys, each with its bound figures."""
    copies: dict[int | None, Contribution] = {}
    for contribution in old.contributions.prefetch_related("bindings"):
        bindings, key = list(contribution.bindings.all()), contribution.pk
        contribution.pk, contribution.report, contribution._state.adding = None, new, True
        contribution.save()
        for binding in bindings:
            binding.pk, binding.contribution = None, contribution
        Binding.objects.bulk_create(bindings)
        copies[key] = contribution
    return copies


def _move(task: Task, report: Report, contribution: Contribution | None) -> None:
    task.report, task.contribution = report, contribution
    task.save(update_fields=["report", "contribution"])
