"""Word files → blocks and tables, by python-docx."""

from __future__ import annotations

import io
import re
from zipfile import BadZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from kybao.documents.errors import UnreadableFile
from kybao.documents.model import Block, BlockKind, Cell, Table

_HEADING_STYLE = re.compile(r"(?:heading|tiêu đề|đề mục)\s*(\d)", re.IGNORECASE)


def read_docx(data: bytes, name: str) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
    """Blocks and tables in the order of the body. Raises `UnreadableFile` where Word's own parts are damaged."""
    try:
        word = docx.Document(io.BytesIO(data))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, XMLSyntaxError) as error:
        raise UnreadableFile(
            "Tệp Word bị hỏng, không mở được.", name, "Hãy mở bằng Word, lưu lại thành .docx rồi gửi lại."
        ) from error
    return _Body(word).read()


class _Body:
    def __init__(self, word: WordDocument) -> None:
        self.word = word
        self.blocks: list[Block] = []
        self.tables: list[Table] = []

    def read(self) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
        for element in self.word.iter_inner_content():
            if isinstance(element, WordTable):
                self._table(element)
            else:
                self._paragraph(element)
        return tuple(self.blocks), tuple(self.tables)

    def _add(self, kind: BlockKind, text: str, level: int = 0, marker: str = "") -> int:
        self.blocks.append(Block(len(self.blocks), kind, text, level, marker))
        return len(self.blocks) - 1

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = _text(paragraph).strip()
        if not text:
            return
        level = _heading_level(paragraph)
        if level:
            self._add(BlockKind.HEADING, text, level)
        elif paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None:
            depth = paragraph._p.pPr.numPr.ilvl
            self._add(BlockKind.ITEM, text, (depth.val if depth is not None else 0) + 1)
        else:
            self._add(BlockKind.PARAGRAPH, text)

    def _table(self, table: WordTable) -> None:
        caption = len(self.blocks) - 1 if self.blocks and self.blocks[-1].kind is not BlockKind.CELL else None
        cells: list[Cell] = []
        rows = list(table.rows)
        open_cells: dict[int, int] = {}  # column → position in `cells` of a cell that may be merged downwards
        for row_number, row in enumerate(rows):
            column = row.grid_cols_before
            for tc in row._tr.tc_lst:
                width = tc.grid_span
                if tc.vMerge == "continue" and column in open_cells:
                    at = open_cells[column]
                    above = cells[at]
                    cells[at] = Cell(
                        above.row, above.column, above.block, row_number - above.row + 1, above.column_span, above.header
                    )
                else:
                    text = "\n".join(filter(None, (_text(Paragraph(p, table)).strip() for p in tc.iter(qn("w:p")))))
                    block = self._add(BlockKind.CELL, text)
                    header = row_number == 0 or bool(row._tr.xpath("./w:trPr/w:tblHeader"))
                    open_cells[column] = len(cells)
                    cells.append(Cell(row_number, column, block, 1, width, header))
                column += width
        if cells:
            name = self.blocks[caption].text if caption is not None else ""
            self.tables.append(Table(len(self.tables), tuple(cells), len(rows), len(table.columns), name, caption))


def _text(paragraph: Paragraph) -> str:
    """Visible text: insertions of tracked changes are read, deletions are not."""
    pieces: list[str] = []
    for node in paragraph._p.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:noBreakHyphen")):
        if node.tag == qn("w:t"):
            pieces.append(node.text or "")
        elif node.tag == qn("w:noBreakHyphen"):
            pieces.append("-")
        elif node.getparent().tag == qn("w:r"):
            pieces.append("\t" if node.tag == qn("w:tab") else "\n")
    return "".join(pieces)


def _heading_level(paragraph: Paragraph) -> int:
    style = paragraph.style
    match = _HEADING_STYLE.match(style.name or "") if style is not None else None
    if match:
        return int(match.group(1))
    outline = paragraph._p.xpath("./w:pPr/w:outlineLvl/@w:val")
    return int(outline[0]) + 1 if outline and int(outline[0]) < 9 else 0
