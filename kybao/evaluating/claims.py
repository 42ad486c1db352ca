"""Claims read against claims labelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kybao.documents import Document, Span
from kybao.evaluating.entry_document import EntryDocument
from kybao.evaluating.labels import ClaimKind, ClaimLabel, Entry, Role
from kybao.evaluating.matching import FALSE_ALARM, HIT, MISS, Match
from kybao.reading.claim import Breakdown, Claim, Comparison, Listing, Ratio
from kybao.reading.figure import Figure
from kybao.reading.reading import Reading

_Numbered = Callable[[Figure], int]

_UNKNOWN = -1  # the number of a figure that no label stands for


def compare_claims(entry: Entry, laid: EntryDocument, reading: Reading) -> Iterator[Match]:
    """Claims must agree in kind, figures and their roles, base and direction; a listing in what it lists.

    Whether a breakdown is complete is left to the verdicts, which depend on it.
    """
    places = [(label.number, laid.span(label.place)) for label in entry.figures if label.is_quantity]

    def number(figure: Figure) -> int:
        return next((number for number, place in places if place.touches(figure.numeral)), _UNKNOWN)

    claims = [claim for claim in reading.claims if laid.is_running(claim.span)]
    found = [_as_label(laid.document, claim, number) for claim in claims]
    for label in entry.claims:
        wanted = _comparable(label)
        if wanted in found:
            found.remove(wanted)
            yield Match(label.kind, HIT)
        else:
            near = [claim for claim in found if claim.kind is label.kind and _main(claim) == _main(label)]
            yield Match(
                label.kind, MISS, _described(entry, wanted), "; ".join(_described(entry, claim) for claim in near)
            )
    missed = {(label.kind, _main(label)) for label in entry.claims}
    for claim in found:
        told = (claim.kind, _main(claim)) in missed
        yield Match(claim.kind, FALSE_ALARM, "", "" if told else _described(entry, claim))


def _comparable(label: ClaimLabel) -> ClaimLabel:
    return ClaimLabel(label.kind, label.figures, label.base, label.direction, label.items)


def _main(claim: ClaimLabel) -> int | None:
    """The figure that a claim is of."""
    return next((number for role, number in claim.figures if role in _MAIN_ROLES), None)


_MAIN_ROLES = frozenset({Role.PART, Role.SUBJECT, Role.TOTAL, Role.COUNT})


def _as_label(document: Document, claim: Claim, number: _Numbered) -> ClaimLabel:
    def played(*roles: tuple[Role, Figure | None]) -> frozenset[tuple[Role, int]]:
        return frozenset((role, number(figure)) for role, figure in roles if figure is not None)

    match claim:
        case Ratio():
            figures = played((Role.PART, claim.part), (Role.WHOLE, claim.whole), (Role.PERCENT, claim.percent))
            return ClaimLabel(ClaimKind.RATIO, figures, claim.base)
        case Comparison():
            figures = played(
                (Role.SUBJECT, claim.subject), (Role.PERCENT, claim.percent), (Role.CHANGE, claim.change),
                (Role.CHANGE_PERCENT, claim.change_percent), (Role.BASE_VALUE, claim.base_value),
            )  # fmt: skip
            return ClaimLabel(ClaimKind.COMPARISON, figures, claim.base, claim.direction)
        case Breakdown():
            figures = played((Role.TOTAL, claim.total), *((Role.ONE_OF, part) for part in claim.parts))
            return ClaimLabel(ClaimKind.BREAKDOWN, figures)
        case Listing():
            return ClaimLabel(ClaimKind.LISTING, played((Role.COUNT, claim.count)), items=_items(document, claim.items))


def _items(document: Document, items: Sequence[Span]) -> tuple[str, ...]:
    return tuple(document.quote(item).strip() for item in items)


def _described(entry: Entry, claim: ClaimLabel) -> str:
    quotes = {label.number: f"“{label.quote}”" for label in entry.figures}
    roles = [f"{role}={quotes.get(number, '?')}" for role, number in sorted(claim.figures)]
    tail = [f"base={claim.base}"] if claim.base else []
    return " ".join([claim.kind, *roles, *tail, *filter(None, [claim.direction, "; ".join(claim.items)])])
