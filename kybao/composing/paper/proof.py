"""The proof of a report: its own .docx, read back and checked, so that what is checked is what goes out."""

from __future__ import annotations

from dataclasses import dataclass

from kybao.checking import check
from kybao.checking.finding import Finding
from kybao.composing.models import Report
from kybao.composing.paper.assembling import official
from kybao.documents import Document, read_bytes
from kybao.documents.official import write_docx


@dataclass(frozen=True, slots=True)
class Proof:
    """The document as a reader gets it, with the findings that need a person's eye."""

    document: Document
    findings: tuple[Finding, ...]


def proof_of(report: Report) -> Proof:
    """Takes about a second: the report is written, read and checked anew, since its facts may have changed."""
    document = read_bytes(write_docx(official(report)), f"{report}.docx")
    return Proof(document, tuple(finding for finding in check(document) if finding.needs_eye))
