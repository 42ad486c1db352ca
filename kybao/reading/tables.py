"""`read_tables`: the tables of a document → columns with their roles, rows with their place in the numbering, figures.

Offices' tables say most of what they mean in their heads: what a column holds (kế hoạch, thực hiện, cùng kỳ), what a
percentage compares, which columns a formula takes ("8=6/4"), and in the rows' numbering what is part of what (I, 1, 1.1,
a, -, +). Sheets carry title lines above the header and a signature below; the header is found by what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kybao.documents.model import Cell, Document, Span, Table
from kybao.reading.claim import Base
from kybao.reading.figure import Figure, FigureKind
from kybao.reading.measures import PERCENT
from kybao.reading.numerals import Style, parse
from kybao.reading.table_heads import (
    KNOWN_HEADS,
    LABEL_HEAD,
    MEASURE_HEAD,
    NOTE_HEAD,
    NUMBER_HEAD,
    NUMERIC,
    TABLE_MEASURE,
    Basis,
    Column,
    ColumnRole,
    base_of_head,
    basis_of,
    bracketed_measure,
    compared_basis,
    head_basis,
    head_time,
    measured,
    numeric_role,
    parse_formula,
)
from kybao.reading.table_rows import LABEL_NUMBER, OF_WHICH, Row, RowKind, Tree, numbering
from kybao.reading.view import View, view_of

__all__ = ["Basis", "Column", "ColumnRole", "Row", "RowKind", "TableReading", "read_tables", "values_of"]


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table as read. `title` is what stands above its header and its caption; `header` the header's first and last row."""

    table: Table
    title: str
    measure: str
    header: tuple[int, int]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def children(self, row: Row) -> tuple[Row, ...]:
        return tuple(other for other in self.rows if other.parent == row.place)

    def ancestors(self, row: Row) -> tuple[Row, ...]:
        """The rows that a row is part of, from the top down."""
        above: list[Row] = []
        while row.parent is not None:
            row = self.rows[row.parent]
            above.append(row)
        return tuple(reversed(above))

    def with_role(self, *roles: ColumnRole) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role in roles)


def read_tables(document: Document, style: Style = Style.VIETNAMESE) -> tuple[TableReading, ...]:
    """Every table that has a header and at least one row below it, in reading order.

    `style` is how the document's numerals are printed; sheets are always printed the Vietnamese way.
    """
    style = Style.VIETNAMESE if document.media == "xlsx" else style
    readings = (_Reader(document, table, style).read() for table in document.tables)
    return tuple(reading for reading in readings if reading is not None)


def values_of(reading: TableReading) -> Iterator[tuple[Row, Column, Figure]]:
    """Every figure of a table with its row and column, in reading order."""
    for row in reading.rows:
        for column in reading.columns:
            if figure := row.figure(column.index):
                yield row, column, figure


_HINT_CELL = re.compile(r"\(?(?:[A-ZĐ]|\d{1,2}[a-z]?)\)?|\(?\d{1,2}\)?\s*=.{3,40}")
_TICK = re.compile(r"[xX×✓✔√]")
_SIGNATURE = re.compile(
    r"(?:TM|KT|TL|TUQ)\.|người lập|chủ tịch|trưởng phòng|giám đốc|thủ trưởng|nơi nhận|kế toán|ký tên|ngày\s+\S{1,4}\s+tháng",
    re.IGNORECASE,
)
_CELL_NUMBER = re.compile(r"(\()?\s{0,3}([-+–−])?\s{0,3}(\d[\d.,]*\d|\d)\s{0,3}([^\d]{0,25})")
_WITH_FIGURES = NUMERIC | {ColumnRole.TICK}
_FIGURE_BASIS = {
    Basis.ESTIMATE: "ước", Basis.YEAR_TO_DATE: "luỹ kế",
    Basis.PLAN: "kế hoạch", Basis.PLAN_PROVINCE: "kế hoạch", Basis.PLAN_COUNCIL: "kế hoạch",
}  # fmt: skip


class _Reader:
    """One table while it is read."""

    def __init__(self, document: Document, table: Table, style: Style) -> None:
        self._document, self._table, self._style = document, table, style
        markup = document.media in ("md", "txt")
        self._views: dict[int, View] = {c.block: view_of(document.blocks[c.block], markup=markup) for c in table.cells}
        self._grid: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            for row in range(cell.row, min(cell.row + cell.row_span, table.row_count)):
                for column in range(cell.column, min(cell.column + cell.column_span, table.column_count)):
                    self._grid.setdefault((row, column), cell)

    def read(self) -> TableReading | None:
        header = self._header()
        if header is None:
            return None
        first, last = header
        title = self._title(first)
        measure = self._table_measure(title, first)
        columns = self._columns(first, last)
        rows = self._rows(columns, first, last, measure)
        return TableReading(self._table, title, measure[0] if measure else "", header, columns, rows) if rows else None

    def _text(self, row: int, column: int) -> str:
        cell = self._grid.get((row, column))
        return self._views[cell.block].text.strip() if cell else ""

    def _span(self, row: int, column: int) -> Span | None:
        cell = self._grid.get((row, column))
        if cell is None:
            return None
        view = self._views[cell.block]
        stripped = view.text.strip()
        start = view.text.find(stripped)
        return view.span(start, start + len(stripped)) if stripped else None

    def _row_texts(self, row: int) -> list[str]:
        """The texts of a row's own cells, a merged one once."""
        seen: dict[int, str] = {}
        for column in range(self._table.column_count):
            cell = self._grid.get((row, column))
            if cell is not None and self._views[cell.block].text.strip():
                seen[cell.block] = self._views[cell.block].text.strip()
        return list(seen.values())

    # the header

    def _header(self) -> tuple[int, int] | None:
        first = next((row for row in range(min(self._table.row_count, 40)) if self._is_head(row)), None)
        if first is None:
            return None
        last = first
        covered = max(
            (c.row + c.row_span - 1 for c in self._table.cells if c.row == first and c.row_span < 6), default=first
        )
        while last + 1 < self._table.row_count and (last + 1 <= covered or self._goes_on(first, last + 1)):
            last += 1
        return (first, last) if last + 1 < self._table.row_count else None

    def _is_head(self, row: int) -> bool:
        texts = self._row_texts(row)
        if len(texts) < 2 or any(self._numeral(text) for text in texts):
            return False
        known = sum(any(head.search(text) for head in KNOWN_HEADS) or bool(head_basis(text)) for text in texts)
        numbered = any(NUMBER_HEAD.fullmatch(text) for text in texts) and len(texts) >= 3
        marked = all(cell.header for (r, _), cell in self._grid.items() if r == row)
        short = sum(len(t) <= 90 for t in texts)
        said = known >= 2 or numbered or marked
        return said and short == len(texts) and not any(_SIGNATURE.search(text) for text in texts)

    def _goes_on(self, first: int, row: int) -> bool:
        """Whether a row below the header's first still belongs to it: a hint row, or heads under a head with none at its left."""
        texts = self._row_texts(row)
        if not texts or self._is_hint(row):
            return bool(texts)
        if any(self._numeral(text) or _TICK.fullmatch(text) for text in texts):
            return False
        named = [
            column
            for column in range(self._table.column_count)
            if NUMBER_HEAD.fullmatch(self._text(first, column)) or LABEL_HEAD.search(self._text(first, column))
        ][:2]
        below = [self._grid.get((row, c)) for c in named]
        covers = all(
            cell is None or cell.row < row or not self._text(row, c) for c, cell in zip(named, below, strict=True)
        )
        return bool(named) and covers and len(texts) >= 2

    def _is_hint(self, row: int) -> bool:
        texts = self._row_texts(row)
        plain = [re.sub(r"[()]", "", t) for t in texts]
        counts = [int(t) for t in plain if t.isdecimal() and len(t) < 4]
        return (
            len(texts) >= 2
            and all(_HINT_CELL.fullmatch(t) for t in texts)
            and counts == sorted(set(counts))
            and (len(counts) >= 2 or any("=" in t for t in texts))
        )

    def _title(self, first: int) -> str:
        above = [text for row in range(first) for text in self._row_texts(row)]
        caption = self._table.name
        return " ".join(dict.fromkeys([piece for piece in (caption, *above) if piece]))

    def _table_measure(self, title: str, first: int) -> tuple[str, Decimal] | None:
        """The unit that "Đơn vị tính: triệu đồng" states above the table, in its caption or right before it."""
        start = min((cell.block for cell in self._table.cells), default=0)
        nearby = [self._document.blocks[i].text for i in range(max(0, start - 2), start) if i not in self._views]
        for text in (title, *nearby):
            for match in TABLE_MEASURE.finditer(text):
                if unit := measured(match.group(1)):
                    return unit
        return None

    # the columns

    def _columns(self, first: int, last: int) -> tuple[Column, ...]:
        hint = last if last > first and self._is_hint(last) else None
        heads_end = last - 1 if hint is not None else last
        heads = {column: self._heads(column, first, heads_end) for column in range(self._table.column_count)}
        refs = self._references(hint, heads)
        times = [time for texts in heads.values() if (time := head_time(" ".join(texts)))]
        latest = max(times, default=(0, 0))
        columns: list[Column] = []
        for index, texts in heads.items():
            head = " ".join(texts)
            role = self._role(index, head, last + 1, columns)
            unit = bracketed_measure(head)
            formula_text = f"{head} {self._text(hint, index)}" if hint is not None else head
            columns.append(
                Column(
                    index,
                    texts,
                    role,
                    basis_of(head, latest)
                    if role is ColumnRole.VALUE
                    else compared_basis(head)
                    if role in NUMERIC
                    else Basis.NONE,
                    base_of_head(head) if role in NUMERIC and role is not ColumnRole.VALUE else Base.UNSTATED,
                    unit[0] if unit else "",
                    unit[1] if unit else Decimal(1),
                    parse_formula(formula_text, index, refs),
                    next((span for row in range(heads_end, first - 1, -1) if (span := self._span(row, index))), None),
                )
            )
        return tuple(columns)

    def _heads(self, column: int, first: int, last: int) -> tuple[str, ...]:
        """The header's texts over a column. A sheet's merged head stands only at its left: it is spread over its sub-heads."""
        texts: list[str] = []
        for row in range(first, last + 1):
            text = self._text(row, column)
            if not text and row < last and any(self._text(lower, column) for lower in range(row + 1, last + 1)):
                text = self._spread(row, column, last)
            if text and text not in texts:
                texts.append(text)
        return tuple(texts)

    def _spread(self, row: int, column: int, last: int) -> str:
        for left in range(column - 1, -1, -1):
            if not any(self._text(lower, left) for lower in range(row + 1, last + 1)):
                return ""
            if self._text(row, left):
                return self._text(row, left)
        return ""

    def _references(self, hint: int | None, heads: Mapping[int, tuple[str, ...]]) -> dict[int, int]:
        refs: dict[int, int] = {}
        for column, texts in heads.items():
            text = (
                self._text(hint, column)
                if hint is not None
                else next(iter(re.findall(r"\((\d{1,2})\)\s*$", " ".join(texts))), "")
            )
            number = re.match(r"\(?(\d{1,2})", text)
            if number:
                refs.setdefault(int(number.group(1)), column)
        return refs

    def _role(self, index: int, head: str, body: int, earlier: Sequence[Column]) -> ColumnRole:
        if NUMBER_HEAD.fullmatch(head):
            return ColumnRole.NUMBER
        if NOTE_HEAD.search(head):
            return ColumnRole.NOTE
        labelled = any(column.role is ColumnRole.LABEL for column in earlier)
        if MEASURE_HEAD.match(head) and labelled:
            return ColumnRole.MEASURE
        texts = [t for row in range(body, self._table.row_count) if (t := self._text(row, index))]
        others = [t for t in texts if not _TICK.fullmatch(t)]
        if texts and (not others or (others == texts[-1:] and len(texts) > 2 and others[0].isdecimal())):
            return ColumnRole.TICK  # the last cell may give their number
        numbers = sum(1 for t in texts if self._numeral(t))
        if not labelled and (LABEL_HEAD.search(head) or numbers * 2 < len(texts)):
            return ColumnRole.LABEL
        if not texts or numbers * 2 < len(texts):
            return (
                ColumnRole.TICK
                if not texts and any(c.role is ColumnRole.TICK for c in earlier)
                else self._empty_role(head, texts)
            )
        return numeric_role(head)

    @staticmethod
    def _empty_role(head: str, texts: Sequence[str]) -> ColumnRole:
        return ColumnRole.TEXT if texts or not head_basis(head) else numeric_role(head)

    # the rows

    def _rows(
        self, columns: Sequence[Column], first: int, last: int, measure: tuple[str, Decimal] | None
    ) -> tuple[Row, ...]:
        heads = {tuple(self._row_texts(row)) for row in range(first, last + 1)}
        rows: list[Row] = []
        tree = Tree(self._is_numbered(columns, last + 1))
        for index in range(last + 1, self._table.row_count):
            texts = self._row_texts(index)
            if not texts or tuple(texts) in heads:
                continue
            row = self._row(index, len(rows), columns, measure, tree)
            if (
                not row.figures
                and not row.ticks
                and any(_SIGNATURE.match(t) or (_SIGNATURE.search(t) and len(t) < 40) for t in texts)
            ) and not row.number:
                break
            if row.kind is RowKind.OF_WHICH and not row.label and not row.figures:
                tree.announce(row)
            elif row.label or row.figures or row.ticks:
                rows.append(row)
                tree.add(row)
        return tuple(rows)

    def _is_numbered(self, columns: Sequence[Column], body: int) -> bool:
        number = next((column.index for column in columns if column.role is ColumnRole.NUMBER), None)
        return number is not None and any(
            numbering(self._text(row, number))[0] for row in range(body, self._table.row_count)
        )

    def _row(
        self, index: int, place: int, columns: Sequence[Column], measure: tuple[str, Decimal] | None, tree: Tree
    ) -> Row:
        number_column = next((c.index for c in columns if c.role is ColumnRole.NUMBER), None)
        label_column = next((c.index for c in columns if c.role is ColumnRole.LABEL), None)
        number = self._text(index, number_column) if number_column is not None else ""
        label = self._text(index, label_column) if label_column is not None else ""
        merged = (
            number_column is not None
            and label_column is not None
            and self._grid.get((index, number_column)) == self._grid.get((index, label_column))
        )
        if number and (merged or not numbering(number)[0]):
            # "Tổng số" stands over the number and label columns, or in the number column alone.
            label, number = label or number, ""
        if not number and (found := LABEL_NUMBER.match(label)):
            number, label = (found.group(1) or found.group(2)), label[found.end() :]
        own = self._row_measure(index, columns, label)
        label_span = self._span(index, label_column) if label_column is not None and label else None
        figures = tuple(
            (column.index, figure)
            for column in columns
            if column.role in _WITH_FIGURES and (figure := self._figure(index, column, own, measure, label, label_span))
        )
        ticks = tuple(
            (column.index, span)
            for column in columns
            if column.role is ColumnRole.TICK
            and _TICK.fullmatch(self._text(index, column.index))
            and (span := self._span(index, column.index))
        )
        kind, parent, level = tree.place(number, label)
        return Row(
            place, index, kind, number, OF_WHICH.sub("", label, count=1) if kind is RowKind.OF_WHICH else label, level, parent,
            self._span(index, number_column) if number and number_column is not None else None,
            label_span, own[0] if own else "", figures, ticks,
        )  # fmt: skip

    def _row_measure(self, index: int, columns: Sequence[Column], label: str) -> tuple[str, Decimal] | None:
        column = next((c.index for c in columns if c.role is ColumnRole.MEASURE), None)
        text = self._text(index, column) if column is not None else ""
        if text and text not in ('"', "”", "''", "nt", "-"):
            return measured(text) or (text.lower(), Decimal(1))
        return bracketed_measure(label)

    def _numeral(self, text: str) -> re.Match[str] | None:
        """A cell that is one number, with a sign or a unit at most."""
        match = _CELL_NUMBER.fullmatch(text)
        if not match or parse(match.group(3), self._style) is None:
            return None
        rest = match.group(4).strip(" )")
        return match if not rest or measured(rest) else None

    def _figure(
        self,
        row: int,
        column: Column,
        own: tuple[str, Decimal] | None,
        table: tuple[str, Decimal] | None,
        label: str,
        label_span: Span | None,
    ) -> Figure | None:
        cell = self._grid.get((row, column.index))
        if cell is None or cell.row != row or cell.column != column.index:
            return None
        view = self._views[cell.block]
        text = view.text.strip()
        match = self._numeral(text)
        parsed = parse(match.group(3), self._style) if match else None
        if match is None or parsed is None:
            return None
        relative = column.role in (ColumnRole.PERCENT, ColumnRole.CHANGE_PERCENT)
        in_head = (column.measure, column.scale) if column.measure else None
        measure, scale = (
            (PERCENT, Decimal(1))
            if relative
            else measured(match.group(4).strip(" )")) or own or in_head or table or ("", Decimal(1))
        )
        negative = match.group(2) in ("-", "–", "−") or (match.group(1) and match.group(4).strip().endswith(")"))
        stated = -parsed[0] if negative else parsed[0]
        start = view.text.find(text)
        span = view.span(start, start + len(text))
        numeral = view.span(start + match.start(3), start + match.end(3))
        kind = FigureKind.PERCENT if measure == PERCENT else FigureKind.QUANTITY
        basis = _FIGURE_BASIS.get(column.basis, "")
        return Figure(
            kind,
            stated * scale,
            stated,
            scale,
            parsed[1],
            measure,
            span,
            numeral,
            label=label_span,
            topic=label.lower(),
            basis=basis,
        )
