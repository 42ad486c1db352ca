"""The committee itself: its unit, the unit above it, and what its documents print."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.timezone import localdate

from kybao.registry.history import BEGINNING, State
from kybao.registry.models import Committee, Regime, RegistryChange, Unit
from kybao.registry.pasted.naming import code_of, found_by_name, kind_of
from kybao.registry.recording import Refused, record, recorded

LEVELS = ("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố", "tỉnh", "sở", "cơ quan khác")


@dataclass(frozen=True, slots=True)
class CommitteeTerms:
    """What is asked of a committee. `code` and `level` "" are told by its name, `superior` "" says that nobody stands above."""

    name: str
    listed_name: str
    short_name: str
    place: str
    level: str
    superior: str = ""
    code: str = ""


def committee_in_hand() -> Committee | None:
    """The committee that is being set up: the first; where none is kept, what the first regime says of its receiver."""
    if kept := Committee.objects.select_related("unit__parent").order_by("pk").first():
        return kept
    regime = Regime.objects.select_related("receiver__parent").order_by("pk").first()
    if regime is None:
        return None
    return Committee(unit=regime.receiver, short_name=regime.symbol.rpartition("-")[2], place=regime.place)


def terms_of(committee: Committee) -> CommitteeTerms:
    unit = committee.unit
    above = unit.parent.name if unit.parent else ""
    return CommitteeTerms(
        unit.name, unit.listed_name, committee.short_name, committee.place, unit.kind, above, unit.code
    )


@transaction.atomic
def set_committee(terms: CommitteeTerms, *, by: str = "") -> Committee:
    """Keeps a committee's terms; a second time they are corrected, as long as no decision has changed its unit since."""
    standing = committee_in_hand()
    history = recorded()
    after: dict[str, tuple[State, ...]] = {}
    names = {code: tuple(state.name for state in states) for code, states in history.items()}
    own = standing.unit.code if standing else terms.code or code_of(terms.name, history)
    above = found_by_name(terms.superior, names) if terms.superior else ""
    if above is None:
        above = code_of(terms.superior, {*history, own})
        after[above] = (State(above, terms.superior, terms.superior),)
    if standing is None and own in history:
        raise Refused(f"Mã “{own}” đã dùng cho {history[own][-1].name}. Hãy chọn mã khác.")
    if above == own:
        raise Refused("Cơ quan cấp trên không thể là chính cơ quan này. Hãy sửa tên cơ quan cấp trên.")
    new = State(own, terms.name, terms.listed_name, terms.level or kind_of(terms.name), "", above)
    after[own] = _corrected(history[own], new) if own in history else (new,)
    if any(history.get(code) != states for code, states in after.items()):
        record(f"Cơ quan nhận báo cáo: {terms.name}", BEGINNING, after, by=by)
    unit = Unit.objects.get(code=own)
    committee, _ = Committee.objects.update_or_create(
        unit=unit, defaults={"short_name": terms.short_name, "place": terms.place}
    )
    _note(standing, committee, by)
    return committee


def _corrected(states: tuple[State, ...], new: State) -> tuple[State, ...]:
    kept = states[-1]
    corrected = replace(
        kept, name=new.name, listed_name=new.listed_name, kind=new.kind or kept.kind, parent=new.parent or kept.parent
    )
    if corrected == kept:
        return states
    if len(states) > 1:
        raise Refused(
            f"{kept.name} đã có thay đổi theo quyết định. Hãy ghi thay đổi mới ở trang Đơn vị, với ngày và quyết định."
        )
    return (corrected,)


def _note(before: Committee | None, after: Committee, by: str) -> None:
    plain = {"short_name": after.short_name, "place": after.place}
    was = {"short_name": before.short_name, "place": before.place} if before else {}
    if was != plain:
        RegistryChange.objects.create(
            what=f"Thể thức của {after.unit.name}", by=by, effective=localdate(), before=was, after=plain
        )
