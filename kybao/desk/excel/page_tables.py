"""The tables of a page of the desk, read off its HTML as a screen reader would say them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_GRID = "grid"
_NOT_OURS = "sheet"  # a table within a unit's document, which is there to be read in its own file
_EMPTY = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr", "col", "path", "rect", "circle"})
_SAYS_MORE = dict.fromkeys(("br", "div", "p", "li", "dt", "dl", "ul", "ol", "summary"), "\n") | {"dd": ": "}


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    head: bool = False
    width: int = 1  # columns


@dataclass(frozen=True, slots=True)
class PageTable:
    """`name` is what the page calls it; `head` are the rows of its head, `rows` those of its body."""

    name: str
    head: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> int:
        return max((sum(cell.width for cell in row) for row in (*self.head, *self.rows)), default=0)


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's heading and its tables."""

    title: str
    tables: tuple[PageTable, ...]


def read_page(html: str) -> PageText:
    """The heading and the tables of class "grid" of a page, in order. What is hidden from screen readers (signs, drawings) is
    left out, what is said to them alone is read."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return PageText(_tidy(reader.title), tuple(reader.tables))


def is_exported(classes: str) -> bool:
    names = classes.split()
    return _GRID in names and _NOT_OURS not in names


@dataclass(slots=True)
class _Open:
    tag: str
    hidden: bool


@dataclass(slots=True)
class _Table:
    name: str
    head: list[tuple[Cell, ...]] = field(default_factory=list)
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    row: list[Cell] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.tables: list[PageTable] = []
        self._path: list[_Open] = []
        self._table: _Table | None = None
        self._cell: list[str] | None = None
        self._width, self._is_head = 1, False
        self._label = self._heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _EMPTY:
            self._path.append(_Open(tag, self._hidden or _hides(tag, given)))
        if tag == "h2":
            self._heading = ""
        if tag == "div" and "aria-label" in given:
            self._label = given["aria-label"]
        if tag == "table" and is_exported(given.get("class", "")):
            self._table = _Table(_tidy(self._label or self._heading))
            self._label = ""
        elif self._table is not None and tag in ("td", "th"):
            self._cell = []
            self._is_head = tag == "th"
            self._width = int(given["colspan"]) if given.get("colspan", "").isdigit() else 1
        elif tag in _SAYS_MORE and self._cell:
            self._cell.append(_SAYS_MORE[tag])

    def handle_endtag(self, tag: str) -> None:
        if all(one.tag != tag for one in self._path):
            return
        while self._path.pop().tag != tag:
            pass
        table = self._table
        if table is None:
            return
        if tag in ("td", "th") and self._cell is not None:
            table.row.append(Cell(_tidy("".join(self._cell)), self._is_head, self._width))
            self._cell = None
        elif tag == "tr" and table.row:
            (table.head if any(one.tag == "thead" for one in self._path) else table.rows).append(tuple(table.row))
            table.row = []
        elif tag == "table":
            self.tables.append(PageTable(table.name, tuple(table.head), tuple(table.rows)))
            self._table = None

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._cell is not None:
            self._cell.append(data)
        elif any(one.tag == "h1" for one in self._path):
            self.title += data
        elif any(one.tag == "h2" for one in self._path) and all(one.tag != "small" for one in self._path):
            self._heading += data

    @property
    def _hidden(self) -> bool:
        return bool(self._path) and self._path[-1].hidden


def _hides(tag: str, given: dict[str, str]) -> bool:
    return (
        tag in ("script", "style", "svg", "form", "button") or given.get("aria-hidden") == "true" or "hidden" in given
    )


def _tidy(text: str) -> str:
    """Blanks squeezed, one line a line."""
    lines: Iterator[str] = (" ".join(line.split()) for line in text.replace("\xa0", " ").split("\n"))
    return "\n".join(filter(None, lines)) if "\n" in text else " ".join(text.split())
