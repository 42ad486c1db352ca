"""The report as its page shows it: printed paragraphs whose figures lead to their source and bear what was found there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from kybao.checking.presenting.wording import VERDICTS
from kybao.composing.models import Binding, Contribution, Report
from kybao.composing.text.printing import PrintedHeading, PrintedParagraph, PrintedPassage, printed_body
from kybao.desk.places import place_of
from kybao.filing.models import SubmissionFinding

_FIRST_RANK = 3  # the page's own headings take h1 and h2
_LAST_RANK = 6
_WEIGHT = {verdict.value: weight for weight, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain text, or a figure with the `href` of its source. `bound` says that a fact stands behind it."""

    text: str
    href: str = ""
    title: str = ""
    bound: bool = False
    finding: SubmissionFinding | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What one unit contributed to a paragraph; `source` is "" for the office's own words. `number` counts in the paragraph."""

    number: int
    pieces: tuple[Piece, ...]
    source: str = ""
    href: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    marker: str
    lead: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is how it is printed (1 part … 4 subsection), `rank` the h that it is, `id` what the outline links to."""

    id: str
    level: int
    rank: int
    number: str
    title: str
    empty: bool


def report_text(report: Report) -> tuple[Heading | Paragraph, ...]:
    """The body of the report in its printed order."""
    return tuple(_Text(report).parts())


class _Text:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._findings = _by_place(
            SubmissionFinding.objects.filter(submission__contributions__report=report).distinct()
        )

    def parts(self) -> Iterator[Heading | Paragraph]:
        rank = _FIRST_RANK - 1
        for part in printed_body(self._report):
            if isinstance(part, PrintedParagraph):
                passages = (self._passage(number, passage) for number, passage in enumerate(part.passages, 1))
                yield Paragraph(part.marker, part.lead, tuple(passages))
            else:
                rank = min(_FIRST_RANK + part.level - 1, rank + 1, _LAST_RANK)
                yield _heading(part, rank)

    def _passage(self, number: int, passage: PrintedPassage) -> Passage:
        contribution = passage.contribution
        submission = contribution.submission
        if submission is None or contribution.block is None:
            return Passage(number, tuple(Piece(piece.text) for piece in passage.pieces))
        page = reverse("desk:submission", args=(submission.public_id,))
        findings = self._findings.get((submission.pk, contribution.block), ())
        bindings = {binding.token: binding for binding in contribution.bindings.all()}
        return Passage(
            number,
            tuple(
                Piece(piece.text)
                if piece.token is None
                else _figure(piece.text, bindings[piece.token], contribution, page, findings)
                for piece in passage.pieces
            ),
            submission.obligation.unit.listed_name,
            page + place_of(contribution.block, None),
            submission.file_name,
        )


def _heading(part: PrintedHeading, rank: int) -> Heading:
    return Heading(f"muc-{part.section.key.lower()}", part.level, rank, part.number, part.title, part.empty)


def _figure(
    text: str, binding: Binding, contribution: Contribution, page: str, findings: Sequence[SubmissionFinding]
) -> Piece:
    submission = contribution.submission
    assert submission is not None
    fact = binding.fact
    name = f"{fact.indicator.name} · " if fact else ""
    state = "đã liên kết với số liệu" if fact else "trích nguyên văn"
    return Piece(
        text,
        page + place_of(contribution.block, binding.start),
        f"{name}{submission.obligation.unit.listed_name} · {submission.file_name} · {state}",
        fact is not None,
        next((finding for finding in findings if _touches(finding, binding)), None),
    )


def _touches(finding: SubmissionFinding, binding: Binding) -> bool:
    if binding.start is None or binding.end is None:
        return False
    return finding.start < binding.end and binding.start < finding.end


def _by_place(findings: Iterable[SubmissionFinding]) -> Mapping[tuple[int, int], list[SubmissionFinding]]:
    """Findings by submission and block, what must be mended first in front."""
    placed: dict[tuple[int, int], list[SubmissionFinding]] = {}
    for finding in sorted(findings, key=lambda one: _WEIGHT[one.verdict]):
        placed.setdefault((finding.submission_id, finding.block), []).append(finding)
    return placed
