"""DHIS2's identifiers: eleven letters and digits, the first a letter, made from Kybao's codes so that they never change."""

from __future__ import annotations

import hashlib
import string

_LETTERS = string.ascii_letters
_CHARACTERS = string.ascii_letters + string.digits
_LENGTH = 11

# What every DHIS2 calls its default category combination.
DEFAULT_COMBO = "bjDvmb4bfuf"
DEFAULT_OPTION_COMBO = "HllvX50cXC0"
DEFAULT_CATEGORY = "GLevLNI9wkl"
DEFAULT_OPTION = "xYerKDKCefk"


def uid(kind: str, code: str) -> str:
    """The identifier of the object of a kind that has this code.

    >>> uid("organisationUnit", "phuong-a")
    'XqrJGLlbIO6'
    """
    number = int.from_bytes(hashlib.sha256(f"{kind}:{code}".encode()).digest(), "big")
    number, place = divmod(number, len(_LETTERS))
    found = [_LETTERS[place]]
    for _ in range(_LENGTH - 1):
        number, place = divmod(number, len(_CHARACTERS))
        found.append(_CHARACTERS[place])
    return "".join(found)
