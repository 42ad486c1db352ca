"""Text with bound figures: `⟦n⟧` stands where figure n is printed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"⟦(\d+)⟧")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of plain text (`token` None), or the printed form of one bound figure."""

    text: str
    token: int | None = None


def tokenised(text: str, figures: Sequence[tuple[int, int]]) -> str:
    """`text` with each (start, end) replaced by its token, numbered from 0 in order. The spans must not overlap.

    >>> tokenised("đàn bò 245 con (tăng 61 con)", [(7, 10), (21, 23)])
    'đàn bò ⟦0⟧ con (tăng ⟦1⟧ con)'
    """
    pieces: list[str] = []
    at = 0
    for number, (start, end) in enumerate(figures):
        pieces += [text[at:start], f"⟦{number}⟧"]
        at = end
    return "".join([*pieces, text[at:]])


def pieces(text: str, printed: Mapping[int, str]) -> Iterator[Piece]:
    """The text in order, each token as what `printed` gives for it; a token that has none prints nothing.

    >>> [(p.text, p.token) for p in pieces("bò ⟦0⟧ con", {0: "245"})]
    [('bò ', None), ('245', 0), (' con', None)]
    """
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            yield Piece(text[at : match.start()])
        token = int(match.group(1))
        yield Piece(printed.get(token, ""), token)
        at = match.end()
    if at < len(text):
        yield Piece(text[at:])


def plain(text: str, printed: Mapping[int, str]) -> str:
    """The text as it is printed."""
    return "".join(piece.text for piece in pieces(text, printed))
