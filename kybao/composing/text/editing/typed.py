"""Figures that were typed by hand, held against the facts: what equals one can be bound, what contradicts one is flagged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from kybao.composing.issue.approving import Unready, locked
from kybao.composing.models import Binding, Contribution, PassageVersion, Report
from kybao.composing.text.binding import form_of, printed_by_token
from kybao.composing.text.drafting import subject_of
from kybao.composing.text.editing.reviewed import document_of
from kybao.composing.text.editing.saving import put
from kybao.composing.text.editing.versions import bindings_of, keep_first, known_bindings, printed_text
from kybao.composing.text.facts_at_hand import FactsAtHand, distinct
from kybao.composing.text.tokens import pieces
from kybao.filing.matching import CatalogueEntry, convert, facts_of, load
from kybao.filing.models import Fact
from kybao.filing.receiving import catalogue_rows
from kybao.people.history import record
from kybao.reading import read
from kybao.reading.figure import Figure
from kybao.reading.sentences import sentence_at

_FEW = 3  # facts that an unnamed figure may equal and still be offered
_SMALL = 10  # a bare count below it equals too many things to say anything


class Against(StrEnum):
    EQUAL = "equal"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A numeral at `start` to `end` of the paragraph as printed, against `facts`: those that it equals, or contradicts."""

    start: int
    end: int
    quote: str
    against: Against
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A figure of a paragraph, and what the catalogue says that it is of: (code, comparison, value), or None."""

    figure: Figure
    start: int
    end: int
    of: tuple[str, str, object] | None


def catalogue() -> tuple[CatalogueEntry, ...]:
    """The indicators as figures are known by them (`filing.matching`)."""
    return _loaded(tuple(tuple(row.items()) for row in catalogue_rows()))


@lru_cache(maxsize=4)
def _loaded(rows: tuple[tuple[tuple[str, str], ...], ...]) -> tuple[CatalogueEntry, ...]:
    return load(map(dict, rows))


def typed_figures(
    contribution: Contribution,
    bindings: Sequence[Binding],
    facts: FactsAtHand,
    catalogue: tuple[CatalogueEntry, ...],
    titles: tuple[str, ...] = (),
) -> list[TypedFigure]:
    """The figures of a paragraph that stand in it as plain text and equal a fact of the period or contradict one."""
    text = ""
    bound: list[tuple[int, int]] = []
    for piece in pieces(contribution.text, printed_by_token(list(bindings))):
        if piece.token is not None:
            bound.append((len(text), len(text) + len(piece.text)))
        text += piece.text
    lead = f"{contribution.lead}: " if contribution.lead else ""
    found: list[TypedFigure] = []
    for one in _figures(lead + text, titles, catalogue):
        start, end = one.start - len(lead), one.end - len(lead)
        if start >= 0 and not any(a < end and start < b for a, b in bound):
            judged = _judged(one, start, end, text, facts)
            found += [judged] if judged else []
    return found


def bind(report: Report, thread: UUID, revision: int, start: int, end: int, fact: int) -> None:
    """Puts a fact behind the numeral at characters `start` to `end` of a paragraph as printed; it prints the same.

    Raises `Unready` where the paragraph was saved since, or fact and numeral don't say the same.
    """
    with transaction.atomic():
        held = locked(report, Report.Status.DRAFT, "sửa")
        contribution = held.contributions.select_related("section").filter(thread=thread, revision=revision).first()
        if contribution is None:
            raise Unready("Đoạn này vừa được sửa. Hãy xem lại đoạn rồi liên kết số liệu.")
        chosen = FactsAtHand(held).get(fact)
        bindings = bindings_of(contribution)
        numeral, text, token = _marked(
            contribution.text, printed_by_token(bindings), start, end, known_bindings(held, thread, bindings)
        )
        read_there = next(
            (one for one in _figures(printed_text(contribution, bindings), (), ()) if one.start == start), None
        )
        if chosen is None or read_there is None or not _says(read_there.figure, chosen):
            raise Unready("Con số này không bằng số liệu đã chọn. Hãy mở lại trang của mục để xem lại.")
        keep_first(contribution)
        contribution.text = text
        scale = read_there.figure.scale
        bindings.append(Binding(token=token, fact=chosen, printed=numeral, scale=scale, **form_of(numeral)))
        put(contribution, bindings, PassageVersion.What.BOUND)
        record(
            "composing.figure_bound",
            subject_of(held),
            after={"section": str(contribution.section), "figure": numeral, "indicator": chosen.indicator.name},
        )


def _judged(one: _Read, start: int, end: int, text: str, facts: FactsAtHand) -> TypedFigure | None:
    candidates = distinct(facts.current)
    if one.of is not None:
        code, comparison, _ = one.of
        named = [fact for fact in candidates if fact.indicator.code == code and fact.comparison == comparison]
        equal = [fact for fact in named if _says(one.figure, fact)]
        if equal:
            return TypedFigure(start, end, text[start:end], Against.EQUAL, tuple(equal[:_FEW]))
        others = _of_place(named, text, start)
        if others and convert(one.figure.value, one.figure.measure, others[0].indicator.measure) is not None:
            return TypedFigure(start, end, text[start:end], Against.CONTRADICTS, tuple(others[:_FEW]))
    elif one.figure.decimals or one.figure.value >= _SMALL:
        equal = [fact for fact in candidates if one.figure.measure and _says(one.figure, fact)]
        if 0 < len(equal) <= _FEW:
            return TypedFigure(start, end, text[start:end], Against.EQUAL, tuple(equal))
    return None


def _of_place(facts: Sequence[Fact], text: str, at: int) -> list[Fact]:
    """The facts of the unit that the sentence names; those of the only unit there is, where it names none."""
    sentence = sentence_at(text, at)
    named = [fact for fact in facts if fact.unit.listed_name and fact.unit.listed_name in sentence]
    return named or (list(facts) if len({fact.unit_id for fact in facts}) == 1 else [])


def _says(figure: Figure, fact: Fact) -> bool:
    """Whether a figure states a fact: the same value in the same measure, as exactly as the figure is printed."""
    percent = fact.comparison in ("share",) or "percent" in fact.comparison
    measure = "%" if percent else fact.indicator.measure
    if (measure == "%") != (figure.measure == "%"):
        return False
    if not figure.measure and fact.comparison:
        return False
    one = convert(figure.scale, figure.measure, measure) if not percent else figure.scale
    return one == figure.scale and figure.value == abs(fact.value)


def _marked(text: str, printed: dict[int, str], start: int, end: int, known: Iterable[int]) -> tuple[str, str, int]:
    """The numeral at a place of the printed text, the text with a new token in its place, and that token."""
    at, kept = 0, ""
    numeral = ""
    token = max(known, default=-1) + 1
    for piece in pieces(text, printed):
        if piece.token is not None:
            kept += f"⟦{piece.token}⟧"
        elif at <= start and end <= at + len(piece.text):
            numeral = piece.text[start - at : end - at]
            kept += f"{piece.text[: start - at]}⟦{token}⟧{piece.text[end - at :]}"
        else:
            kept += piece.text
        at += len(piece.text)
    return numeral, kept, token


@lru_cache(maxsize=1 << 12)
def _figures(text: str, titles: tuple[str, ...], catalogue: tuple[CatalogueEntry, ...]) -> tuple[_Read, ...]:
    """The quantities in digits of a paragraph under its headings, each with what it is of."""
    if not any(letter.isdigit() for letter in text):
        return ()
    reading = read(document_of(text, titles))
    block = len(titles)
    named = {
        fact.figure.numeral: (fact.code, fact.comparison, fact.value)
        for fact in facts_of(reading, catalogue)
        if fact.span.block == block
    }
    return tuple(
        _Read(figure, figure.numeral.start, figure.numeral.end, named.get(figure.numeral))
        for figure in reading.figures
        if figure.is_quantity
        and figure.numeral.block == block
        and text[figure.numeral.start : figure.numeral.start + 1].isdigit()
    )
