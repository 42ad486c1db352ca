"""Receipts and the status of a period as text and as plain data, for the command line and the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from kybao.calendar.deadline import VIETNAM
from kybao.filing.receiving import Receipt
from kybao.filing.status import StatusRow, totals
from kybao.filing.timeliness import Timeliness


def receipt_text(receipt: Receipt) -> Iterator[str]:
    submission = receipt.submission
    if receipt.again:
        yield f"Tệp này đã nộp trước đây, là bản {submission.version}; không lưu thêm."
    else:
        yield f"Đã nhận {submission.file_name} của {submission.obligation.unit}, bản {submission.version}."
    yield f"  Thời điểm: {_moment(submission.filed_at)}"
    yield f"  Mã băm:    {submission.file_id}"
    yield f"  Đã đọc:    {receipt.facts} số liệu; {receipt.findings} điều cần xem lại"


def receipt_record(receipt: Receipt) -> dict[str, Any]:
    submission = receipt.submission
    return {
        "id": str(submission.public_id),
        "unit": submission.obligation.unit.code,
        "period": str(submission.obligation.period),
        "version": submission.version,
        "filed_at": submission.filed_at.isoformat(),
        "sha256": submission.file_id,
        "facts": receipt.facts,
        "findings": receipt.findings,
        "again": receipt.again,
    }


def status_text(rows: Sequence[StatusRow]) -> Iterator[str]:
    """The table of units in columns, and a line of totals."""
    width = max(len(row.obligation.unit.listed_name) for row in rows)
    yield f"{'TT':>3}  {'Đơn vị':<{width}}  {'Nộp lúc':<16}  {'Thời hạn':<16}  Theo mẫu  Phát hiện"
    for row in rows:
        unit = row.obligation.unit
        conforming = "" if row.conformity is None else "x" if row.conformity.conforming else "thiếu mục"
        yield (
            f"{unit.list_number or '':>3}  {unit.listed_name:<{width}}  {_moment(row.filed_at):<16}  "
            f"{row.timeliness.label:<16}  {conforming:<8}  {row.findings or ''}"
        ).rstrip()
    count = totals(rows)
    yield "Tổng: " + ", ".join(f"{count[kind]} {kind.label.lower()}" for kind in Timeliness if count[kind])


def status_record(row: StatusRow) -> dict[str, Any]:
    unit, conformity = row.obligation.unit, row.conformity
    return {
        "number": unit.list_number,
        "unit": unit.code,
        "name": unit.listed_name,
        "due_at": row.obligation.due_at.isoformat(),
        "filed_at": row.filed_at.isoformat() if row.filed_at else None,
        "timeliness": row.timeliness.value,
        "conforming": conformity.conforming if conformity else None,
        "missing_sections": list(conformity.missing) if conformity else [],
        "findings": row.verdicts,
        "note": row.note,
    }


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if at else ""
