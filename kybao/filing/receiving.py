"""A file comes in: read, checked, and stored whole with its findings and facts, or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kybao.checking import check
from kybao.checking.finding import Finding
from kybao.documents import Document, read_bytes
from kybao.documents.serial import to_data
from kybao.filing.matching import CatalogueEntry, FoundFact, facts_of, load
from kybao.filing.models import Fact, Obligation, StoredFile, Submission, SubmissionFinding
from kybao.filing.outlines import outline_of_unit, sections_of
from kybao.filing.placing import heading_blocks
from kybao.filing.reference_part import end_of_report
from kybao.people.history import Subject, record
from kybao.reading import Reading, read
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
    """What a unit's file says, and what needs a person's eye in it; stores nothing. Raises `UnreadableFile`."""
    document = read_bytes(data, name)
    reading = read(document)
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    end = end_of_report(document)
    findings = [finding for finding in _findings(reading, obligation) if finding.span.block < end]
    facts = [fact for fact in _facts(reading) if fact.span.block < end]
    return Examined(
        document,
        tuple(map(_finding_row, findings)),
        tuple(_fact_row(obligation, document, fact, indicators[fact.code]) for fact in facts),
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


def _record(receipt: Receipt, latest: Submission | None) -> None:
    submission = receipt.submission
    obligation = submission.obligation
    record(
        "filing.filed",
        Subject("submission", str(submission.public_id), str(obligation), obligation.unit),
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


def _findings(reading: Reading, obligation: Obligation) -> list[Finding]:
    """What needs a person's eye. A unit answers some headings of the committee's outline under the outline's own numbers,
    so that gaps between them are no finding."""
    outline = outline_of_unit(sections_of(obligation.regime, obligation.period), obligation.unit, obligation.period)
    numbered_by_outline = heading_blocks(reading.document, outline.headings)
    return [
        finding
        for finding in check(reading)
        if finding.needs_eye and not ("sequence" in finding.rule and finding.span.block in numbered_by_outline)
    ]


def _facts(reading: Reading) -> list[FoundFact]:
    """What the prose and what the tables state, each at its own place: a sheet's explanation repeats the sheet's figures,
    and the sentence that goes out is bound to the figure that stands in it."""
    known = catalogue()
    by_place = {fact.span: fact for fact in (*facts_of(reading, known), *facts_of(reading, known, reading.tables))}
    return [by_place[span] for span in sorted(by_place)]


def catalogue() -> tuple[CatalogueEntry, ...]:
    """The indicators as `filing.matching` knows them."""
    indicators = Indicator.objects.select_related("parent").order_by("position", "code")
    return load(
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
        for indicator in indicators
    )


def _finding_row(finding: Finding) -> SubmissionFinding:
    return SubmissionFinding(
        rule=finding.rule,
        verdict=finding.verdict.value,
        block=finding.span.block,
        start=finding.span.start,
        end=finding.span.end,
        page=finding.page,
        quote=finding.quote,
        stated=finding.stated,
        computed=finding.computed,
        explanation=finding.explanation,
        evidence=[[span.block, span.start, span.end] for span in finding.evidence],
    )


def _fact_row(obligation: Obligation, document: Document, fact: FoundFact, indicator: Indicator) -> Fact:
    unit = obligation.unit
    figure, span = fact.figure, fact.span
    return Fact(
        indicator=indicator,
        unit=unit.area or unit,
        period=obligation.period,
        basis=fact.basis,
        comparison=fact.comparison,
        value=fact.value,
        stated=fact.quote,
        decimals=figure.decimals,
        scale=figure.scale,
        measure=figure.measure,
        block=span.block,
        start=span.start,
        end=span.end,
        page=document.blocks[span.block].page,
    )
