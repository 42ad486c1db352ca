"""Columns of tables that are derived from others: percentages, differences, totals, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import HUNDRED, bounds
from kybao.checking.table_relations import RELATIVE, Relation, computed, derived, fits, sum_of
from kybao.checking.table_wording import column_name, found_in, named, shown_in
from kybao.checking.verdicts import judge
from kybao.checking.wording import percent, rounded
from kybao.documents.model import Document
from kybao.reading.claim import Base
from kybao.reading.table_heads import Formula, Token
from kybao.reading.tables import Basis, Column, ColumnRole, Row, TableReading

_DONE = (Basis.ACTUAL, Basis.ESTIMATE, Basis.YEAR_TO_DATE, Basis.NONE)
_PLANS = (Basis.PLAN, Basis.PLAN_PROVINCE, Basis.PLAN_COUNCIL)
_COMPARED_BASES = {
    Base.SAME_PERIOD: (Basis.SAME_PERIOD,),
    Base.PREVIOUS_PERIOD: (Basis.PREVIOUS_PERIOD,),
    Base.PREVIOUS_YEAR: (Basis.PREVIOUS_YEAR, Basis.SAME_PERIOD),
    Base.PLAN: _PLANS,
}
_C = Decimal(100)
_MANY_ROWS = 60  # the whole of shares stands near the top of its table, or the table is not one of shares
_NEAR_COLUMNS = 8  # a column that its head leaves open is looked for among so many beside it
_TOTAL_HEAD = re.compile(r"\btổng(?: số| cộng)?\b", re.IGNORECASE)


def check_percent_columns(table: TableReading, document: Document) -> Iterator[Finding]:
    """A column that a formula or its head derives from others agrees with them in every row.

    Percentages ("% thực hiện/kế hoạch", "so cùng kỳ (%)"), differences ("tăng, giảm"), totals ("Tổng số" before or after
    the columns that it adds up) and any other formula hint. Where the head leaves open which columns are meant, the
    reading that two thirds of the rows bear out (two at least) is taken.
    """
    for column in table.columns:
        total = column.role is ColumnRole.VALUE and _TOTAL_HEAD.search(column.head)
        if column.formula is None and column.role not in RELATIVE and not total:
            continue
        relation = _relation(table, column)
        if relation:
            for row in table.rows:
                yield from derived(document, row, column, relation)


def _relation(table: TableReading, column: Column) -> Relation | None:
    candidates = list(_candidates(table, column))
    scored = [(sum(fits(row, column, one) for row in table.rows), one) for one in candidates]
    compared = max((sum(computed(row, one) is not None for row in table.rows) for one in candidates), default=0)
    best = max(scored, key=lambda item: item[0], default=None)
    if best is None:
        return None
    if best[0] >= 2 and best[0] * 3 >= compared * 2:
        return best[1]
    if not best[1].certain or len(candidates) > 1:
        return None
    # A printed formula holds for all rows; one that no row of several follows was misread.
    enough = best[0] > 0 if column.formula else best[0] * 2 > compared
    return best[1] if enough or compared <= 2 else None


def _candidates(table: TableReading, column: Column) -> Iterator[Relation]:
    if column.formula:
        yield Relation(_as_percent(column, column.formula), f"theo công thức {column.formula.text}", True)
        return
    values = table.with_role(ColumnRole.VALUE)
    given = {Basis.PLAN_PROVINCE, Basis.PLAN_COUNCIL} & {column.basis}
    wanted = tuple(given) or _COMPARED_BASES.get(column.base, ())
    below = [other for other in values if other.basis in wanted]
    done = [other for other in values if other.basis in _DONE and other.index < column.index]
    if column.basis in (Basis.ESTIMATE, Basis.YEAR_TO_DATE):
        done = [other for other in done if other.basis is column.basis] or done
    for top in done:
        for base in below:
            yield _compared(column, top, base, certain=True)
    near = [other for other in values if other.index < column.index][-_NEAR_COLUMNS:]
    if column.base is Base.UNSTATED and column.role in RELATIVE:
        for top in near:
            for base in near:
                if top is not base:
                    yield _compared(column, top, base, certain=False)
    if column.role is ColumnRole.VALUE:
        yield from _totals(near, [other for other in values if other.index > column.index][:_NEAR_COLUMNS])


def _totals(before: Sequence[Column], after: Sequence[Column]) -> Iterator[Relation]:
    """The sums that a total's column may be: of the columns right after it, or right before it."""
    yield from (sum_of(after[:count]) for count in range(2, len(after) + 1))
    yield from (sum_of(before[-count:]) for count in range(2, len(before) + 1))


def _compared(column: Column, top: Column, base: Column, certain: bool) -> Relation:
    names = f"{column_name(top)} so với {column_name(base)}"
    if column.role is ColumnRole.PERCENT:
        return Relation((top.index, base.index, "/", _C, "*"), names, certain)
    difference: tuple[Token, ...] = (top.index, base.index, "-")
    if column.role is ColumnRole.CHANGE_PERCENT:
        difference = (*difference, base.index, "/", _C, "*")
    return Relation(difference, names, certain)


def _as_percent(column: Column, formula: Formula) -> tuple[Token, ...]:
    """A formula of a percent column that leaves out "× 100" means it all the same."""
    percents = column.role in (ColumnRole.PERCENT, ColumnRole.CHANGE_PERCENT)
    return (
        (*formula.postfix, _C, "*")
        if percents and "/" in formula.postfix and _C not in formula.postfix
        else formula.postfix
    )


def check_row_shares(table: TableReading, document: Document) -> Iterator[Finding]:
    """A column of shares ("Tỷ lệ so với hồ sơ tiếp nhận", "Cơ cấu") gives each row as a percentage of one row, or of the total.

    Which row is the whole is settled by the rows themselves: two of them at least, and two thirds, must be shares of it.
    """
    for column in table.with_role(ColumnRole.PERCENT):
        values = [other for other in table.with_role(ColumnRole.VALUE) if other.index < column.index]
        if column.base not in (Base.TOTAL, Base.UNSTATED) or column.formula or not values or _relation(table, column):
            continue
        compared = [row for row in table.rows if row.figure(column.index) and row.figure(values[-1].index)]
        whole = _whole_of(table, compared, values[-1], column)
        if whole:
            for row in compared:
                if row is not whole:
                    yield from _share_of(document, row, whole, values[-1], column)


def _whole_of(table: TableReading, compared: Sequence[Row], value: Column, column: Column) -> Row | None:
    scored = []
    for whole in table.rows[:_MANY_ROWS]:
        fits = [
            verdict is not Verdict.CONTRADICTS
            for row in compared
            if row is not whole and (verdict := _share(row, whole, value, column))
        ]
        if sum(fits) >= 2 and sum(fits) * 3 >= len(fits) * 2:
            scored.append((sum(fits), whole))
    best = max((count for count, _ in scored), default=0)
    wholes = [whole for count, whole in scored if count == best]
    return wholes[0] if wholes else None


def _share(row: Row, whole: Row, value: Column, column: Column) -> Verdict | None:
    """How a row's printed share stands to what its value is of the whole's; None where they don't compare."""
    part, total, stated = row.figure(value.index), whole.figure(value.index), row.figure(column.index)
    if part is None or total is None or stated is None or part.measure != total.measure or bounds(total).low <= 0:
        return None
    return judge(stated, part.value / total.value * _C, bounds(part) / bounds(total) * HUNDRED)


def _share_of(document: Document, row: Row, whole: Row, value: Column, column: Column) -> Iterator[Finding]:
    part, total, stated = row.figure(value.index), whole.figure(value.index), row.figure(column.index)
    verdict = _share(row, whole, value, column)
    if verdict is None or part is None or total is None or stated is None:
        return
    computed = part.value / total.value * _C
    sentence = (
        f"{named(row)}, {column_name(column)}: nêu {shown_in(document, stated)}, {shown_in(document, part)} so với "
        f"{shown_in(document, total)} của {named(whole)} thì ra {percent(computed, stated.decimals)}."
    )
    evidence = [part.span, total.span]
    yield found_in(
        document,
        "table_row_share",
        verdict,
        stated.span,
        sentence,
        stated.value,
        rounded(computed, stated.decimals),
        evidence,
    )
