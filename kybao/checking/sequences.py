"""Numbering that skips or repeats: headings and the numbered rows of tables."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kybao.checking.finding import Finding, Verdict
from kybao.checking.wording import finding
from kybao.documents.model import Document, Span
from kybao.reading.outline import Node, NumberStyle
from kybao.reading.reading import Reading

_LETTERS = ("abcdđeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_PARTS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")


def check_headings(reading: Reading) -> Iterator[Finding]:
    """Numbered headings under one parent count on from the first: I, II, III; 1, 2, 3; a, b, c.

    Letters may follow the Vietnamese alphabet (d, đ, e, g) or the Latin one (d, e, f, g). A number that stands at the
    beginning of some other block in between isn't missing: it was set as plain text.
    """
    numbered = [node for node in reading.outline.nodes if node.number]
    groups: dict[tuple[int | None, NumberStyle], list[Node]] = {}
    for node in numbered:
        groups.setdefault((node.parent, node.style), []).append(node)
    skips: list[Finding] = []
    for (parent, _), nodes in groups.items():
        opened = reading.outline.nodes[parent].block if parent is not None else -1
        skips += _first(reading, nodes[0], opened, len(nodes))
        for before, node in pairwise(nodes):
            yield from _repeated(reading, before, node)
            skips += _skipped(reading, before, node)
    if not _is_extract(list(groups.values())):
        yield from skips


def _is_extract(groups: Sequence[Sequence[Node]]) -> bool:
    """Whether a unit keeps the numbers that its sections have in a larger report: then it leaves out, and doesn't skip.

    Told by two runs of headings or more (letters aside) that don't begin at the beginning, or the very first one.
    """
    late = [1 not in _ordinals(nodes[0]) for nodes in groups if nodes[0].style is not NumberStyle.LETTER]
    return bool(late) and (late[0] or sum(late) >= 2)


def _first(reading: Reading, node: Node, opened: int, count: int) -> Iterator[Finding]:
    places = _ordinals(node)
    if node.parent is None:
        return  # an extract of a report begins where it begins
    if 1 in places or count < 2 or _printed_between(reading.document, opened, node.block, node.style, 1):
        return
    yield _missing(reading, node, _name(node.style, 1, node), None)


def _repeated(reading: Reading, before: Node, node: Node) -> Iterator[Finding]:
    last, now = _ordinals(before), _ordinals(node)
    if any(ordinal + 1 in now for ordinal in last) or not last & now:
        return
    nodes = reading.outline.nodes
    first = bisect_right(nodes, before.block, key=_block)
    between = nodes[first : bisect_left(nodes, node.block, lo=first, key=_block)]
    if 1 in now and any(not other.number for other in between):
        return  # begins again under a heading without a number
    yield finding(
        reading, "heading_sequence", Verdict.CONTRADICTS, _number_span(reading.document, node),
        f"Số mục “{node.number}” bị lặp lại: “{before.title}” và “{node.title}”.", node.number, _name(node.style, max(last) + 1, node),
        (_number_span(reading.document, before),),
    )  # fmt: skip


def _block(node: Node) -> int:
    return node.block


def _skipped(reading: Reading, before: Node, node: Node) -> Iterator[Finding]:
    wanted, now = max(_ordinals(before)) + 1, _ordinals(node)
    follows = any(ordinal + 1 in now for ordinal in _ordinals(before))
    if (
        follows
        or min(now) <= wanted
        or _printed_between(reading.document, before.block, node.block, node.style, wanted)
    ):
        return
    yield _missing(reading, node, _name(node.style, wanted, node), before)


def _missing(reading: Reading, node: Node, wanted: str, before: Node | None) -> Finding:
    after = f"sau mục “{before.number}” là mục “{node.number}”" if before else f"mục đầu tiên là “{node.number}”"
    return finding(
        reading, "heading_sequence", Verdict.CONTRADICTS, _number_span(reading.document, node),
        f"Thiếu mục “{wanted}”: {after} ({node.title}).", node.number, wanted,
        (_number_span(reading.document, before),) if before else (),
    )  # fmt: skip


def _ordinals(node: Node) -> frozenset[int]:
    """The places in a sequence that a heading's number may stand for."""
    if node.style is NumberStyle.LETTER:
        return frozenset(letters.index(node.number) + 1 for letters in _LETTERS if node.number in letters)
    if node.style is NumberStyle.CAPITAL:
        return frozenset({ord(node.number) - ord("A") + 1})
    if node.style is NumberStyle.ROMAN:
        return frozenset({roman_value(node.number)})
    if node.style is NumberStyle.PART:
        word = node.number.split()[-1]
        if word.lower() in _PARTS:
            return frozenset({_PARTS.index(word.lower()) + 1})
        return frozenset({int(word) if word.isdigit() else roman_value(word.upper())})
    return frozenset({int(re.findall(r"\d+", node.number)[-1])})


def roman_value(text: str) -> int:
    """
    >>> roman_value("XIV"), roman_value("III")
    (14, 3)
    """
    values = [_ROMAN.get(letter, 0) for letter in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _roman(number: int) -> str:
    pieces = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
    text = ""
    for letters, value in pieces:
        text, number = text + letters * (number // value), number % value
    return text


def _name(style: NumberStyle, ordinal: int, like: Node) -> str:
    if style is NumberStyle.CAPITAL:
        return chr(ord("A") + ordinal - 1)
    if style is NumberStyle.LETTER:
        return _LETTERS[0][min(ordinal, len(_LETTERS[0])) - 1]
    if style is NumberStyle.ROMAN:
        return _roman(ordinal)
    if style is NumberStyle.PART:
        return f"Phần thứ {_PARTS[min(ordinal, 10) - 1]}"
    return ".".join([*like.number.split(".")[:-1], str(ordinal)])


def _printed_between(document: Document, first: int, last: int, style: NumberStyle, ordinal: int) -> bool:
    """Whether the number stands at the start of a line of some block in between, set as plain text."""
    names = {
        NumberStyle.LETTER: {letters[ordinal - 1] for letters in _LETTERS if ordinal <= len(letters)},
        NumberStyle.ROMAN: {_roman(ordinal)},
        NumberStyle.CAPITAL: {chr(ord("A") + ordinal - 1)},
    }.get(style, {str(ordinal)})
    lead = re.compile(rf"^[\s*_#\"“]*(?:\d+\.)*(?:{'|'.join(names)})(?:[.)/:]|\s[-–]|$)", re.MULTILINE)
    blocks = document.blocks[first + 1 : last]
    return any(lead.search(block.text) or (block.marker and lead.match(block.marker)) for block in blocks)


def _number_span(document: Document, node: Node) -> Span:
    start = document.blocks[node.block].text.find(node.number)
    return Span(node.block, max(start, 0), max(start, 0) + len(node.number))
