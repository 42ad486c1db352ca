"""A block's text → runs of one look each: inline markup turned into styles, marks cut in where they belong."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# What `kybao.reading.view` drops from a view; here it is shown instead. One character class repeated: linear on any input.
_MARKUP = re.compile(
    r"<(?P<close>/?)(?P<tag>b|i|u|em|strong|sup|sub|span|br|p|font)(?:\s[^<>]{0,200})?/?>"
    r"|(?P<seam>\*{4})|(?P<stars>\*{1,3})|__| {2,}\n|\\\n",
    re.IGNORECASE,
)
_LINE = re.compile(r"\n")
_STYLES = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "sup": "sup", "sub": "sub"}
_STARS = {1: ("i",), 2: ("b",), 3: ("b", "i")}


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. `styles` are HTML element names, outermost first; `marks` are positions in the list of marks given.

    `line_break` stands for a break, with no text. `start` is its offset in the block.
    """

    text: str
    styles: tuple[str, ...]
    marks: tuple[int, ...]
    start: int
    line_break: bool = False


def runs(text: str, marks: Sequence[tuple[int, int]], *, markup: bool, cuts: Sequence[int] = ()) -> Iterator[Run]:
    """The runs of a text, in order. `marks` are (start, end) offsets that may overlap; no run crosses one of the `cuts`.

    >>> [(r.text, r.styles, r.marks) for r in runs("**Đạt** 6 m<sup>2</sup>", [(8, 23)], markup=True)]
    [('Đạt', ('b',), ()), (' ', (), ()), ('6 m', (), (0,)), ('2', ('sup',), (0,))]
    """
    covering = _Covering(marks)
    edges = sorted({edge for mark in marks for edge in mark} | set(cuts))
    styles: list[str] = []

    def cut(start: int, end: int) -> Iterator[Run]:
        inner = edges[bisect_right(edges, start) : bisect_left(edges, end)]
        for first, last in pairwise([start, *inner, end]):
            if first < last:
                yield Run(text[first:last], tuple(styles), covering.at(first), first)

    at = 0
    for token in (_MARKUP if markup else _LINE).finditer(text):
        yield from cut(at, token.start())
        if _is_break(token):
            yield Run("", (), (), token.start(), line_break=True)
        else:
            _switch(styles, token)
        at = token.end()
    yield from cut(at, len(text))


class _Covering:
    """Which marks cover a position; asked for rising positions only, so that all questions take one pass."""

    def __init__(self, marks: Sequence[tuple[int, int]]) -> None:
        self._marks = marks
        self._waiting = sorted(range(len(marks)), key=lambda i: marks[i][0], reverse=True)
        self._open: list[int] = []

    def at(self, position: int) -> tuple[int, ...]:
        while self._waiting and self._marks[self._waiting[-1]][0] <= position:
            self._open.append(self._waiting.pop())
        self._open = [i for i in self._open if self._marks[i][1] > position]
        return tuple(self._open)


def _is_break(token: re.Match[str]) -> bool:
    """A written line break, or a seam: one bold line that ends where another begins ("**TỔNG HỢP****Danh sách**")."""
    groups = token.groupdict()
    return "\n" in token.group() or bool(groups.get("seam")) or (groups.get("tag") or "").lower() == "br"


def _switch(styles: list[str], token: re.Match[str]) -> None:
    if token["stars"]:
        for style in _STARS[len(token["stars"])]:
            _set(styles, style, style not in styles)
    elif token["tag"] and (style := _STYLES.get(token["tag"].lower(), "")):
        _set(styles, style, not token["close"])


def _set(styles: list[str], style: str, on: bool) -> None:
    if on and style not in styles:
        styles.append(style)
    elif not on and style in styles:
        styles.remove(style)
