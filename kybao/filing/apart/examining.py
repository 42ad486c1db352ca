"""A file's bytes → what it says, what needs a person's eye in it, and its facts, as plain data. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kybao.checking import check
from kybao.checking.finding import Finding
from kybao.documents import read_bytes
from kybao.documents.serial import to_data
from kybao.filing.matching import CatalogueEntry, FoundFact, facts_of, load, names_codes
from kybao.filing.placing import Heading, heading_blocks
from kybao.filing.reference_part import end_of_report
from kybao.reading import Reading, read

Rows = list[dict[str, Any]]
_PARTS = ("table_sum", "table_share")


def examine(
    data: bytes, name: str, catalogue: Iterable[Mapping[str, str]], headings: Sequence[Heading]
) -> dict[str, Any]:
    """`{"document": …, "findings": […], "facts": […]}`: the document as `documents.serial` gives it, the others with the
    fields of `SubmissionFinding` and of `Fact` (decimals as text, `code` for the indicator). Raises `UnreadableFile`."""
    document = read_bytes(data, name)
    reading = read(document)
    end = end_of_report(document)
    facts: Rows = [
        _fact(fact) | {"page": document.blocks[fact.span.block].page}
        for fact in _facts(reading, load(catalogue))
        if fact.span.block < end
    ]
    findings: Rows = [_finding(one) for one in _findings(reading, headings) if one.span.block < end]
    return {"document": to_data(document), "findings": findings, "facts": facts}


def _findings(reading: Reading, headings: Sequence[Heading]) -> list[Finding]:
    """What needs a person's eye. A unit answers some headings of the committee's outline under the outline's own numbers,
    so that gaps between them are no finding; nor is what the rows of a prepared form, each an indicator, add up to."""
    numbered_by_outline = heading_blocks(reading.document, headings)
    coded = {cell.block for table in reading.tables if names_codes(table) for cell in table.table.cells}
    return [
        finding
        for finding in check(reading)
        if finding.needs_eye
        and not ("sequence" in finding.rule and finding.span.block in numbered_by_outline)
        and not (finding.rule in _PARTS and finding.span.block in coded)
    ]


def _facts(reading: Reading, known: tuple[CatalogueEntry, ...]) -> list[FoundFact]:
    """What the prose and what the tables state, each at its own place: a sheet's explanation repeats the sheet's figures,
    and the sentence that goes out is bound to the figure that stands in it."""
    by_place = {fact.span: fact for fact in (*facts_of(reading, known), *facts_of(reading, known, reading.tables))}
    return [by_place[span] for span in sorted(by_place)]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "verdict": finding.verdict.value,
        "block": finding.span.block,
        "start": finding.span.start,
        "end": finding.span.end,
        "page": finding.page,
        "quote": finding.quote,
        "stated": finding.stated,
        "computed": finding.computed,
        "explanation": finding.explanation,
        "evidence": [[span.block, span.start, span.end] for span in finding.evidence],
    }


def _fact(fact: FoundFact) -> dict[str, Any]:
    return {
        "code": fact.code,
        "basis": fact.basis,
        "comparison": fact.comparison,
        "value": str(fact.value),
        "stated": fact.quote,
        "decimals": fact.figure.decimals,
        "scale": str(fact.figure.scale),
        "measure": fact.figure.measure,
        "block": fact.span.block,
        "start": fact.span.start,
        "end": fact.span.end,
    }
