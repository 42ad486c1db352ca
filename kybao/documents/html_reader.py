"""HTML → blocks and tables, by lxml."""

from __future__ import annotations

import re

from lxml import etree, html

from kybao.documents.model import Block, BlockKind, Cell, Table

_BLOCK_TAGS = {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "section", "article", "body", "main"}


def read_html(text: str) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
    """Visible text in document order; scripts, styles and comments are skipped."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    root = html.document_fromstring(text or "<p></p>", parser=parser)
    etree.strip_elements(root, "script", "style", "head", "template", with_tail=False)
    blocks: list[Block] = []
    tables: list[Table] = []
    _walk(root, blocks, tables)
    return tuple(blocks), tuple(tables)


def _walk(node: html.HtmlElement, blocks: list[Block], tables: list[Table]) -> None:
    if node.tag == "table":
        _table(node, blocks, tables)
        return
    if any(child.tag in _BLOCK_TAGS for child in node.iterdescendants()):
        _paragraph("", node.text or "", blocks)
        for child in node:
            _walk(child, blocks, tables)
            _paragraph("", child.tail or "", blocks)
        return
    _paragraph(str(node.tag), node.text_content(), blocks)


def _paragraph(tag: str, text: str, blocks: list[Block]) -> None:
    text = " ".join(text.split())
    if not text:
        return
    if heading := re.fullmatch(r"h([1-6])", tag):
        blocks.append(Block(len(blocks), BlockKind.HEADING, text, int(heading.group(1))))
    elif tag == "li":
        blocks.append(Block(len(blocks), BlockKind.ITEM, text, 1, "-"))
    else:
        blocks.append(Block(len(blocks), BlockKind.PARAGRAPH, text))


def _table(node: html.HtmlElement, blocks: list[Block], tables: list[Table]) -> None:
    caption = len(blocks) - 1 if blocks and blocks[-1].kind is not BlockKind.CELL else None
    cells: list[Cell] = []
    covered: set[tuple[int, int]] = set()
    rows = node.xpath(".//tr")
    width = 0
    for r, row in enumerate(rows):
        c = 0
        for cell in row.xpath("./td|./th"):
            while (r, c) in covered:
                c += 1
            spans = [min(int(value), 200) if (value := cell.get(key, "1")).isdigit() else 1 for key in ("rowspan", "colspan")]
            down, across = max(spans[0], 1), max(spans[1], 1)
            covered |= {(r + i, c + j) for i in range(down) for j in range(across)}
            cells.append(Cell(r, c, len(blocks), down, across, cell.tag == "th"))
            blocks.append(Block(len(blocks), BlockKind.CELL, " ".join(cell.text_content().split())))
            c += across
            width = max(width, c)
    if cells:
        name = blocks[caption].text if caption is not None else ""
        tables.append(Table(len(tables), tuple(cells), len(rows), width, name, caption))
