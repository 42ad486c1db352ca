"""A pasted or typed outline → its headings, which units write under each, and the office's standing text.

One line is one heading, numbered (Phần thứ nhất, I, 1, 1.1, a) or indented. The units stand after a tab or in brackets at
the end, with ";" between; "các xã, phường" and "tất cả" name many. A line that begins with ">" is text of the office itself,
printed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kybao.reading.outline import NumberStyle, numbered
from kybao.registry.pasted.naming import found_by_name, key_of, likely
from kybao.registry.pasted.rows import lines_of

_RANKS = {
    NumberStyle.PART: 0,
    NumberStyle.CAPITAL: 1,
    NumberStyle.ROMAN: 2,
    NumberStyle.ARABIC: 3,
    NumberStyle.DOTTED: 4,
    NumberStyle.LETTER: 5,
}
_KINDS = {
    NumberStyle.PART: "part",
    NumberStyle.CAPITAL: "chapter",
    NumberStyle.ROMAN: "chapter",
    NumberStyle.ARABIC: "section",
    NumberStyle.DOTTED: "subsection",
    NumberStyle.LETTER: "subsection",
}
_UNDER = {"": "chapter", "part": "chapter", "chapter": "section", "section": "subsection", "subsection": "subsection"}
_MANY = {"cac xa": ("xã",), "cac phuong": ("phường",), "cac xa phuong": ("xã", "phường"), "cac phong": ("phòng",)}
_MANY |= {"cac phuong xa": ("xã", "phường"), "cac xa phuong thi tran": ("xã", "phường", "thị trấn")}
_ALL = frozenset({"tat ca", "tat ca cac don vi", "moi don vi", "cac don vi"})
_BRACKETED = re.compile(r"\[([^\[\]]*)\]\s*$")
_HEADS = frozenset({"so", "muc", "tieu de", "don vi", "noi dung", "tt", "stt", "don vi phu trach", "de cuong"})
_OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Owner:
    """A unit as an outline may name it."""

    code: str
    names: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class PastedSection:
    """A heading as it is understood, or (kind `paragraph`) standing text of the office. `owners` are codes of units."""

    number: int
    key: str
    parent: str
    depth: int
    kind: str
    printed_number: str
    title: str
    owners: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def pasted_outline(text: str, units: Sequence[Owner]) -> tuple[PastedSection, ...]:
    """The headings of an outline in their order; what is wrong stands in their `faults`."""
    names = {unit.code: unit.names for unit in units}
    found: list[PastedSection] = []
    places: list[tuple[int, int]] = []  # rank of numbering (-1: none) and indentation of each heading
    keys: set[str] = set()
    for line, cells in lines_of(text):
        if not found and len(cells) > 1 and {key_of(cell) for cell in cells if cell} <= _HEADS:
            continue
        heading, said, indent = _parted(cells, text.splitlines()[line - 1])
        if heading.startswith(">"):
            found.append(_standing(line, heading[1:].strip(), found, keys))
            places.append((99, 99))
            continue
        style, number, title = numbered(heading)
        if style is NumberStyle.PART:
            number += ":"  # as it is printed before the title
        above = _above(found, places, style, indent)
        kind = _KINDS.get(style) or _UNDER[found[above].kind if above is not None else ""]
        parent = found[above] if above is not None else None
        owners, faults = _owners(said, units, names)
        if not title and style is not NumberStyle.PART:
            faults = (*faults, "Chưa có tên mục. Hãy ghi tên sau số.")
        if len(number) > 30:
            faults = (*faults, "Số mục dài quá 30 chữ. Hãy rút gọn.")
        section = PastedSection(
            line,
            _key(parent, style, number, title, keys),
            parent.key if parent else "",
            parent.depth + 1 if parent else 0,
            kind,
            number,
            title,
            owners,
            faults,
        )
        found.append(section)
        places.append((_RANKS.get(style, -1), indent))
    return tuple(found)


def text_of_outline(sections: Sequence[PastedSection], names: Mapping[str, str]) -> str:
    """The outline as it can be pasted again. `names` are those of the units, by code."""
    return "\n".join(_line(section, names) for section in sections)


def _line(section: PastedSection, names: Mapping[str, str]) -> str:
    if section.kind == "paragraph":
        return f"> {section.title}"
    number = section.printed_number
    if number and section.kind != "part":
        number += ")" if number.isalpha() and number.islower() else "."
    heading = f"{number} {section.title}".strip()
    said = "; ".join(names[code] for code in section.owners if code in names)
    return "  " * section.depth + heading + (f"\t{said}" if said else "")


def _parted(cells: list[str], raw: str) -> tuple[str, str, int]:
    """The heading with its number, what is said of its units, and how far it is indented."""
    empty = next(place for place, cell in enumerate(cells) if cell)
    indent = empty * 4 + len(raw.lstrip("\t")) - len(raw.lstrip("\t").lstrip(" "))
    rest = [cell for cell in cells[empty:] if cell]
    heading = rest.pop(0)
    if rest and numbered(f"{heading.rstrip('.)')}. x")[2] == "x":  # the number in a cell of its own
        heading = f"{heading} {rest.pop(0)}" if heading.endswith((".", ")", ":")) else f"{heading}. {rest.pop(0)}"
    said = "; ".join(rest)
    if not said and (found := _BRACKETED.search(heading)):
        heading, said = heading[: found.start()].rstrip(), found.group(1)
    return heading, said, indent


def _above(
    found: Sequence[PastedSection], places: Sequence[tuple[int, int]], style: NumberStyle, indent: int
) -> int | None:
    """The place of the heading that one stands under: by its numbering, and without number by its indentation."""
    rank = _RANKS.get(style, -1)
    for place in range(len(found) - 1, -1, -1):
        other, other_indent = places[place]
        if found[place].kind == "paragraph":
            continue
        if rank >= 0 and 0 <= other < rank:
            return place
        if rank < 0 and (other_indent < indent or found[place].kind == "part"):
            return place
    return None


def _key(parent: PastedSection | None, style: NumberStyle, number: str, title: str, keys: set[str]) -> str:
    """Short, unlike the others, and the same whenever the outline is pasted again."""
    if style is NumberStyle.PART:
        count = sum(key.startswith("p") and "-" not in key for key in keys) + 1
        stem = f"p{count}"
    else:
        last = number.rpartition(".")[2] if style is NumberStyle.DOTTED else number
        own = last or key_of(title).replace(" ", "-")[:20] or "muc"
        stem = f"{parent.key}-{own}" if parent else own
    return _free(stem[:52].strip("-"), keys)


def _free(stem: str, keys: set[str]) -> str:
    """The stem, or with a number behind it where it is taken; taken from now on."""
    key, again = stem, 1
    while key in keys:
        again += 1
        key = f"{stem}-{again}"
    keys.add(key)
    return key


def _standing(line: int, text: str, found: Sequence[PastedSection], keys: set[str]) -> PastedSection:
    above = next((section for section in reversed(found) if section.kind != "paragraph"), None)
    key = _free(_OFFICE, keys)
    faults = () if text else ("Dòng “>” chưa có câu văn. Hãy ghi câu của văn phòng, hoặc bỏ dòng.",)
    return PastedSection(
        line, key, above.key if above else "", above.depth + 1 if above else 0, "paragraph", "", text, (), faults
    )


def _owners(
    said: str, units: Sequence[Owner], names: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not said.strip():
        return (), ()
    codes: dict[str, None] = {}
    faults: list[str] = []
    for one in _separated(said, names):
        several = _many(one, units)
        code = None if several else found_by_name(one, names)
        if several:
            codes |= dict.fromkeys(several)
        elif code:
            codes[code] = None
        else:
            near = likely(one, names)
            meant = f" Có phải “{near}” không?" if near else ""
            faults.append(f"Không thấy đơn vị “{one}”.{meant} Hãy sửa tên, hoặc thêm đơn vị ở bước Đơn vị.")
    return tuple(codes), tuple(faults)


def _separated(said: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The units named, with ";" between; with "," where only so all of them are known."""
    for part in filter(None, (part.strip() for part in said.split(";"))):
        small = [one.strip() for one in part.split(",") if one.strip()]
        whole = found_by_name(part, names) or key_of(part) in _MANY or key_of(part) in _ALL
        if not whole and len(small) > 1 and all(found_by_name(one, names) for one in small):
            yield from small
        else:
            yield part


def _many(said: str, units: Sequence[Owner]) -> tuple[str, ...]:
    key = key_of(said)
    if key in _ALL:
        return tuple(unit.code for unit in units)
    kinds = _MANY.get(key, ())
    return tuple(unit.code for unit in units if unit.kind in kinds)
