"""The corpus in two parts: one to learn from, one held out, so that rules are measured on sentences nobody tuned them to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from hashlib import sha1

from kybao.evaluating.labels import Entry

_HELD_OUT = frozenset("cdef")


class Part(StrEnum):
    DEV = "dev"  # three quarters: may be read, and rules mended by it
    HELD = "held"  # one quarter: only to be counted
    ALL = "all"


def part_of(name: str) -> Part:
    """The part to which an entry belongs, by the first hexadecimal digit of its name's SHA-1: fixed, and blind to content.

    >>> part_of("sơn-la-2019-Q1-012").value
    'dev'
    """
    return Part.HELD if sha1(name.encode(), usedforsecurity=False).hexdigest()[0] in _HELD_OUT else Part.DEV


def entries_of(entries: Iterable[Entry], part: Part) -> Iterator[Entry]:
    """The entries that belong to `part`."""
    return (entry for entry in entries if part in (Part.ALL, part_of(entry.name)))
