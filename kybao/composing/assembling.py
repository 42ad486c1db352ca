"""A report of the database → the official form (`documents.official`), with the table of units as its annex."""

from __future__ import annotations

import re

from kybao.composing.models import Report
from kybao.composing.printing import PrintedHeading, PrintedParagraph, printed_body
from kybao.documents.official.form import Column, Grid, Heading, OfficialReport, Paragraph, Run
from kybao.filing.status import StatusRow, status_of
from kybao.filing.timeliness import Timeliness
from kybao.registry.titles import printed_title

_COLUMNS = (
    Column("TT", 1.3, "center"),
    Column("Tên đơn vị", 6.4, "left"),
    Column("BC nộp đúng thời hạn", 2.2, "center"),
    Column("Nộp BC chậm", 2, "center"),
    Column("Không có BC", 2, "center"),
    Column("Nội dung đảm bảo theo mẫu", 2.4, "center"),
    Column("Ghi chú", 3.6, "left"),
)


def official(report: Report) -> OfficialReport:
    """The report as it will be printed; a draft is marked as one."""
    regime = report.regime
    body = tuple(
        _heading(item) if isinstance(item, PrintedHeading) else _paragraph(item) for item in printed_body(report)
    )
    return OfficialReport(
        superior=regime.superior,
        agency=regime.agency,
        number=report.number,
        symbol=regime.symbol,
        place=regime.place,
        dated=report.dated,
        kind=regime.report_kind,
        subject=tuple(printed_title(regime.subject, report.period).splitlines()),
        body=body,
        recipients=tuple(regime.recipients.splitlines()),
        authority=regime.authority,
        post=regime.post,
        signer=regime.signer,
        annexes=(units_grid(report),),
        draft=report.status != Report.Status.ISSUED,
        agency_in_text=regime.receiver.name,
    )


def units_grid(report: Report) -> Grid:
    """The table of who filed on time, late or not at all."""
    return Grid(
        ("BIỂU TỔNG HỢP", f"Danh sách các đơn vị gửi báo cáo {report.period.label}"),
        _COLUMNS,
        tuple(_row(row) for row in status_of(report.regime, report.period)),
    )


def _row(row: StatusRow) -> tuple[str, ...]:
    unit = row.obligation.unit
    ticks = (Timeliness.ON_TIME, Timeliness.LATE, Timeliness.MISSING)
    return (
        "" if unit.list_number is None else str(unit.list_number),
        unit.listed_name,
        *("x" if row.timeliness is kind else "" for kind in ticks),
        "x" if row.conformity is not None and row.conformity.conforming else "",
        row.note,
    )


def _heading(heading: PrintedHeading) -> Heading:
    return Heading(heading.level, heading.number, heading.title)


def _paragraph(paragraph: PrintedParagraph) -> Paragraph:
    runs = [Run(f"{paragraph.lead}:", italic=True), Run(" ")] if paragraph.lead else []
    for number, passage in enumerate(paragraph.passages):
        text = "".join(piece.text for piece in passage.pieces).strip()
        runs.append(Run(re.sub(r"\s+", " ", f" {text}" if number else text)))
    return Paragraph(tuple(runs), paragraph.marker)
