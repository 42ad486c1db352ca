"""A tagged PDF: its structure tree says what is a heading, a paragraph, an item, a cell, and what is none of the text."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from kybao.documents.content import Builder
from kybao.documents.headings import add_paragraph, is_part
from kybao.documents.lines import Glyph, Line, draws_blanks, joined, lines_of
from kybao.documents.model import BlockKind, Cell
from kybao.documents.pdf_page import Page

Path = tuple[int, ...]
"""Where an element stands in the tree: the place of each of its ancestors among their siblings, and its own."""

_MAX_DEPTH = 60
_MAX_ELEMENTS = 2_000_000  # looked at over all pages
_HEADINGS = {"H": 1, "Title": 1, **{f"H{level}": level for level in range(1, 7)}}
_INLINE = frozenset(
    {
        "Span",
        "Link",
        "Quote",
        "Code",
        "Em",
        "Strong",
        "Reference",
        "Annot",
        "Ruby",
        "Warichu",
        "Sub",
        "BibEntry",
        "Formula",
    }
)
_SKIPPED = frozenset({"Artifact", "TOC"})
_CELLS = frozenset({"TD", "TH"})
_AnyElement = Any  # a pointer of PDFium's


class Unstructured(Exception):
    """A PDF whose tags don't tell the order of its text: it is read by its layout."""


@dataclass(slots=True)
class Tree:
    """The parts of the structure tree that pages showed, and the lines of text that belong to each block element."""

    types: dict[Path, str] = field(default_factory=dict)
    spans: dict[Path, tuple[int, int]] = field(default_factory=dict)  # of cells: rows, columns
    lines: dict[Path, list[Line]] = field(default_factory=lambda: defaultdict(list))
    seen: int = 0
    drawn: int = 0  # characters that are no artifacts
    placed: int = 0  # those of them that an element holds

    def add_page(self, page: pypdfium2.PdfPage, read: Page) -> None:
        """Adds one page. Raises `Unstructured` when the tree has more elements than any report."""
        owners = self._owners(page)
        glyphs: dict[Path, list[Glyph]] = defaultdict(list)
        for glyph, content_id in zip(read.glyphs, read.content_ids, strict=True):
            if content_id == -2:
                continue
            owner = owners.get(content_id)
            if glyph.text.strip():
                self.drawn += 1
                self.placed += owner is not None
            if owner:
                glyphs[owner].append(glyph)
        for owner, own in glyphs.items():
            self.lines[owner] += [line for row in lines_of(own, read.number) for line in row]

    @property
    def trusted(self) -> bool:
        """Whether the tags hold the text: some programs tag only a part of it."""
        return self.drawn > 0 and self.placed >= 0.97 * self.drawn

    def _owners(self, page: pypdfium2.PdfPage) -> dict[int, Path]:
        """Marked content → the block element that it belongs to; an empty path for what is to be skipped."""
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        if not tree:
            return {}
        owners: dict[int, Path] = {}
        try:
            stack: list[tuple[Any, Path, Path, bool]] = [
                (element, (i,), (i,), False)
                for i in range(max(pdfium.FPDF_StructTree_CountChildren(tree), 0))
                if (element := pdfium.FPDF_StructTree_GetChildAtIndex(tree, i))
            ]
            while stack:
                element, path, block, skipped = stack.pop()
                kind = _type(element)
                self.types[path] = kind
                block = block if kind in _INLINE and len(path) > 1 else path
                skipped = skipped or kind in _SKIPPED or len(path) > _MAX_DEPTH
                if kind in _CELLS:
                    self.spans[path] = _number(element, "RowSpan"), _number(element, "ColSpan")
                for i in range(max(pdfium.FPDF_StructElement_CountChildren(element), 0)):
                    self.seen += 1
                    if self.seen > _MAX_ELEMENTS:
                        raise Unstructured
                    child = pdfium.FPDF_StructElement_GetChildAtIndex(element, i)
                    if child:
                        stack.append((child, (*path, i), block, skipped))
                    elif (content_id := pdfium.FPDF_StructElement_GetChildMarkedContentID(element, i)) >= 0:
                        owners[content_id] = () if skipped else block
        finally:
            pdfium.FPDF_StructTree_Close(tree)
        return owners

    def emit(self, builder: Builder) -> None:
        """Adds the blocks and tables of the whole tree to `builder`, in the order of the tree."""
        blanks_drawn = draws_blanks(line for lines in self.lines.values() for line in lines)
        _Emission(self, builder, blanks_drawn).run()


def _type(element: _AnyElement) -> str:
    length = min(pdfium.FPDF_StructElement_GetType(element, None, 0), 256)
    if length <= 2:
        return ""
    written = ctypes.create_string_buffer(length)
    pdfium.FPDF_StructElement_GetType(element, written, length)
    return written.raw[: length - 2].decode("utf-16-le", "replace")


def _number(element: _AnyElement, name: str) -> int:
    """A number among an element's attributes, 1 where it is absent."""
    value = ctypes.c_float()
    for i in range(min(max(pdfium.FPDF_StructElement_GetAttributeCount(element), 0), 20)):
        attribute = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, i)
        found = pdfium.FPDF_StructElement_Attr_GetValue(attribute, name.encode()) if attribute else None
        if found and pdfium.FPDF_StructElement_Attr_GetNumberValue(found, value):
            return min(max(int(value.value), 1), 200)
    return 1


@dataclass(slots=True)
class _Emission:
    tree: Tree
    builder: Builder
    blanks_drawn: bool
    after_part: bool = False
    rows: dict[Path, list[Path]] = field(default_factory=lambda: defaultdict(list))  # of each outermost table
    cells: dict[Path, list[Path]] = field(default_factory=lambda: defaultdict(list))  # of each row

    def run(self) -> None:
        for path, kind in sorted(self.tree.types.items()):
            tables = [length for length in range(1, len(path)) if self.tree.types.get(path[:length]) == "Table"]
            if kind == "TR" and len(tables) == 1:
                self.rows[path[: tables[0]]].append(path)
            elif kind in _CELLS:
                self.cells[path[:-1]].append(path)
        paths = sorted(path for path, lines in self.tree.lines.items() if lines)
        at = 0
        while at < len(paths):
            table = self._ancestor(paths[at], "Table")
            if table:
                end = at
                while end < len(paths) and paths[end][: len(table)] == table:
                    end += 1
                self._table(table, paths[at:end])
                at = end
                continue
            label = self._ancestor(paths[at], "Lbl")
            item = self._ancestor(paths[at], "LI")
            if label and item and at + 1 < len(paths) and paths[at + 1][: len(item)] == item:
                self._block(paths[at + 1], marker=self._text(paths[at]))
                at += 2
                continue
            self._block(paths[at], marker="")
            at += 1

    def _ancestor(self, path: Path, kind: str) -> Path:
        """The outermost table, or the innermost element of another kind, that holds this path."""
        lengths = range(1, len(path) + 1) if kind == "Table" else range(len(path), 0, -1)
        return next((path[:length] for length in lengths if self.tree.types.get(path[:length]) == kind), ())

    def _text(self, path: Path) -> str:
        return joined(self.tree.lines[path], self.blanks_drawn)

    def _cell_text(self, path: Path) -> str:
        lines = self.tree.lines[path]
        return joined(lines, self.blanks_drawn, right=max(line.x1 for line in lines))

    def _block(self, path: Path, marker: str) -> None:
        lines, text = self.tree.lines[path], self._text(path)
        kind = self.tree.types.get(path, "P")
        page = lines[0].page
        if kind in _HEADINGS:
            self.builder.add(BlockKind.HEADING, text, _HEADINGS[kind], marker, page)
        else:
            depth = sum(self.tree.types.get(path[:length]) == "L" for length in range(1, len(path)))
            add_paragraph(
                self.builder,
                text,
                bold=all(line.bold for line in lines),
                italic=all(line.italic for line in lines),
                page=page,
                marker=marker,
                level=max(depth, 1) if marker else 0,
                under_part=self.after_part,
            )
        if self.builder.blocks:
            last = self.builder.blocks[-1]
            self.after_part = last.kind is BlockKind.HEADING and is_part(last.text)

    def _table(self, table: Path, paths: list[Path]) -> None:
        caption = self.builder.caption()
        rows = self.rows.get(table, [])
        places: dict[tuple[int, int], tuple[Path, int, int]] = {}
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(rows):
            column, place = 0, -1
            for cell in self.cells.get(row, []):
                column += cell[-1] - place - 1  # empty cells before it, which no page showed
                place = cell[-1]
                while (r, column) in taken:
                    column += 1
                down, across = self.tree.spans.get(cell, (1, 1))
                taken |= {(r + i, column + j) for i in range(down) for j in range(across)}
                places[r, column] = cell, down, across
                column += across
        columns = max((column + 1 for _, column in taken), default=0)
        holes = {(r, c): ((), 1, 1) for r in range(len(rows)) for c in range(columns) if (r, c) not in taken}
        texts: dict[Path, list[Path]] = defaultdict(list)
        own = {cell for cell, _, _ in places.values()}
        for path in paths:
            home = next(
                (path[:length] for length in range(len(table) + 1, len(path) + 1) if path[:length] in own), None
            )
            if home is not None:
                texts[home].append(path)
        cells = [
            self._cell(at, path, down, across, texts[path])
            for at, (path, down, across) in sorted({**holes, **places}.items())
        ]
        self.builder.table(cells, len(rows), columns, caption)

    def _cell(self, at: tuple[int, int], path: Path, down: int, across: int, own: list[Path]) -> Cell:
        page = self.tree.lines[own[0]][0].page if own else None
        block = self.builder.add(BlockKind.CELL, "\n".join(map(self._cell_text, own)), page=page)
        return Cell(*at, block, down, across, at[0] == 0 or self.tree.types.get(path) == "TH")
