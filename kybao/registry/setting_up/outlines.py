"""The outline of January 2022 as a list to begin from, with the units that a committee has of those that wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kybao.calendar import Period
from kybao.registry.january import january_rows
from kybao.registry.pasted.naming import key_of
from kybao.registry.pasted.outline import Owner
from kybao.registry.titles import kept_title

_CITY = f" {key_of('thành phố Cao Bằng')}"
_DEPTHS = {"part": 0, "chapter": 1, "section": 2, "subsection": 3}


def january_outline(committee: str, units: Sequence[Owner]) -> str:
    """The list, to be looked at and pasted: headings, after a tab the units whose names begin as those of Cao Bằng did."""
    alike = dict(_alike(units))
    owners: dict[str, dict[str, None]] = {}
    for row in january_rows("outline"):
        if row["kind"] == "paragraph" and row["owner"] in alike:
            owners.setdefault(row["parent"], {})[alike[row["owner"]]] = None
    lines = []
    for row in january_rows("outline"):
        if row["kind"] == "paragraph":
            continue
        said = "; ".join(owners.get(row["key"], ()))
        title = kept_title(row["title"], Period.parse("2022-01"))
        lines.append("  " * _DEPTHS[row["kind"]] + f"{_printed(row)} {title}" + (f"\t{said}" if said else ""))
    lines.append(f"> Trên đây là báo cáo {{kỳ này}} và nhiệm vụ trọng tâm {{kỳ sau}} của {committee}./.")
    return "\n".join(lines)


def _alike(units: Sequence[Owner]) -> Iterator[tuple[str, str]]:
    """The code of each unit of January, and the name of the one unit here that is called so."""
    for row in january_rows("units"):
        named = {key_of(row["name"]).removesuffix(_CITY), key_of(row["listed_name"])}
        found = [
            unit
            for unit in units
            if any(f"{key_of(name)} ".startswith(f"{one} ") for name in unit.names for one in named)
        ]
        if len(found) == 1:
            yield row["code"], found[0].names[-1]


def _printed(row: dict[str, str]) -> str:
    number = row["number"]
    if row["kind"] == "part":
        return number.rstrip(":") + ":"
    return f"{number})" if number.isalpha() and number.islower() else f"{number}."
