"""What must hold in tables and between tables and text. Each rule of the `table_*` modules looks at one `TableReading`.

A table says less than prose of what its figures mean. A relation (this column is that one over those two; these rows add
up to that one) is taken as meant where the header's words or formula say so, or where the other rows or columns bear it
out; else the rule is silent. Tolerances come from the printed precision alone (`kybao.checking.intervals`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import bounds
from kybao.checking.table_wording import found_in, named, shown_in
from kybao.documents.model import Document
from kybao.reading.figure import Figure, FigureKind
from kybao.reading.reading import Reading
from kybao.reading.tables import Basis, ColumnRole, Row, RowKind, TableReading


def in_tables(rule: Callable[[TableReading, Document], Iterator[Finding]]) -> Callable[[Reading], Iterator[Finding]]:
    """A rule that looks at one table, as one that looks at all of a reading."""
    return lambda reading: (finding for table in reading.tables for finding in rule(table, reading.document))


# A figure of another time, place or kind than the table's.
_ANOTHER = re.compile(
    r"\b(?:tại|ở|riêng|năm|tháng|quý|ngày|cùng kỳ|kế hoạch|mục tiêu|phấn đấu|dự kiến|tăng|giảm|ước|lũy kế|luỹ kế)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"nhiệm vụ|phương hướng|giải pháp", re.IGNORECASE)


def check_text_against_tables(reading: Reading) -> Iterator[Finding]:
    """What the text and a table call by the same words, in the same measure, has the same value in both.

    Only where nothing in the sentence speaks of another time, place or kind of value, and one row or column of the tables alone has
    that name: a row with one column of what was done ("Lúa xuân"), a row and its column together ("trái phiếu Chính phủ giải ngân"),
    or a column of its total row ("đàn lợn" beside "Toàn huyện").
    """
    named = _named_once(reading.tables)
    cells = {cell.block for table in reading.tables for cell in table.table.cells}
    if not named:
        return
    for passage in reading.passages:
        path = reading.outline.path(passage.view.block)
        if passage.view.block in cells or any(_AHEAD.search(node.title) for node in path):
            continue
        for item in passage.placed:
            figure = item.figure
            if figure.kind is not FigureKind.QUANTITY or figure.basis or not figure.topic:
                continue
            stated = next((found for name in _names(figure) if (found := named.get((name, figure.measure)))), None)
            if stated is None:
                continue
            sentence = re.split(r"[.;]\s", passage.view.text[max(0, item.start - 200) : item.start])[-1]
            if not _ANOTHER.search(_OWN_WORDS.sub("", sentence)):
                yield _text_and_table(reading.document, figure, *stated)


_OWN_WORDS = re.compile(r"\b(?:tính )?đến (?:nay|hết )|\bhết (?:quý|tháng) [^,]{1,12},", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:tổng (?:số )?|nguồn (?:vốn )?|trong đó |số |hiện có |có |toàn (?:huyện|tỉnh|xã) )+", re.IGNORECASE
)


def _names(figure: Figure) -> Iterator[str]:
    """What a figure of the text may be called in a table: its words, and these without what only leads up to them."""
    yield figure.topic
    yield _LEAD.sub("", figure.topic)


def _named_once(tables: Sequence[TableReading]) -> dict[tuple[str, str], tuple[Row, Figure]]:
    """The values of tables by the words that a text would use for them, and their measure; what shares its words is left out."""
    found: dict[tuple[str, str], tuple[Row, Figure] | None] = {}
    for name, row, figure in (one for table in tables for one in _callable(table)):
        if figure.measure and len(set(name.split()) - _GENERIC) >= _TELLING_WORDS:
            key = (name, figure.measure)
            known = found.get(key, (row, figure))
            found[key] = (row, figure) if known is not None and known[1].value == figure.value else None
    return {key: value for key, value in found.items() if value}


def _callable(table: TableReading) -> Iterator[tuple[str, Row, Figure]]:
    values = table.with_role(ColumnRole.VALUE)
    done = [column for column in values if column.basis in (Basis.ACTUAL, Basis.NONE)]
    heads = [" ".join(_BRACKET.sub("", column.heads[-1]).lower().split()) if column.heads else "" for column in values]
    for row in table.rows:
        label = " ".join(row.label.lower().split())
        for column, head in zip(values, heads, strict=True):
            figure = row.figure(column.index)
            if figure is None:
                continue
            if row.kind is RowKind.TOTAL:
                yield head, row, figure
                continue
            yield f"{label} {head}", row, figure
            if done == [column]:
                yield label, row, figure


# Words of heads and labels that tell nothing of what is counted.
_GENERIC_WORDS = """
    số tổng cộng lượng thực hiện kết quả giải ngân dự toán kế hoạch được giao đã năm tháng quý ước so với cùng kỳ có mặt
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
_TELLING_WORDS = 2
_BRACKET = re.compile(r"\([^()]*\)")


def _text_and_table(document: Document, figure: Figure, row: Row, other: Figure) -> Finding:
    agree = bounds(figure).overlaps(bounds(other))
    verdict = Verdict.CONTRADICTS if not agree else Verdict.HOLDS if figure.value == other.value else Verdict.ROUNDING
    relation = "khớp với" if agree else "khác với"
    sentence = f"{named(row)}: trong lời nêu {shown_in(document, figure)}, {relation} bảng số liệu ({shown_in(document, other)})."
    return found_in(document, "text_table", verdict, figure.span, sentence, figure.value, other.value, [other.span])
