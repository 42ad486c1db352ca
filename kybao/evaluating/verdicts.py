"""Findings against labelled verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kybao.checking.finding import Finding, Verdict
from kybao.documents import Span
from kybao.evaluating.entry_document import EntryDocument
from kybao.evaluating.labels import Entry
from kybao.evaluating.matching import FALSE_ALARM, MISS, RECALLED, RIGHT, Match

_Found = tuple[Finding, tuple[Span, ...]]


def compare_verdicts(entry: Entry, laid: EntryDocument, findings: Iterable[Finding]) -> Iterator[Match]:
    """A label is met by a finding of its verdict at any of its places; a finding is right where a label is met by it.

    What holds need not be labelled everywhere, so that findings that hold are never false alarms.
    """
    found = [(finding, places) for finding in findings if (places := _places(laid, finding))]
    labels = [(label, tuple(laid.span(place) for place in label.places)) for label in entry.verdicts]
    missed: list[Span] = []
    for label, places in labels:
        if any(finding.verdict is label.verdict and _meet(places, at) for finding, at in found):
            yield Match(label.verdict, RECALLED)
        else:
            missed += places
            quotes = " | ".join(f"“{entry.quote(place)}”" for place in label.places)
            computed = f" ({label.computed})" if label.computed else ""
            came = "; ".join(_described(finding) for finding, at in found if _meet(places, at))
            yield Match(label.verdict, MISS, f"{label.rule} {label.verdict}: {quotes}{computed}", came)
    for finding, at in found:
        if finding.verdict is not Verdict.HOLDS:
            if any(label.verdict is finding.verdict and _meet(places, at) for label, places in labels):
                yield Match(finding.verdict, RIGHT)
            else:
                yield Match(finding.verdict, FALSE_ALARM, "", "" if _meet(missed, at) else _described(finding))


def _places(laid: EntryDocument, finding: Finding) -> tuple[Span, ...]:
    """Where a finding points to in the entry's own text: its evidence there, where it stands in the head."""
    if not laid.is_in_head(finding.span):
        return (finding.span,)
    return tuple(span for span in finding.evidence if not laid.is_in_head(span))


def _meet(ones: Sequence[Span], others: Sequence[Span]) -> bool:
    return any(touch(one, other) for one in ones for other in others)


def touch(one: Span, other: Span) -> bool:
    """Whether two spans share a character, or stand in one block where one of them is empty (an empty cell)."""
    return one.touches(other) or (one.block == other.block and 0 in (one.length, other.length))


def _described(finding: Finding) -> str:
    return f"{finding.rule} {finding.verdict}: “{finding.quote}” {finding.explanation}"
