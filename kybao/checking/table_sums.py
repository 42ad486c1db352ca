"""Totals of tables: a total row and its items, a numbered row and its sub-rows, shares of a hundred."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import Interval, bounds
from kybao.checking.table_order import ordinal
from kybao.checking.table_wording import column_name, found_in, named, sentence_of, shown_in
from kybao.checking.wording import like
from kybao.documents.model import Document
from kybao.reading.claim import Base
from kybao.reading.figure import Figure
from kybao.reading.measures import dimension
from kybao.reading.numerals import printed
from kybao.reading.tables import Column, ColumnRole, Row, RowKind, TableReading

_C = Decimal(100)
# Columns whose values don't add up.
_NOT_ADDITIVE = re.compile(
    r"bình quân|năng suất|tỷ lệ|tỉ lệ|đơn giá|\bgiá (?:bán|mua|bình)|tốc độ|chỉ số|mật độ|%|điểm|xếp hạng",
    re.IGNORECASE,
)


def check_column_sums(table: TableReading, document: Document) -> Iterator[Finding]:
    """A total row is the sum of its items, and a numbered row of its sub-rows, in every column that adds up.

    What a total sums is settled by the numbering; a row that is not called a total is taken as the sum of its sub-rows
    only where some other column bears it out. A row after "trong đó" can't be greater than the row that it is part of.
    """
    columns = [column for column in table.with_role(ColumnRole.VALUE) if not _NOT_ADDITIVE.search(column.head)]
    items = _items(table)
    for row in table.rows:
        if not _NOT_ADDITIVE.search(row.label):
            for parts in _part_sets(table, row, columns, items):
                yield from _summed(document, row, parts, columns)
        yield from _of_which(table, document, row, columns)


Items = dict[int | None, tuple[Row, ...]]


def _items(table: TableReading) -> Items:
    """The items under each row, by the row's place; the outermost ones under None."""
    found: dict[int | None, list[Row]] = {}
    for row in table.rows:
        if row.kind is RowKind.ITEM:
            found.setdefault(row.parent, []).append(row)
    return {place: tuple(rows) for place, rows in found.items()}


def _part_sets(table: TableReading, row: Row, columns: Sequence[Column], items: Items) -> list[tuple[Row, ...]]:
    """The rows that `row` may be the sum of: the first set that its columns bear out, or that the wording settles.

    One column is enough for a row that is called a total and whose parts are numbered without a gap; of any other's columns most
    must agree, or half with numbers that don't agree by chance.
    """
    if row.kind is RowKind.TOTAL:
        sets = _total_sets(table, row, items)
        settled = sets[:1] if len(sets) == 1 else []
    else:
        sets = [items.get(row.place, ())]
        settled = []
    sets = [parts for parts in sets if len(parts) >= 2]
    for parts in sets:
        fits = [_adds_up(row, parts, column) for column in columns if _sum_of(row, parts, column)]
        most = fits.count(True) > fits.count(False)
        even = fits.count(True) == fits.count(False) and any(_tells(row, parts, column) for column in columns)
        if any(fits) and (most or even or (row.kind is RowKind.TOTAL and _counted_on(parts))):
            return [parts]
    return [parts for parts in settled if parts in sets and _counted_on(parts) and _alike(row, parts)]


_TELLING = 1000  # from here on, that a sum is just a total is no chance


def _tells(row: Row, parts: Sequence[Row], column: Column) -> bool:
    summed = _sum_of(row, parts, column)
    return summed is not None and summed[0].stated >= _TELLING and summed[0].value == summed[2]


def _total_sets(table: TableReading, row: Row, items: Items) -> list[tuple[Row, ...]]:
    """What a total row may sum: the rows under it; or above it the outermost ones, the subtotals, the last group's."""
    under = items.get(row.place, ())
    if under:
        return [under]
    above = table.rows[: row.place]
    outer = tuple(other for other in items.get(row.parent, ()) if other.place < row.place)
    subtotals = tuple(other for other in above if other.kind is RowKind.TOTAL)
    group = items.get(outer[-1].place, ()) if outer else ()
    return [parts for parts in (outer, subtotals, group) if len(parts) >= 2]


def _counted_on(parts: Sequence[Row]) -> bool:
    """Whether the rows are numbered without a gap, or not at all: with a gap, some part may be missing."""
    ordinals = [ordinal(part.number) for part in parts]
    return all(o is None for o in ordinals) or all(a is not None and b == a + 1 for a, b in pairwise(ordinals))


def _alike(row: Row, parts: Sequence[Row]) -> bool:
    """Whether all rows are of one measure and none of them looks like a part of another."""
    return len({part.measure for part in (row, *parts)} - {""}) <= 1 and not any(
        re.match(r"\s*[-+–]|trong đó", part.label, re.IGNORECASE) for part in parts
    )


def _sum_of(row: Row, parts: Sequence[Row], column: Column) -> tuple[Figure, list[Figure], Decimal, Interval] | None:
    """The total's figure, the parts' figures, their sum, and what it may be; None where they don't compare."""
    total = row.figure(column.index)
    figures = [figure for part in parts if (figure := part.figure(column.index))]
    if total is None or len(figures) < 2 or any(dimension(f.measure) != dimension(total.measure) for f in figures):
        return None
    if total.measure == "%":
        return None
    value, allowed = Decimal(0), Interval.exactly(Decimal(0))
    for figure in figures:
        value, allowed = value + figure.value, allowed + bounds(figure)
    return total, figures, value, allowed


def _adds_up(row: Row, parts: Sequence[Row], column: Column) -> bool:
    summed = _sum_of(row, parts, column)
    return summed is not None and bounds(summed[0]).overlaps(summed[3]) and len(summed[1]) == len(parts)


def _summed(document: Document, row: Row, parts: Sequence[Row], columns: Sequence[Column]) -> Iterator[Finding]:
    for column in columns:
        summed = _sum_of(row, parts, column)
        if summed is None:
            continue
        total, figures, value, allowed = summed
        if total.value == value:
            verdict = Verdict.HOLDS
        elif bounds(total).overlaps(allowed):
            verdict = Verdict.ROUNDING
        else:
            verdict = Verdict.CONTRADICTS
        terms = " + ".join(shown_in(document, figure) for figure in figures)
        decimals = max(figure.decimals for figure in figures)
        sentence = (
            f"{named(row)}, {column_name(column)}: nêu {shown_in(document, total)}, các hàng thành phần cộng lại là "
            f"{terms} = {like(total, value, max(0, decimals - total.decimals))}."
        )
        evidence = [figure.span for figure in figures]
        yield found_in(document, "table_sum", verdict, total.span, sentence, total.value, value, evidence)


def _of_which(table: TableReading, document: Document, row: Row, columns: Sequence[Column]) -> Iterator[Finding]:
    parent = table.rows[row.parent] if row.kind is RowKind.OF_WHICH and row.parent is not None else None
    if parent is None:
        return
    for column in columns:
        part, whole = row.figure(column.index), parent.figure(column.index)
        if part and whole and part.measure == whole.measure and bounds(part).low > bounds(whole).high:
            sentence = (
                f"{named(row)} ({shown_in(document, part)}) là một phần của {named(parent)} "
                f"({shown_in(document, whole)}) nhưng lại lớn hơn, {column_name(column)}."
            )
            yield found_in(
                document, "table_sum", Verdict.CONTRADICTS, part.span, sentence, part.value, whole.value, [whole.span]
            )


def check_shares(table: TableReading, document: Document) -> Iterator[Finding]:
    """Shares of one total ("cơ cấu", "tỷ trọng") whose total row says 100 add up to 100."""
    items = _items(table)
    for column in table.with_role(ColumnRole.PERCENT):
        for row in table.rows:
            total = row.figure(column.index)
            if (
                row.kind is not RowKind.TOTAL
                or total is None
                or total.value != _C
                or column.base not in (Base.TOTAL, Base.UNSTATED)
            ):
                continue
            for parts in _total_sets(table, row, items)[:1]:
                yield from _shared(document, parts, column, total)


def _shared(document: Document, parts: Sequence[Row], column: Column, total: Figure) -> Iterator[Finding]:
    figures = [figure for part in parts if (figure := part.figure(column.index))]
    if len(figures) < 2 or len(figures) < len(parts) or not _counted_on(parts):
        return
    value, allowed = Decimal(0), Interval.exactly(Decimal(0))
    for figure in figures:
        value, allowed = value + figure.value, allowed + bounds(figure)
    # Rounded shares seldom make 100 to the last digit: nobody has to look at that.
    verdict = Verdict.HOLDS if allowed.contains(_C) else Verdict.CONTRADICTS
    terms = " + ".join(shown_in(document, figure) for figure in figures)
    added = printed(value, max(figure.decimals for figure in figures))
    sentence = f"{sentence_of(column_name(column))}: các tỷ lệ {terms} cộng lại là {added}%, không phải 100%."
    if verdict is Verdict.HOLDS:
        sentence = f"{sentence_of(column_name(column))}: các tỷ lệ cộng lại là {added}%."
    yield found_in(
        document, "table_share", verdict, total.span, sentence, total.value, value, [figure.span for figure in figures]
    )
