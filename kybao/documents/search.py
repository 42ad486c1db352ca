"""Vietnamese text folded for comparing and searching: without diacritics, in lower case."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Lower case without diacritics, blanks squeezed.

    >>> folded("Đàn  bò – phường HỢP GIANG")
    'dan bo – phuong hop giang'
    """
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
