"""The leader's part before a report goes out: comments at sentences, asking for changes, approving."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from kybao.composing.models import Contribution, Report, ReportComment, ReportVersion
from kybao.composing.paper.annex import annex_of
from kybao.composing.paper.assembling import official
from kybao.composing.paper.frozen import Printed, sha256, to_data
from kybao.composing.text.binding import printed_by_token
from kybao.composing.text.drafting import subject_of
from kybao.composing.text.tokens import plain
from kybao.people.acting import actor
from kybao.people.history import record

_Status = Report.Status


class Unready(ValueError):
    """Raised where a report is not where a step needs it; its message is Vietnamese: what, why, how to mend it."""


def approve(report: Report) -> ReportVersion:
    """Freezes what is printed now as the next version; the report is then approved. Raises `Unready` where it is no draft."""
    with transaction.atomic():
        held = locked(report, _Status.DRAFT, "duyệt")
        if not held.contributions.exists():
            raise Unready(f"Báo cáo {held.period.label} chưa có nội dung nên chưa duyệt được. Hãy soạn báo cáo trước.")
        version = freeze(held, approved_by=actor().name)
        _put(report, held, _Status.APPROVED)
        record(
            "composing.approved",
            subject_of(held),
            before={"status": _Status.DRAFT.label},
            after={"status": _Status.APPROVED.label, "version": version.number, "sha256": version.sha256},
        )
    return version


def ask_for_changes(report: Report, text: str) -> ReportComment:
    """Puts a report that is not yet issued back to draft, with what is to be changed. The approved version is kept."""
    with transaction.atomic():
        held = locked(report, (_Status.DRAFT, _Status.APPROVED), "yêu cầu sửa")
        before = held.get_status_display()
        comment = ReportComment.objects.create(
            report=held, text=_said(text, "Hãy ghi điều cần sửa."), asks=True, author=actor().name
        )
        _put(report, held, _Status.DRAFT)
        record(
            "composing.changes_asked",
            subject_of(held),
            before={"status": before},
            after={"status": _Status.DRAFT.label, "comment": comment.text},
        )
    return comment


def comment_at(contribution: Contribution, start: int, end: int, text: str, quote: str | None = None) -> ReportComment:
    """A comment at the characters `start` to `end` of a contribution as it is printed.

    Raises `Unready` where there are none, or where they are not `quote`, the words that were read.
    """
    with transaction.atomic():
        held = locked(contribution.report, (_Status.DRAFT, _Status.APPROVED), "góp ý")
        printed = plain(contribution.text, printed_by_token(list(contribution.bindings.select_related("fact"))))
        if not 0 <= start < end <= len(printed) or quote not in (None, printed[start:end]):
            raise Unready("Chỗ góp ý không còn trong đoạn văn, có thể đoạn đã được sửa. Hãy chọn lại câu cần góp ý.")
        comment = ReportComment.objects.create(
            report=held,
            contribution=contribution,
            section=contribution.section,
            start=start,
            end=end,
            quote=printed[start:end],
            text=_said(text, "Hãy ghi nội dung góp ý."),
            author=actor().name,
        )
        record("composing.commented", subject_of(held), after={"quote": comment.quote, "comment": comment.text})
    return comment


def resolve(comment: ReportComment, answer: str = "") -> None:
    """Marks a comment as settled, once, with what was answered to it."""
    with transaction.atomic():
        held = ReportComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        if held.resolved_at is None:
            held.answer, held.resolved_by, held.resolved_at = answer.strip(), actor().name, timezone.now()
            held.save(update_fields=["answer", "resolved_by", "resolved_at"])
            record(
                "composing.comment_resolved",
                subject_of(held.report),
                after={"comment": held.text, "answer": held.answer},
            )
        comment.answer, comment.resolved_by, comment.resolved_at = held.answer, held.resolved_by, held.resolved_at


def freeze(report: Report, approved_by: str = "") -> ReportVersion:
    """The next version of a report, of what is printed now. To be called in a transaction that holds the report."""
    body = to_data(Printed(official(report), annex_of(report)))
    last = report.versions.last()
    version = ReportVersion(
        report=report, number=last.number + 1 if last else 1, body=body, sha256=sha256(body), approved_by=approved_by
    )
    version.save()
    return version


def locked(report: Report, statuses: Report.Status | tuple[Report.Status, ...], step: str) -> Report:
    """The report held until the transaction ends, where it is current and has one of these statuses. Raises `Unready`."""
    held = Report.every.select_for_update(of=("self",)).select_related("regime__receiver", "replaces").get(pk=report.pk)
    if not held.current:
        raise Unready(f"Báo cáo {held.period.label} này đã có bản thay thế nên không {step} được. Hãy mở bản mới nhất.")
    allowed = statuses if isinstance(statuses, tuple) else (statuses,)
    if held.status not in allowed:
        wanted = " hoặc ".join(status.label.lower() for status in allowed)
        raise Unready(
            f"Báo cáo {held.period.label} {held.get_status_display().lower()} nên không {step} được; "
            f"chỉ {step} được báo cáo {wanted}."
        )
    return held


def _put(report: Report, held: Report, status: Report.Status) -> None:
    held.status = report.status = status
    held.save(update_fields=["status"])


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise Unready(otherwise)
    return text.strip()
