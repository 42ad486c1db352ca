"""The catalogue of indicators: taken over from January 2022 or a pasted list, added to, and changed. Raises `Refused`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.timezone import localdate

from kybao.registry.january import january_rows
from kybao.registry.models import Indicator, RegistryChange
from kybao.registry.pasted.indicators import PastedIndicator, pasted_indicators
from kybao.registry.recording import Refused


@dataclass(frozen=True, slots=True)
class IndicatorTerms:
    """What is said of an indicator; `phrase` and `within` are cues of `filing.matching`."""

    name: str
    measure: str
    sector: str
    kind: str
    phrase: str
    within: str = ""


def january_sectors() -> dict[str, int]:
    """The sectors of the January 2022 catalogue, with how many indicators each has."""
    counts: dict[str, int] = {}
    for row in january_rows("indicators"):
        counts[row["sector"]] = counts.get(row["sector"], 0) + 1
    return counts


@transaction.atomic
def take_sectors(sectors: Iterable[str], *, by: str = "") -> int:
    """Takes over the January 2022 indicators of some sectors that are not there yet, with the wholes that they are parts of."""
    rows = {row["code"]: row for row in january_rows("indicators")}
    wanted = set(sectors)
    chosen = [code for code, row in rows.items() if row["sector"] in wanted]
    for code in chosen:
        if (parent := rows[code]["parent"]) and parent not in chosen:
            chosen.append(parent)
    known = dict(Indicator.objects.values_list("code", "pk"))
    new = [code for code in rows if code in chosen and code not in known]
    start = _next_position()
    made = Indicator.objects.bulk_create(
        Indicator(
            code=code,
            position=start + number,
            **{column: rows[code][column] for column in ("name", "measure", "sector", "kind", "phrase", "within")},
        )
        for number, code in enumerate(new)
    )
    _set_parents({one.code: rows[one.code]["parent"] for one in made})
    if new:
        _note(f"Lấy {len(new)} chỉ tiêu của danh mục tháng 01/2022", {}, {"sectors": sorted(wanted)}, by)
    return len(new)


def look_at_indicators(text: str) -> tuple[PastedIndicator, ...]:
    return pasted_indicators(text, {code: (name,) for code, name in Indicator.objects.values_list("code", "name")})


@transaction.atomic
def save_indicators(rows: Sequence[PastedIndicator], *, by: str = "") -> int:
    """Adds what is new and changes what is there; synonyms that are recorded already are kept beside those that are stated."""
    if wrong := [row for row in rows if row.faults]:
        raise Refused(*(f"Dòng {row.number}: {fault}" for row in wrong for fault in row.faults))
    if not rows:
        raise Refused("Chưa có chỉ tiêu nào. Hãy dán mỗi chỉ tiêu một dòng.")
    standing = Indicator.objects.in_bulk([row.code for row in rows], field_name="code")
    position = _next_position()
    before, after = {}, {}
    for row in rows:
        one = standing.get(row.code) or Indicator(code=row.code, position=position)
        position += one.pk is None
        was = _plain(one) if one.pk else None
        one.name, one.measure, one.sector, one.kind = row.name, row.measure, row.sector, row.kind
        one.phrase = "|".join(dict.fromkeys(filter(None, (*one.phrase.split("|"), *row.phrase.split("|")))))
        one.save()
        if was != _plain(one):
            before[row.code] = was
            after[row.code] = _plain(one)
    _set_parents({row.code: row.parent for row in rows})
    if after:
        _note(
            f"Danh mục chỉ tiêu: {len(after)} chỉ tiêu từ bảng dán vào",
            {code: str(was["name"]) if was else "" for code, was in before.items()},
            {code: str(now["name"]) for code, now in after.items()},
            by,
        )
    return len(rows)


@transaction.atomic
def set_indicator(one: Indicator, terms: IndicatorTerms, parent: Indicator | None, *, by: str = "") -> bool:
    """Makes an indicator, or gives it other terms; says whether anything changed."""
    _refuse_circles(one, parent)
    before = _plain(one) | {"parent": one.parent.name if one.parent else ""} if one.pk else {}
    for field, value in asdict(terms).items():
        setattr(one, field, value)
    one.parent = parent
    if one.pk is None:
        if Indicator.objects.filter(code=one.code).exists():
            raise Refused(f"Mã chỉ tiêu “{one.code}” đã dùng. Hãy chọn mã khác.")
        one.position = _next_position()
    one.save()
    after = _plain(one) | {"parent": parent.name if parent else ""}
    changed = {field: value for field, value in after.items() if before.get(field, "") != value}
    if changed:
        _note(f"Chỉ tiêu “{one.name}”", {field: before.get(field, "") for field in changed}, changed, by)
    return bool(changed)


def _refuse_circles(one: Indicator, parent: Indicator | None) -> None:
    above = parent
    while above is not None:
        if above.pk is not None and above.pk == one.pk:
            raise Refused(f"“{parent}” đã thuộc “{one}”, nên không thể bao gồm nó. Hãy chọn chỉ tiêu tổng khác.")
        above = above.parent


def _set_parents(parents: dict[str, str]) -> None:
    codes = {code for pair in parents.items() for code in pair if code}
    known = Indicator.objects.in_bulk(list(codes), field_name="code")
    changed = []
    for code, parent in parents.items():
        if parent and known[code].parent_id != known[parent].pk:
            _refuse_circles(known[code], known[parent])
            known[code].parent = known[parent]
            changed.append(known[code])
    Indicator.objects.bulk_update(changed, ["parent"])


def _next_position() -> int:
    last = Indicator.objects.order_by("position").last()
    return last.position + 1 if last else 0


def _plain(one: Indicator) -> dict[str, str]:
    return {field: str(getattr(one, field)) for field in ("name", "measure", "sector", "kind", "phrase", "within")}


def _note(what: str, before: object, after: object, by: str) -> None:
    RegistryChange.objects.create(what=what, by=by, effective=localdate(), before=before, after=after)
