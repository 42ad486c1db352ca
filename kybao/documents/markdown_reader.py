"""Markdown and plain text → blocks that are exact slices of the source, and tables from tab-separated or pipe rows."""

from __future__ import annotations

import re

from kybao.documents.content import Builder, Content
from kybao.documents.model import BlockKind, Cell

_HEADING = re.compile(r"(#{1,6})\s+")
_ITEM = re.compile(r"([-+*•–])\s+(?=\S)")
_PIPE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_HEAD_CELL = re.compile(r"<b>.*</b>|\*\*.*\*\*|\D+")
_BOLD_CELL = re.compile(r"^<b>(.*)</b>$")
_TABBED_MARKER = re.compile(r"(?:[-+*•–]|\d{1,2}(?:\.\d{1,2}){0,4}[.)]?|[IVX]{1,5}[.)]|[a-zđ][.)])\t")


def read_markdown(text: str) -> Content:
    """Blocks and tables of a text. Lines of one paragraph stay together; a blank line ends it.

    >>> content = read_markdown("## **I. KINH TẾ**\\n\\nĐàn bò có 245 con.\\n- Lợn: 10 con\\n")
    >>> [(b.kind.value, b.level, b.marker, b.text) for b in content.blocks]
    [('heading', 2, '', '**I. KINH TẾ**'), ('paragraph', 0, '', 'Đàn bò có 245 con.'), ('item', 1, '-', 'Lợn: 10 con')]
    """
    builder = Builder()
    paragraph: list[str] = []
    item: tuple[int, str] | None = None
    lines = text.split("\n")
    index = 0

    def close() -> None:
        nonlocal paragraph, item
        if paragraph:
            kind = BlockKind.ITEM if item else BlockKind.PARAGRAPH
            level, marker = item or (0, "")
            builder.add(kind, "\n".join(paragraph).strip(), level, marker)
        paragraph, item = [], None

    while index < len(lines):
        line = lines[index].rstrip("\r")
        stripped = line.strip()
        if not stripped:
            close()
        elif _is_tabbed(lines, index) or _is_pipe_table(lines, index):
            close()
            index = _table(builder, lines, index)
            continue
        elif match := _HEADING.match(stripped):
            close()
            builder.add(BlockKind.HEADING, stripped[match.end() :], len(match.group(1)))
        elif (match := _ITEM.match(stripped)) and not (paragraph and match.group(1) in "–*" and item is None):
            close()
            item = ((len(line) - len(line.lstrip())) // 2 + 1, match.group(1))
            paragraph = [stripped[match.end() :]]
        else:
            paragraph.append(line if paragraph else line.lstrip())
        index += 1
    close()
    return builder.content()


def _is_tabbed(lines: list[str], index: int) -> bool:
    """A row of cells between tabs; a lone number or bullet with its paragraph after a tab is none."""
    line = lines[index].strip()
    if "\t" not in line or line.count("\t") > 1 or not _TABBED_MARKER.match(line):
        return "\t" in line
    after = next((other.strip() for other in lines[index + 1 : index + 3] if other.strip()), "")
    before = next((other.strip() for other in reversed(lines[max(index - 2, 0) : index]) if other.strip()), "")
    return any(other.count("\t") == 1 and re.match(r"\S{1,4}\t", other) for other in (before, after))


def _is_pipe_table(lines: list[str], index: int) -> bool:
    return (
        "|" in lines[index]
        and index + 1 < len(lines)
        and bool(_PIPE_RULE.fullmatch(lines[index + 1].strip()))
        and "|" in lines[index + 1]
    )


def _table(builder: Builder, lines: list[str], index: int) -> int:
    if _is_tabbed(lines, index):
        return _tabbed_table(builder, lines, index)
    rows = [_pipe_cells(lines[index])]
    index += 2
    while index < len(lines) and "|" in lines[index] and lines[index].strip():
        rows.append(_pipe_cells(lines[index]))
        index += 1
    _add_rows(builder, rows, 1)
    return index


def _tabbed_table(builder: Builder, lines: list[str], index: int) -> int:
    """Rows of one width; blank lines between them (a page break) don't end the table."""
    rows: list[list[str]] = []
    end = index
    while index < len(lines):
        line = lines[index].strip("\r\n")
        if "\t" in line.strip():
            rows.append([cell.strip() for cell in line.split("\t")])
            end = index + 1
        elif line.strip():
            break
        index += 1
    headers = 1 if all(map(_HEAD_CELL.fullmatch, rows[0])) else 0
    _add_rows(builder, [[_plain(cell) for cell in row] for row in rows], headers)
    return end


def _plain(cell: str) -> str:
    """A cell's text without the tags that make all of it bold."""
    return _BOLD_CELL.sub(r"\1", cell) if cell.startswith("<b>") else cell


def _add_rows(builder: Builder, rows: list[list[str]], headers: int) -> None:
    caption = builder.caption()
    cells = [
        Cell(r, c, builder.add(BlockKind.CELL, text), header=r < headers)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    builder.table(cells, len(rows), max(map(len, rows)), caption)


def _pipe_cells(line: str) -> list[str]:
    return [
        cell.strip().replace("\\|", "|")
        for cell in re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    ]
