"""How near two spellings are: bare letters, tone placement, edit distance."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_MARKS = str.maketrans({"đ": "d", "Đ": "D"})


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A text without diacritics, in lower case.

    >>> bare("Nà Rụa Đề Thám")
    'na rua de tham'
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_MARKS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


def same_word(one: str, other: str) -> bool:
    """Whether two spellings differ in nothing but case and the place of the tone mark (hoà/hòa, uỷ/ủy).

    >>> same_word("Hoà", "hòa"), same_word("Rụa", "Rựa")
    (True, False)
    """
    return folded(one) == folded(other)


def folded(word: str) -> tuple[str, tuple[str, ...]]:
    """A word's letters and its tone marks apart, in lower case: equal for spellings that `same_word` takes for one."""
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
