"""What must hold in a table: totals, percentages, changes, numbering, ticks. Each rule looks at one `TableReading`.

A table says less than prose of what its figures mean. A relation (this column is that one over those two; these rows add
up to that one) is taken as meant where the header's words or formula say so, or where the other rows or columns bear it
out; else the rule is silent. Tolerances come from the printed precision alone (`kybao.checking.intervals`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kybao.checking.finding import Finding, Verdict, plain
from kybao.checking.intervals import HUNDRED, Interval, bounds
from kybao.checking.verdicts import judge
from kybao.checking.wording import like, percent, rounded
from kybao.documents.model import Document, Span
from kybao.reading.claim import Base
from kybao.reading.figure import Figure, FigureKind
from kybao.reading.measures import dimension
from kybao.reading.numerals import printed
from kybao.reading.reading import Reading
from kybao.reading.table_heads import Formula, Token
from kybao.reading.table_rows import numbering
from kybao.reading.tables import Basis, Column, ColumnRole, Row, RowKind, TableReading, read_tables

TableRule = Callable[[TableReading, Document], Iterator[Finding]]


def check_tables(reading: Reading) -> Iterator[Finding]:
    """The findings of every table rule on every table of a document, and of its text against them."""
    tables = read_tables(reading.document, reading.style)
    for table in tables:
        for rule in TABLE_RULES:
            yield from rule(table, reading.document)
    yield from check_text_against_tables(reading, tables)


def _found(
    document: Document,
    rule: str,
    verdict: Verdict,
    span: Span,
    sentence: str,
    stated: Decimal | str = "",
    computed: Decimal | str = "",
    evidence: Iterable[Span] = (),
) -> Finding:
    return Finding(
        rule,
        verdict,
        span,
        document.quote(span),
        stated if isinstance(stated, str) else plain(stated),
        computed if isinstance(computed, str) else plain(computed),
        sentence,
        tuple(evidence),
        document.blocks[span.block].page,
    )


def _shown(document: Document, figure: Figure) -> str:
    text = " ".join(document.quote(figure.span).split())
    return f"{text}%" if figure.measure == "%" and "%" not in text else text


def _named(row: Row) -> str:
    return f"“{row.label}”" if row.label else f"hàng {row.index + 1}"


def _column_name(column: Column) -> str:
    return f"cột “{column.heads[-1]}”" if column.heads else f"cột {column.index + 1}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


# --- totals -------------------------------------------------------------------------------------------------------

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

    One column is enough for a row that is called a total; of any other row's columns most must agree.
    """
    if row.kind is RowKind.TOTAL:
        sets = _total_sets(table, row, items)
        settled = sets[:1] if len(sets) == 1 else []
    else:
        sets = [items.get(row.place, ())]
        settled = []
    sets = [parts for parts in sets if len(parts) >= 2 and _counted_on(parts)]
    for parts in sets:
        fits = [_adds_up(row, parts, column) for column in columns if _sum_of(row, parts, column)]
        if any(fits) and (row.kind is RowKind.TOTAL or fits.count(True) > fits.count(False)):
            return [parts]
    return [parts for parts in settled if parts in sets and _alike(row, parts)]


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
    ordinals = [_ordinal(part.number) for part in parts]
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
        terms = " + ".join(_shown(document, figure) for figure in figures)
        decimals = max(figure.decimals for figure in figures)
        sentence = (
            f"{_named(row)}, {_column_name(column)}: nêu {_shown(document, total)}, các hàng thành phần cộng lại là "
            f"{terms} = {like(total, value, max(0, decimals - total.decimals))}."
        )
        evidence = [figure.span for figure in figures]
        yield _found(document, "table_sum", verdict, total.span, sentence, total.value, value, evidence)


def _of_which(table: TableReading, document: Document, row: Row, columns: Sequence[Column]) -> Iterator[Finding]:
    parent = table.rows[row.parent] if row.kind is RowKind.OF_WHICH and row.parent is not None else None
    if parent is None:
        return
    for column in columns:
        part, whole = row.figure(column.index), parent.figure(column.index)
        if part and whole and part.measure == whole.measure and bounds(part).low > bounds(whole).high:
            sentence = (
                f"{_named(row)} ({_shown(document, part)}) là một phần của {_named(parent)} "
                f"({_shown(document, whole)}) nhưng lại lớn hơn, {_column_name(column)}."
            )
            yield _found(
                document, "table_sum", Verdict.CONTRADICTS, part.span, sentence, part.value, whole.value, [whole.span]
            )


# --- percentages and changes --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Relation:
    """A way to compute a column from others of its row: `postfix` over columns; `certain` if the header says so."""

    postfix: tuple[Token, ...]
    words: str
    certain: bool


_DONE = (Basis.ACTUAL, Basis.ESTIMATE, Basis.YEAR_TO_DATE, Basis.NONE)
_PLANS = (Basis.PLAN, Basis.PLAN_PROVINCE, Basis.PLAN_COUNCIL)
_COMPARED_BASES = {
    Base.SAME_PERIOD: (Basis.SAME_PERIOD,),
    Base.PREVIOUS_PERIOD: (Basis.PREVIOUS_PERIOD,),
    Base.PREVIOUS_YEAR: (Basis.PREVIOUS_YEAR, Basis.SAME_PERIOD),
    Base.PLAN: _PLANS,
}
_RELATIVE = (ColumnRole.PERCENT, ColumnRole.CHANGE, ColumnRole.CHANGE_PERCENT)
_C = Decimal(100)
_MANY_ROWS = 60  # the whole of shares stands near the top of its table, or the table is not one of shares
_NEAR_COLUMNS = 8  # a column that its head leaves open is looked for among so many beside it
_TOTAL_HEAD = re.compile(r"\btổng(?: số| cộng)?\b", re.IGNORECASE)


def check_percent_columns(table: TableReading, document: Document) -> Iterator[Finding]:
    """A column that a formula or its head derives from others agrees with them in every row.

    Percentages ("% thực hiện/kế hoạch", "so cùng kỳ (%)"), differences ("tăng, giảm"), totals ("Tổng số" before or after
    the columns that it adds up) and any other formula hint. Where
    the head leaves open which columns are meant, the reading that most rows bear out (two at least) is taken.
    """
    for column in table.columns:
        total = column.role is ColumnRole.VALUE and _TOTAL_HEAD.search(column.head)
        if column.formula is None and column.role not in _RELATIVE and not total:
            continue
        relation = _relation(table, column)
        if relation:
            for row in table.rows:
                yield from _derived(document, row, column, relation)


def _relation(table: TableReading, column: Column) -> _Relation | None:
    candidates = list(_candidates(table, column))
    scored = [(sum(_fits(row, column, one) for row in table.rows), one) for one in candidates]
    compared = max((sum(_computed(row, one) is not None for row in table.rows) for one in candidates), default=0)
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


def _candidates(table: TableReading, column: Column) -> Iterator[_Relation]:
    if column.formula:
        yield _Relation(_as_percent(column, column.formula), f"theo công thức {column.formula.text}", True)
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
    if column.base is Base.UNSTATED and column.role in _RELATIVE:
        for top in near:
            for base in near:
                if top is not base:
                    yield _compared(column, top, base, certain=False)
    if column.role is ColumnRole.VALUE:
        yield from _totals(near, [other for other in values if other.index > column.index][:_NEAR_COLUMNS])


def _totals(before: Sequence[Column], after: Sequence[Column]) -> Iterator[_Relation]:
    """The sums that a total's column may be: of the columns right after it, or right before it."""
    for parts in (
        *(after[:count] for count in range(2, len(after) + 1)),
        *(before[-count:] for count in range(2, len(before) + 1)),
    ):
        postfix: tuple[Token, ...] = (*(other.index for other in parts), *("+" for _ in parts[1:]))
        yield _Relation(postfix, f"tổng của {' + '.join(map(_column_name, parts))}", certain=False)


def _compared(column: Column, top: Column, base: Column, certain: bool) -> _Relation:
    names = f"{_column_name(top)} so với {_column_name(base)}"
    if column.role is ColumnRole.PERCENT:
        return _Relation((top.index, base.index, "/", _C, "*"), names, certain)
    difference: tuple[Token, ...] = (top.index, base.index, "-")
    if column.role is ColumnRole.CHANGE_PERCENT:
        difference = (*difference, base.index, "/", _C, "*")
    return _Relation(difference, names, certain)


def _as_percent(column: Column, formula: Formula) -> tuple[Token, ...]:
    """A formula of a percent column that leaves out "× 100" means it all the same."""
    percents = column.role in (ColumnRole.PERCENT, ColumnRole.CHANGE_PERCENT)
    return (
        (*formula.postfix, _C, "*")
        if percents and "/" in formula.postfix and _C not in formula.postfix
        else formula.postfix
    )


def _computed(row: Row, relation: _Relation) -> tuple[Decimal, Interval, list[Figure]] | None:
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


def _fits(row: Row, column: Column, relation: _Relation) -> bool:
    stated, computed = row.figure(column.index), _computed(row, relation)
    return (
        stated is not None
        and computed is not None
        and _judged(stated, column, computed[0], computed[1]) is not Verdict.CONTRADICTS
    )


def _judged(stated: Figure, column: Column, value: Decimal, allowed: Interval) -> Verdict:
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


def _derived(document: Document, row: Row, column: Column, relation: _Relation) -> Iterator[Finding]:
    stated, computed = row.figure(column.index), _computed(row, relation)
    if stated is None or computed is None:
        return
    value, allowed, used = computed
    verdict = _judged(stated, column, value, allowed)
    shown = percent(value, stated.decimals) if stated.measure == "%" else _as(stated, value)
    given = "; ".join(dict.fromkeys(_shown(document, figure) for figure in used))
    sentence = f"{_named(row)}, {_column_name(column)}: nêu {_shown(document, stated)}, {relation.words} ({given}) thì ra {shown}."
    code = (
        "table_ratio"
        if column.role is ColumnRole.PERCENT
        else "table_change"
        if column.role in _RELATIVE
        else "table_formula"
    )
    evidence = [figure.span for figure in used]
    yield _found(
        document, code, verdict, stated.span, sentence, stated.value, rounded(value, stated.decimals), evidence
    )


def _as(stated: Figure, value: Decimal) -> str:
    """A computed value as `stated` is printed, with one more decimal where it needs it."""
    return like(stated, value, 0 if (value / stated.step) % 1 == 0 else 1)


def check_growth_rows(table: TableReading, document: Document) -> Iterator[Finding]:
    """A value, its percentage of a base and its change on the same base determine one another, even without the base's column.

    245 con, "bằng 133,15%", "tăng 61 con": 245/(245 − 61) = 133,15%.
    """
    values = [column for column in table.with_role(ColumnRole.VALUE) if column.basis in _DONE]
    if len(values) != 1:
        return
    for level in table.with_role(ColumnRole.PERCENT):
        for change in table.with_role(ColumnRole.CHANGE):
            if level.base is change.base and level.base in (Base.SAME_PERIOD, Base.PREVIOUS_PERIOD, Base.PREVIOUS_YEAR):
                for row in table.rows:
                    parent = table.rows[row.parent] if row.parent is not None else None
                    yield from _grown(document, row, parent, values[0], level, change)


@dataclass(frozen=True, slots=True)
class _Growth:
    """A row's value, share of its base and change, and the share that follows from value and change."""

    now: Figure
    share: Figure
    moved: Figure
    expected: Decimal
    verdict: Verdict


def _growth(now: Figure | None, share: Figure | None, moved: Figure | None, level: Column) -> _Growth | None:
    if now is None or share is None or moved is None:
        return None
    readings = [_growth_by(now, share, moved, level, sign) for sign in (1, -1)]
    known = [reading for reading in readings if reading]
    # A decrease may be printed without its sign.
    return next((one for one in known if one.verdict is not Verdict.CONTRADICTS), known[0] if known else None)


def _growth_by(now: Figure, share: Figure, moved: Figure, level: Column, sign: int) -> _Growth | None:
    change = bounds(moved) * Interval.exactly(Decimal(sign))
    base = bounds(now) - change
    if base.low <= 0:
        return None
    # Value and base move together: the bounds of 1 + change/base are narrower than those of value/base.
    expected = now.value / (now.value - sign * moved.value) * _C
    return _Growth(now, share, moved, expected, _judged(share, level, expected, HUNDRED + HUNDRED * change / base))


def _grown(
    document: Document, row: Row, parent: Row | None, value: Column, level: Column, change: Column
) -> Iterator[Finding]:
    found = _growth(row.figure(value.index), row.figure(level.index), row.figure(change.index), level)
    if found is None:
        return
    now, share, moved = (_shown(document, figure) for figure in (found.now, found.share, found.moved))
    sentence = f"{_named(row)}: {now}, {share} và mức tăng, giảm {moved} khớp nhau."
    if found.verdict is not Verdict.HOLDS:
        computed = percent(found.expected, found.share.decimals)
        sentence = f"{_named(row)}: nêu bằng {share}, nhưng {now} với mức tăng, giảm {moved} thì bằng {computed}"
        sentence += f"{_fits_above(document, parent, value, level, found)}."
    yield _found(
        document, "table_growth", found.verdict, found.share.span, sentence, found.share.value,
        rounded(found.expected, found.share.decimals), [found.now.span, found.moved.span],
    )  # fmt: skip


def _fits_above(document: Document, parent: Row | None, value: Column, level: Column, found: _Growth) -> str:
    """That a change printed beside a part is the whole's, where it fits there: "giảm 14,3" beside the hens, not all fowl."""
    if parent is None or found.verdict is not Verdict.CONTRADICTS:
        return ""
    above = _growth(parent.figure(value.index), parent.figure(level.index), found.moved, level)
    if above is None or above.verdict is Verdict.CONTRADICTS:
        return ""
    return f"; mức {_shown(document, found.moved)} lại khớp với {_named(parent)} ({_shown(document, above.share)})"


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
        f"{_named(row)}, {_column_name(column)}: nêu {_shown(document, stated)}, {_shown(document, part)} so với "
        f"{_shown(document, total)} của {_named(whole)} thì ra {percent(computed, stated.decimals)}."
    )
    evidence = [part.span, total.span]
    yield _found(
        document,
        "table_ratio",
        verdict,
        stated.span,
        sentence,
        stated.value,
        rounded(computed, stated.decimals),
        evidence,
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
    close = Verdict.ROUNDING if allowed.contains(_C) else Verdict.CONTRADICTS
    verdict = Verdict.HOLDS if value == _C else close
    terms = " + ".join(_shown(document, figure) for figure in figures)
    added = printed(value, max(figure.decimals for figure in figures))
    sentence = f"{_sentence(_column_name(column))}: các tỷ lệ {terms} cộng lại là {added}%, không phải 100%."
    if verdict is Verdict.HOLDS:
        sentence = f"{_sentence(_column_name(column))}: các tỷ lệ cộng lại đúng 100%."
    yield _found(
        document, "table_share", verdict, total.span, sentence, total.value, value, [figure.span for figure in figures]
    )


# --- text against tables ------------------------------------------------------------------------------------------

# A figure of another time, place or kind than the table's.
_ANOTHER = re.compile(
    r"\b(?:tại|ở|riêng|năm|tháng|quý|ngày|cùng kỳ|kế hoạch|mục tiêu|phấn đấu|dự kiến|tăng|giảm|ước|lũy kế|luỹ kế)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"nhiệm vụ|phương hướng|giải pháp", re.IGNORECASE)


def check_text_against_tables(reading: Reading, tables: Sequence[TableReading]) -> Iterator[Finding]:
    """What the text and a table call by the same words, in the same measure, has the same value in both.

    Only where nothing in the sentence speaks of another time, place or kind of value, the table has one row of that name,
    and one column of what was done.
    """
    rows = _named_once(tables)
    cells = {cell.block for table in tables for cell in table.table.cells}
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
    sentence = (
        f"{_named(row)}: trong lời nêu {_shown(document, figure)}, {relation} bảng số liệu ({_shown(document, other)})."
    )
    return _found(document, "text_table", verdict, figure.span, sentence, figure.value, other.value, [other.span])


# --- numbering, repeats, ticks ------------------------------------------------------------------------------------

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ALPHABETS = ("abcdđeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")
_LONGEST_GAP = 5  # a greater one is another way of numbering, or pages left out


def _ordinal(number: str) -> int | None:
    """The place of a row's number among its siblings: "12" 12, "IV" 4, "2.3" 3; None for letters and bullets."""
    style, _ = numbering(number)
    text = re.split(r"[.,]", number.strip().rstrip(".)"))[-1]
    if style in ("arabic", "dotted") and text.isdigit():
        return int(text)
    if style == "roman":
        values = [_ROMAN[letter] for letter in text]
        return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return None


def check_row_numbers(table: TableReading, document: Document) -> Iterator[Finding]:
    """The numbers of rows of one group count on by one: one finding for each number that is skipped or repeated.

    They may begin again at 1 under a new group. Letters are looked at by either alphabet (d, đ, e or d, e, f).
    """
    groups: dict[tuple[int | None, str, str], list[Row]] = {}
    for row in table.rows:
        style, _ = numbering(row.number)
        if style and row.number_span:
            stem = row.number.rpartition(".")[0] if style == "dotted" else ""
            groups.setdefault((row.parent, style, stem), []).append(row)
    for rows in groups.values():
        if _running(rows):
            for before, row in pairwise(rows):
                yield from _counted(document, before, row)


def _running(rows: Sequence[Row]) -> bool:
    """Whether most numbers count on: else they are codes, or rows picked from a longer table with their numbers there."""
    ordinals = [(_ordinal(before.number), _ordinal(row.number)) for before, row in pairwise(rows)]
    steps = [a is not None and b is not None and (b == a + 1 or b == 1) for a, b in ordinals]
    return steps.count(True) >= 2 * steps.count(False)


def _counted(document: Document, before: Row, row: Row) -> Iterator[Finding]:
    last, now = _ordinal(before.number), _ordinal(row.number)
    if (
        last is None
        or now is None
        or row.number_span is None
        or before.number_span is None
        or now == last + 1
        or now == 1
    ):
        return
    if now == last:
        sentence = f"Số thứ tự {row.number} bị lặp lại ở {_named(before)} và {_named(row)}."
        yield _found(
            document,
            "row_sequence",
            Verdict.CONTRADICTS,
            row.number_span,
            sentence,
            row.number,
            str(last + 1),
            [before.number_span],
        )
    elif now < last:
        sentence = f"Số thứ tự {row.number} ở {_named(row)} đứng sau số {before.number} ở {_named(before)}."
        yield _found(
            document,
            "row_sequence",
            Verdict.CONTRADICTS,
            row.number_span,
            sentence,
            row.number,
            str(last + 1),
            [before.number_span],
        )
    elif now - last - 1 <= _LONGEST_GAP:
        for missing in range(last + 1, now):
            sentence = f"Thiếu số thứ tự {missing}: sau số {before.number} ({_named(before)}) là số {row.number} ({_named(row)})."
            yield _found(
                document,
                "row_sequence",
                Verdict.CONTRADICTS,
                row.number_span,
                sentence,
                row.number,
                str(missing),
                [before.number_span],
            )


def check_repeated_rows(table: TableReading, document: Document) -> Iterator[Finding]:
    """The same thing isn't listed twice in one group of rows."""
    seen: dict[tuple[int | None, str], Row] = {}
    for row in table.rows:
        if row.kind is not RowKind.ITEM or not row.label_span or len(row.label) < 3:
            continue
        key = (row.parent, " ".join(row.label.lower().split()))
        first = seen.setdefault(key, row)
        if first is row or first.label_span is None:
            continue
        # The same name twice with the same figures is a slip; with other figures it may be two things of one name.
        same = [figure.value for _, figure in first.figures] == [figure.value for _, figure in row.figures]
        verdict = Verdict.CONTRADICTS if same else Verdict.UNDECIDED
        sentence = f"{_named(row)} có ở hai hàng của cùng một nhóm (hàng {first.index + 1} và hàng {row.index + 1})."
        yield _found(document, "repeated_row", verdict, row.label_span, sentence, row.label, "", [first.label_span])


# Columns of which at most one is ticked in a row: by what their heads say.
_EXCLUSIVE = (
    re.compile(
        r"(?P<a>đúng (?:thời )?hạn)|(?P<b>chậm|trễ|muộn)|(?P<c>không có|không nộp|chưa nộp|chưa có)", re.IGNORECASE
    ),
    re.compile(r"^(?P<a>không đạt|chưa đạt)|^(?P<b>đạt)", re.IGNORECASE),
    re.compile(r"^(?P<a>có)$|^(?P<b>không)$", re.IGNORECASE),
    re.compile(r"^(?P<a>nam)$|^(?P<b>nữ)$", re.IGNORECASE),
)
_ABSENT = re.compile(r"không có|không nộp|chưa nộp", re.IGNORECASE)
_OF_CONTENT = re.compile(r"đảm bảo|theo mẫu|đạt yêu cầu|chất lượng", re.IGNORECASE)


def check_ticks(table: TableReading, document: Document) -> Iterator[Finding]:
    """One row isn't ticked in two columns that exclude each other, nor judged for what it hasn't handed in."""
    columns = {column.index: column for column in table.with_role(ColumnRole.TICK)}
    for row in table.rows:
        ticked = [(columns[index], span) for index, span in row.ticks if index in columns]
        for family in _EXCLUSIVE:
            kinds = [
                (match.lastgroup, column, span) for column, span in ticked if (match := family.search(column.head))
            ]
            if len({kind for kind, _, _ in kinds}) > 1:
                yield _both(document, row, kinds[0][1], kinds[0][2], kinds[-1][1], kinds[-1][2])
        absent = next(((c, s) for c, s in ticked if _ABSENT.search(c.head)), None)
        judged = next(((c, s) for c, s in ticked if _OF_CONTENT.search(c.head)), None)
        if absent and judged:
            yield _both(document, row, *absent, *judged)


def _both(document: Document, row: Row, one: Column, one_span: Span, other: Column, other_span: Span) -> Finding:
    sentence = f"{_named(row)} được đánh dấu cả ở {_column_name(one)} lẫn {_column_name(other)}."
    return _found(document, "tick", Verdict.CONTRADICTS, other_span, sentence, "x", "", [one_span])


TABLE_RULES: tuple[TableRule, ...] = (
    check_column_sums,
    check_percent_columns,
    check_growth_rows,
    check_row_shares,
    check_shares,
    check_row_numbers,
    check_repeated_rows,
    check_ticks,
)
