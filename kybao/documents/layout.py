"""Lines on pages → headings, paragraphs, items and tables, by how Vietnamese offices set a page.

A paragraph is known by its first line's indent, by a last line that had room for more, by the gap before it, by a
change of type, or by its marker. One that runs over the end of a page is one paragraph.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from kybao.documents.content import Builder
from kybao.documents.grids import Grid, GridCell, aligned_grid, ruled_grids
from kybao.documents.headings import add_paragraph, is_part
from kybao.documents.lines import Glyph, Line, Rule, draws_blanks, joined, lines_of
from kybao.documents.model import BlockKind, Cell


@dataclass(slots=True)
class Sheet:
    """One page to lay out: its rows of lines from the top down, its tables, and its upper and lower edge."""

    number: int
    rows: list[list[Line]]
    grids: list[Grid]
    top: float
    bottom: float


def sheet_of(
    number: int,
    glyphs: Sequence[Glyph],
    horizontal: Iterable[Rule],
    vertical: Iterable[Rule],
    top: float,
    bottom: float,
) -> Sheet:
    """A page's glyphs and rules, as rows and tables."""
    grids, outside = ruled_grids(glyphs, horizontal, vertical, number)
    return Sheet(number, _side_by_side(lines_of(outside, number)), grids, top, bottom)


def _side_by_side(rows: list[list[Line]]) -> list[list[Line]]:
    """Rows of two columns whose baselines differ a little ("Nơi nhận:" beside the signer), as one row."""
    joint: list[list[Line]] = []
    for row in rows:
        before = joint[-1] if joint else []
        size = max(line.size for line in row)
        if before and before[0].y - row[0].y < 0.6 * size:
            both = sorted([*before, *row], key=lambda line: line.x0)
            if all(right.x0 - left.x1 > size for left, right in pairwise(both)):
                joint[-1] = both
                continue
        joint.append(row)
    return joint


def lay_out(sheets: Sequence[Sheet], builder: Builder, scanned: frozenset[int] = frozenset()) -> None:
    """Adds the blocks and tables of all pages to `builder`, in reading order. Of `scanned` pages the type is not known."""
    _drop_running_lines(sheets)
    lines = [line for sheet in sheets for row in sheet.rows for line in row]
    flow = _Flow(builder, draws_blanks(lines), _measures(sheets), _leading(sheets), scanned)
    body_size = usual_size(lines)
    for sheet in sheets:
        notes, rows = _split_notes(sheet, body_size)
        for part in _parts(rows, sheet.grids):
            if isinstance(part, Grid):
                flow.table(part)
            else:
                flow.column(part)
        flow.notes.extend(notes)
    flow.finish()


_PAGE_NUMBER = re.compile(r"(?:[-–—]\s*)?(?:trang\s*)?\d{1,4}(?:\s*[/|]\s*\d{1,4})?(?:\s*[-–—])?", re.IGNORECASE)


def _drop_running_lines(sheets: Sequence[Sheet]) -> None:
    """Drops page numbers, and headers and footers that recur on most pages."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        seen.update({_running_key(sheet, row) for row in _outer_rows(sheet)})
    for sheet in sheets:
        outer = {id(row) for row in _outer_rows(sheet)}
        sheet.rows = [
            row
            for row in sheet.rows
            if id(row) not in outer
            or not (
                _PAGE_NUMBER.fullmatch(" ".join(line.text for line in row))
                or (len(sheets) >= 3 and seen[_running_key(sheet, row)] >= max(3, 0.5 * len(sheets)))
            )
        ]


def _outer_rows(sheet: Sheet) -> Iterator[list[Line]]:
    """The rows in the outer tenth of a page, where page numbers and running titles stand."""
    margin = 0.1 * (sheet.top - sheet.bottom)
    for row in sheet.rows:
        if row[0].y > sheet.top - margin or row[0].y < sheet.bottom + margin:
            yield row


def _running_key(sheet: Sheet, row: list[Line]) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text for line in row)) + (
        "^" if row[0].y > (sheet.top + sheet.bottom) / 2 else "_"
    )


def _split_notes(sheet: Sheet, body_size: float) -> tuple[list[Line], list[list[Line]]]:
    """Footnotes, which are set smaller at the foot of a page, apart from the rows of the text."""
    first = len(sheet.rows)
    while first and len(sheet.rows[first - 1]) == 1 and sheet.rows[first - 1][0].size <= 0.88 * body_size:
        first -= 1
    notes = sheet.rows[first:]
    if not first or not notes or not re.match(r"[\d⁰¹²³⁴-⁹*(\[]", notes[0][0].text):
        return [], sheet.rows
    return [row[0] for row in notes], sheet.rows[:first]


def _measures(sheets: Sequence[Sheet]) -> dict[int, tuple[float, float]]:
    """Left and right edge of the text on each page: of the page itself where it has enough full lines, else of its like."""
    by_shape: dict[int, list[Line]] = defaultdict(list)
    own: dict[int, list[Line]] = {}
    for sheet in sheets:
        single = [row[0] for row in sheet.rows if len(row) == 1]
        widest = max((line.x1 - line.x0 for line in single), default=0.0)
        own[sheet.number] = [line for line in single if line.x1 - line.x0 > 0.8 * widest]
        by_shape[round(sheet.top - sheet.bottom)] += own[sheet.number]
    measures = {}
    for sheet in sheets:
        lines = own[sheet.number]
        if len(lines) < 6:
            lines = by_shape[round(sheet.top - sheet.bottom)]
        if lines:
            widest = max(line.x1 - line.x0 for line in lines)
            lines = [line for line in lines if line.x1 - line.x0 > 0.8 * widest]
            lefts, rights = sorted(line.x0 for line in lines), sorted(line.x1 for line in lines)
            measures[sheet.number] = lefts[len(lefts) // 20], rights[-1 - len(rights) // 20]
    return measures


def _leading(sheets: Sequence[Sheet]) -> float:
    """The usual distance of baselines, as a multiple of the type size."""
    steps = [
        (before[0].y - after[0].y) / after[0].size
        for sheet in sheets
        for before, after in pairwise(sheet.rows)
        if len(before) == len(after) == 1 and 0 < before[0].y - after[0].y < 3 * after[0].size
    ]
    return sorted(steps)[len(steps) // 3] if steps else 1.3


def _parts(rows: list[list[Line]], grids: Sequence[Grid]) -> Iterator[Grid | list[Line]]:
    """Tables and columns of lines, in reading order."""
    waiting = sorted(grids, key=lambda grid: -grid.top)
    run: list[list[Line]] = []
    for row in rows:
        while waiting and waiting[0].top > row[0].y:
            yield from _columns(run)
            run = []
            yield waiting.pop(0)
        run.append(row)
    yield from _columns(run)
    yield from waiting


def _columns(rows: list[list[Line]]) -> Iterator[Grid | list[Line]]:
    """Rows of one line are one column; where rows have several, the columns are read one after the other."""
    start = 0
    plain: list[Line] = []
    while start < len(rows):
        if len(rows[start]) == 1:
            plain.append(rows[start][0])
            start += 1
            continue
        if plain:
            yield plain
            plain = []
        end, gutter = _region(rows, start)
        region = rows[start:end]
        if grid := aligned_grid(region):
            yield grid
        else:
            left = [line for row in region for line in row if line.x1 <= gutter[1]]
            right = [line for row in region for line in row if line.x1 > gutter[1]]
            yield left
            if right:
                yield right
        start = end
    if plain:
        yield plain


def _region(rows: list[list[Line]], start: int) -> tuple[int, tuple[float, float]]:
    """How far down the gap between the first two lines of a row goes on, and where it lies."""
    low, high = rows[start][0].x1, rows[start][1].x0
    end = start + 1
    while end < len(rows):
        row, above = rows[end], rows[end - 1]
        step = (above[0].y - row[0].y) / row[0].size
        if len(row) == 1:
            line = row[0]
            on_left, on_right = line.x1 <= high - 1, line.x0 >= low + 1
            # On the left alone a far line is the next paragraph; on the right it is the signer's name.
            if not (on_left and step <= 2.2 and line.x1 - line.x0 < 22 * line.size) and not (
                on_right and not on_left and step <= 12
            ):
                break
            low, high = (max(low, line.x1), high) if on_left else (low, min(high, line.x0))
        else:
            gaps = [(max(low, a.x1), min(high, b.x0)) for a, b in pairwise(row)]
            fitting = [gap for gap in gaps if gap[1] - gap[0] > 3]
            if step > 12 or (not fitting and len(row) < 3):
                break
            low, high = fitting[0] if fitting else (low, high)
        end += 1
    return end, (low, high)


@dataclass(slots=True)
class _Flow:
    """Puts lines together into paragraphs, over columns and pages."""

    builder: Builder
    blanks_drawn: bool
    measures: dict[int, tuple[float, float]]
    leading: float
    scanned: frozenset[int]
    lines: list[Line] = field(default_factory=list)
    edge: tuple[float, float] = (0.0, 0.0)
    notes: list[Line] = field(default_factory=list)
    grid: Grid | None = None
    after_part: bool = False

    def column(self, lines: Sequence[Line]) -> None:
        """The lines of one column from the top down. The body's column goes on from the page before."""
        left, right = self.measures.get(lines[0].page, (min(line.x0 for line in lines), max(line.x1 for line in lines)))
        if max(line.x1 for line in lines) - min(line.x0 for line in lines) < 0.62 * (right - left):
            self._narrow(lines)
            return
        for line in lines:
            self._line(line, (left, right))

    def _narrow(self, lines: Sequence[Line]) -> None:
        """A column of its own beside another (the head, the recipients, the signer), or a few short lines."""
        left, right = self.measures.get(lines[0].page, (0.0, 1e4))
        own = (min(line.x0 for line in lines), max(line.x1 for line in lines))
        beside = own[0] > left + 0.3 * (right - left) or own[1] < left + 0.55 * (right - left)
        for line in lines:
            self._line(line, own if beside and len(lines) > 1 else (left, right))

    def _line(self, line: Line, edge: tuple[float, float]) -> None:
        self._end_table()
        if self.lines and self._starts_anew(self.lines[-1], line, edge):
            self._close()
        self.lines.append(line)
        self.edge = edge

    def _starts_anew(self, before: Line, line: Line, edge: tuple[float, float]) -> bool:
        size = max(line.size, before.size)
        indent, indent_before = line.x0 - edge[0], before.x0 - self.edge[0]
        same_page = before.page == line.page
        if same_page and not 0 < before.y - line.y <= 1.35 * self.leading * size:
            return True
        if abs(line.size - before.size) > 0.08 * size:
            return True
        centred, centred_before = _centred(line, edge), _centred(before, self.edge)
        if centred or centred_before:
            centred_before = centred_before or (_full(before, self.edge) and _is_capital(before))
            alike = line.bold == before.bold and _is_capital(line) == _is_capital(before)
            return not (centred and centred_before and alike and same_page)
        if line.bold != before.bold and not (before.bold and line.text[:1].islower()):
            return True
        if line.bold and _is_capital(before) and not _is_capital(line):
            return True  # a heading under a title
        if self.edge[1] - before.x1 > line.first_word + 0.7 * size:
            return True  # the line before had room for this line's first word
        if _MARKED.match(line.text) and _ENDED.search(before.text):
            return True
        if len(self.lines) > 1:
            return abs(indent - indent_before) > 0.6 * size
        if indent > indent_before + 0.6 * size:
            return not _MARKED.match(before.text)
        return indent > 0.8 * size and indent > indent_before - 0.6 * size

    def _close(self) -> None:
        lines, self.lines = self.lines, []
        if lines:
            bold = all(line.bold for line in lines)
            add_paragraph(
                self.builder,
                joined(lines, self.blanks_drawn),
                bold=bold,
                italic=all(line.italic or line.page in self.scanned for line in lines),
                page=lines[0].page,
                under_part=self.after_part,
            )
            last = self.builder.blocks[-1]
            self.after_part = last.kind is BlockKind.HEADING and is_part(last.text)
        if self.notes and lines:
            self._add_notes()

    def table(self, grid: Grid) -> None:
        """A table, or its next page."""
        if self.grid is not None and not self.lines and _continues(self.grid, grid):
            _append(self.grid, grid)
            return
        self._end_table()
        self._close()
        self.grid = grid

    def _end_table(self) -> None:
        grid, self.grid = self.grid, None
        if grid is not None:
            add_grid(self.builder, grid)

    def finish(self) -> None:
        self._end_table()
        self._close()
        self._add_notes()

    def _add_notes(self) -> None:
        notes, self.notes = self.notes, []
        for note in _note_paragraphs(notes, self.blanks_drawn):
            self.builder.add(BlockKind.PARAGRAPH, note, page=notes[0].page)


_MARKED = re.compile(r"(?:[-+*•▪–]\s|\d{1,2}(?:\.\d{1,2}){0,4}[.)]\s|[a-zđ][.)]\s|[IVX]{1,5}[.)]\s)")
_ENDED = re.compile(r"[.;:!?/]$")


def _centred(line: Line, edge: tuple[float, float]) -> bool:
    before, after = line.x0 - edge[0], edge[1] - line.x1
    return before > 2.2 * line.size and abs(before - after) < 1.5 * line.size


def _is_capital(line: Line) -> bool:
    """Whether a line has no small letters; a line of figures alone goes with either."""
    return line.text == line.text.upper()


def _full(line: Line, edge: tuple[float, float]) -> bool:
    return line.x0 - edge[0] <= 2.2 * line.size and edge[1] - line.x1 <= 2.2 * line.size


def add_grid(builder: Builder, grid: Grid) -> None:
    """Adds a table and the blocks of its cells."""
    caption = builder.caption()
    cells = [
        Cell(
            cell.row,
            cell.column,
            builder.add(BlockKind.CELL, cell.text, page=cell.page),
            cell.row_span,
            cell.column_span,
            cell.row == 0,
        )
        for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column))
    ]
    builder.table(cells, grid.row_count, grid.column_count, caption)


def _continues(grid: Grid, after: Grid) -> bool:
    return (
        after.page > grid.page
        and len(grid.edges) == len(after.edges)
        and all(abs(a - b) <= 4 for a, b in zip(grid.edges, after.edges, strict=True))
    )


def _append(grid: Grid, after: Grid) -> None:
    """Adds the rows of a table's next page, without a head that is printed again; a row torn by the page's end is one."""
    skipped = 0
    while skipped < min(after.row_count - 1, 4) and after.row(skipped) == grid.row(skipped) and any(after.row(skipped)):
        skipped += 1
    cells = [cell for cell in after.cells if cell.row >= skipped]
    if _is_torn(grid, [cell for cell in cells if cell.row == skipped]):
        rest = {cell.column: cell.text for cell in cells if cell.row == skipped}
        last = grid.row_count - 1
        grid.cells = [
            replace(cell, text=f"{cell.text} {rest[cell.column]}".strip())
            if cell.row == last and rest.get(cell.column)
            else cell
            for cell in grid.cells
        ]
        skipped += 1
        cells = [cell for cell in cells if cell.row >= skipped]
    shift = grid.row_count - skipped
    grid.cells += [replace(cell, row=cell.row + shift) for cell in cells]
    grid.row_count += after.row_count - skipped
    grid.page = after.page


def _is_torn(grid: Grid, row: Sequence[GridCell]) -> bool:
    """Whether a page's first row goes on with the last of the page before: it has no number, which other rows have."""
    last = {cell.column: cell.text for cell in grid.cells if cell.row == grid.row_count - 1}
    numbered = [cell.text for cell in grid.cells if cell.column == 0 and cell.row > 0]
    texts = {cell.column: cell.text for cell in row}
    return (
        bool(numbered)
        and all(numbered)
        and 0 in texts
        and not texts[0]
        and any(texts.values())
        and all(last.get(column) for column, text in texts.items() if text)
    )


def _note_paragraphs(lines: Sequence[Line], blanks_drawn: bool) -> Iterator[str]:
    """Footnotes, each from its mark to the next."""
    note: list[Line] = []
    for line in lines:
        if note and re.match(r"(?:[⁰¹²³⁴-⁹]+|\d{1,3}\s|[*(\[]\d)", line.text):
            yield joined(note, blanks_drawn)
            note = []
        note.append(line)
    if note:
        yield joined(note, blanks_drawn)


def usual_size(lines: Iterable[Line]) -> float:
    """The type size of most of a text."""
    sizes = [line.size for line in lines for _ in range(len(line.text) // 20 + 1)]
    return median(sizes) if sizes else 13.0
