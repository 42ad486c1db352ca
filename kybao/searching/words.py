"""Words and numbers as searching sees them, the same on every database. Pure.

A word is a syllable without diacritics; a number is what it means, however it was printed: "5.234", "5234" and "05234" are one
word, and "205,8" is another than "2058".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kybao.documents.search import bare

_WORD = re.compile(r"\d+(?:[.,]\d+)*+|[^\W\d_]+")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
_MOST_WORDS = 12
_BEFORE, _LENGTH = 60, 240  # characters of a snippet


@dataclass(frozen=True, slots=True)
class Word:
    """A word at [start, end) of its text, folded."""

    start: int
    end: int
    folded: str


def words_in(text: str) -> Iterator[Word]:
    """The words of a text in order.

    >>> [word.folded for word in words_in("Đàn lợn: 10.277 con, 03 vụ/205,8 ha")]
    ['dan', 'lon', '10277', 'con', '3', 'vu', '205x8', 'ha']
    """
    for match in _WORD.finditer(text):
        yield Word(
            match.start(), match.end(), _number(match.group()) if match.group()[0].isdigit() else bare(match.group())
        )


def folded(text: str) -> str:
    """A text as a row of folded words, with a blank at either end so that whole words can be looked for.

    >>> folded("Đàn lợn")
    ' dan lon '
    """
    return f" {' '.join(word.folded for word in words_in(text))} "


def plain(text: str) -> str:
    """As `folded`, with diacritics kept."""
    composed = unicodedata.normalize("NFC", text.lower())
    return f" {' '.join(_number(one) if one[0].isdigit() else one for one in _WORD.findall(composed))} "


def number_in(text: str) -> Decimal | None:
    """The value of a word that is a number as people print it.

    >>> number_in("5.234"), number_in("205,8"), number_in("trâu")
    (Decimal('5234'), Decimal('205.8'), None)
    """
    if not re.fullmatch(r"\d+(?:[.,]\d+)*+", text) or len(text) > 30:
        return None
    parts = _number(text).split("x")
    return Decimal(".".join(parts)) if len(parts) <= 2 else None


def _number(printed: str) -> str:
    """ "05.234,10" → "5234x10": letters and digits alone, so that every database takes it as one word."""
    whole, *rest = printed.split(",")
    if _GROUPED.fullmatch(whole):
        whole = whole.replace(".", "")
    pieces = [piece for part in (whole, *rest) for piece in part.split(".")]
    return "x".join([pieces[0].lstrip("0") or "0", *pieces[1:]])


@dataclass(frozen=True, slots=True)
class Question:
    """What someone looks for: `words` must all occur; `phrases` (in quotes) must occur as they stand.

    >>> question = Question.of('đàn trâu "xã Hưng Đạo"')
    >>> question.words, question.phrases, question.plain
    (('dan', 'trau', 'xa', 'hung', 'dao'), ('xa hung dao',), ' đàn trâu xã hưng đạo ')
    """

    text: str
    words: tuple[str, ...]
    phrases: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Question:
        text = unicodedata.normalize("NFC", " ".join(text.split()))[:200]
        words = tuple(dict.fromkeys(word.folded for word in words_in(text)))[:_MOST_WORDS]
        return cls(text, words, tuple(filter(None, (folded(phrase).strip() for phrase in _QUOTED.findall(text)))))

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def folded(self) -> str:
        return folded(self.text)

    @property
    def plain(self) -> str:
        return plain(self.text)

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """The numbers among its words."""
        found = (number_in(one) for one in re.split(r"[\s\"“”]+", self.text))
        return tuple(number for number in found if number is not None)

    @property
    def names(self) -> tuple[str, ...]:
        """The words that are no numbers."""
        return tuple(word for word in self.words if not word[0].isdigit())


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool = False


def snippet(text: str, question: Question) -> tuple[Piece, ...]:
    """A text around its first word that was asked for, such words marked.

    >>> snippet("Tổng đàn trâu có 1.242 con.", Question.of("dan trau"))
    (Piece(text='Tổng ', marked=False), Piece(text='đàn trâu', marked=True), Piece(text=' có 1.242 con.', marked=False))
    """
    asked = frozenset(question.words)
    places = _joined([word for word in words_in(text) if word.folded in asked], text)
    first = places[0][0] if places else 0
    start = 0 if first <= _BEFORE else text.find(" ", first - _BEFORE) + 1
    end = len(text) if len(text) - start <= _LENGTH else max(text.rfind(" ", start, start + _LENGTH), start + 1)
    pieces: list[Piece] = [Piece("… ")] if start else []
    at = start
    for a, b in places:
        if start <= a and b <= end:
            pieces += [Piece(text[at:a]), Piece(text[a:b], marked=True)]
            at = b
    pieces += [Piece(text[at:end]), Piece(" …" if end < len(text) else "")]
    return tuple(piece for piece in pieces if piece.text)


def _joined(words: list[Word], text: str) -> list[tuple[int, int]]:
    """Places of words; those with nothing but a blank between them are one."""
    places: list[tuple[int, int]] = []
    for word in words:
        if places and text[places[-1][1] : word.start] == " ":
            places[-1] = (places[-1][0], word.end)
        else:
            places.append((word.start, word.end))
    return places
