"""A pasted list of units → what each row is understood to say: code, name, short name, kind, the unit above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kybao.registry.pasted.naming import code_of, found_by_name, key_of, kind_of, likely
from kybao.registry.pasted.rows import Row, rows_of

_COLUMNS = {
    "code": ("mã", "mã đơn vị"),
    "name": ("tên", "tên đơn vị", "đơn vị", "tên đầy đủ"),
    "listed_name": ("tên ngắn", "tên in", "tên gọn", "tên viết tắt", "viết tắt"),
    "kind": ("loại", "loại đơn vị"),
    "parent": ("đơn vị cha", "cấp trên", "trực thuộc", "đơn vị cấp trên"),
}
_ORDER = ("code", "name", "listed_name", "kind", "parent")
_CODE = re.compile(r"[-a-zA-Z0-9_]{1,50}")


@dataclass(frozen=True, slots=True)
class PastedUnit:
    """One row as it is understood. `made` names what was not stated but made or guessed; `faults` say what is wrong.

    `parent` is a code. `known` tells that the code is a unit's that is there already.
    """

    number: int
    code: str
    name: str
    listed_name: str
    kind: str
    parent: str
    parent_name: str
    made: frozenset[str]
    known: bool
    faults: tuple[str, ...]


def pasted_units(text: str, committee: tuple[str, str], known: Mapping[str, tuple[str, ...]]) -> tuple[PastedUnit, ...]:
    """The rows of a list pasted under a committee (code, name). `known`: the names of each unit that is there, by its code.

    Columns are known by a head (mã, tên, tên ngắn, loại, đơn vị cha), else stand in this order, with or without a code.
    """
    rows = rows_of(text, _COLUMNS, _ORDER)
    if rows and not _has_codes(rows):
        rows = rows_of(text, _COLUMNS, _ORDER[1:])
    taken = set(known) | {row["code"] for row in rows}
    coded: list[tuple[Row, str, bool]] = []
    for row in rows:
        same = found_by_name(row["name"], known) if not row["code"] else None
        code = row["code"] or same or code_of(row["name"], taken)
        taken.add(code)
        coded.append((row, code, not row["code"]))
    names: dict[str, tuple[str, ...]] = {committee[0]: (committee[1],), **known}
    for row, code, _ in coded:
        names[code] = (*names.get(code, ()), row["name"], row["listed_name"] or row["name"])
    return tuple(_understood(coded, committee, known, names))


def _understood(
    coded: list[tuple[Row, str, bool]],
    committee: tuple[str, str],
    known: Mapping[str, tuple[str, ...]],
    names: Mapping[str, tuple[str, ...]],
) -> Iterator[PastedUnit]:
    seen: dict[str, int] = {}
    for row, code, coined in coded:
        said = row["parent"]
        parent = (found_by_name(said, names) or "") if said else committee[0]
        kind = row["kind"].lower() or kind_of(row["name"]) or kind_of(row["listed_name"])
        made = {"code": coined, "listed_name": not row["listed_name"], "kind": not row["kind"], "parent": not said}
        yield PastedUnit(
            row.number,
            code,
            row["name"],
            row["listed_name"] or row["name"],
            kind,
            parent,
            names[parent][0] if parent in names else said,
            frozenset(column for column, so in made.items() if so),
            code in known,
            tuple(_faults(row, code, key_of(row["name"]) if coined else code, parent, committee, names, seen)),
        )
        seen.setdefault(code, row.number)
        if coined:
            seen.setdefault(key_of(row["name"]), row.number)


def _faults(
    row: Row,
    code: str,
    same: str,
    parent: str,
    committee: tuple[str, str],
    names: Mapping[str, tuple[str, ...]],
    seen: Mapping[str, int],
) -> Iterator[str]:
    """`seen`: the rows before it, by their codes and by the names that codes were made of; `same` is such a name or the code."""
    if not row["name"]:
        yield "Chưa có tên. Hãy ghi tên đơn vị."
    if not _CODE.fullmatch(code):
        yield f"Mã “{code}” không dùng được. Mã gồm chữ cái không dấu, chữ số, gạch nối; hoặc để trống để Kỳ báo tự đặt."
    if code == committee[0]:
        yield "Đây là chính cơ quan nhận báo cáo. Hãy bỏ dòng này, hoặc đổi mã."
    elif again := seen.get(code) or (seen.get(same) if row["name"] else None):
        yield f"Trùng mã hoặc trùng tên với dòng {again}. Hãy bỏ một dòng, hoặc ghi mã khác."
    for column, most in (("name", 200), ("listed_name", 200), ("kind", 40)):
        if len(row[column]) > most:
            yield f"Có ô dài hơn {most} chữ. Hãy rút gọn."
    if not parent:
        near = likely(row["parent"], names)
        meant = f" Có phải “{near}” không?" if near else ""
        yield f"Không thấy đơn vị cấp trên “{row['parent']}”.{meant} Hãy sửa, hoặc để trống nếu trực thuộc {committee[1]}."
    elif parent == code != committee[0]:
        yield "Đơn vị không thể là cấp trên của chính mình. Hãy sửa cột đơn vị cha."


def _has_codes(rows: list[Row]) -> bool:
    """Whether the first column, where no head says so, holds codes: small letters and hyphens, none of them a word alone."""
    said = [row["code"] for row in rows if row["code"]]
    return bool(said) and all(_CODE.fullmatch(code) for code in said) and any(key_of(row["name"]) for row in rows)
