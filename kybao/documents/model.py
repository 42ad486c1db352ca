"""The `Document`: what every reader returns and every later step points into.

The text of a block never changes once read. Whatever is learnt of it later (figures, claims, findings, facts)
is a `Span` into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct


class Span(Struct, frozen=True, order=True, gc=False):
    """A run of characters in one block.

    `start` and `end` count characters (code points) of `Block.text`, `end` exclusive.

    >>> Span(3, 10, 14).length
    4
    """

    block: int
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.block == other.block and self.start <= other.start and other.end <= self.end

    def touches(self, other: Span) -> bool:
        """Whether the two spans share at least one character."""
        return self.block == other.block and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A span with the file and the page that it lies in: enough to open the source sentence again.

    `file` is the name under which the document was read. `page` counts from 1, or is None where the format has no pages.
    """

    file: str
    block: int
    start: int
    end: int
    page: int | None = None

    @property
    def span(self) -> Span:
        return Span(self.block, self.start, self.end)


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # a bulleted or numbered list item
    CELL = "cell"  # the text of one table cell


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table cell.

    `text` is NFC. From .md and .txt it is an exact slice of the source, inline markup included (`m<sup>2</sup>`),
    less the block's own marker (`### `, `- `, which go to `marker`); from other formats it is the visible text.
    `level` is the heading level (1 to 9) or the depth of a list item (1 …), and 0 for the rest.
    `marker` is a number or bullet which the format keeps outside the text ("1.", "a)", "-").
    """

    index: int
    kind: BlockKind
    text: str
    level: int = 0
    marker: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. `block` is the index of its `Block`; rows and columns count from 0.

    A merged cell stands once, at its top left, with its spans. `formula` holds a spreadsheet's formula, if it had one.
    """

    row: int
    column: int
    block: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table or a sheet. `caption` is the index of the block that names it (or its sheet's name), or None."""

    index: int
    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    name: str = ""
    caption: int | None = None

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers this place, merged cells included; None where the table has a hole."""
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.row_span and cell.column <= column < cell.column + cell.column_span:
                return cell
        return None


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: blocks in reading order, and the tables that some of them are the cells of.

    `media` is the kind of file ("docx", "pdf", "xlsx", "md", "txt", "html", "image"). `sha256` is the hash of the file's bytes.
    `notes` are Vietnamese sentences on how it was read ("Đã chuyển từ bảng mã TCVN3 sang Unicode.", "Đọc bằng OCR …").
    """

    name: str
    media: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    sha256: str = ""
    page_count: int | None = None
    notes: tuple[str, ...] = ()

    def quote(self, span: Span) -> str:
        """The exact source text of a span."""
        return self.blocks[span.block].text[span.start : span.end]

    def anchor(self, span: Span) -> Anchor:
        return Anchor(self.name, span.block, span.start, span.end, self.blocks[span.block].page)

    def headings(self) -> Iterator[Block]:
        return (block for block in self.blocks if block.kind is BlockKind.HEADING)

    def table_blocks(self) -> frozenset[int]:
        """The indexes of all blocks that are cells of a table."""
        return frozenset(cell.block for table in self.tables for cell in table.cells)
