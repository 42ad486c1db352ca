"""The files of a month: the report, the table of units, the indicator annex and the findings.

Of a draft they are made on demand from what stands in the database; of an approved report from the version that was
approved; of one that Kybao issued they are the very files that were issued.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.db.models import Max

from kybao.checking.finding import Finding, Verdict
from kybao.checking.presenting.page import write_page
from kybao.composing.models import IssuedFile, Report, ReportVersion
from kybao.composing.paper.annex import annex_of
from kybao.composing.paper.assembling import official, units_grid
from kybao.composing.paper.frozen import Printed, from_data, sha256, to_data
from kybao.composing.paper.proof import proof_of
from kybao.composing.text.printing import PrintedPart
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
from kybao.filing.models import Submission, SubmissionFinding
from kybao.filing.timeliness import counting

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Contents:
    """What is printed of a report: of a version where it is `frozen`, else as it stands now.

    `superseded` says that another version of the report has been approved since. `body` spares the work where it is known.
    """

    report: Report
    frozen: Printed | None = None
    superseded: bool = False
    body: Sequence[PrintedPart] | None = None

    def official(self) -> OfficialReport:
        report = self.report
        if self.frozen is None:
            return official(report, self.body)
        if self.superseded or report.status != Report.Status.ISSUED:
            return replace(self.frozen.official, number=None, dated=None, draft=True)
        return replace(self.frozen.official, number=report.number, dated=report.dated, draft=False)

    def units(self) -> Grid:
        return units_grid(self.report) if self.frozen is None else self.frozen.official.annexes[0]

    def annex(self) -> Annex:
        return annex_of(self.report) if self.frozen is None else self.frozen.annex


def contents_of(report: Report, body: Sequence[PrintedPart] | None = None) -> Contents:
    """What stands for the report: its last version once it is approved, else what its passages are now."""
    version = _standing(report)
    return Contents(report, body=body) if version is None else Contents(report, from_data(version.body))


def contents_of_version(version: ReportVersion) -> Contents:
    """What a version holds, whether or not it is the one that stands for its report."""
    report = version.report
    return Contents(report, from_data(version.body), superseded=version != _standing(report))


def _standing(report: Report) -> ReportVersion | None:
    """The version that stands for a report: its last, once it is approved."""
    return None if report.status == Report.Status.DRAFT else report.versions.last()


@lru_cache(maxsize=8)
def pdf_of(official: OfficialReport) -> bytes:
    """The PDF of a report, kept for those who read the same."""
    return write_pdf(official)


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


FINDINGS = Output(
    "phat-hien", ".html", "Các phát hiện (HTML)", "text/html; charset=utf-8", _findings_page, issued=False
)
OUTPUTS = (
    Output("bao-cao", ".docx", "Báo cáo (Word)", _WORD, lambda contents: write_docx(contents.official())),
    Output("bao-cao", ".pdf", "Báo cáo (PDF)", "application/pdf", lambda contents: pdf_of(contents.official())),
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
    FINDINGS,
)


def write_outputs(report: Report, folder: Path) -> list[Path]:
    """All outputs, in `folder`. Every file is made before the first is put in place, and each is put there whole."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [(folder / output.file_name(report), output.render(report)) for output in OUTPUTS]
    for path, data in written:
        _put(path, data)
    return [path for path, _ in written]


def keep_up_to_date(report: Report, folder: Path) -> None:
    """Writes the outputs anew where one is missing or they are not of the report as it stands: drafted, approved, issued or
    replaced since, or with other submissions."""
    kept, mark = folder / ".made-from", _mark_of(report)
    there = all((folder / output.file_name(report)).is_file() for output in OUTPUTS)
    if there and kept.is_file() and kept.read_text("utf-8") == mark:
        return
    kept.unlink(missing_ok=True)  # until all are in place, they are of no one report
    write_outputs(report, folder)
    _put(kept, mark.encode())


def _mark_of(report: Report) -> str:
    """What tells a report's outputs from those of another, of another version of it, and of other submissions."""
    version = _standing(report)
    drafted = sha256(to_data(Printed(official(report), annex_of(report)))) if version is None else version.sha256
    came_in = Submission.objects.filter(obligation__regime=report.regime, obligation__period=report.period)
    last = came_in.aggregate(last=Max("received_at"))["last"]
    return "\n".join(map(str, (report.pk, report.status, report.number, report.dated, drafted, last)))


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
