"""Numbered lines of running text that skip or repeat: "a) … b) … d) …", "1.1. … 1.2. … 1.4. …", "Điều 1 … Điều 2 … Điều 4"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kybao.checking.finding import Finding, Verdict
from kybao.checking.sequences import roman_value
from kybao.checking.wording import finding
from kybao.documents.model import BlockKind, Span
from kybao.reading.reading import Reading

_STYLES = (
    ("article", re.compile(r"\W{0,3}(Điều (\d{1,3}))[.:]\s")),
    ("number", re.compile(r"\W{0,3}((\d{1,2}(?:\.\d{1,2}){0,3}))[.)]\s")),
    ("letter", re.compile(r"\W{0,3}(([a-zđ]))\)\s")),
    ("roman", re.compile(r"\W{0,3}(([IVX]{1,5}))\.\s")),
)
_ALPHABETS = ("abcdđeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")

_Line = tuple[tuple[str, str], frozenset[int], Span]


def check_numbered_lines(reading: Reading) -> Iterator[Finding]:
    """Numbered lines that stand one right behind the other count on from the first: 1, 2, 3; a, b, c; I, II, III.

    A line without a number ends the run, and a run that doesn't begin at the beginning is an extract: both are left alone.
    So do marks within one paragraph: (1), (2), (3).
    Letters may follow the Vietnamese alphabet (d, đ, e, g) or the Latin one.
    """
    cells = reading.document.table_blocks()
    open_runs: dict[tuple[str, str], tuple[frozenset[int], Span]] = {}
    for block in reading.document.blocks:
        line = None if block.kind is BlockKind.HEADING or block.index in cells else _numbered(block.text, block.index)
        if line is None:
            open_runs = {}
            continue
        run, ordinals, span = line
        last = open_runs.get(run)
        if last is None:
            if 1 in ordinals:
                open_runs[run] = ordinals, span
            continue
        repeated = bool(last[0] & ordinals)
        # A number that is printed twice mostly stands for the next: 1, 2, 2, 4.
        open_runs[run] = ordinals | {ordinal + 1 for ordinal in ordinals} if repeated else ordinals, span
        if not any(ordinal + 1 in ordinals for ordinal in last[0]) and 1 not in ordinals:
            yield _told(reading, span, last[1], repeated)
    yield from _inline(reading)


_INLINE = re.compile(r"(?<![\w(/.])\((\d{1,2})\)\s(?=[^\W\d_])")


def _inline(reading: Reading) -> Iterator[Finding]:
    """ "(1) hoàn thiện …; (2) tổ chức …; (4) kiểm tra …": the marks of a list within one paragraph, from (1) on."""
    for passage in reading.passages:
        if "(1)" not in passage.view.text:
            continue
        last: re.Match[str] | None = None
        for mark in _INLINE.finditer(passage.view.text):
            number = int(mark[1])
            if last is not None and number not in (1, int(last[1]) + 1):
                view = passage.view
                yield _told(reading, view.span(*mark.span(1)), view.span(*last.span(1)), number == int(last[1]))
            last = mark if last is not None or number == 1 else None


def _numbered(text: str, index: int) -> _Line | None:
    for style, pattern in _STYLES:
        if match := pattern.match(text):
            number = match.group(2)
            prefix, _, last = number.rpartition(".")
            span = Span(index, match.start(1), match.end(1))
            return (style, prefix), _ordinals(style, last), span
    return None


def _ordinals(style: str, number: str) -> frozenset[int]:
    if style == "letter":
        return frozenset(letters.index(number) + 1 for letters in _ALPHABETS if number in letters)
    return frozenset({roman_value(number) if style == "roman" else int(number)})


def _told(reading: Reading, span: Span, before: Span, repeated: bool) -> Finding:
    now, last = reading.document.quote(span), reading.document.quote(before)
    sentence = f"Số thứ tự “{now}” bị lặp lại." if repeated else f"Số thứ tự không liền nhau: sau “{last}” là “{now}”."
    return finding(reading, "line_sequence", Verdict.CONTRADICTS, span, sentence, now, "", (before,))
