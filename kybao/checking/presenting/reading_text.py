"""What was read of a document, for a person at a terminal: outline, figures, claims, tables, dates and citations."""

from __future__ import annotations

from collections.abc import Iterator

from kybao.checking.finding import plain
from kybao.checking.presenting.excerpts import printable
from kybao.checking.presenting.wording import in_vietnamese
from kybao.documents.model import Document, Span
from kybao.reading.citations import Citation
from kybao.reading.claim import Breakdown, Claim, Comparison, Listing, Ratio
from kybao.reading.dates import DateMention
from kybao.reading.figure import Figure, FigureKind
from kybao.reading.outline import Node
from kybao.reading.reading import Reading
from kybao.reading.table_rows import Row
from kybao.reading.tables import TableReading

_CLAIMS: dict[type[Claim], str] = {
    Ratio: "tỷ lệ",
    Comparison: "so sánh",
    Breakdown: "tổng và phần",
    Listing: "số và danh sách",
}
_KINDS = {FigureKind.PERCENT: "%", FigureKind.POINT: " điểm %", FigureKind.TIMES: " lần"}


def reading_text(reading: Reading) -> Iterator[str]:
    """Lines without line ends. Each reading stands with its place, as block:offset."""
    document = reading.document
    pages = f" · {document.page_count} trang" if document.page_count else ""
    yield f"{printable(document.name)} · {len(document.blocks)} khối{pages}"
    if reading.issued and reading.issued.first:
        yield f"Ngày ban hành: {in_vietnamese(reading.issued.first.isoformat())}"
    yield from document.notes
    # The figures of a table are told by their row and column, below.
    cells = {cell.block for table in reading.tables for cell in table.table.cells if len(table.columns) > 1}
    figures = [figure for figure in reading.figures if figure.is_quantity and figure.span.block not in cells]
    yield from _section("Đề cương", [_heading(node) for node in reading.outline.nodes])
    yield from _section("Số liệu", [_figure(document, figure) for figure in figures])
    yield from _section("Nhận định số liệu", [_claim(document, claim) for claim in reading.claims])
    for table in reading.tables:
        title = f"Bảng: {printable(' '.join(table.title.split()))}" if table.title else "Bảng"
        yield from _section(title, [_row(document, table, row) for row in table.rows])
    yield from _section("Ngày và kỳ", [_date(document, day) for day in reading.dates])
    yield from _section("Văn bản được dẫn", [_cited(document, cited) for cited in reading.citations])


def _section(title: str, lines: list[str]) -> Iterator[str]:
    yield ""
    yield f"{title} ({len(lines)})" if lines else f"{title}: không có"
    yield from (f"  {line}" for line in lines)


def _heading(node: Node) -> str:
    return "  " * node.depth + printable(f"{node.number} {node.title}".strip())


def _figure(document: Document, figure: Figure) -> str:
    value = f"{in_vietnamese(plain(figure.value))}{_KINDS.get(figure.kind, f' {figure.measure}')}".strip()
    label = _quote(document, figure.label) if figure.label else ""
    return f"{_at(figure.span)}  {_quote(document, figure.span):<24}  {value:<26}  {label}".rstrip()


def _claim(document: Document, claim: Claim) -> str:
    return f"{_at(claim.span)}  {_CLAIMS[type(claim)]:<16}  {_quote(document, claim.span)}"


def _row(document: Document, table: TableReading, row: Row) -> str:
    heads = {column.index: column.head for column in table.columns}
    values = [
        f"{printable(' '.join(heads[column].split()))}: {in_vietnamese(plain(figure.value))}"
        f"{_KINDS.get(figure.kind, f' {figure.measure}')}".rstrip()
        for column, figure in row.figures
    ]
    ticks = [f"{printable(' '.join(heads[column].split()))}: x" for column, _ in row.ticks]
    name = printable(" ".join(f"{row.number} {row.label}".split()))
    return f"{'  ' * row.level}{name}" + (f" · {'; '.join([*values, *ticks])}" if values or ticks else "")


def _date(document: Document, day: DateMention) -> str:
    return f"{_at(day.span)}  {_quote(document, day.span)}{' (ngày không có thật)' if day.impossible else ''}"


def _cited(document: Document, cited: Citation) -> str:
    return f"{_at(cited.span)}  {_quote(document, cited.span)}"


def _at(span: Span) -> str:
    return f"{span.block}:{span.start}".ljust(9)


def _quote(document: Document, span: Span) -> str:
    return printable(" ".join(document.quote(span).split()))
