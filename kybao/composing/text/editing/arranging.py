"""Paragraphs under a heading: added, moved, removed, and brought back from any of their versions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from kybao.composing.issue.approving import Unready, locked
from kybao.composing.models import Binding, Contribution, PassageVersion, Report
from kybao.composing.text.drafting import subject_of
from kybao.composing.text.editing.saving import put, resolved, touch
from kybao.composing.text.editing.versions import (
    bindings_of,
    keep,
    keep_first,
    known_bindings,
    paragraph_from,
    printed_text,
    versions_of,
)
from kybao.composing.text.editing.written import tidy
from kybao.composing.text.facts_at_hand import FactsAtHand
from kybao.filing.outlines import sections_of
from kybao.people.history import record
from kybao.registry.models import Section

_What = PassageVersion.What
_DRAFT = Report.Status.DRAFT


def heading_of(section: Section, by_key: dict[int, Section]) -> Section:
    """The heading that a section stands under: itself, or a passage's parent."""
    return by_key.get(section.parent_id or 0, section) if section.is_passage else section


def sections_under(sections: Sequence[Section], heading: Section) -> list[Section]:
    """A heading and the passages right under it, in printed order."""
    return [one for one in sections if one.pk == heading.pk or (one.is_passage and one.parent_id == heading.pk)]


def paragraphs_under(report: Report, under: Sequence[Section]) -> list[Contribution]:
    """The paragraphs of these sections in printed order."""
    place = {section.pk: number for number, section in enumerate(under)}
    rows = (
        report.contributions.filter(section__in=place)
        .select_related("section__owner", "submission__obligation__unit")
        .defer("submission__document_data")
        .prefetch_related("bindings__fact__indicator", "bindings__fact__unit", "bindings__base__indicator")
    )
    return sorted(rows, key=lambda one: (place[one.section_id], one.position))


def add(report: Report, heading: Section, written: str) -> Contribution:
    """A new paragraph of the office's own words at the end of a heading. Raises `Unready`, `BrokenText`."""
    text = tidy(written)
    with transaction.atomic():
        held = locked(report, _DRAFT, "sửa")
        text, bindings = resolved(text, {}, FactsAtHand(held))
        contribution = appended(held, heading, text=text)
        put(contribution, bindings, _What.ADDED)
        _record("composing.paragraph_added", contribution, after=printed_text(contribution, bindings))
    return contribution


def appended(
    report: Report, heading: Section, section: Section | None = None, thread: UUID | None = None, **fields: object
) -> Contribution:
    """A paragraph that is not saved yet, at the end of a section, or else of all that stands under the heading."""
    under = sections_under(sections_of(report.regime, report.period), heading)
    last = paragraphs_under(report, under)
    return Contribution(
        report=report,
        section=section or (last[-1].section if last else heading),
        position=_after_all(report),
        revision=0,
        thread=thread or uuid.uuid4(),
        **fields,
    )


def move(report: Report, thread: UUID, by: int) -> None:
    """Moves a paragraph one place up (-1) or down (+1) under its heading. At either end it stays."""
    with transaction.atomic():
        held = locked(report, _DRAFT, "sửa")
        contribution = _found(held, thread)
        sections = sections_of(held.regime, held.period)
        heading = heading_of(contribution.section, {one.pk: one for one in sections})
        order = paragraphs_under(held, sections_under(sections, heading))
        at = next(number for number, one in enumerate(order) if one.pk == contribution.pk)
        if not 0 <= at + by < len(order):
            return
        other = order[at + by]
        moved = order.pop(at)
        order.insert(at + by, moved)
        moved.section = other.section
        _place([one for one in order if one.section_id == other.section_id], _after_all(held))
        touch(held)
        _record("composing.paragraph_moved", moved, after="lên trên" if by < 0 else "xuống dưới")


def remove(report: Report, thread: UUID, revision: int) -> None:
    """Takes a paragraph out. It is kept as a version; tasks that it announced stay. Raises `Unready` where another has saved
    it since `revision`."""
    with transaction.atomic():
        held = locked(report, _DRAFT, "sửa")
        contribution = _found(held, thread)
        if contribution.revision != revision:
            raise Unready(f"{contribution.edited_by} vừa sửa đoạn này. Hãy đọc lại rồi xoá nếu vẫn cần.")
        keep_first(contribution)
        before = printed_text(contribution, bindings_of(contribution))
        keep(contribution, _What.REMOVED)
        contribution.tasks.update(contribution=None)
        _record("composing.paragraph_removed", contribution, before=before)
        contribution.delete()
        touch(held)


def restore(version: PassageVersion) -> Contribution:
    """Makes a version the paragraph's text again, as its next revision; one that was removed stands at its section's end."""
    with transaction.atomic():
        held = locked(Report.objects.get(regime=version.report.regime_id, period=version.report.period), _DRAFT, "sửa")
        contribution = held.contributions.filter(thread=version.thread).first()
        before = ""
        if contribution is None:
            contribution = appended(held, version.section, version.section, version.thread)
            contribution.revision = versions_of(held, version.thread).aggregate(last=Max("revision"))["last"] or 0
            current: list[Binding] = []
        else:
            current = bindings_of(contribution)
            before = printed_text(contribution, current)
            keep_first(contribution)
        known = known_bindings(held, version.thread, current)
        bindings = _brought_back(contribution, version, known, held)
        put(contribution, bindings, _What.RESTORED)
        _record("composing.paragraph_restored", contribution, before, printed_text(contribution, bindings))
    return contribution


def _brought_back(
    contribution: Contribution, version: PassageVersion, known: dict[int, Binding], report: Report
) -> list[Binding]:
    if "written" in version.body:  # words that were kept when two saves met
        contribution.text, bindings = resolved(version.body["written"], known, FactsAtHand(report))
        return bindings
    for field, value in paragraph_from(version.body).items():
        setattr(contribution, field, value)
    then = {row["token"]: row for row in version.body["bindings"]}
    bindings = [known[token] for token in sorted(then)]
    for binding in bindings:  # the form of then; the fact of now, which may have been corrected since
        binding.form, binding.measure = then[binding.token]["form"], then[binding.token]["measure"]
        if binding.fact_id != then[binding.token]["fact_id"] and then[binding.token]["fact_id"] is None:
            binding.fact = binding.base = None
    return bindings


def _place(order: Sequence[Contribution], beyond: int) -> None:
    """Gives paragraphs the positions that they hold among them, in this order; by way of positions that nobody holds."""
    positions = sorted(one.position for one in order)
    for number, one in enumerate(order):
        one.position = beyond + number
        one.save(update_fields=["position", "section"])
    for position, one in zip(positions, order, strict=True):
        one.position = position
        one.save(update_fields=["position"])


def _after_all(report: Report) -> int:
    last = report.contributions.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _found(report: Report, thread: UUID) -> Contribution:
    contribution = report.contributions.select_related("section").filter(thread=thread).first()
    if contribution is None:
        raise Unready("Đoạn này vừa bị xoá. Mở Lịch sử của mục để xem và khôi phục.")
    return contribution


def _record(action: str, contribution: Contribution, before: str = "", after: str = "") -> None:
    record(
        action,
        subject_of(contribution.report),
        before={"section": str(contribution.section), "text": before} if before else None,
        after={"section": str(contribution.section), "text": after},
    )
