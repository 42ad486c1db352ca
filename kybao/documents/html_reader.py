"""HTML → blocks and tables, by lxml."""

from __future__ import annotations

import re

from lxml import etree, html

from kybao.documents.content import Builder, Content
from kybao.documents.errors import UnreadableFile
from kybao.documents.legacy import Encoding, conversion_note, convert
from kybao.documents.model import Block, BlockKind, Cell

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "section",
        "article",
        "aside",
        "main",
        "body",
        "header",
        "footer",
        "pre",
        "center",
        "figure",
        "figcaption",
        "form",
        "fieldset",
        "address",
        "hr",
    ]
)
_UNSEEN = ("script", "style", "head", "template", "noscript", "svg", "math", "iframe", "object", "select", "textarea")
_HEADING = re.compile(r"h([1-6])")
_BREAK = "\u2028"  # stands for <br> while blanks are put in order; decoded text holds none
_MOST_SPANS = 200


def read_html(text: str, name: str) -> Content:
    """Visible text in document order; scripts, styles, comments and hidden elements are skipped.

    Raises `UnreadableFile` for elements nested deeper than the parser goes, since what lies there would be lost.
    """
    # A declaration of the encoding is wrong by now: the text is decoded.
    text = re.sub(r"^\s{0,99}<\?xml[^>]{0,200}\?>", "", text)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Content(())
    if any("depth" in error.message.lower() for error in parser.error_log):
        raise UnreadableFile("Nội dung lồng nhau quá sâu.", name, "Hãy mở bằng Word, lưu lại thành .docx rồi gửi lại.")
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    for line_end in root.iter("br"):
        line_end.tail = _BREAK + (line_end.tail or "")
    walk = _Walk()
    walk.run(root)
    builder = walk.builder
    texts, encoding = convert([block.text for block in builder.blocks])
    if encoding is Encoding.UNICODE:
        return builder.content()
    builder.blocks = [
        Block(b.index, b.kind, converted, b.level, b.marker, b.page)
        for b, converted in zip(builder.blocks, texts, strict=True)
    ]
    return builder.content((conversion_note(encoding),))


class _Walk:
    """Elements one after the other, without recursion: a page may be nested as deep as it likes."""

    def __init__(self) -> None:
        self.builder = Builder()
        self.inline: list[str] = []
        self.numbers: dict[html.HtmlElement | None, int] = {}  # items of each list so far
        self.kind, self.level, self.marker = BlockKind.PARAGRAPH, 0, ""

    def run(self, root: html.HtmlElement) -> None:
        stack: list[tuple[html.HtmlElement, bool]] = [(root, False)]
        depth = 0
        while stack:
            element, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaving:
                if tag in _BLOCKS:
                    self._close()
                depth -= tag in ("ul", "ol")
                self.inline.append(element.tail or "")
                continue
            if _is_hidden(element):
                self.inline.append(element.tail or "")
                continue
            if tag in _BLOCKS:
                self._close()
            if tag == "table":
                nested = self._table(element)
                self.inline.append(element.tail or "")
                stack.extend((inner, False) for inner in reversed(nested))
                continue
            depth += tag in ("ul", "ol")
            self._open(element, tag, depth)
            stack.append((element, True))
            self.inline.append(element.text or "")
            stack.extend((child, False) for child in reversed(element))
        self._close()

    def _open(self, element: html.HtmlElement, tag: str, depth: int) -> None:
        if heading := _HEADING.fullmatch(tag):
            self.kind, self.level, self.marker = BlockKind.HEADING, int(heading.group(1)), ""
        elif tag == "li":
            parent = element.getparent()
            numbered = parent is not None and parent.tag == "ol"
            number = self.numbers.get(parent, 0) + 1
            self.numbers[parent] = number
            self.kind, self.level, self.marker = BlockKind.ITEM, max(depth, 1), f"{number}." if numbered else "-"

    def _close(self) -> None:
        text = _tidy("".join(self.inline))
        self.inline = []
        if text:
            self.builder.add(self.kind, text, self.level, self.marker)
            self.kind, self.level, self.marker = BlockKind.PARAGRAPH, 0, ""

    def _table(self, table: html.HtmlElement) -> list[html.HtmlElement]:
        """Adds a table; returns the tables nested in its cells, which come after it."""
        caption = self.builder.caption()
        name = table.findtext("caption") or ""
        cells: list[Cell] = []
        nested: list[html.HtmlElement] = []
        covered: set[tuple[int, int]] = set()
        rows = [row for row in table.iterdescendants("tr") if _outer_table(row) is table]
        width = 0
        for r, row in enumerate(rows):
            c = 0
            for cell in row.iterchildren("td", "th"):
                while (r, c) in covered:
                    c += 1
                down, across = min(_span(cell, "rowspan"), len(rows) - r), _span(cell, "colspan")
                covered |= {(r + i, c + j) for i in range(down) for j in range(across)}
                inner = [found for found in cell.iterdescendants("table") if _outer_table(found) is table]
                nested += inner
                for found in inner:
                    found.drop_tree()
                cells.append(
                    Cell(r, c, self.builder.add(BlockKind.CELL, _cell_text(cell)), down, across, cell.tag == "th")
                )
                c += across
                width = max(width, c)
        self.builder.table(cells, len(rows), width, caption, _tidy(name))
        return nested


def _outer_table(element: html.HtmlElement) -> html.HtmlElement | None:
    return next(element.iterancestors("table"), None)


def _cell_text(cell: html.HtmlElement) -> str:
    for block in cell.iterdescendants():
        if block.tag in _BLOCKS:
            block.tail = _BREAK + (block.tail or "")
    return _tidy(str(cell.text_content()))


def _tidy(text: str) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split(_BREAK))))


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(min(int(value), _MOST_SPANS), 1) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _is_hidden(element: html.HtmlElement) -> bool:
    return element.get("hidden") is not None or "display:none" in element.get("style", "").replace(" ", "").lower()
