"""Word files → blocks and tables, by python-docx and Word's own XML."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from zipfile import BadZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml.etree import XMLSyntaxError, _Element

from kybao.documents.content import Builder, Content
from kybao.documents.errors import UnreadableFile
from kybao.documents.headings import add_paragraph, is_part
from kybao.documents.legacy import Encoding, conversion_note, convert, converted, encoding_of_font
from kybao.documents.lines import SUPERSCRIPTS, SYMBOLS
from kybao.documents.model import Block, BlockKind, Cell
from kybao.documents.packages import plain_package
from kybao.documents.word_numbering import Numbering
from kybao.documents.word_styles import Look, Styles

_MAX_CELLS = 400_000
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What the reader of a page doesn't see: text deleted or moved away under tracked changes, and the older copy of a box.
_UNSEEN = frozenset({qn("w:del"), qn("w:moveFrom"), _FALLBACK})
_BOX, _PARAGRAPH, _TABLE, _RUN = qn("w:txbxContent"), qn("w:p"), qn("w:tbl"), qn("w:r")
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "\u00ad",
}


def read_docx(data: bytes, name: str) -> Content:
    """Blocks, tables and notes in the order of the body; headers and footers are left out, footnotes follow their paragraph.

    Raises `UnreadableFile` where Word's own parts are damaged, and for tables beyond any report's.
    """
    try:
        word = docx.Document(io.BytesIO(plain_package(data)))
        return _Body(word, name).read()
    except (BadZipFile, PackageNotFoundError, KeyError, TypeError, ValueError, AttributeError, XMLSyntaxError) as error:
        raise UnreadableFile(
            "Tệp Word bị hỏng, không mở được.", name, "Hãy mở bằng Word, lưu lại thành .docx rồi gửi lại."
        ) from error


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of visible text of one look."""

    text: str
    look: Look


@dataclass(slots=True)
class _Body:
    word: WordDocument
    name: str
    builder: Builder = field(default_factory=Builder)
    after_part: bool = False
    cells: int = 0
    encodings: set[Encoding] = field(default_factory=set)
    styles: Styles = field(init=False)
    numbering: Numbering = field(init=False)
    notes: dict[str, _Element] = field(init=False)

    def __post_init__(self) -> None:
        self.styles = Styles.of(self.word.styles.element)
        self.numbering = Numbering.of(self._part(RELATIONSHIP_TYPE.NUMBERING))
        self.notes = {
            kind + note.get(qn("w:id"), ""): note
            for kind, relation in (("footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("endnote", RELATIONSHIP_TYPE.ENDNOTES))
            if (part := self._part(relation)) is not None
            for note in part.iter(qn(f"w:{kind}"))
            if note.get(qn("w:type"), "normal") == "normal"
        }

    def read(self) -> Content:
        self._flow(self.word.element.body)
        blocks = self.builder.blocks
        if not self.encodings:  # no font said so: let the text say
            texts, encoding = convert([block.text for block in blocks])
            if encoding is not Encoding.UNICODE:
                self.encodings.add(encoding)
                self.builder.blocks = [
                    Block(b.index, b.kind, text, b.level, converted(b.marker, encoding), b.page)
                    for b, text in zip(blocks, texts, strict=True)
                ]
        return self.builder.content(sorted({conversion_note(encoding) for encoding in self.encodings}))

    def _part(self, relation: str) -> _Element | None:
        for rel in self.word.part.rels.values():
            if rel.reltype == relation and not rel.is_external:
                return parse_xml(rel.target_part.blob)
        return None

    def _flow(self, container: _Element) -> None:
        """Paragraphs and tables; what is anchored in a paragraph, or nested in a table, follows it."""
        stack = list(reversed(list(_content(container))))
        while stack:
            element = stack.pop()
            if element.tag == _TABLE:
                following = self._table(element)
            else:
                self._paragraph(element)
                following = [inner for box in self._outside(element) for inner in _content(box)]
            stack.extend(reversed(following))

    def _outside(self, paragraph: _Element) -> list[_Element]:
        """The text boxes anchored in a paragraph, and the notes that it refers to."""
        found = [box for box in paragraph.iter(_BOX) if _owner(box) is paragraph and _is_seen(box, paragraph)]
        for kind in ("footnote", "endnote"):
            for reference in paragraph.iter(qn(f"w:{kind}Reference")):
                note = self.notes.pop(kind + reference.get(qn("w:id"), ""), None)
                if note is not None and _is_seen(reference, paragraph):
                    found.append(note)
        return found

    def _paragraph(self, paragraph: _Element) -> None:
        look = self.styles.paragraph(paragraph.find(qn("w:pPr")))
        pieces = list(self._pieces(paragraph, look))
        text = self._text(pieces).strip()
        if look.contents or not text:
            return
        marker = self.numbering.next(look.num, look.depth) if look.num else ""
        if look.level:
            self.builder.add(BlockKind.HEADING, text, look.level, marker)
        else:
            inked = [piece for piece in pieces if any(map(str.isalnum, piece.text))]
            add_paragraph(
                self.builder,
                text,
                bold=bool(inked) and all(piece.look.bold for piece in inked),
                italic=bool(inked) and all(piece.look.italic for piece in inked),
                page=None,
                marker=marker,
                level=look.depth + 1 if look.num else 0,
                under_part=self.after_part,
            )
        last = self.builder.blocks[-1]
        self.after_part = last.kind is BlockKind.HEADING and is_part(last.text)

    def _pieces(self, paragraph: _Element, look: Look) -> Iterator[_Piece]:
        """The visible text of a paragraph: insertions of tracked changes are read, deletions and hidden text are not."""
        stack = list(reversed(paragraph))
        before = ""
        while stack:
            element = stack.pop()
            if element.tag != _RUN:
                if element.tag not in _UNSEEN and element.tag != _BOX and isinstance(element.tag, str):
                    stack.extend(reversed(element))
                continue
            run = self.styles.run(element.find(qn("w:rPr")), look)
            if run.hidden:
                continue
            text = "".join(_run_text(element))
            if run.raised and before[-1:].isdigit():
                text = text.translate(SUPERSCRIPTS)  # a power or a note's mark, and no digit more
            if text:
                before = text
                yield _Piece(text, run)

    def _text(self, pieces: list[_Piece]) -> str:
        texts = []
        for encoding, group in groupby(pieces, key=lambda piece: encoding_of_font(piece.look.font)):
            raw = "".join(piece.text for piece in group)
            text = converted(raw, encoding)
            if text != raw:
                self.encodings.add(encoding.family)
            texts.append(text)
        return "".join(texts)

    def _table(self, table: _Element) -> list[_Element]:
        """Adds a table; returns the tables nested in its cells, which come after it."""
        caption = self.builder.caption()
        cells: list[Cell] = []
        nested: list[_Element] = []
        open_cells: dict[int, int] = {}  # column → position in `cells` of a cell that may be merged downwards
        rows = [row for row in _descend(table, qn("w:tr")) if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None]
        columns = 0
        for r, row in enumerate(rows):
            column = _number(row, "w:trPr", "w:gridBefore", 0)
            for cell in _descend(row, qn("w:tc")):
                width = max(_number(cell, "w:tcPr", "w:gridSpan", 1), 1)
                merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if merge is not None and merge.get(qn("w:val"), "continue") != "restart" and column in open_cells:
                    at = open_cells[column]
                    above = cells[at]
                    cells[at] = Cell(
                        above.row, above.column, above.block, r - above.row + 1, above.column_span, above.header
                    )
                else:
                    header = r == 0 or row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
                    open_cells[column] = len(cells)
                    cells.append(Cell(r, column, self._cell(cell, nested), 1, width, header))
                column += width
            columns = max(columns, column)
        self.builder.table(cells, len(rows), columns, caption)
        return nested

    def _cell(self, cell: _Element, nested: list[_Element]) -> int:
        self.cells += 1
        if self.cells > _MAX_CELLS:
            raise UnreadableFile("Bảng trong tệp quá lớn.", self.name, "Hãy chia nhỏ bảng hoặc gửi bằng tệp .xlsx.")
        texts = []
        for element in _content(cell):
            if element.tag == _TABLE:
                nested.append(element)
                continue
            look = self.styles.paragraph(element.find(qn("w:pPr")))
            text = self._text(list(self._pieces(element, look))).strip()
            marker = self.numbering.next(look.num, look.depth) if look.num else ""
            texts.append(f"{marker} {text}".strip() if marker and not text[:1].isdigit() else text)
            texts += [self._box_text(box) for box in self._outside(element)]
        return self.builder.add(BlockKind.CELL, "\n".join(filter(None, texts)))

    def _box_text(self, box: _Element) -> str:
        paragraphs = (element for element in box.iter(_PARAGRAPH) if _is_seen(element, box))
        texts = (
            self._text(list(self._pieces(p, self.styles.paragraph(p.find(qn("w:pPr")))))).strip() for p in paragraphs
        )
        return "\n".join(filter(None, texts))


def _content(container: _Element) -> Iterator[_Element]:
    """Paragraphs and tables right in a container, through content controls and the like."""
    return _descend(container, _PARAGRAPH, _TABLE)


def _descend(container: _Element, *tags: str) -> Iterator[_Element]:
    """The nearest elements with these tags, in order; what no reader sees is passed by."""
    stack = list(reversed(container))
    while stack:
        element = stack.pop()
        if element.tag in tags:
            yield element
        elif element.tag not in _UNSEEN and isinstance(element.tag, str):
            stack.extend(reversed(element))


def _owner(box: _Element) -> _Element | None:
    return next(box.iterancestors(_PARAGRAPH), None)


def _is_seen(element: _Element, within: _Element) -> bool:
    for ancestor in element.iterancestors():
        if ancestor is within:
            return True
        if ancestor.tag in _UNSEEN:
            return False
    return True


def _number(element: _Element, properties: str, name: str, otherwise: int) -> int:
    child = element.find(f"{qn(properties)}/{qn(name)}")
    value = child.get(qn("w:val"), "") if child is not None else ""
    return min(int(value), 1_000) if value.isascii() and value.isdigit() and len(value) < 6 else otherwise


def _run_text(run: _Element) -> Iterator[str]:
    for child in run:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == qn("w:sym"):
            code = child.get(qn("w:char"), "")
            character = (
                chr(int(code, 16)) if 0 < len(code) <= 4 and all(c in "0123456789abcdefABCDEF" for c in code) else ""
            )
            yield SYMBOLS.get(character, character)
