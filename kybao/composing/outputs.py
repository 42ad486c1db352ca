"""The files of a month: the report, the table of units, the indicator annex and the findings, each made on demand."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kybao.checking.finding import Finding, Verdict
from kybao.checking.presenting.page import write_page
from kybao.composing.annex import annex_of
from kybao.composing.assembling import official, units_grid
from kybao.composing.models import Report
from kybao.composing.proof import proof_of
from kybao.documents import Document
from kybao.documents.model import Span
from kybao.documents.official import write_annex_xlsx, write_docx, write_grid_xlsx, write_pdf
from kybao.filing.models import SubmissionFinding
from kybao.filing.timeliness import counting

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Output:
    """One file of a month. `name` goes before the period in the file's name."""

    name: str
    suffix: str
    label: str
    media_type: str
    render: Callable[[Report], bytes]

    def file_name(self, report: Report) -> str:
        return f"{self.name}-{report.period}{self.suffix}"


def _findings_page(report: Report) -> bytes:
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
    Output("bao-cao", ".docx", "Báo cáo (Word)", _WORD, lambda report: write_docx(official(report))),
    Output("bao-cao", ".pdf", "Báo cáo (PDF)", "application/pdf", lambda report: write_pdf(official(report))),
    Output(
        "danh-sach-don-vi",
        ".xlsx",
        "Biểu tổng hợp đơn vị gửi báo cáo (Excel)",
        _EXCEL,
        lambda report: write_grid_xlsx(units_grid(report)),
    ),
    Output(
        "phu-bieu-chi-tieu",
        ".xlsx",
        "Phụ biểu chỉ tiêu (Excel)",
        _EXCEL,
        lambda report: write_annex_xlsx(annex_of(report)),
    ),
    Output("phat-hien", ".html", "Các phát hiện (HTML)", "text/html; charset=utf-8", _findings_page),
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
