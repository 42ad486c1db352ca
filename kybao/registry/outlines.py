"""Outlines of a regime's versions: written whole from a list, or changed heading by heading. Raises `recording.Refused`.

Each change is noted as a `RegistryChange` from the first day of the version that it is made in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, ProtectedError

from kybao.registry.models import RegimeVersion, RegistryChange, Section, Unit
from kybao.registry.pasted.naming import key_of
from kybao.registry.pasted.outline import Owner, PastedSection, pasted_outline
from kybao.registry.recording import Refused

RANKS = {kind: rank for rank, kind in enumerate(Section.Kind.values)}
_FAR = 100_000  # positions are moved out of the way by so many before they are given anew


def owners_below(committee: Unit) -> tuple[Owner, ...]:
    """The units right below a committee as an outline may name them."""
    rows = Unit.objects.filter(parent=committee).values_list("code", "name", "listed_name", "kind")
    return tuple(Owner(code, tuple(dict.fromkeys((name, listed))), kind) for code, name, listed, kind in rows)


def look_at_outline(text: str, committee: Unit) -> tuple[PastedSection, ...]:
    return pasted_outline(text, owners_below(committee))


def as_pasted(version: RegimeVersion) -> tuple[PastedSection, ...]:
    """An outline as its list would be understood: headings with the units of the passages right under them."""
    sections = list(version.outline.select_related("owner", "parent").order_by("position"))
    owners: dict[int, dict[str, None]] = {}
    for section in sections:
        if section.is_passage and section.owner and section.parent_id:
            owners.setdefault(section.parent_id, {})[section.owner.code] = None
    depths: dict[int, int] = {}
    found = []
    for number, section in enumerate(sections, 1):
        if section.is_passage and not (section.owner is None and section.text):
            continue
        depths[section.pk] = depths[section.parent_id] + 1 if section.parent_id else 0
        found.append(
            PastedSection(
                number,
                section.key,
                section.parent.key if section.parent else "",
                depths[section.pk],
                section.kind,
                section.number,
                section.text if section.is_passage else section.title,
                tuple(owners.get(section.pk, ())),
            )
        )
    return tuple(found)


@transaction.atomic
def write_outline(version: RegimeVersion, planned: Sequence[PastedSection], *, by: str = "") -> None:
    """Gives a version the outline that a list says, instead of the one that it has."""
    if wrong := [section for section in planned if section.faults]:
        raise Refused(*(f"Dòng {section.number}: {fault}" for section in wrong for fault in section.faults))
    if not any(section.kind != Section.Kind.PARAGRAPH for section in planned):
        raise Refused("Đề cương chưa có mục nào. Hãy ghi mỗi mục một dòng.")
    before = _listed(version)
    _remove(list(version.outline))
    units = Unit.objects.in_bulk(field_name="code")
    made: dict[str, Section] = {}
    position = 0
    for one in planned:
        office = one.kind == Section.Kind.PARAGRAPH
        made[one.key] = Section.objects.create(
            regime=version.regime,
            version=version,
            key=one.key,
            parent=made.get(one.parent),
            position=position,
            kind=one.kind,
            number=one.printed_number,
            title="" if office else one.title,
            text=one.title if office else "",
        )
        position += 1
        for code in one.owners:
            _passage(version, made[one.key], units[code], position)
            position += 1
    _note(version, f"đề cương {len(made)} mục", before, by)


@transaction.atomic
def change_heading(section: Section, number: str, title: str, owners: Sequence[Unit], *, by: str = "") -> bool:
    """Another number, title and other units of a heading; passages of units that stay are left as they are."""
    before = _listed(section.version)
    section.number, section.title = number, title
    section.save()
    passages = list(section.children.filter(kind=Section.Kind.PARAGRAPH, owner__isnull=False))
    _remove([passage for passage in passages if passage.owner not in owners])
    known = {passage.owner_id for passage in passages}
    for unit in owners:
        if unit.pk not in known:
            place = _after_passages(section)
            _make_room(section.version, place)
            _passage(section.version, section, unit, place)
    return _note(section.version, f"mục “{section}”", before, by)


@transaction.atomic
def change_passage(section: Section, lead: str, text: str, *, by: str = "") -> bool:
    """Another lead of a passage; and where it is the office's, another standing text."""
    before = _listed(section.version)
    section.lead = lead
    if section.owner_id is None:
        section.text = text
    section.save()
    return _note(section.version, f"đoạn “{section}”", before, by)


@transaction.atomic
def add_heading(
    version: RegimeVersion, parent: Section | None, number: str, title: str, owners: Sequence[Unit], *, by: str = ""
) -> Section:
    """A heading as the last one under another, or at the end."""
    if not title:
        raise Refused("Chưa có tên mục. Hãy ghi tên.")
    before = _listed(version)
    rank = min(RANKS[parent.kind] + 1, RANKS[Section.Kind.SUBSECTION]) if parent else RANKS[Section.Kind.PART]
    ordered = list(version.outline.order_by("position"))
    branch = _branch(ordered, parent) if parent else ordered
    place = branch[-1].position + 1 if branch else 0
    _make_room(version, place, 1 + len(owners))
    own = key_of(number or title).replace(" ", "-")[:20] or "muc"
    section = Section.objects.create(
        regime=version.regime,
        version=version,
        key=_free_key(version, f"{parent.key}-{own}" if parent else own),
        parent=parent,
        position=place,
        kind=Section.Kind.values[rank],
        number=number,
        title=title,
    )
    for after, unit in enumerate(owners, 1):
        _passage(version, section, unit, place + after)
    _note(version, f"thêm mục “{section}”", before, by)
    return section


@transaction.atomic
def remove_section(section: Section, *, by: str = "") -> None:
    """Takes out a heading with all that stands under it, or a passage."""
    before = _listed(section.version)
    what = f"bỏ “{section}”"
    _remove(_branch(list(section.version.outline.order_by("position")), section))
    _note(section.version, what, before, by)


@transaction.atomic
def move_section(section: Section, up: bool, *, by: str = "") -> bool:
    """One place up or down among those that stand beside it, with all under it; says whether there was such a place."""
    ordered = list(section.version.outline.order_by("position"))
    before = _listed(section.version)
    beside = [one for one in ordered if one.parent_id == section.parent_id]
    place = beside.index(section) + (-1 if up else 1)
    if not 0 <= place < len(beside):
        return False
    first, second = (beside[place], section) if up else (section, beside[place])
    moved = [*_branch(ordered, second), *_branch(ordered, first)]
    start = first.position
    taken = {one.pk for one in moved}
    others = [one for one in ordered if one.pk not in taken]
    _put_in_order(
        section.version,
        [*(o for o in others if o.position < start), *moved, *(o for o in others if o.position > start)],
    )
    return _note(section.version, f"thứ tự của “{section}”", before, by)


def _passage(version: RegimeVersion, heading: Section, unit: Unit, position: int) -> Section:
    return Section.objects.create(
        regime=version.regime,
        version=version,
        key=_free_key(version, f"{heading.key}-{unit.code}"),
        parent=heading,
        position=position,
        kind=Section.Kind.PARAGRAPH,
        owner=unit,
    )


def _free_key(version: RegimeVersion, stem: str) -> str:
    taken = set(version.outline.values_list("key", flat=True))
    key, again = stem[:60], 1
    while key in taken:
        again += 1
        key = f"{stem[:56]}-{again}"
    return key


def _branch(ordered: Sequence[Section], top: Section) -> list[Section]:
    """A section and all under it, in order."""
    within = {top.pk}
    for one in ordered:
        if one.parent_id in within:
            within.add(one.pk)
    return [one for one in ordered if one.pk in within]


def _after_passages(heading: Section) -> int:
    last = heading.children.filter(kind=Section.Kind.PARAGRAPH).order_by("position").last()
    return (last or heading).position + 1


def _make_room(version: RegimeVersion, place: int, count: int = 1) -> None:
    """Moves what stands from `place` on further down, in two steps since a position is taken only once."""
    version.outline.filter(position__gte=place).update(position=F("position") + _FAR)
    version.outline.filter(position__gte=_FAR).update(position=F("position") - _FAR + count)


def _put_in_order(version: RegimeVersion, ordered: Sequence[Section]) -> None:
    version.outline.update(position=F("position") + _FAR)
    for position, section in enumerate(ordered):
        section.position = position
        Section.objects.filter(pk=section.pk).update(position=position)


def _remove(sections: Iterable[Section]) -> None:
    gone = list(sections)
    try:
        Section.objects.filter(pk__in=[section.pk for section in gone]).delete()
    except ProtectedError as error:
        raise Refused(
            "Mục này đã có nội dung trong một báo cáo nên không bỏ được ở kỳ đó. Hãy áp dụng thay đổi từ kỳ sau."
        ) from error


def _listed(version: RegimeVersion) -> list[str]:
    """An outline in words, for the note of a change: one line a section."""
    rows = version.outline.select_related("owner", "parent").order_by("position")
    return [_in_words(row) for row in rows]


def _in_words(section: Section) -> str:
    if not section.is_passage:
        return str(section)
    said = [f"{section.parent}:" if section.parent else "", section.lead, section.text]
    return " ".join(filter(None, (*said, section.owner.listed_name if section.owner else "")))


def _note(version: RegimeVersion, what: str, before: list[str], by: str) -> bool:
    """Notes what an outline was and is, where that differs: only the lines that are not in both."""
    after = _listed(version)
    if before == after:
        return False
    old, new = set(before), set(after)
    RegistryChange.objects.create(
        what=f"{version.regime}: {what}",
        by=by,
        effective=version.since,
        before={"outline": [line for line in before if line not in new]},
        after={"outline": [line for line in after if line not in old]},
    )
    return True
