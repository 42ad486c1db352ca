"""Where in a report a comment is about, as a form names it: "<thread of the passage>.<start>.<end>"."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    thread: UUID
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Asking:
    """The form of a comment, open at a paragraph: its chosen sentence, and what was typed and why it was refused, if it was."""

    place: str
    paragraph: str
    back: str
    text: str = ""
    fault: str = ""


def place_named(name: str) -> Place | None:
    """
    >>> place_named("6f1c2a30-0000-4000-8000-000000000000.0.47").end
    47
    >>> place_named("đoạn 3") is None
    True
    """
    thread, _, span = name.partition(".")
    start, _, end = span.partition(".")
    if not (start.isascii() and start.isdecimal() and end.isascii() and end.isdecimal() and len(span) < 20):
        return None
    try:
        return Place(UUID(thread), int(start), int(end))
    except ValueError:
        return None
