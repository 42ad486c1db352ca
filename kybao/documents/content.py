"""What a reader hands back, and the builder that every reader lays blocks and tables into."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kybao.documents.model import Block, BlockKind, Cell, Table

# What XML 1.0 can't hold: control characters but tab and line end, lone surrogates, the two non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_NO_GLYPH = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Content:
    """Blocks and tables in reading order, notes on how they were read, and the number of pages where there are pages."""

    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    page_count: int | None = None


def printable(text: str) -> str:
    """NFC text with plain line ends and without the characters that XML can't hold.

    >>> printable("a\\x00b\\r\\nc")
    'ab\\nc'
    """
    if not text.isprintable():
        text = _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", text)


def visible(text: str) -> str:
    """`printable`, without soft hyphens and zero-width characters, which no eye sees."""
    return printable(_NO_GLYPH.sub("", text))


@dataclass(slots=True)
class Builder:
    """Collects blocks and tables in reading order."""

    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, kind: BlockKind, text: str, level: int = 0, marker: str = "", page: int | None = None) -> int:
        """Appends a block; returns its index."""
        self.blocks.append(Block(len(self.blocks), kind, text, level, marker, page))
        return len(self.blocks) - 1

    def note(self, sentence: str) -> None:
        """Adds a note once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def caption(self) -> int | None:
        """The block that a table starting here is named by: the one just before it, if that is no cell."""
        return len(self.blocks) - 1 if self.blocks and self.blocks[-1].kind is not BlockKind.CELL else None

    def table(self, cells: Sequence[Cell], rows: int, columns: int, caption: int | None, name: str = "") -> None:
        """Appends a table of cells whose blocks were added before. Without cells there is no table."""
        if cells:
            name = name or (self.blocks[caption].text.strip("* ") if caption is not None else "")
            self.tables.append(Table(len(self.tables), tuple(cells), rows, columns, name, caption))

    def content(self, notes: Iterable[str] = (), page_count: int | None = None) -> Content:
        return Content(tuple(self.blocks), tuple(self.tables), (*self.notes, *notes), page_count)
