"""A unit's report of a month as a Word file in the official form, under the headings of the committee's outline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kybao.calendar import Period
from kybao.demonstrating.marking import MARK
from kybao.documents.official import Heading, OfficialReport, Paragraph, Run, write_docx
from kybao.registry.models import Regime, Section, Unit
from kybao.registry.titles import printed_title

SIGNER = "Người ký trình diễn"
_LEVELS = {Section.Kind.PART: 1, Section.Kind.CHAPTER: 2, Section.Kind.SECTION: 3, Section.Kind.SUBSECTION: 4}
_Element = Heading | Paragraph


def letter(
    regime: Regime,
    unit: Unit,
    period: Period,
    dated: date,
    sections: Sequence[Section],
    texts: Mapping[str, Sequence[str]],
) -> bytes:
    """The file of a unit. `texts` are its paragraphs by the key of the section that they answer or stand under."""
    return write_docx(
        OfficialReport(
            superior=regime.agency.replace("\n", " "),
            agency=unit.name.removesuffix(f" {regime.place.lower()}").upper(),
            number=period.number,
            symbol=f"BC-{unit.code.upper()[:12]}",
            place=regime.place,
            dated=dated,
            kind="BÁO CÁO",
            subject=(f"Tình hình thực hiện nhiệm vụ {period.label}", f"({MARK})"),
            body=(*_body(sections, texts, period), _closing(unit, period)),
            recipients=(f"{regime.receiver.listed_name};", "Lưu: VT."),
            authority="",
            post="THỦ TRƯỞNG",
            signer=SIGNER,
        )
    )


def _body(sections: Sequence[Section], texts: Mapping[str, Sequence[str]], period: Period) -> list[_Element]:
    """The paragraphs in the outline's order, each heading that leads to one in front of it once."""
    body: list[_Element] = []
    by_id = {section.pk: section for section in sections}
    said: set[int] = set()
    for section in sections:
        paragraphs = texts.get(section.key, ())
        if not paragraphs:
            continue
        for above in _above(section, by_id):
            if above.pk not in said:
                said.add(above.pk)
                title = printed_title(above.title, period)
                body.append(Heading(_LEVELS[Section.Kind(above.kind)], above.number, title))
        for text in paragraphs:
            lead = (Run(f"{section.lead}: ", italic=True),) if section.is_passage and section.lead else ()
            body.append(Paragraph((*lead, Run(text)), section.marker if section.is_passage else ""))
    return body


def _closing(unit: Unit, period: Period) -> Paragraph:
    return Paragraph((Run(f"Trên đây là báo cáo {period.label} của {unit.listed_name}."),))


def _above(section: Section, by_id: Mapping[int, Section]) -> list[Section]:
    """The headings from the top down to the section's own."""
    path = [] if section.is_passage else [section]
    while section.parent_id is not None:
        section = by_id[section.parent_id]
        path.append(section)
    return path[::-1]
