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
from kybao.reading.tables import Basis, ColumnRole, Row, TableReading


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

    Only where nothing in the sentence speaks of another time, place or kind of value, the table has one row of that name,
    and one column of what was done.
    """
    rows = _named_once(reading.tables)
    cells = {cell.block for table in reading.tables for cell in table.table.cells}
    if not rows:
        return
    for passage in reading.passages:
        path = reading.outline.path(passage.view.block)
        if passage.view.block in cells or any(_AHEAD.search(node.title) for node in path):
            continue
        for item in passage.placed:
            stated = rows.get((item.figure.topic, item.figure.measure))
            sentence = re.split(r"[.;]\s", passage.view.text[max(0, item.start - 200) : item.start])[-1]
            if (
                stated
                and item.figure.kind is FigureKind.QUANTITY
                and not item.figure.basis
                and not _ANOTHER.search(sentence)
            ):
                yield _text_and_table(reading.document, item.figure, *stated)


def _named_once(tables: Sequence[TableReading]) -> dict[tuple[str, str], tuple[Row, Figure]]:
    """The done value of each row by its name and measure; rows that share a name are left out."""
    found: dict[tuple[str, str], tuple[Row, Figure] | None] = {}
    for table in tables:
        done = [column for column in table.with_role(ColumnRole.VALUE) if column.basis in (Basis.ACTUAL, Basis.NONE)]
        for row in table.rows if len(done) == 1 else ():
            figure, name = row.figure(done[0].index), " ".join(row.label.lower().split())
            if figure and figure.measure and " " in name:
                key = (name, figure.measure)
                found[key] = None if key in found else (row, figure)
    return {key: value for key, value in found.items() if value}


def _text_and_table(document: Document, figure: Figure, row: Row, other: Figure) -> Finding:
    agree = bounds(figure).overlaps(bounds(other))
    verdict = Verdict.CONTRADICTS if not agree else Verdict.HOLDS if figure.value == other.value else Verdict.ROUNDING
    relation = "khớp với" if agree else "khác với"
    sentence = f"{named(row)}: trong lời nêu {shown_in(document, figure)}, {relation} bảng số liệu ({shown_in(document, other)})."
    return found_in(document, "text_table", verdict, figure.span, sentence, figure.value, other.value, [other.span])
