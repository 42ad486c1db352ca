"""Two versions of a printed report → what changed, sentence by sentence, figure by figure. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kybao.documents.official import Grid, Heading, OfficialReport, Paragraph
from kybao.reading.sentences import sentences

_WORD = re.compile(r"\S+")
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence, or a row of a table, that is not as it was; `before` is "" where it is new, `after` where it is gone.

    `where` is the title that it stands under. `figures` are the figures that changed in it, each with what it was.
    """

    where: str
    before: str
    after: str
    figures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Passage:
    where: str
    text: str


def changes(before: OfficialReport, after: OfficialReport) -> tuple[Change, ...]:
    """What a reader of the earlier report must know of the later one, in the later one's order."""
    old, new = list(_passages(before)), list(_passages(after))
    found: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += _paired(old[a:b], new[c:d])
    return tuple(found)


def _passages(report: OfficialReport) -> Iterator[_Passage]:
    where: dict[int, str] = {}
    for element in report.body:
        if isinstance(element, Heading):
            where = {level: title for level, title in where.items() if level < element.level}
            where[element.level] = " ".join(filter(None, (element.number, element.title)))
            continue
        place = where[max(where)] if where else ""
        if isinstance(element, Paragraph):
            for start, end in sentences(element.text):
                yield _Passage(place, element.text[start:end].strip())
        else:
            yield from _rows(element)
    for grid in report.annexes:
        yield from _rows(grid)


def _rows(grid: Grid) -> Iterator[_Passage]:
    title = " ".join(grid.title)
    for row in grid.rows:
        cells = zip(grid.columns, row, strict=True)
        yield _Passage(title, "; ".join(_cell(column.title, text) for column, text in cells if text.strip()))


def _cell(title: str, text: str) -> str:
    return title if text.strip() == "x" else text


_ALIKE = 0.4  # of the words, so that a sentence written anew is not taken for a change of another
_COMMON = 50  # a word that stands in more sentences than these tells none from another
_CANDIDATES = 8


def _paired(old: Sequence[_Passage], new: Sequence[_Passage]) -> Iterator[Change]:
    """A sentence that has most words of one under the same title is that one changed; the rest is gone or new."""
    words = [Counter(_WORD.findall(one.text)) for one in old]
    holding: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(old):
        for word in words[place]:
            holding[one.where, word].append(place)
    done = 0  # old sentences before this one have been told of
    for passage in new:
        own = Counter(_WORD.findall(passage.text))
        places = [found for word in own if len(found := holding.get((passage.where, word), [])) <= _COMMON]
        shared = Counter(place for found in places for place in found if place >= done)
        likely = [place for place, _ in shared.most_common(_CANDIDATES)]
        alike = max(likely, key=lambda place: (_likeness(words[place], own), -place), default=None)
        if alike is None or _likeness(words[alike], own) < _ALIKE:
            yield Change(passage.where, "", passage.text)
            continue
        yield from (Change(one.where, one.text, "") for one in old[done:alike])
        before = old[alike].text
        yield Change(passage.where, before, passage.text, tuple(_figures(before, passage.text)))
        done = alike + 1
    yield from (Change(one.where, one.text, "") for one in old[done:])


def _likeness(words: Counter[str], others: Counter[str]) -> float:
    """The share of words that both have, from 0 to 1."""
    return 2 * (words & others).total() / max(1, words.total() + others.total())


def _figures(before: str, after: str) -> Iterator[tuple[str, str]]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            was, now = _numbers(old[a:b]), _numbers(new[c:d])
            if was or now:
                yield was, now


def _numbers(words: Sequence[str]) -> str:
    return " ".join(word.strip(".,;:()") for word in words if _FIGURE.search(word))
