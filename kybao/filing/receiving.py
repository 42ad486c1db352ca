"""A file comes in: read, checked, and stored whole with its findings and facts, or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from kybao.documents import Document
from kybao.documents.serial import from_data, to_data
from kybao.filing.apart.asking import examined_apart
from kybao.filing.models import Fact, Obligation, StoredFile, Submission, SubmissionFinding
from kybao.filing.outlines import outline_of_unit, sections_of
from kybao.people.history import Subject, record
from kybao.registry.models import Indicator


@dataclass(frozen=True, slots=True)
class Receipt:
    """What filing a report gave: the submission, and whether these very bytes were filed before (`again`)."""

    submission: Submission
    findings: int
    facts: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was read and checked and is not stored yet: its findings and facts are rows that lack a submission."""

    document: Document
    findings: tuple[SubmissionFinding, ...]
    facts: tuple[Fact, ...]


def receive(obligation: Obligation, data: bytes, name: str, filed_at: datetime | None = None) -> Receipt:
    """Files a report. `filed_at` defaults to now.

    The same bytes as the obligation's latest submission are not stored twice. Raises `UnreadableFile` with a Vietnamese
    message where the file can't be read; then nothing is stored.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    latest = latest_of(obligation)
    if latest is not None and latest.file_id == sha256:
        return Receipt(latest, latest.findings.count(), latest.facts.count(), again=True)
    examined = examine(obligation, data, name)
    with transaction.atomic():
        return store(obligation, examined, keep(data), filed_at)


def latest_of(obligation: Obligation) -> Submission | None:
    return obligation.submissions.order_by("-version").first()


def examine(obligation: Obligation, data: bytes, name: str) -> Examined:
    """What a unit's file says, and what needs a person's eye in it; stores nothing. Raises `UnreadableFile`.

    The file is read in a process apart (`filing.apart`), since nobody knows what is in it.
    """
    outline = outline_of_unit(sections_of(obligation.regime, obligation.period), obligation.unit, obligation.period)
    found = examined_apart(data, name, catalogue_rows(), outline.headings)
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    return Examined(
        from_data(found["document"]),
        tuple(SubmissionFinding(**row) for row in found["findings"]),
        tuple(_fact_row(obligation, row, indicators[row.pop("code")]) for row in found["facts"]),
    )


def keep(data: bytes) -> StoredFile:
    """The bytes, kept once."""
    sha256 = hashlib.sha256(data).hexdigest()
    kept = StoredFile.objects.defer("content").filter(pk=sha256).first()
    return kept or StoredFile.objects.create(sha256=sha256, content=data, size=len(data))


def store(obligation: Obligation, examined: Examined, file: StoredFile, filed_at: datetime | None = None) -> Receipt:
    """Makes what was examined the obligation's next version, within the caller's transaction."""
    Obligation.objects.select_for_update().get(pk=obligation.pk)  # two versions filed at once get two numbers
    latest = latest_of(obligation)
    submission = Submission.objects.create(
        obligation=obligation,
        version=latest.version + 1 if latest else 1,
        filed_at=filed_at or timezone.now(),
        file=file,
        file_name=examined.document.name,
        document_data=to_data(examined.document),
    )
    for finding in examined.findings:
        finding.submission = submission
    for fact in examined.facts:
        fact.submission = submission
    SubmissionFinding.objects.bulk_create(examined.findings)
    Fact.objects.bulk_create(examined.facts)
    receipt = Receipt(submission, len(examined.findings), len(examined.facts))
    _record(receipt, latest)
    return receipt


def subject_of(submission: Submission) -> Subject:
    """A submission as the history names it."""
    obligation = submission.obligation
    return Subject("submission", str(submission.public_id), str(obligation), obligation.unit)


def _record(receipt: Receipt, latest: Submission | None) -> None:
    submission = receipt.submission
    record(
        "filing.filed",
        subject_of(submission),
        before={"version": latest.version, "file": latest.file_name, "sha256": latest.file_id} if latest else None,
        after={
            "version": submission.version,
            "file": submission.file_name,
            "sha256": submission.file_id,
            "filed_at": submission.filed_at,
            "findings": receipt.findings,
            "facts": receipt.facts,
        },
    )


def catalogue_rows() -> list[dict[str, str]]:
    """The indicators with the columns of `indicators.csv`."""
    return [
        {
            "code": indicator.code,
            "name": indicator.name,
            "measure": indicator.measure,
            "sector": indicator.sector,
            "kind": indicator.kind,
            "parent": indicator.parent.code if indicator.parent else "",
            "phrase": indicator.phrase,
            "within": indicator.within,
        }
        for indicator in Indicator.objects.select_related("parent").order_by("position", "code")
    ]


def _fact_row(obligation: Obligation, row: dict[str, Any], indicator: Indicator) -> Fact:
    unit = obligation.unit
    exact = {field: Decimal(row[field]) for field in ("value", "scale")}
    return Fact(indicator=indicator, unit=unit.area or unit, period=obligation.period, **(row | exact))
