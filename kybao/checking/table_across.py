"""Columns that are the sum, the product or the quotient of others of their row, as the rows themselves bear out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import takewhile

from msgspec.structs import replace

from kybao.checking.finding import Finding, Verdict
from kybao.checking.table_relations import Relation, computed, derived, judge_cell, sum_of
from kybao.checking.table_wording import column_name
from kybao.documents.model import Document
from kybao.reading.measures import dimension
from kybao.reading.tables import Column, ColumnRole, Row, RowKind, TableReading

_MOST_PARTS = 8  # columns that one adds up
_TRIED = 4  # rows by which a relation is first tried
_LOOKED_AT = 60  # rows by which it is settled
_PRODUCT_HEAD = re.compile(r"thành tiền|tổng tiền|số tiền|kinh phí|giá trị|sản lượng", re.IGNORECASE)
_QUOTIENT_HEAD = re.compile(r"bình quân|năng suất", re.IGNORECASE)
_REST_HEAD = re.compile(r"còn (?:lại|thiếu|nợ|tồn)|chưa|chênh lệch", re.IGNORECASE)
_FACTORS = (Decimal(1), Decimal("0.1"), Decimal("0.001"))  # tấn = ha × tấn/ha, = ha × tạ/ha ÷ 10, or a thousand


def check_across(table: TableReading, document: Document) -> Iterator[Finding]:
    """What three quarters of the rows (three at least) say of a column, the others must say too.

    A column may be the sum of those right behind or before it ("Số HS | Giỏi | Khá | Trung bình | Yếu", "Quý I | Quý II | Quý III |
    9 tháng"), a product ("Số suất | Mức quà | Thành tiền"), or a quotient ("Số lớp | Số học sinh | Bình quân HS/lớp"). Sums that the
    head announces ("Tổng số") are read the same way; one column may be a sum on both sides.
    """
    columns = [column for column in table.with_role(ColumnRole.VALUE) if column.formula is None]
    rows = [row for row in table.rows[:_LOOKED_AT] if row.kind is not RowKind.TOTAL]
    if len(columns) < 3 or len(rows) < 3:
        return
    for at, column in enumerate(columns):
        for candidates in _candidates(columns, at):
            relation = next((one for one in candidates if _is_borne_out(rows, column, one)), None)
            if relation is not None:
                for row in table.rows:
                    yield from (_eased(one, relation) for one in derived(document, row, column, relation))


def _eased(found: Finding, relation: Relation) -> Finding:
    """A product or quotient of rounded figures is never exact: within the rounding it holds."""
    rounded = found.verdict is Verdict.ROUNDING and not {"+", "-"} & set(relation.postfix)
    return replace(found, verdict=Verdict.HOLDS) if rounded else found


def _candidates(columns: Sequence[Column], at: int) -> Iterator[Iterator[Relation]]:
    """What a column may be, of each kind and side the first that the rows bear out counts."""
    column = columns[at]
    before, after = columns[max(0, at - _MOST_PARTS) : at], columns[at + 1 : at + 1 + _MOST_PARTS]
    if _REST_HEAD.search(column.head):
        yield (_difference(one, other) for one in before for other in before if one is not other)
        return
    after = list(takewhile(lambda other: not _REST_HEAD.search(other.head), after))
    yield (sum_of(after[:count]) for count in range(len(after), 1, -1))
    yield (sum_of(before[-count:]) for count in range(len(before), 1, -1))
    if _PRODUCT_HEAD.search(column.head):
        yield (
            _product(one, other, by) for one in before for other in before if one.index < other.index for by in _FACTORS
        )
    if _QUOTIENT_HEAD.search(column.head):
        beside = [*before, *after]
        yield (_quotient(one, other, by) for one in beside for other in beside if one is not other for by in _FACTORS)


def _difference(one: Column, other: Column) -> Relation:
    return Relation((one.index, other.index, "-"), f"{column_name(one)} − {column_name(other)}", certain=False)


def _product(one: Column, other: Column, by: Decimal) -> Relation:
    return Relation((one.index, other.index, "*", by, "*"), f"{column_name(one)} × {column_name(other)}", certain=False)


def _quotient(one: Column, other: Column, by: Decimal) -> Relation:
    return Relation((one.index, other.index, "/", by, "/"), f"{column_name(one)} ÷ {column_name(other)}", certain=False)


def _is_borne_out(rows: Sequence[Row], column: Column, relation: Relation) -> bool:
    """Whether three quarters of the rows, three at least, bear a relation out; rows of nought tell nothing."""
    if not any(_bears_out(row, column, relation) for row in rows[:_TRIED]):
        return False
    told = [borne for row in rows if (borne := _bears_out(row, column, relation)) is not None]
    return sum(told) >= 3 and sum(told) * 4 >= len(told) * 3


def _bears_out(row: Row, column: Column, relation: Relation) -> bool | None:
    """Whether a row's cell is what the relation gives; None where its figures tell nothing of that."""
    figure = row.figure(column.index)
    if figure is None or not figure.value:
        return None
    found = computed(row, relation)
    if found is None or sum(bool(part.value) for part in found[2]) < 2:
        return None
    if "+" in relation.postfix and len({dimension(part.measure) for part in (figure, *found[2])}) > 1:
        return None
    return judge_cell(figure, column, found[0], found[1]) is not Verdict.CONTRADICTS
