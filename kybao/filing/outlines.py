"""A regime's outline as `filing.placing` and conformity need it: headings with their paths, and what a unit owes under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kybao.calendar import Period
from kybao.filing.placing import Heading, Passage
from kybao.registry.models import Regime, Section, Unit
from kybao.registry.titles import printed_title


@dataclass(frozen=True, slots=True)
class OutlineOfUnit:
    """What one unit owes of an outline: every heading (it may say more than it owes), and its own passages in order."""

    headings: tuple[Heading, ...]
    passages: tuple[Passage, ...]

    @property
    def owed(self) -> tuple[Heading, ...]:
        """The headings under which the unit owes a passage."""
        keys = {passage.heading for passage in self.passages}
        return tuple(heading for heading in self.headings if heading.key in keys)


def sections_of(regime: Regime, period: Period) -> list[Section]:
    """The outline that governs a period, in its printed order."""
    return list(regime.version_for(period).outline.select_related("owner").order_by("position"))


def outline_of_unit(sections: Sequence[Section], unit: Unit, period: Period) -> OutlineOfUnit:
    by_id = {section.pk: section for section in sections}
    headings = tuple(
        Heading(
            section.key,
            printed_title(section.title, period),
            tuple(_path(section, by_id)),
            section.number if section.kind == Section.Kind.PART else "",
        )
        for section in sections
        if not section.is_passage
    )
    passages = tuple(
        Passage(section.key, by_id[section.parent_id].key, section.lead)
        for section in sections
        if section.is_passage and section.owner_id == unit.pk and section.parent_id is not None
    )
    return OutlineOfUnit(headings, passages)


def _path(section: Section, by_id: dict[int, Section]) -> Iterable[str]:
    keys = [section.key]
    while section.parent_id is not None:
        section = by_id[section.parent_id]
        keys.append(section.key)
    return reversed(keys)
