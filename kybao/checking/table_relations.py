"""How a cell follows from others of its row: a computation over columns, what it gives, and the finding on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import Interval, bounds
from kybao.checking.table_wording import column_name, found_in, named, shown_in
from kybao.checking.verdicts import judge
from kybao.checking.wording import like, percent, rounded
from kybao.documents.model import Document
from kybao.reading.figure import Figure
from kybao.reading.table_heads import Token
from kybao.reading.tables import Column, ColumnRole, Row

RELATIVE = (ColumnRole.PERCENT, ColumnRole.CHANGE, ColumnRole.CHANGE_PERCENT)
_C = Decimal(100)


@dataclass(frozen=True, slots=True)
class Relation:
    """A way to compute a column from others of its row: `postfix` over columns; `certain` if the header says so."""

    postfix: tuple[Token, ...]
    words: str
    certain: bool


def sum_of(parts: Sequence[Column]) -> Relation:
    """The sum of columns, in their order, where the head names none."""
    postfix: tuple[Token, ...] = (*(part.index for part in parts), *("+" for _ in parts[1:]))
    return Relation(postfix, f"tổng của {' + '.join(map(column_name, parts))}", certain=False)


def computed(row: Row, relation: Relation) -> tuple[Decimal, Interval, list[Figure]] | None:
    """What a relation gives in a row, what it may be, and the figures that it takes; None where one is missing."""
    stack: list[tuple[Decimal, Interval]] = []
    used: list[Figure] = []
    for token in relation.postfix:
        if isinstance(token, Decimal):
            stack.append((token, Interval.exactly(token)))
        elif isinstance(token, int):
            figure = row.figure(token)
            if figure is None:
                return None
            used.append(figure)
            stack.append((figure.value, bounds(figure)))
        else:
            right, left = stack.pop(), stack.pop()
            if token == "/" and right[1].low <= 0 <= right[1].high:
                return None
            stack.append(_applied(token, left, right))
    return (*stack[0], used)


def _applied(sign: str, left: tuple[Decimal, Interval], right: tuple[Decimal, Interval]) -> tuple[Decimal, Interval]:
    if sign == "+":
        return left[0] + right[0], left[1] + right[1]
    if sign == "-":
        return left[0] - right[0], left[1] - right[1]
    if sign == "*":
        return left[0] * right[0], left[1] * right[1]
    return left[0] / right[0], left[1] / right[1]


def fits(row: Row, column: Column, relation: Relation) -> bool:
    """Whether the row's cell is what the relation gives, as far as the printed digits tell."""
    stated, found = row.figure(column.index), computed(row, relation)
    return (
        stated is not None
        and found is not None
        and judge_cell(stated, column, found[0], found[1]) is not Verdict.CONTRADICTS
    )


def judge_cell(stated: Figure, column: Column, value: Decimal, allowed: Interval) -> Verdict:
    """The verdict; a change printed without its sign is taken at its size, and a percentage kept as a fraction at 100 times."""
    verdict = judge(stated, value, allowed)
    if (
        verdict is Verdict.CONTRADICTS
        and column.role in (ColumnRole.CHANGE, ColumnRole.CHANGE_PERCENT)
        and value < 0 < stated.value
    ):
        verdict = judge(stated, -value, Interval(-allowed.high, -allowed.low))
    if verdict is Verdict.CONTRADICTS and stated.measure == "%" and stated.decimals and stated.value < 10:
        verdict = judge(stated, value / _C, Interval(allowed.low / _C, allowed.high / _C))
    return verdict


def derived(document: Document, row: Row, column: Column, relation: Relation) -> Iterator[Finding]:
    """The finding on a row's cell, where it and all that it follows from are there."""
    stated, found = row.figure(column.index), computed(row, relation)
    if stated is None or found is None:
        return
    value, allowed, used = found
    verdict = judge_cell(stated, column, value, allowed)
    shown = percent(value, stated.decimals) if stated.measure == "%" else _as(stated, value)
    given = "; ".join(dict.fromkeys(shown_in(document, figure) for figure in used))
    sentence = f"{named(row)}, {column_name(column)}: nêu {shown_in(document, stated)}, {relation.words} ({given}) thì ra {shown}."
    code = (
        "table_ratio"
        if column.role is ColumnRole.PERCENT
        else "table_change"
        if column.role in RELATIVE
        else "table_formula"
    )
    evidence = [figure.span for figure in used]
    yield found_in(
        document, code, verdict, stated.span, sentence, stated.value, rounded(value, stated.decimals), evidence
    )


def _as(stated: Figure, value: Decimal) -> str:
    """A computed value as `stated` is printed, with one more decimal where it needs it."""
    return like(stated, value, 0 if (value / stated.step) % 1 == 0 else 1)
