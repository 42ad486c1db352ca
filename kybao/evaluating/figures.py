"""Figures read against figures labelled."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kybao.checking.finding import plain
from kybao.documents import Document, Span
from kybao.evaluating.entry_document import EntryDocument
from kybao.evaluating.labels import Entry, FigureLabel
from kybao.evaluating.matching import FALSE_ALARM, HIT, MISS, RECALLED, RIGHT, Match
from kybao.reading.figure import Figure, FigureKind
from kybao.reading.measures import dimension
from kybao.reading.reading import Reading

_OTHER_NAMES = {"điểm %": "điểm phần trăm", "m²": "m2", "m³": "m3", "km²": "km2"}

_MARKUP = re.compile(r"(?:</?[a-z]+>|\*)*")

_Place = tuple[int, int]  # block, character


def compare_figures(entry: Entry, laid: EntryDocument, reading: Reading) -> Iterator[Match]:
    """Quantities must agree in place, value, measure and kind; of other numbers the digits must be of the labelled kind.

    Where a date or a name begins and ends is a convention, so of these only the digits are compared. So is how many
    words an open-class noun has ("21 chương trình", "21 chương trình truyền thanh"): one may go on where the other ends.
    """
    found = [figure for figure in reading.figures if laid.is_running(figure.span)]
    labels = [(label, laid.span(label.place)) for label in entry.figures]
    pairs = _pairs(laid.document, labels, found)
    missed: list[Span] = []
    for label, place in labels:
        if label.is_quantity and label.number not in pairs:
            missed.append(place)
            yield Match(label.kind, MISS, _labelled(label), _came(laid.document, place, found))
        elif label.is_quantity:
            yield Match(label.kind, HIT)
    matched = {id(figure) for figure in pairs.values()}
    for figure in found:
        if figure.is_quantity and id(figure) not in matched:
            told = any(place.touches(figure.span) for place in missed)
            yield Match(figure.kind, FALSE_ALARM, "", "" if told else _described(laid.document, figure))
    yield from _namings(laid, labels, found)


def _pairs(
    document: Document, labels: Iterable[tuple[FigureLabel, Span]], found: Sequence[Figure]
) -> dict[int, Figure]:
    """The quantity that was found for each label's number, where one was."""
    by_start = {(figure.span.block, figure.span.start): figure for figure in found if figure.is_quantity}
    pairs = {}
    for label, place in labels:
        figure = by_start.get((place.block, place.start))
        if figure is not None and _agree(document, label, place, figure):
            pairs[label.number] = figure
    return pairs


def _agree(document: Document, label: FigureLabel, place: Span, figure: Figure) -> bool:
    if (label.kind, label.value) != (figure.kind, figure.value):
        return False
    labelled, read = _canonical(label.measure), _canonical(figure.measure)
    if labelled == read:
        return dimension(figure.measure) == "count" or _end_together(document, place, figure.span)
    shorter, longer = sorted((labelled.split(), read.split()), key=len)
    counted = dimension(label.measure) == "count" and dimension(figure.measure) == "count"
    return counted and bool(shorter) and longer[: len(shorter)] == shorter


def _end_together(document: Document, one: Span, other: Span) -> bool:
    """Whether nothing but inline markup stands between the ends of two spans: "m<sup>2" and "m<sup>2</sup>"."""
    first, last = sorted((one.end, other.end))
    return _MARKUP.fullmatch(document.blocks[one.block].text, first, last) is not None


def _canonical(measure: str) -> str:
    measure = measure.lower()
    return _OTHER_NAMES.get(measure, measure)


def _namings(
    laid: EntryDocument, labels: Iterable[tuple[FigureLabel, Span]], found: Sequence[Figure]
) -> Iterator[Match]:
    """Dates, citations, names: by the digits that each kind covers."""
    read: defaultdict[FigureKind, set[_Place]] = defaultdict(set)
    wanted: defaultdict[FigureKind, set[_Place]] = defaultdict(set)
    missed: set[_Place] = set()
    for figure in found:
        read[figure.kind] |= _digits(laid.document, figure.span)
    for label, place in labels:
        if not label.is_quantity:
            digits = _digits(laid.document, place)
            wanted[label.kind] |= digits
            if digits <= read[label.kind]:
                yield Match(label.kind, RECALLED)
            else:
                missed |= digits
                yield Match(label.kind, MISS, _labelled(label), _came(laid.document, place, found))
    for figure in found:
        if not figure.is_quantity:
            digits = _digits(laid.document, figure.span)
            if digits & wanted[figure.kind]:
                yield Match(figure.kind, RIGHT)
            else:
                yield Match(figure.kind, FALSE_ALARM, "", "" if digits & missed else _described(laid.document, figure))


def _digits(document: Document, span: Span) -> set[_Place]:
    """The digits in a span; all its characters where it has none ("quý I")."""
    text = document.quote(span)
    places = {(span.block, span.start + at) for at, character in enumerate(text) if character.isdigit()}
    return places or {(span.block, at) for at in range(span.start, span.end)}


def _came(document: Document, place: Span, found: Iterable[Figure]) -> str:
    return "; ".join(_described(document, figure) for figure in found if figure.span.touches(place))


def _described(document: Document, figure: Figure) -> str:
    value = f" = {plain(figure.value)} {figure.measure}".rstrip() if figure.is_quantity else ""
    return f"“{document.quote(figure.span)}”{value} ({figure.kind})"


def _labelled(label: FigureLabel) -> str:
    value = f" = {plain(label.value)} {label.measure}".rstrip() if label.value is not None else ""
    return f"“{label.quote}”{value} ({label.kind})"
