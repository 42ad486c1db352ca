"""One place or project spelt in two ways: "mỏ sắt Nà Rựa", "mỏ sắt Nà Rạ"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kybao.checking.finding import Finding, Verdict
from kybao.checking.spelling import distance, folded
from kybao.checking.wording import finding
from kybao.documents.model import Span
from kybao.documents.search import bare
from kybao.reading.letters import LOWER, UPPER
from kybao.reading.reading import Reading

_NAME = re.compile(rf"\b[{UPPER}][{LOWER}]+(?: [{UPPER}][{LOWER}]+){{1,3}}\b")
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 300  # characters within which two names are two things of one list
_CONTEXT = 6  # words before a name that say what it is the name of


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    before: tuple[str, ...]  # the words that stand before it
    span: Span
    place: tuple[int, int]  # block, and position in its running text


def check_names(reading: Reading) -> Iterator[Finding]:
    """Two names that differ in one syllable by a mark or a letter, after the same words, may be one.

    The words before them must be the same in the main (three of six at least), and they must not stand side by side in
    one list, where they are two things on purpose. Which spelling is right only a person can say: `undecided`.
    """
    kept: dict[tuple[int, tuple[str, ...]], list[_Name]] = {}
    told: set[frozenset[tuple[str, ...]]] = set()
    for name in _names(reading):
        for place in range(len(name.words)):
            key = (place, name.words[:place] + name.words[place + 1 :])
            for other in kept.setdefault(key, []):
                pair = frozenset({name.words, other.words})
                if pair not in told and _one_thing(name, other, place):
                    told.add(pair)
                    quote = reading.document.quote
                    yield finding(
                        reading, "name", Verdict.UNDECIDED, name.span,
                        f"Tên “{quote(name.span)}” ở chỗ khác ghi là “{quote(other.span)}”; cần thống nhất nếu là một.",
                        quote(name.span), quote(other.span), (other.span,),
                    )  # fmt: skip
            if len(kept[key]) < 20 and all(other.words != name.words for other in kept[key]):
                kept[key].append(name)


def _names(reading: Reading) -> Iterator[_Name]:
    for passage in reading.passages:
        text = passage.view.text
        if text.isupper():
            continue
        for match in _NAME.finditer(text):
            before = _WORD.findall(text[max(0, match.start() - 60) : match.start()])[-_CONTEXT:]
            if len(before) >= 3:
                yield _Name(
                    tuple(match.group().lower().split()), tuple(before),
                    passage.view.span(match.start(), match.end()), (passage.view.block, match.start()),
                )  # fmt: skip


def _one_thing(name: _Name, other: _Name, place: int) -> bool:
    one, two = name.words[place], other.words[place]
    if one == two or folded(one) == folded(two) or distance(bare(one), bare(two)) > 1 or min(len(one), len(two)) < 2:
        return False
    near = name.place[0] == other.place[0] and abs(name.place[1] - other.place[1]) < _NEAR
    return not near and len(set(map(bare, name.before)) & set(map(bare, other.before))) >= 3
