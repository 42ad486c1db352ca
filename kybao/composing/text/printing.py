"""A report's contributions → what is printed, in order: headings, and paragraphs whose passages know their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kybao.composing.models import Contribution, Report
from kybao.composing.text.binding import printed_by_token
from kybao.composing.text.tokens import Piece, pieces
from kybao.filing.outlines import sections_of
from kybao.registry.models import Section
from kybao.registry.titles import printed_title


@dataclass(frozen=True, slots=True)
class PrintedHeading:
    """`level` 1 to 4: part, chapter, section, subsection. `empty` says that nothing stands under it."""

    section: Section
    level: int
    number: str
    title: str
    empty: bool


@dataclass(frozen=True, slots=True)
class PrintedPassage:
    """One contribution within a paragraph; `bindings` by token."""

    contribution: Contribution
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PrintedParagraph:
    marker: str
    lead: str
    passages: tuple[PrintedPassage, ...]

    @property
    def text(self) -> str:
        """The paragraph without its marker, its run-in lead included."""
        body = " ".join("".join(piece.text for piece in passage.pieces).strip() for passage in self.passages)
        return f"{self.lead}: {body}" if self.lead else body


PrintedPart = PrintedHeading | PrintedParagraph

LEVELS = {Section.Kind.PART: 1, Section.Kind.CHAPTER: 2, Section.Kind.SECTION: 3, Section.Kind.SUBSECTION: 4}
_NUMBER_ENDS = {Section.Kind.CHAPTER: ".", Section.Kind.SECTION: ".", Section.Kind.SUBSECTION: "."}


def printed_body(report: Report) -> Iterator[PrintedPart]:
    """The body of a report in the outline's order."""
    contributions = list(
        report.contributions.select_related("section", "submission__obligation__unit")
        .defer("submission__document_data")  # large, and not needed to print
        .prefetch_related("bindings__fact__indicator", "bindings__base")
    )
    by_section: dict[int, list[Contribution]] = {}
    for contribution in contributions:
        by_section.setdefault(contribution.section_id, []).append(contribution)
    sections = sections_of(report.regime, report.period)
    filled = _filled(sections, by_section)
    open_paragraph: list[Contribution] = []
    for section in sections:
        here = by_section.get(section.pk, [])
        if not section.is_passage:
            yield from _closed(open_paragraph)
            open_paragraph = []
            title = printed_title(section.title, report.period)
            yield PrintedHeading(
                section, LEVELS[Section.Kind(section.kind)], _number(section), title, section.pk not in filled
            )
        for contribution in here:
            if not contribution.run_on:
                yield from _closed(open_paragraph)
                open_paragraph = []
            open_paragraph.append(contribution)
    yield from _closed(open_paragraph)


def _filled(sections: list[Section], by_section: dict[int, list[Contribution]]) -> set[int]:
    filled: set[int] = set()
    for section in reversed(sections):
        if section.pk in by_section or section.pk in filled:
            filled.add(section.pk)
            if section.parent_id is not None:
                filled.add(section.parent_id)
    return filled


def _number(section: Section) -> str:
    number = section.number
    if not number or section.kind == Section.Kind.PART:
        return number
    return (
        f"{number})" if number.isalpha() and number.islower() else f"{number}{_NUMBER_ENDS[Section.Kind(section.kind)]}"
    )


def _closed(contributions: list[Contribution]) -> Iterator[PrintedParagraph]:
    if contributions:
        first = contributions[0]
        yield PrintedParagraph(first.marker, first.lead, tuple(map(_passage, contributions)))


def _passage(contribution: Contribution) -> PrintedPassage:
    return PrintedPassage(
        contribution, tuple(pieces(contribution.text, printed_by_token(list(contribution.bindings.all()))))
    )
