"""A report of the database → the official form (`documents.official`), with the table of units as its annex."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kybao.composing.models import Report
from kybao.composing.paper.comparing import Change, changes
from kybao.composing.paper.frozen import from_data
from kybao.composing.text.printing import PrintedHeading, PrintedParagraph, PrintedPart, printed_body
from kybao.documents.official.form import Column, Grid, Heading, OfficialReport, Paragraph, Run
from kybao.documents.official.wording import date_in_words
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
_CHANGES = (
    Column("TT", 1.2, "center"),
    Column("Mục", 4, "left"),
    Column("Nội dung đã ban hành", 6.4, "left"),
    Column("Nội dung thay thế", 6.4, "left"),
    Column("Con số thay đổi", 3, "left"),
)
_CHANGES_TITLE = "NHỮNG NỘI DUNG THAY ĐỔI"


def official(report: Report, body: Sequence[PrintedPart] | None = None) -> OfficialReport:
    """The report as it will be printed; a draft is marked as one. One that replaces another says so, and what changed.

    `body` is what `printed_body` gives of it, where that is known already.
    """
    written = _written(report, body)
    if report.replaces is None:
        return written
    found = changes_of(report, written)
    said = Paragraph((Run(_replacement(report.replaces, report.reason, bool(found))),))
    annexes = (*written.annexes, _changes_grid(report.replaces, found)) if found else written.annexes
    return replace(written, body=(said, *written.body), annexes=annexes)


def changes_of(report: Report, written: OfficialReport | None = None) -> tuple[Change, ...]:
    """What is not as in the report that this one replaces; nothing where it replaces none."""
    version = report.replaces.versions.last() if report.replaces is not None else None
    if version is None:
        return ()
    before = as_written(from_data(version.body).official, replacing=version.report.replaces_id is not None)
    return changes(before, written or _written(report))


def as_written(printed: OfficialReport, *, replacing: bool) -> OfficialReport:
    """A report as it is printed, without what it says of the one that it replaces itself."""
    if not replacing:
        return printed
    kept = tuple(grid for grid in printed.annexes if grid.title[0] != _CHANGES_TITLE)
    return replace(printed, body=printed.body[1:], annexes=kept)


def name_of_issued(report: Report) -> str:
    """ "Báo cáo số 27/BC-UBND ngày 18 tháng 01 năm 2022 của Ủy ban nhân dân thành phố Cao Bằng"."""
    regime = report.regime
    number = "....." if report.number is None else f"{report.number:02}"
    kind = regime.report_kind.capitalize()
    return f"{kind} số {number}/{regime.symbol} {date_in_words(report.dated)} của {regime.receiver.name}"


def _replacement(replaced: Report, reason: str, changed: bool) -> str:
    kind = replaced.regime.report_kind.capitalize()
    where = " Những nội dung thay đổi nêu tại phụ lục kèm theo." if changed else ""
    return f"{kind} này thay thế {name_of_issued(replaced)}. Lý do thay thế: {reason.rstrip(' .;')}.{where}"


def _changes_grid(replaced: Report, found: tuple[Change, ...]) -> Grid:
    rows = tuple(
        (
            str(number),
            one.where,
            one.before or "(không có)",
            one.after or "(bỏ)",
            "\n".join(f"{was or '(không có)'} → {now or '(bỏ)'}" for was, now in one.figures),
        )
        for number, one in enumerate(found, 1)
    )
    number = "....." if replaced.number is None else f"{replaced.number:02}"
    subtitle = f"so với {replaced.regime.report_kind.capitalize()} số {number}/{replaced.regime.symbol}"
    return Grid((_CHANGES_TITLE, subtitle), _CHANGES, rows, landscape=True)


def _written(report: Report, printed: Sequence[PrintedPart] | None = None) -> OfficialReport:
    regime = report.regime
    parts = tuple(printed_body(report)) if printed is None else printed
    body = tuple(_heading(item) if isinstance(item, PrintedHeading) else paragraph_of(item) for item in parts)
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


def paragraph_of(paragraph: PrintedParagraph) -> Paragraph:
    """A paragraph as it goes to paper: blanks squeezed, the run-in lead in italics."""
    runs = [Run(f"{paragraph.lead}:", italic=True), Run(" ")] if paragraph.lead else []
    for number, passage in enumerate(paragraph.passages):
        text = "".join(piece.text for piece in passage.pieces).strip()
        runs.append(Run(re.sub(r"\s+", " ", f" {text}" if number else text)))
    return Paragraph(tuple(runs), paragraph.marker)
