"""What a spreadsheet's values don't say: number formats, formulas, and hidden rows and columns.

A cell of 0.95 shown as 95% is read as 95%, since that is what the office saw and meant.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

_CHUNK = 2**20
# ECMA-376 part 1, 18.8.30: the formats that every file has without saying so.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 17: "mmm-yy",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
}  # fmt: skip
_QUOTED = re.compile(r'"[^"]{0,255}"|\\.|\[[^\]]{0,255}\]|[_*].')
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a number is shown: as per cent, with how many decimals (None: as many as it has), a date as month and year."""

    percent: bool = False
    decimals: int | None = None
    month_only: bool = False


PLAIN = NumberFormat()


@dataclass(slots=True)
class SheetFormats:
    """Formats and formulas by (row, column), counted from 0; how many rows and columns are hidden; how far cells reach.

    `sound` says that the sheet's part was read to its end.
    """

    formats: dict[tuple[int, int], NumberFormat] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: int = 0
    cells: int = 0
    height: int = 0
    width: int = 0
    sound: bool = True


def parse_format(code: str) -> NumberFormat:
    """The number format that a format code stands for.

    >>> parse_format("0.0%")
    NumberFormat(percent=True, decimals=1, month_only=False)
    >>> parse_format("#,##0").decimals, parse_format("mm/yyyy").month_only, parse_format("General") == PLAIN
    (0, True, True)
    """
    positive = _QUOTED.sub("", code.split(";")[0])
    lowered = positive.lower()
    if "y" in lowered and "m" in lowered:
        return NumberFormat(month_only="d" not in lowered)
    digits = re.search(r"[0#?][0#?,]*(?:\.([0#?]+))?", positive)
    if not digits or re.search(r"[dhsy/]|E\+|@", positive) or positive.rstrip("%) ").endswith(","):
        return PLAIN
    decimals = digits.group(1) or ""
    exact = len(decimals) if "#" not in decimals and "?" not in decimals else None
    return NumberFormat("%" in positive, exact if decimals else 0)


def formats_of(data: bytes) -> dict[str, SheetFormats]:
    """The formats of each sheet by its name. Parts that can't be read give none."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        styles = _styles(package) if "xl/styles.xml" in names else []
        return {sheet: _sheet(package, part, styles) for sheet, part in _sheet_parts(package).items() if part in names}


def _parse(
    package: zipfile.ZipFile, part: str, start: Callable[[str, dict[str, str]], None], **others: Callable[..., None]
) -> bool:
    """Feeds a part to the handlers; whether it is sound XML to its end."""
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition("|")[2], attributes)
    if "end" in others:
        parser.EndElementHandler = lambda tag: others["end"](tag.rpartition("|")[2])
    if "text" in others:
        parser.CharacterDataHandler = others["text"]
    try:
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError):
        return False
    return True


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[attributes.get("Id", "")] = path

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            key = next((value for name, value in attributes.items() if name.endswith("|id")), "")
            sheets[attributes.get("name", "")] = key

    _parse(package, "xl/_rels/workbook.xml.rels", relation)
    _parse(package, "xl/workbook.xml", sheet)
    return {name: targets[key] for name, key in sheets.items() if key in targets}


def _styles(package: zipfile.ZipFile) -> list[NumberFormat]:
    codes = dict(_BUILT_IN)
    used: list[int] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt" and (code := _whole(attributes.get("numFmtId", ""))) is not None:
            codes[code] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            used.append(_whole(attributes.get("numFmtId", "0")) or 0)

    _parse(package, "xl/styles.xml", start)
    return [parse_format(codes.get(number, "General")) for number in used]


def _sheet(package: zipfile.ZipFile, part: str, styles: list[NumberFormat]) -> SheetFormats:
    found = SheetFormats()
    row, column = -1, -1  # of the last cell: one that doesn't say its place stands after it
    place: tuple[int, int] | None = None
    formula: list[str] | None = None

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal place, formula, row, column
        if tag == "c":
            place = _place(attributes["r"]) if "r" in attributes else (row, column + 1)
            found.cells += 1
            if place is None:
                found.sound = False  # what it names can't be bounded
                return
            row, column = place
            found.height, found.width = max(found.height, row + 1), max(found.width, column + 1)
            style = _whole(attributes.get("s", ""))
            if style is not None and style < len(styles) and styles[style] is not PLAIN:
                found.formats[place] = styles[style]
        elif tag == "f":
            formula = []
        if tag == "row":
            number = _whole(attributes["r"]) if "r" in attributes else row + 2
            found.sound = found.sound and number is not None
            row, column = (number or 1) - 1, -1
        if tag in ("row", "col") and attributes.get("hidden") in ("1", "true"):
            found.hidden += 1

    def end(tag: str) -> None:
        nonlocal formula
        if tag == "f" and formula is not None:
            if place and formula:
                found.formulas[place] = "=" + "".join(formula)
            formula = None

    def text(piece: str) -> None:
        if formula is not None:
            formula.append(piece)

    found.sound = _parse(package, part, start, end=end, text=text) and found.sound
    return found


def _whole(text: str) -> int | None:
    """The whole number that an attribute states, up to the last row that a sheet can have and beyond."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else None


def _place(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)) - 1, column - 1
