"""One place or project spelt in two ways: "mỏ sắt Nà Rựa", "mỏ sắt Nà Rạ"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from kybao.checking.finding import Finding, Verdict
from kybao.checking.spelling import distance, folded
from kybao.checking.wording import finding
from kybao.documents.model import Span
from kybao.documents.search import bare
from kybao.reading.letters import LOWER, UPPER
from kybao.reading.reading import Passage, Reading

_NAME = re.compile(rf"\b[{UPPER}][{LOWER}]+(?: [{UPPER}][{LOWER}]*){{1,3}}\b")
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 300  # characters within which two names are mostly two things of one list
_CONTEXT = 6  # words before a name that say what it is the name of
_MOST = 20  # places of one name, and names alike but for one syllable, that are looked at
_KIND_WORDS = "bản thôn xóm ấp buôn xã phường huyện tỉnh cầu hồ đập đường chợ sông suối đèo kè trạm trường đồi khu"
_KINDS = frozenset(_KIND_WORDS.split())
_PARTED = re.compile(r"\d|[.;] ")  # what parts two statements, and doesn't stand between two names of one list

_CLAUSE = re.compile(r"[\d,;.:()]")
_WEIGHT = 6  # syllables, those of names double, of two names with the words before them that stand near one another

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name stands."""

    passage: Passage
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.passage.view.span(self.start, self.end)

    @property
    def words(self) -> list[str]:
        """The words before the name in the main, nearest last, as printed."""
        return _WORD.findall(self._text)[-_CONTEXT:]

    @property
    def adjacent(self) -> list[str]:
        """Those of them that no figure, comma or bracket parts from the name."""
        return _WORD.findall(_CLAUSE.split(self._text)[-1])[-_CONTEXT:]

    @property
    def _text(self) -> str:
        return self.passage.view.text[max(0, self.start - 60) : self.start]


def check_names(reading: Reading) -> Iterator[Finding]:
    """Two names that differ in one syllable by a mark or a letter, after the same words, may be one.

    Right after the same three words ("Nhà máy Thủy điện Thác Xăng … Nhà máy Thủy điện Thác Săng") they are one; so they are after
    one word, where they differ in marks alone ("bản Pó Mặn … bản Pó Mận"). Where only most of the six words before them agree,
    only a person can say: `undecided`. Side by side in one list they are two things on purpose.
    """
    for one, other in _alike(reading):
        for name, twin in ((name, twin) for name in other for twin in one):
            verdict = _verdict(name, twin)
            if verdict is not None:
                quote = reading.document.quote
                yield finding(
                    reading, "name", verdict, name.span,
                    f"Tên “{quote(name.span)}” ở chỗ khác ghi là “{quote(twin.span)}”; cần thống nhất nếu là một.",
                    quote(name.span), quote(twin.span), (twin.span,),
                )  # fmt: skip
                break


def _alike(reading: Reading) -> Iterator[tuple[list[_Place], list[_Place]]]:
    """The places of two names that are alike but for one syllable; of the one that is told of first, first."""
    places: dict[_Words, list[_Place]] = {}
    for passage in reading.passages:
        text = passage.view.text
        if not text.isupper():
            for match in _NAME.finditer(text):
                words, start = tuple(match.group().lower().split(" ")), match.start()
                if len(words) > 2 and words[0] in _KINDS:  # "Bản Pó Mặn" at the beginning of a sentence
                    words, start = words[1:], start + len(words[0]) + 1
                places.setdefault(words, []).append(_Place(passage, start, match.end()))
    kept: dict[tuple[int, _Words], list[_Words]] = {}
    for words in places:
        for at, syllable in enumerate(words):
            others = kept.setdefault((at, words[:at] + words[at + 1 :]), [])
            for other in others:
                if _one_slip(syllable, other[at]):
                    yield places[other][:_MOST], places[words][:_MOST]
            if len(others) < _MOST:
                others.append(words)


def _one_slip(one: str, two: str) -> bool:
    return min(len(one), len(two)) > 1 and distance(bare(one), bare(two)) <= 1 and folded(one) != folded(two)


def _verdict(name: _Place, twin: _Place) -> Verdict | None:
    same = _same_before(name, twin)
    near = name.passage is twin.passage and abs(name.start - twin.start) < _NEAR
    if near:
        first, last = sorted((name, twin), key=lambda place: place.start)
        parted = _PARTED.search(name.passage.view.text, first.end, last.start)
        # Names are told apart by more than two syllables behind three common words: there are many ponds in a row.
        weight = (
            sum(1 + word[0].isupper() for word in same) + name.passage.view.text.count(" ", name.start, name.end) + 1
        )
        telling = (len(same) >= 3 and weight >= _WEIGHT) or (same and _differ_in_marks(name, twin))
        return Verdict.CONTRADICTS if telling and parted else None
    if len(same) >= 3:
        return Verdict.CONTRADICTS
    before, others = ({bare(word) for word in place.words} for place in (name, twin))
    return Verdict.UNDECIDED if len(before) >= 3 and len(before & others) >= 3 else None


def _differ_in_marks(name: _Place, twin: _Place) -> bool:
    one, other = (place.passage.view.text[place.start : place.end] for place in (name, twin))
    return bare(one) == bare(other)


def _same_before(name: _Place, twin: _Place) -> list[str]:
    """The words right before both names that are the same, nearest first."""
    pairs = zip(reversed(name.adjacent), reversed(twin.adjacent), strict=False)
    return [one for one, other in takewhile(lambda pair: bare(pair[0]) == bare(pair[1]), pairs)]
