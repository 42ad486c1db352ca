"""The files of a month: the report, the table of units, the indicator annex and the findings.

Of a draft they are made on demand from what stands in the database; of an approved report from the version that was
approved; of one that Kybao issued they are the very files that were issued.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from kybao.checking.finding import Finding, Verdict
from kybao.checking.presenting.page import write_page
from kybao.composing.models import IssuedFile, Report
from kybao.composing.paper.annex import annex_of
from kybao.composing.paper.assembling import official, units_grid
from kybao.composing.paper.frozen import Printed, from_data
from kybao.composing.paper.proof import proof_of
from kybao.documents import Document
from kybao.documents.model import Span
from kybao.documents.official import (
    Annex,
    Grid,
    OfficialReport,
    write_annex_xlsx,
    write_docx,
    write_grid_xlsx,
    write_pdf,
)
from kybao.filing.models import SubmissionFinding
from kybao.filing.timeliness import counting

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Contents:
    """What is printed of a report: of its approved version where it is `frozen`, else as it stands now."""

    report: Report
    frozen: Printed | None = None

    def official(self) -> OfficialReport:
        if self.frozen is None:
            return official(self.report)
        report = self.report
        draft = report.status != Report.Status.ISSUED
        return replace(self.frozen.official, number=report.number, dated=report.dated, draft=draft)

    def units(self) -> Grid:
        return units_grid(self.report) if self.frozen is None else self.frozen.official.annexes[0]

    def annex(self) -> Annex:
        return annex_of(self.report) if self.frozen is None else self.frozen.annex


def contents_of(report: Report) -> Contents:
    version = None if report.status == Report.Status.DRAFT else report.versions.last()
    return Contents(report, None if version is None else from_data(version.body))


@dataclass(frozen=True, slots=True)
class Output:
    """One file of a month. `name` goes before the period in the file's name. `issued` tells whether it goes out with the report."""

    name: str
    suffix: str
    label: str
    media_type: str
    made: Callable[[Contents], bytes]
    issued: bool = True

    def file_name(self, report: Report) -> str:
        return f"{self.name}-{report.period}{self.suffix}"

    def render(self, report: Report) -> bytes:
        """The file: as it was issued, else made now."""
        if report.status == Report.Status.ISSUED:
            stored: IssuedFile | None = (
                report.issued_files.filter(name=self.file_name(report)).select_related("file").first()
            )
            if stored is not None:
                return stored.content
        return self.made(contents_of(report))


def _findings_page(contents: Contents) -> bytes:
    report = contents.report
    proof = proof_of(report)
    items: list[tuple[Document, tuple[Finding, ...]]] = [(proof.document, proof.findings)]
    obligations = report.regime.obligations.filter(period=report.period).prefetch_related(
        "submissions__reviews", "submissions__findings"
    )
    for obligation in obligations.order_by("unit__list_number", "unit__code"):
        submission = counting(obligation.submissions.all())
        if submission is not None:
            items.append((submission.document, tuple(map(finding_of, submission.findings.all()))))
    return write_page(items, f"Phát hiện trong báo cáo {report.period.label}").encode()


def finding_of(row: SubmissionFinding) -> Finding:
    """The finding that a row keeps."""
    return Finding(
        row.rule,
        Verdict(row.verdict),
        Span(row.block, row.start, row.end),
        row.quote,
        row.stated,
        row.computed,
        row.explanation,
        tuple(Span(*span) for span in row.evidence),
        row.page,
    )


OUTPUTS = (
    Output("bao-cao", ".docx", "Báo cáo (Word)", _WORD, lambda contents: write_docx(contents.official())),
    Output("bao-cao", ".pdf", "Báo cáo (PDF)", "application/pdf", lambda contents: write_pdf(contents.official())),
    Output(
        "danh-sach-don-vi",
        ".xlsx",
        "Biểu tổng hợp đơn vị gửi báo cáo (Excel)",
        _EXCEL,
        lambda contents: write_grid_xlsx(contents.units()),
    ),
    Output(
        "phu-bieu-chi-tieu",
        ".xlsx",
        "Phụ biểu chỉ tiêu (Excel)",
        _EXCEL,
        lambda contents: write_annex_xlsx(contents.annex()),
    ),
    Output("phat-hien", ".html", "Các phát hiện (HTML)", "text/html; charset=utf-8", _findings_page, issued=False),
)


def write_outputs(report: Report, folder: Path) -> list[Path]:
    """All outputs, in `folder`. Every file is made before the first is put in place, and each is put there whole."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [(folder / output.file_name(report), output.render(report)) for output in OUTPUTS]
    for path, data in written:
        _put(path, data)
    return [path for path, _ in written]


def _put(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
