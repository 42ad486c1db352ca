"""An approved report goes out: numbered, dated, its files made and kept, all in one transaction."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from kybao.calendar import Period
from kybao.composing.issue.approving import locked
from kybao.composing.issue.register import NumberRefused, take_given, take_next
from kybao.composing.models import IssuedFile, RegisterEntry, Report
from kybao.composing.paper.outputs import OUTPUTS, contents_of
from kybao.composing.text.drafting import subject_of
from kybao.filing.models import StoredFile
from kybao.people.history import record
from kybao.registry.models import Regime

_Status = Report.Status


def issue(
    report: Report, day: date, number: int | None = None, *, expected: int | None = None
) -> tuple[IssuedFile, ...]:
    """Issues an approved report under the register's next number of the year, or under the `number` that it was given.

    `expected` is the next number as somebody saw it; where another document has taken it since, nothing is issued. Gives
    the files as issued: Word, PDF/A and annexes, of exactly what was approved. Raises `Unready` where the report is not
    approved and `NumberRefused` where number or day can't be; then nothing is changed.
    """
    with transaction.atomic():
        held = locked(report, _Status.APPROVED, "ban hành")
        _look_at(day, held)
        entry = take_next(held, day) if number is None else take_given(held, number, day, outside=False)
        if expected is not None and entry.number != expected:
            raise NumberRefused(
                f"Số tiếp theo không còn là {expected:02} mà là {entry.number:02}: sổ vừa có văn bản khác. "
                "Hãy xem lại trang đầu rồi ban hành."
            )
        before = standing(held)
        _put(held, entry)
        contents = contents_of(held)
        files = tuple(
            kept(held, IssuedFile.Kind.ISSUED, output.file_name(held), output.label, output.media_type, data)
            for output in OUTPUTS
            if output.issued
            for data in [output.made(contents)]
        )
        hashes = {file.name: file.file_id for file in files}
        record("composing.issued", subject_of(held), before=before, after=standing(held) | hashes)
    report.number, report.dated, report.status = held.number, held.dated, held.status
    return files


def enter_issued(report: Report, number: int, day: date) -> None:
    """Notes that a draft was issued outside of Kybao, under a number that is then taken. One that is issued already stays."""
    with transaction.atomic():
        held = Report.every.select_for_update().get(pk=report.pk)
        if held.status != _Status.DRAFT or held.replaces_id is not None:
            return
        before = standing(held)
        _put(held, take_given(held, number, day))
        record("composing.entered_as_issued", subject_of(held), before=before, after=standing(held))
    report.number, report.dated, report.status = held.number, held.dated, held.status


def in_force(regime: Regime, period: Period) -> Report | None:
    """The report that was issued last for a period, while another may be on its way to replace it; None before the first."""
    issued = Report.every.filter(regime=regime, period=period, status=_Status.ISSUED)
    return issued.filter(current=True).first() or issued.order_by("-pk").first()


def standing(report: Report) -> dict[str, object]:
    """Where a report stands, as the history notes it."""
    return {"status": report.get_status_display(), "number": report.number, "dated": report.dated}


def kept(report: Report, kind: IssuedFile.Kind, name: str, label: str, media_type: str, data: bytes) -> IssuedFile:
    """Keeps a file of a report for good. To be called in the transaction that it belongs to."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not StoredFile.objects.filter(pk=sha256).exists():
        StoredFile(sha256=sha256, content=data, size=len(data)).save()
    file = IssuedFile(report=report, kind=kind, name=name, label=label, media_type=media_type, file_id=sha256)
    file.save()
    return file


def _look_at(day: date, report: Report) -> None:
    if day > localdate():
        raise NumberRefused(f"Ngày ban hành {day:%d/%m/%Y} chưa đến. Hãy chọn hôm nay hoặc ngày sớm hơn.")
    if day < report.period.first:
        raise NumberRefused(
            f"Ngày ban hành {day:%d/%m/%Y} sớm hơn {report.period.label} mà báo cáo nói về. Hãy kiểm tra lại ngày, nhất là năm."
        )


def _put(report: Report, entry: RegisterEntry) -> None:
    report.number, report.dated, report.status = entry.number, entry.dated, _Status.ISSUED
    report.save(update_fields=["number", "dated", "status"])
