"""Vietnamese text folded for comparing and searching: without diacritics, in lower case."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def folded(text: str) -> str:
    """Lower case without diacritics, blanks squeezed.

    >>> folded("Đàn  bò – phường HỢP GIANG")
    'dan bo – phuong hop giang'
    """
    return " ".join(_without_marks(text).split())


@lru_cache(maxsize=4096)
def bare(word: str) -> str:
    """A word or name without diacritics, in lower case; kept, since reports repeat their names.

    >>> bare("Nà Rụa Đề Thám")
    'na rua de tham'
    """
    return _without_marks(word)


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
