"""Figures of one running text → claims: x/y, comparisons with a base, totals and their parts, counts and their lists.

The figures of a sentence are first laid out as parts of its clauses (`clauses`); each kind of claim is read from these
parts in a module of its own (`ratios`, `comparisons`, `breakdowns`, `listings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from kybao.reading.breakdowns import breakdowns_of
from kybao.reading.claim import Claim
from kybao.reading.clauses import Part, Role, parts_of
from kybao.reading.comparisons import FAR, comparisons_of
from kybao.reading.figures import Placed
from kybao.reading.listings import listings_of
from kybao.reading.ratios import ratios_of
from kybao.reading.sentences import sentences
from kybao.reading.view import View

_MONTH = re.compile(r"(?<!so với )(?<!so )\b(?:tháng \d{1,2}|quý (?:\d|[iv]+))\b")


def find_claims(
    view: View, placed: Sequence[Placed], runs: Sequence[tuple[int, int]] | None = None
) -> tuple[Claim, ...]:
    """All claims of one running text, in the order of their first figure. `runs` are its sentences, where they are known."""
    quantities = [item for item in placed if item.figure.is_quantity]
    if not quantities:
        return ()
    parts = parts_of(view, sentences(view.text) if runs is None else runs, quantities)
    if len(parts) == 1:
        return tuple(listings_of(view, parts))  # one figure is compared with nothing and divided into nothing
    claims = [*_by_sentence(view, parts), *breakdowns_of(view, parts), *listings_of(view, parts)]
    return tuple(sorted(claims, key=lambda claim: (claim.span.block, claim.span.start, claim.span.end)))


def _by_sentence(view: View, parts: Sequence[Part]) -> Iterator[Claim]:
    """Ratios and comparisons, sentence by sentence: a change may speak of the figures in the sentence before."""
    month = _MONTH.search(view.low, 0, 4000) if "tháng " in view.low or "quý " in view.low else None
    spoken = month.group().replace(" 0", " ") if month else ""
    earlier: list[Part] = []
    for _, group in groupby(parts, key=lambda part: part.sentence):
        sentence = list(group)
        ratios = list(ratios_of(view, sentence, spoken))
        yield from (ratio for _, _, ratio in ratios)
        in_ratio = frozenset(percent.item.start for _, percent, _ in ratios if percent)
        yield from comparisons_of(view, sentence, earlier, in_ratio, spoken)
        earlier = (earlier + [p for p in sentence if p.role is Role.SUBJECT and not p.is_whole])[-FAR:]
