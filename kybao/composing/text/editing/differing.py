"""Two versions of a paragraph word by word, and three of them merged. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from kybao.composing.text.editing.written import words


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of words; `kind` is "" (in both), "removed" or "added"."""

    kind: str
    text: str


def differences(before: str, after: str) -> tuple[Stretch, ...]:
    """What was taken out of a text and put into it, in reading order.

    >>> [(one.kind, one.text) for one in differences("Đàn bò có 245 con.", "Đàn bò hiện có 245 con.")]
    [('', 'Đàn bò '), ('added', 'hiện '), ('', 'có 245 con.')]
    """
    a, b = words(before), words(after)
    found: list[Stretch] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Stretch("", "".join(a[i1:i2])))
            continue
        if i2 > i1:
            found.append(Stretch("removed", "".join(a[i1:i2])))
        if j2 > j1:
            found.append(Stretch("added", "".join(b[j1:j2])))
    return tuple(found)


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of one text; None where they touch the same words.

    >>> merged("Đàn bò có 245 con. Không có dịch.", "Đàn bò có 246 con. Không có dịch.", "Đàn bò có 245 con. Đã hết dịch.")
    'Đàn bò có 246 con. Đã hết dịch.'
    >>> merged("Có 245 con.", "Có 246 con.", "Có 247 con.") is None
    True
    """
    a = words(base)
    changes = sorted({*_changes(a, words(mine)), *_changes(a, words(theirs))})
    if any(later[0] <= earlier[1] for earlier, later in pairwise(changes)):
        return None
    text: list[str] = []
    at = 0
    for start, end, put in changes:
        text += [*a[at:start], *put]
        at = end
    return "".join([*text, *a[at:]])


def _changes(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    opcodes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [(i1, i2, tuple(b[j1:j2])) for kind, i1, i2, j1, j2 in opcodes if kind != "equal"]
