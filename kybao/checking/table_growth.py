"""A row's value, its percentage of a base and its change on the same base."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import HUNDRED, Interval, bounds
from kybao.checking.table_relations import judge_cell
from kybao.checking.table_wording import found_in, named, shown_in
from kybao.checking.wording import percent, rounded
from kybao.documents.model import Document
from kybao.reading.claim import Base
from kybao.reading.figure import Figure
from kybao.reading.tables import Basis, Column, ColumnRole, Row, TableReading

_DONE = (Basis.ACTUAL, Basis.ESTIMATE, Basis.YEAR_TO_DATE, Basis.NONE)
_C = Decimal(100)


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
    return _Growth(now, share, moved, expected, judge_cell(share, level, expected, HUNDRED + HUNDRED * change / base))


def _grown(
    document: Document, row: Row, parent: Row | None, value: Column, level: Column, change: Column
) -> Iterator[Finding]:
    found = _growth(row.figure(value.index), row.figure(level.index), row.figure(change.index), level)
    if found is None:
        return
    now, share, moved = (shown_in(document, figure) for figure in (found.now, found.share, found.moved))
    sentence = f"{named(row)}: {now}, {share} và mức tăng, giảm {moved} khớp nhau."
    if found.verdict is not Verdict.HOLDS:
        computed = percent(found.expected, found.share.decimals)
        sentence = f"{named(row)}: nêu bằng {share}, nhưng {now} với mức tăng, giảm {moved} thì bằng {computed}"
        sentence += f"{_fits_above(document, parent, value, level, found)}."
    yield found_in(
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
    return f"; mức {shown_in(document, found.moved)} lại khớp với {named(parent)} ({shown_in(document, above.share)})"
