"""A pasted list of indicators → what each row is understood to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kybao.registry.pasted.naming import code_of, found_by_name, key_of, likely
from kybao.registry.pasted.rows import Row, rows_of

_COLUMNS = {
    "code": ("mã", "mã chỉ tiêu"),
    "name": ("tên", "chỉ tiêu", "tên chỉ tiêu"),
    "measure": ("đơn vị tính", "đvt", "đơn vị"),
    "sector": ("lĩnh vực", "ngành", "nhóm"),
    "kind": ("cách cộng", "loại", "cách tính"),
    "parent": ("thuộc", "chỉ tiêu cha", "trong đó của", "chỉ tiêu tổng"),
    "phrase": ("từ đồng nghĩa", "cách gọi khác", "cụm từ", "tên khác"),
}
_ORDER = ("name", "measure", "sector", "kind", "parent", "phrase", "code")
_KINDS = {
    "phat sinh": "flow",
    "trong ky": "flow",
    "cong don": "flow",
    "luy ke": "flow",
    "cuoi ky": "stock",
    "hien co": "stock",
    "thoi diem": "stock",
    "ty le": "ratio",
    "ti le": "ratio",
    "binh quan": "average",
    "trung binh": "average",
    "flow": "flow",
    "stock": "stock",
    "ratio": "ratio",
    "average": "average",
}
KIND_LABELS = {
    "flow": "phát sinh trong kỳ",
    "stock": "có đến cuối kỳ",
    "ratio": "tỷ lệ",
    "average": "bình quân",
}
_NO_SECTOR = "Chung"


@dataclass(frozen=True, slots=True)
class PastedIndicator:
    """One row as it is understood; `kind` is flow, stock, ratio or average, `parent` a code, `phrase` a cue of matching."""

    number: int
    code: str
    name: str
    measure: str
    sector: str
    kind: str
    parent: str
    parent_name: str
    phrase: str
    made: frozenset[str]
    known: bool
    faults: tuple[str, ...]

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def spoken(self) -> str:
        """The names that its figures are known by, to be read."""
        return spoken(self.phrase)


def pasted_indicators(text: str, known: Mapping[str, tuple[str, ...]]) -> tuple[PastedIndicator, ...]:
    """The rows of a pasted list. `known`: the names of each indicator that is there, by its code.

    Columns are known by a head, else stand in this order: tên, đơn vị tính, lĩnh vực, cách cộng, thuộc, cách gọi khác, mã.
    """
    rows = rows_of(text, _COLUMNS, _ORDER)
    taken = set(known) | {row["code"] for row in rows}
    coded: list[tuple[Row, str]] = []
    for row in rows:
        code = row["code"] or found_by_name(row["name"], known) or code_of(row["name"], taken, 80)
        taken.add(code)
        coded.append((row, code))
    names = dict(known)
    for row, code in coded:
        names[code] = (row["name"],)
    return tuple(_understood(coded, known, names))


def spoken(phrase: str) -> str:
    """A cue as it is read: the terms that must stand there, without those that must not.

    >>> spoken("đàn trâu&!tiêm|trâu & cày")
    'đàn trâu; trâu … cày'
    """
    ways = ([term.strip() for term in one.split("&") if not term.strip().startswith("!")] for one in phrase.split("|"))
    return "; ".join(dict.fromkeys(" … ".join(filter(None, way)) for way in ways))


def phrase_of(name: str, others: str = "") -> str:
    """The cue that a name and other names make.

    >>> phrase_of("Tổng đàn lợn", "đàn heo; số lợn")
    'tổng đàn lợn|đàn heo|số lợn'
    """
    said = [name.lower(), *others.replace("|", ";").split(";")]
    return "|".join(dict.fromkeys(filter(None, (one.strip() for one in said))))


def _understood(
    coded: list[tuple[Row, str]], known: Mapping[str, tuple[str, ...]], names: Mapping[str, tuple[str, ...]]
) -> Iterator[PastedIndicator]:
    seen: dict[str, int] = {}
    for row, code in coded:
        said = row["parent"]
        parent = (found_by_name(said, names) or "") if said else ""
        kind = next((kind for word, kind in _KINDS.items() if word in key_of(row["kind"])), "")
        guessed = "ratio" if row["measure"] == "%" else "flow"
        made = {"code": not row["code"], "kind": not row["kind"], "sector": not row["sector"]}
        yield PastedIndicator(
            row.number,
            code,
            row["name"],
            row["measure"],
            row["sector"] or _NO_SECTOR,
            kind or guessed,
            parent,
            names[parent][0] if parent else said,
            phrase_of(row["name"], row["phrase"]),
            frozenset(column for column, so in made.items() if so),
            code in known,
            tuple(_faults(row, code, kind, parent, names, seen)),
        )
        seen.setdefault(code, row.number)
        if not row["code"]:
            seen.setdefault(_called(row, parent), row.number)


def _called(row: Row, parent: str) -> str:
    """What tells an indicator without a code from the others: its name, under the whole that it is part of."""
    return f"{key_of(row['name'])} < {parent}"


def _faults(
    row: Row, code: str, kind: str, parent: str, names: Mapping[str, tuple[str, ...]], seen: Mapping[str, int]
) -> Iterator[str]:
    if not row["name"]:
        yield "Chưa có tên chỉ tiêu. Hãy ghi tên."
    if again := seen.get(code if row["code"] else _called(row, parent)):
        yield f"Trùng mã hoặc trùng tên với dòng {again}. Hãy bỏ một dòng, hoặc ghi mã khác."
    for column, most in (("name", 300), ("measure", 40), ("sector", 100), ("code", 80)):
        if len(row[column]) > most:
            yield f"Có ô dài hơn {most} chữ. Hãy rút gọn."
    if row["kind"] and not kind:
        yield f"Không hiểu cách cộng “{row['kind']}”. Hãy ghi: phát sinh trong kỳ, có đến cuối kỳ, tỷ lệ, hoặc bình quân."
    if row["parent"] and not parent:
        near = likely(row["parent"], names)
        meant = f" Có phải “{near}” không?" if near else ""
        yield f"Không thấy chỉ tiêu “{row['parent']}”.{meant} Hãy sửa cột “thuộc”, hoặc thêm chỉ tiêu đó."
    elif parent == code:
        yield "Chỉ tiêu không thể thuộc chính mình. Hãy sửa cột “thuộc”."
