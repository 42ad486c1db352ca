"""Units from a pasted list: a dry run as `unit_import` makes it, then saved with their order and area."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from kybao.registry.history import BEGINNING, OPEN
from kybao.registry.january import OWN_AREA
from kybao.registry.models import Unit
from kybao.registry.pasted.units import PastedUnit, pasted_units
from kybao.registry.recording import Refused, recorded
from kybao.registry.unit_import import Preview, apply, preview
from kybao.registry.unit_sheets import BadSheets, Book, Place, StatedUnit


@dataclass(frozen=True, slots=True)
class UnitsLookedAt:
    """How each pasted row is understood; `preview` what saving would change, None where something is wrong."""

    rows: tuple[PastedUnit, ...]
    faults: tuple[str, ...]
    preview: Preview | None

    @property
    def wrong(self) -> int:
        return sum(bool(row.faults) for row in self.rows)


def look_at_units(text: str, committee: Unit) -> UnitsLookedAt:
    history = recorded()
    known = {
        code: tuple(dict.fromkeys(name for state in states for name in (state.name, state.listed_name)))
        for code, states in history.items()
    }
    rows = pasted_units(text, (committee.code, committee.name), known)
    if any(row.faults for row in rows) or not rows:
        return UnitsLookedAt(rows, (), None)
    changed = [row for row in rows if len(history.get(row.code, ())) > 1]
    if changed:
        names = ", ".join(row.name for row in changed)
        return UnitsLookedAt(rows, (f"{names} đã có thay đổi theo quyết định. Hãy sửa ở trang Đơn vị.",), None)
    try:
        return UnitsLookedAt(rows, (), preview(_book(rows)))
    except BadSheets as error:
        return UnitsLookedAt(rows, tuple(f"{fault.what} {fault.mend}" for fault in error.faults), None)


@transaction.atomic
def save_units(seen: UnitsLookedAt, committee: Unit, *, by: str = "") -> int:
    """Saves what was looked at, in the list's order after the units that are there; says how many rows. Raises `Refused`."""
    if seen.preview is None:
        raise Refused("Danh sách còn chỗ sai. Hãy sửa các dòng được nêu rồi lưu lại.")
    apply(seen.preview, by=by)
    units = Unit.objects.in_bulk([row.code for row in seen.rows], field_name="code")
    last = Unit.objects.aggregate(last=Max("list_number"))["last"] or 0
    for row in seen.rows:
        unit = units[row.code]
        if unit.list_number is None:
            last += 1
            unit.list_number = last
        unit.area = None if row.kind in OWN_AREA else committee
    Unit.objects.bulk_update(units.values(), ["list_number", "area"])
    return len(seen.rows)


def _book(rows: tuple[PastedUnit, ...]) -> Book:
    stated = (
        StatedUnit(
            row.code,
            BEGINNING,
            OPEN,
            (("name", row.name), ("listed_name", row.listed_name), ("kind", row.kind), ("parent", row.parent)),
            Place("danh sách", row.number),
        )
        for row in rows
    )
    return Book(tuple(stated), None)
