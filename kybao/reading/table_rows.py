"""The rows of a table: their numbering, and what is part of what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kybao.documents.model import Span
from kybao.reading.figure import Figure


class RowKind(StrEnum):
    ITEM = "item"
    TOTAL = "total"  # Tổng số, Tổng cộng, Cộng, Toàn …
    OF_WHICH = "of_which"  # after "Trong đó": a part, and not all parts are told


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header. `place` is its position in `TableReading.rows`, `index` its row in the table.

    `number` is as printed ("1.1", "II", "a", "-"); `parent` the place of the row that it is part of, or None;
    `level` its depth. `figures` holds a `Figure` for each column that has one, `ticks` the columns with an x.
    """

    place: int
    index: int
    kind: RowKind
    number: str
    label: str
    level: int
    parent: int | None
    number_span: Span | None
    label_span: Span | None
    measure: str
    figures: tuple[tuple[int, Figure], ...]
    ticks: tuple[tuple[int, Span], ...] = ()

    def figure(self, column: int) -> Figure | None:
        return next((figure for index, figure in self.figures if index == column), None)


_TOTAL_LABEL = re.compile(r"(?:tổng(?! (?:đàn|sản lượng|diện tích|mức|giá trị|thu|chi|vốn|dân))|cộng\b|toàn (?:tỉnh|huyện|thành phố|xã|quốc|ngành))", re.IGNORECASE)  # fmt: skip  # noqa: E501
# In a table whose rows are numbered, any unnumbered "Tổng …" is a total; in others "Tổng đàn trâu" is an item.
_TOTAL_OF_NUMBERED = re.compile(r"(?:tổng|cộng)\b|toàn (?:tỉnh|huyện|thành phố|xã|quốc|ngành)", re.IGNORECASE)
OF_WHICH = re.compile(r"(?:[-+–]\s*)?(?:trong đó|trong số đó)\b\s*:?\s*", re.IGNORECASE)
LABEL_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[A-DĐ]|[a-zđ])[.)/]\s*(?=\S)|([-+–*•])\s*(?=\S)")
_NUMBERINGS = (
    ("upper", re.compile(r"[A-HĐ]")),
    ("roman", re.compile(r"[IVX]{1,6}")),
    ("arabic", re.compile(r"\d{1,4}")),
    ("dotted", re.compile(r"(?:\d{1,3}|[IVX]{1,5})(?:[.,]\d{1,3})+")),
    ("lower", re.compile(r"[a-zđ]")),
    ("dash", re.compile(r"[-–]")),
    ("plus", re.compile(r"[+*•]")),
)
_LOOSE, _UNNUMBERED = 9, 7  # ranks: of bullets and deeper; of a row without a number where no row has one
_RANKS = {"upper": 0, "roman": 1, "arabic": 2, "dotted": 3, "lower": 8, "dash": 9, "plus": 10}


def numbering(text: str) -> tuple[str, int]:
    """The style of a row's number and its rank (0 outermost); ("", 99) for what is no number.

    >>> numbering("II"), numbering("1.1"), numbering("1.1.2"), numbering("-"), numbering("Đàn bò")
    (('roman', 1), ('dotted', 3), ('dotted', 4), ('dash', 9), ('', 99))
    """
    number = text.strip().rstrip(".)")
    for style, pattern in _NUMBERINGS:
        if pattern.fullmatch(number):
            depth = len(re.findall(r"[.,]", number)) - 1 if style == "dotted" else 0
            return style, _RANKS[style] + depth
    return "", 99


class Tree:
    """The rows seen so far, as a stack from the outermost to the last."""

    def __init__(self, numbered: bool) -> None:
        self._total_label = _TOTAL_OF_NUMBERED if numbered else _TOTAL_LABEL
        self._rows: list[Row] = []
        self._stack: list[tuple[int, Row]] = []  # (rank, row)
        self._of_which: Row | None = None  # the row whose parts "Trong đó" announced
        self._last: Row | None = None
        self._total: Row | None = None

    def place(self, number: str, label: str) -> tuple[RowKind, int | None, int]:
        """The kind of the next row, the place of its parent and its depth."""
        style, rank = numbering(number)
        parent = self._parent(rank) if style else None
        above = self._total.place if self._total else None
        if self._total_label.match(label) and not style:
            return RowKind.TOTAL, parent.place if parent else None, parent.level + 1 if parent else 0
        announced = OF_WHICH.match(label)
        loose = style in ("", "dash", "plus")
        if announced and self._last:
            owner = parent if style == "dotted" and parent else (self._of_which or self._last)
            return RowKind.OF_WHICH, owner.place, owner.level + 1
        if self._of_which and loose:
            return RowKind.OF_WHICH, self._of_which.place, self._of_which.level + 1
        if not style and any(kept.number and rank < _LOOSE for rank, kept in self._stack):
            owner = self._stack[-1][1]
            return RowKind.OF_WHICH, owner.place, owner.level + 1
        if parent:
            return RowKind.ITEM, parent.place, parent.level + 1
        return RowKind.ITEM, above, 1 if above is not None else 0

    def _parent(self, rank: int) -> Row | None:
        return next((row for above, row in reversed(self._stack) if above < rank), None)

    def announce(self, row: Row) -> None:
        """A row that says "Trong đó" and no more: the loose rows that follow are parts of the row before it."""
        self._of_which = self._rows[row.parent] if row.parent is not None else None

    def add(self, row: Row) -> None:
        style, rank = numbering(row.number)
        if row.kind is RowKind.TOTAL:
            self._total = row if row.parent is None and not self._stack else self._total
            self._of_which = None
        elif row.kind is RowKind.OF_WHICH:
            self._of_which = self._rows[row.parent] if row.parent is not None else None
        else:
            self._of_which = None
            # A row without a number stands above the "-" rows that follow it, and beside the next one without a number.
            rank = rank if style else _UNNUMBERED
            if style or row.kind is RowKind.ITEM:
                self._stack = [(above, kept) for above, kept in self._stack if above < rank]
                self._stack.append((rank, row))
        self._rows.append(row)
        if row.kind is not RowKind.OF_WHICH:
            self._last = row
