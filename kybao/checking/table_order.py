"""The order of the rows of tables: numbers that skip or repeat, rows listed twice, ticks that exclude each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from kybao.checking.finding import Finding, Verdict
from kybao.checking.table_wording import column_name, found_in, named
from kybao.documents.model import Document, Span
from kybao.reading.letters import UPPER
from kybao.reading.table_rows import numbering
from kybao.reading.tables import Column, ColumnRole, Row, RowKind, TableReading

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LONGEST_GAP = 5  # a greater one is another way of numbering, or pages left out


def ordinal(number: str) -> int | None:
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

    They may begin again at 1 under a new group. Letters aren't looked at: offices count by either alphabet.
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
    ordinals = [(ordinal(before.number), ordinal(row.number)) for before, row in pairwise(rows)]
    steps = [a is not None and b is not None and (b == a + 1 or b == 1) for a, b in ordinals]
    return steps.count(True) >= 2 * steps.count(False)


def _counted(document: Document, before: Row, row: Row) -> Iterator[Finding]:
    last, now = ordinal(before.number), ordinal(row.number)
    if (
        last is None
        or now is None
        or row.number_span is None
        or before.number_span is None
        or now == last + 1
        or now == 1
    ):
        return
    for wanted, sentence in _faults(before, last, row, now):
        yield found_in(
            document,
            "row_sequence",
            Verdict.CONTRADICTS,
            row.number_span,
            sentence,
            row.number,
            str(wanted),
            [before.number_span],
        )


def _faults(before: Row, last: int, row: Row, now: int) -> Iterator[tuple[int, str]]:
    """The number that should stand there, and what is wrong: one for each number that is skipped."""
    if now == last:
        yield last + 1, f"Số thứ tự {row.number} bị lặp lại ở {named(before)} và {named(row)}."
    elif now < last:
        yield last + 1, f"Số thứ tự {row.number} ở {named(row)} đứng sau số {before.number} ở {named(before)}."
    elif now - last - 1 <= _LONGEST_GAP:
        behind = f"sau số {before.number} ({named(before)}) là số {row.number} ({named(row)})"
        yield from ((missing, f"Thiếu số thứ tự {missing}: {behind}.") for missing in range(last + 1, now))


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
        # A place or body of one name is there once; of other things with other figures there may be two of one name.
        same = [figure.value for _, figure in first.figures] == [figure.value for _, figure in row.figures]
        named_twice = row.number and first.number and _OWN_NAME.search(row.label)
        verdict = Verdict.CONTRADICTS if same or named_twice else Verdict.UNDECIDED
        sentence = f"{named(row)} có ở hai hàng của cùng một nhóm (hàng {first.index + 1} và hàng {row.index + 1})."
        yield found_in(document, "repeated_row", verdict, row.label_span, sentence, row.label, "", [first.label_span])


_OWN_NAME = re.compile(
    rf"^(?i:xã|phường|thị trấn|huyện|trạm|trường|sở|ban|chi cục|phòng|công ty|bệnh viện|trung tâm)\b.*\s[{UPPER}]"
)

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
    """One row isn't ticked in two columns that exclude each other, nor judged for what it hasn't handed in; a total under ticks is
    their number."""
    yield from _ticked_twice(table, document)
    yield from _tick_totals(table, document)


def _ticked_twice(table: TableReading, document: Document) -> Iterator[Finding]:
    columns = {column.index: column for column in table.with_role(ColumnRole.TICK)}
    for row in table.rows:
        ticked = [(columns[index], span) for index, span in row.ticks if index in columns]
        for family in _EXCLUSIVE:
            kinds = [
                (match.lastgroup, column, span) for column, span in ticked if (match := family.search(column.head))
            ]
            if len({kind for kind, _, _ in kinds}) > 1:
                yield _both(document, row, kinds[0][1], kinds[0][2], kinds[-1][1], kinds[-1][2])
        yield from _negated(document, row, ticked)
        absent = next(((c, s) for c, s in ticked if _ABSENT.search(c.head)), None)
        judged = next(((c, s) for c, s in ticked if _OF_CONTENT.search(c.head)), None)
        if absent and judged:
            yield _both(document, row, *absent, *judged)


_NEGATION = re.compile(r"^(?:chưa|không)\s(.+)", re.IGNORECASE)


def _negated(document: Document, row: Row, ticked: Sequence[tuple[Column, Span]]) -> Iterator[Finding]:
    """ "Đã ban hành kế hoạch" and "Chưa ban hành" in one row."""
    if any(family.search(column.head) for family in _EXCLUSIVE for column, _ in ticked):
        return
    for column, span in ticked:
        denied = _NEGATION.match(column.heads[-1]) if column.heads else None
        if denied is None:
            continue
        for other, place in ticked:
            if other is not column and denied[1].lower() in other.head.lower() and not _NEGATION.match(other.heads[-1]):
                yield _both(document, row, other, place, column, span)


def _tick_totals(table: TableReading, document: Document) -> Iterator[Finding]:
    items = [row for row in table.rows if row.kind is RowKind.ITEM]
    for column in table.with_role(ColumnRole.TICK):
        counted = sum(any(index == column.index for index, _ in row.ticks) for row in items)
        for row in table.rows:
            total = row.figure(column.index) if row.kind is RowKind.TOTAL else None
            if total is None or not counted:
                continue
            holds = total.value == counted
            counts = "đúng bằng" if holds else "nhưng có"
            sentence = f"{named(row)}, {column_name(column)}: nêu {total.value}, {counts} {counted} hàng được đánh dấu."
            verdict = Verdict.HOLDS if holds else Verdict.CONTRADICTS
            yield found_in(document, "tick", verdict, total.span, sentence, total.value, Decimal(counted))


def _both(document: Document, row: Row, one: Column, one_span: Span, other: Column, other_span: Span) -> Finding:
    sentence = f"{named(row)} được đánh dấu cả ở {column_name(one)} lẫn {column_name(other)}."
    return found_in(document, "tick", Verdict.CONTRADICTS, other_span, sentence, "x", "", [one_span])
