"""Vietnamese capitals and small letters as ranges for character classes: the code points of both lie mixed."""

from __future__ import annotations

_LETTERS = [chr(code) for code in range(0xC0, 0x1EFA) if chr(code).isalpha() and (code < 0x250 or code >= 0x1EA0)]
UPPER = "A-Z" + "".join(letter for letter in _LETTERS if letter.isupper())
LOWER = "a-z" + "".join(letter for letter in _LETTERS if letter.islower())


def lowered(text: str) -> str:
    """The text in lower case, each character in its own place."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
