"""A regime's outline → headings and paragraphs of a unit's own report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kybao.composing.text.printing import LEVELS
from kybao.documents.official import Heading, Paragraph
from kybao.filing.models import Obligation
from kybao.filing.outlines import sections_of
from kybao.registry.models import Section
from kybao.registry.titles import printed_title


def outline_body(
    obligation: Obligation, paragraphs_of: Callable[[Section], Sequence[Paragraph]]
) -> Iterator[Heading | Paragraph]:
    """The paragraphs that are given for each passage that the unit owes, under the headings that lead there.

    A heading under which no paragraph stands is left out.
    """
    sections = sections_of(obligation.regime, obligation.period)
    owed = [one for one in sections if one.is_passage and one.owner_id == obligation.unit_id]
    written = {one.pk: paragraphs for one in owed if (paragraphs := paragraphs_of(one))}
    by_id = {section.pk: section for section in sections}
    wanted: set[int] = set()
    for start in written:
        above: int | None = start
        while above is not None and above not in wanted:
            wanted.add(above)
            above = by_id[above].parent_id
    for section in sections:
        if section.pk not in wanted:
            continue
        if section.is_passage:
            yield from written[section.pk]
        else:
            yield Heading(
                LEVELS[Section.Kind(section.kind)],
                numbered(section),
                printed_title(section.title, obligation.period),
            )


def numbered(section: Section) -> str:
    """A heading's number as it is printed before its title: "Phần thứ nhất", "1."."""
    return section.number if section.kind == Section.Kind.PART else f"{section.number}." * bool(section.number)
