"""Pasted text → rows of cells under columns; a spreadsheet → the text that pasting it would give."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kybao.documents.errors import UnreadableFile
from kybao.registry.pasted.naming import key_of
from kybao.registry.sheets import Rows, sheets_of, text_of

MOST_ROWS = 3000
_DELIMITERS = "\t;,"


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its number from 1, and what stands in each column that was found."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def text_of_file(name: str, data: bytes) -> str:
    """What pasting the first sheet with anything in it would give: cells with tabs between, rows as lines.

    Raises `UnreadableFile`.
    """
    for _, rows in sheets_of(name, data, _split):
        lines = ["\t".join(map(text_of, row)).rstrip() for _, row in rows]
        if any(map(str.strip, lines)):
            if len(lines) > MOST_ROWS:
                raise UnreadableFile(f"Bảng có hơn {MOST_ROWS} dòng.", name, "Hãy chia thành nhiều lần.")
            return "\n".join(lines).strip("\r\n")
    raise UnreadableFile("Bảng tính không có dòng nào.", name, "Hãy kiểm tra lại tệp.")


def lines_of(text: str) -> list[tuple[int, list[str]]]:
    """Each line that is not empty, by number, as its cells; those before the first filled one are kept, as indentation."""
    found = []
    for number, line in enumerate(unicodedata.normalize("NFC", text).splitlines()[:MOST_ROWS], 1):
        cells = [" ".join(cell.split()) for cell in line.rstrip().split("\t")]
        if any(cells):
            found.append((number, cells))
    return found


def rows_of(
    text: str, columns: Mapping[str, Sequence[str]], order: Sequence[str], ignored: Sequence[str] = ()
) -> list[Row]:
    """The rows under a head that names `columns` (column → the names it may have), else in the given `order`.

    A column of running numbers (TT) is left out, with or without a head; so are those named in `ignored`.
    """
    lines = lines_of(text)
    if not lines:
        return []
    by_name = {key_of(name): column for column, known in columns.items() for name in known}
    passed = {key_of(name) for name in ("TT", "STT", "Số TT", *ignored)}
    head = [key_of(cell) for cell in lines[0][1]]
    if sum(name in by_name for name in head) >= 2 or (head and head[-1] in by_name and set(head[:-1]) <= passed):
        places = [by_name.get(name, "") for name in head]
        lines = lines[1:]
    else:
        places = list(order)
        if all(cells[0].rstrip(".").isdecimal() or not cells[0] for _, cells in lines) and any(c[0] for _, c in lines):
            places = ["", *order]
    return [
        Row(number, {place: cell for place, cell in zip(places, cells, strict=False) if place and cell})
        for number, cells in lines
    ]


def _split(text: str) -> Rows:
    """A .csv by the delimiter that its first lines hold most of."""
    sample = "\n".join(text.splitlines()[:5])
    delimiter = max(_DELIMITERS, key=sample.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
