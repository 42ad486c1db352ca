"""How near two spellings are: tone placement, edit distance."""

from __future__ import annotations

import unicodedata


def folded(word: str) -> tuple[str, tuple[str, ...]]:
    """A word's letters and its tone marks apart, in lower case: equal for spellings that differ in nothing but case and the
    place of the tone mark.

    >>> folded("Hoà") == folded("hòa"), folded("Rụa") == folded("Rựa")
    (True, False)
    """
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = tuple(letter for letter in decomposed if letter in "\u0300\u0301\u0303\u0309\u0323")
    rest = "".join(letter for letter in decomposed if letter not in "\u0300\u0301\u0303\u0309\u0323")
    return rest, tones


def distance(one: str, other: str) -> int:
    """The number of letters to add, drop or change (Levenshtein); meant for names, not for texts.

    >>> distance("nhan dan", "nham dan"), distance("trai", "phai")
    (1, 2)
    """
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]
