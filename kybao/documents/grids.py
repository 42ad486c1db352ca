"""Drawn rules → the cells of a table; and tables without rules from columns that line up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kybao.documents.lines import Glyph, Line, Rule, joined, lines_of

_NEAR = 3.0  # points within which rules are one, or meet
_MOST_RULES = 1_500  # after joining; a page with more is a drawing and no table


@dataclass(frozen=True, slots=True)
class GridCell:
    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    page: int


@dataclass(slots=True)
class Grid:
    """A table as it stands on the page. `edges` are the places of its upright rules, by which its next page is known."""

    cells: list[GridCell]
    row_count: int
    column_count: int
    top: float
    bottom: float
    edges: tuple[float, ...]
    page: int

    def row(self, number: int) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells if cell.row == number)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The rules of one table: upright ones from the left, level ones from the top."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    vertical: tuple[Rule, ...]
    horizontal: tuple[Rule, ...]

    def slots(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Top left of each cell → its row and column span: a cell reaches on where no rule stands between."""
        rows, columns = len(self.ys) - 1, len(self.xs) - 1
        below = {(r, c) for r in range(rows) for c in range(columns) if self._level(r + 1, c)}
        beside = {(r, c) for r in range(rows) for c in range(columns) if self._upright(c + 1, r)}
        taken: set[tuple[int, int]] = set()
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for r in range(rows):
            for c in range(columns):
                if (r, c) in taken:
                    continue
                wide = 1
                while c + wide < columns and (r, c + wide - 1) not in beside and (r, c + wide) not in taken:
                    wide += 1
                tall = 1
                while r + tall < rows and not any((r + tall - 1, c + i) in below for i in range(wide)):
                    tall += 1
                found[r, c] = (tall, wide)
                taken |= {(r + i, c + j) for i in range(tall) for j in range(wide)}
        return found

    def _level(self, row: int, column: int) -> bool:
        middle = (self.xs[column] + self.xs[column + 1]) / 2
        return any(
            abs(rule.at - self.ys[row]) <= _NEAR and rule.start <= middle <= rule.end for rule in self.horizontal
        )

    def _upright(self, column: int, row: int) -> bool:
        middle = (self.ys[row] + self.ys[row + 1]) / 2
        return any(
            abs(rule.at - self.xs[column]) <= _NEAR and rule.start <= middle <= rule.end for rule in self.vertical
        )


def ruled_grids(
    glyphs: Sequence[Glyph], horizontal: Iterable[Rule], vertical: Iterable[Rule], page: int
) -> tuple[list[Grid], list[Glyph]]:
    """The ruled tables of a page with their texts, and the glyphs that stand in none."""
    frames = [(frame, frame.slots()) for frame in _frames(_merged(horizontal), _merged(vertical))]
    frames = [(frame, slots) for frame, slots in frames if len(slots) >= 2]
    if not frames:
        return [], list(glyphs)
    inside: list[dict[tuple[int, int], list[Glyph]]] = [defaultdict(list) for _ in frames]
    homes = [_homes(slots) for _, slots in frames]
    outside: list[Glyph] = []
    before: Glyph | None = None
    home = outside
    for glyph in glyphs:
        # A word that runs over its cell's edge is one with its beginning.
        if before is None or not _runs_on(before, glyph):
            home = outside
            x, y = (glyph.x0 + glyph.x1) / 2, glyph.y + 0.25 * glyph.size
            for number, (frame, _) in enumerate(frames):
                row, column = _interval(frame.ys, y, descending=True), _interval(frame.xs, x, descending=False)
                if row is not None and column is not None:
                    home = inside[number][homes[number][row, column]]
                    break
        home.append(glyph)
        before = glyph
    grids = []
    for (frame, slots), texts in zip(frames, inside, strict=True):
        if any(texts.values()):
            cells = [
                GridCell(r, c, tall, wide, _cell_text(texts[r, c], page), page)
                for (r, c), (tall, wide) in slots.items()
            ]
            size = len(frame.ys) - 1, len(frame.xs) - 1
            grids.append(Grid(cells, *size, frame.ys[0], frame.ys[-1], frame.xs, page))
    return grids, outside


def _runs_on(before: Glyph, glyph: Glyph) -> bool:
    return (
        abs(before.y - glyph.y) < 0.5
        and abs(glyph.x0 - before.x1) < 0.05 * glyph.size
        and not before.text[-1:].isspace()
        and not glyph.text.isspace()
    )


def cell_boxes(horizontal: Iterable[Rule], vertical: Iterable[Rule]) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right and top of each cell that rules make."""
    boxes = []
    for frame in _frames(_merged(horizontal), _merged(vertical)):
        slots = frame.slots()
        if len(slots) >= 2:
            boxes += [
                (frame.xs[c], frame.ys[r + tall], frame.xs[c + wide], frame.ys[r])
                for (r, c), (tall, wide) in slots.items()
            ]
    return boxes


def _homes(slots: dict[tuple[int, int], tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    return {(r + i, c + j): (r, c) for (r, c), (tall, wide) in slots.items() for i in range(tall) for j in range(wide)}


def _interval(edges: Sequence[float], place: float, descending: bool) -> int | None:
    for i in range(len(edges) - 1):
        low, high = (edges[i + 1], edges[i]) if descending else (edges[i], edges[i + 1])
        if low <= place < high:
            return i
    return None


def _cell_text(glyphs: list[Glyph], page: int) -> str:
    lines = [line for row in lines_of(glyphs, page) for line in row]
    return joined(lines, blanks_drawn=False, right=max((line.x1 for line in lines), default=0.0))


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line that meet, as one."""
    merged: list[Rule] = []
    at = float("-inf")
    group: list[Rule] = []

    def close() -> None:
        for rule in sorted(group, key=lambda rule: rule.start):
            if merged and merged[-1].at == group[0].at and rule.start <= merged[-1].end + _NEAR:
                merged[-1] = Rule(group[0].at, merged[-1].start, max(merged[-1].end, rule.end))
            else:
                merged.append(Rule(group[0].at, rule.start, rule.end))

    for rule in sorted(rules, key=lambda rule: rule.at):
        if rule.at - at > _NEAR:
            if group:
                close()
            group, at = [], rule.at
        group.append(rule)
    if group:
        close()
    return merged


def _frames(horizontal: list[Rule], vertical: list[Rule]) -> list[_Frame]:
    """Rules that meet one another belong to one table."""
    if not horizontal or not vertical or len(horizontal) + len(vertical) > _MOST_RULES:
        return []
    parent = list(range(len(horizontal) + len(vertical)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, level in enumerate(horizontal):
        for j, upright in enumerate(vertical, len(horizontal)):
            if (
                level.start - _NEAR <= upright.at <= level.end + _NEAR
                and upright.start - _NEAR <= level.at <= upright.end + _NEAR
            ):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, rule in enumerate((*horizontal, *vertical)):
        groups[root(i)][i >= len(horizontal)].append(rule)
    frames = []
    for levels, uprights in groups.values():
        xs, ys = _places(uprights), _places(levels)[::-1]
        if len(xs) >= 2 and len(ys) >= 2:
            frames.append(_Frame(xs, ys, tuple(uprights), tuple(levels)))
    return sorted(frames, key=lambda frame: -frame.ys[0])


def _places(rules: Iterable[Rule]) -> tuple[float, ...]:
    places: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not places or at - places[-1] > _NEAR:
            places.append(at)
    return tuple(places)


def aligned_grid(rows: Sequence[Sequence[Line]]) -> Grid | None:
    """A table of rows without rules: at least three columns that line up, in at least three rows."""
    full = [row for row in rows if len(row) >= 3]
    if len(full) < 3:
        return None
    spans: list[tuple[float, float]] = []
    for x0, x1 in sorted((line.x0, line.x1) for row in full for line in row):
        if spans and x0 < spans[-1][1] - 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
    if len(spans) < 3 or any(len(row) < len(spans) / 2 for row in full):
        return None
    cells = []
    for r, row in enumerate(rows):
        columns: dict[int, list[Line]] = defaultdict(list)
        for line in row:
            middle = (line.x0 + line.x1) / 2
            columns[min(range(len(spans)), key=lambda c: abs((spans[c][0] + spans[c][1]) / 2 - middle))].append(line)
        cells += [
            GridCell(r, c, 1, 1, " ".join(line.text for line in lines), lines[0].page)
            for c, lines in sorted(columns.items())
        ]
    first, last = rows[0][0], rows[-1][0]
    edges = tuple(x0 for x0, _ in spans)
    return Grid(cells, len(rows), len(spans), first.y + first.size, last.y, edges, first.page)
