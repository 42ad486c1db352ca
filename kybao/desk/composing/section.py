"""A heading's text as it is composed: paragraphs whose figures are chips, with what was found beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from kybao.checking.finding import Verdict
from kybao.checking.presenting.wording import VERDICTS, VerdictWords, in_vietnamese, rule_name
from kybao.composing.models import Binding, Contribution, Report, ReportComment
from kybao.composing.text.binding import printed_by_token, printed_figure
from kybao.composing.text.editing.following import orphans
from kybao.composing.text.editing.typed import Against, TypedFigure, catalogue, typed_figures
from kybao.composing.text.editing.written import for_the_eye
from kybao.composing.text.facts_at_hand import FactsAtHand, FormChoice
from kybao.composing.text.figure_forms import measure_of
from kybao.composing.text.tokens import pieces
from kybao.desk.composing.states import Found
from kybao.desk.fact_words import kind_in_words, value_in_words
from kybao.desk.places import address_of, place_of
from kybao.filing.models import Fact, SubmissionFinding
from kybao.registry.models import Section, Unit

_WEIGHT = {verdict.value: weight for weight, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True, slots=True)
class FindingNote:
    verdict: str
    words: VerdictWords
    rule: str
    quote: str
    stated: str
    computed: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain text; a bound figure with the `href` of its source; or a typed figure with what it was held against."""

    text: str
    token: int | None = None
    bound: bool = False
    href: str = ""
    title: str = ""
    verdict: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class FactOffer:
    """A fact in words, with where it was read."""

    fact: Fact
    value: str
    kind: str
    source: str
    href: str


@dataclass(frozen=True, slots=True)
class Hint:
    """A typed figure and the facts that it equals or contradicts, each to bind or to look at."""

    typed: TypedFigure
    facts: tuple[FactOffer, ...]

    @property
    def equal(self) -> bool:
        return self.typed.against is Against.EQUAL


@dataclass(frozen=True, slots=True)
class Figure:
    """A bound figure as it can be changed: the forms it can be printed in, and where it comes from. `measure` is what stands
    behind a bare numeral, which another form says itself."""

    binding: Binding
    printed: str
    offer: FactOffer | None
    forms: tuple[FormChoice, ...]
    base: FactOffer | None
    measure: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    contribution: Contribution
    pieces: tuple[Piece, ...]
    source: Unit | None
    href: str
    findings: tuple[FindingNote, ...]
    hints: tuple[Hint, ...]
    comments: tuple[ReportComment, ...]
    orphans: tuple[str, ...]
    written: str
    figures: tuple[Figure, ...] = ()

    @property
    def thread(self) -> str:
        return str(self.contribution.thread)


@dataclass(frozen=True, slots=True)
class Gap:
    """A passage that its unit owes here and has not written."""

    section: Section


Part = Paragraph | Gap


def parts_under(
    report: Report,
    under: Sequence[Section],
    rows: Sequence[Contribution],
    found: Found,
    facts: FactsAtHand,
    editing: str = "",
) -> list[Part]:
    """The paragraphs and gaps of a heading (`under` it and its passages) in printed order; the one that is being edited comes
    with its figures."""
    shown = _Shown(report, under[0], facts, rows, found, editing)
    by_section: dict[int, list[Contribution]] = {}
    for row in rows:
        by_section.setdefault(row.section_id, []).append(row)
    parts: list[Part] = []
    for section in under:
        here = by_section.get(section.pk, [])
        parts += map(shown.paragraph, here)
        if not here and section.is_passage and section.owner is not None:
            parts.append(Gap(section))
    return parts


def offer_of(fact: Fact) -> FactOffer:
    submission = fact.submission
    if submission is None:
        return FactOffer(fact, value_in_words(fact), kind_in_words(fact), fact.source or "số liệu đã nhập", "")
    source = submission.obligation.unit.listed_name
    return FactOffer(fact, value_in_words(fact), kind_in_words(fact), source, address_of(fact))


class _Shown:
    def __init__(
        self,
        report: Report,
        heading: Section,
        facts: FactsAtHand,
        rows: Sequence[Contribution],
        found: Found,
        editing: str,
    ) -> None:
        self._facts, self._editing = facts, editing
        self._titles = tuple(filter(None, (f"{heading.number}. {heading.title}",)))
        self._found = found
        self._comments: dict[int | None, list[ReportComment]] = {}
        for comment in ReportComment.objects.filter(report=report, resolved_at=None, contribution__in=rows):
            self._comments.setdefault(comment.contribution_id, []).append(comment)
        self._orphans: dict[int, list[str]] = {}
        for orphan in orphans(report, facts):
            self._orphans.setdefault(orphan.contribution.pk, []).append(orphan.printed)
        typed = any(row.edited_at or row.submission_id is None for row in rows)
        self._catalogue = catalogue() if typed else ()

    def paragraph(self, row: Contribution) -> Paragraph:
        bindings = list(row.bindings.all())
        printed = printed_by_token(bindings)
        hints = self._hints(row, bindings)
        submission = row.submission
        page = reverse("desk:submission", args=(submission.public_id,)) if submission else ""
        notes, at_figure = self._findings(row, bindings, printed)
        return Paragraph(
            row,
            tuple(_marked(row, printed, bindings, [hint.typed for hint in hints], at_figure, page, self._facts)),
            submission.obligation.unit if submission else None,
            page + place_of(row.block, None) if page else "",
            notes,
            hints,
            tuple(self._comments.get(row.pk, ())),
            tuple(self._orphans.get(row.pk, ())),
            for_the_eye(row.text, printed),
            tuple(map(self._figure, bindings)) if str(row.thread) == self._editing else (),
        )

    def _figure(self, binding: Binding) -> Figure:
        fact, base = binding.fact, binding.base
        known = self._facts.get(fact.pk) or fact if fact else None
        forms = self._facts.forms_of(known) if known else ()
        base_known = self._facts.get(base.pk) if base else None
        return Figure(
            binding,
            printed_figure(binding),
            offer_of(known) if known else None,
            forms,
            offer_of(base_known) if base_known else None,
            measure_of(known) if known and not binding.form else "",
        )

    def _hints(self, row: Contribution, bindings: Sequence[Binding]) -> tuple[Hint, ...]:
        if row.edited_at is None and row.submission_id is not None:
            return ()  # the unit's own words, whose figures are bound or quoted
        found = typed_figures(row, bindings, self._facts, self._catalogue, self._titles)
        return tuple(Hint(one, tuple(map(offer_of, one.facts))) for one in found)

    def _findings(
        self, row: Contribution, bindings: Sequence[Binding], printed: Mapping[int, str]
    ) -> tuple[tuple[FindingNote, ...], dict[int, str]]:
        """What was found in the paragraph, and the verdict at each figure that a finding is about."""
        if row.findings is not None:
            spans, at = {}, 0
            for piece in pieces(row.text, printed):
                if piece.token is not None:
                    spans[piece.token] = (at, at + len(piece.text))
                at += len(piece.text)
            notes = tuple(map(_note_of_data, row.findings))
            return notes, _verdicts(spans, ((one["start"], one["end"], one["verdict"]) for one in row.findings))
        if row.submission_id is None or row.block is None:
            return (), {}
        found = sorted(self._found.get((row.submission_id, row.block), ()), key=lambda one: _WEIGHT[one.verdict])
        places = {one.token: (one.start, one.end) for one in bindings if one.start is not None and one.end is not None}
        return tuple(map(_note_of, found)), _verdicts(places, ((one.start, one.end, one.verdict) for one in found))


def _marked(
    row: Contribution,
    printed: Mapping[int, str],
    bindings: Iterable[Binding],
    typed: Sequence[TypedFigure],
    verdicts: Mapping[int, str],
    page: str,
    facts: FactsAtHand,
) -> Iterator[Piece]:
    by_token = {binding.token: binding for binding in bindings}
    at = 0
    for piece in pieces(row.text, printed):
        binding = by_token.get(piece.token) if piece.token is not None else None
        if binding is not None:
            yield _chip(binding, piece.text, row, page, verdicts.get(binding.token, ""), facts)
        else:
            yield from _plain(piece.text, at, typed)
        at += len(piece.text)


def _plain(text: str, offset: int, typed: Sequence[TypedFigure]) -> Iterator[Piece]:
    at = 0
    for one in typed:
        start, end = one.start - offset, one.end - offset
        if at <= start and end <= len(text):
            yield Piece(text[at:start])
            yield Piece(text[start:end], typed=one.against.value)
            at = end
    if at < len(text):
        yield Piece(text[at:])


def _chip(binding: Binding, text: str, row: Contribution, page: str, verdict: str, facts: FactsAtHand) -> Piece:
    fact = binding.fact
    if fact is None:
        href = page + place_of(row.block, binding.start) if page else ""
        return Piece(text, binding.token, False, href, "Trích nguyên văn", verdict)
    known = facts.get(fact.pk)
    offer = offer_of(known) if known else None
    href = offer.href if offer else page + place_of(row.block, binding.start) if page else ""
    source = offer.source if offer else "bài nộp không còn được tính"
    compared = f" · so với {value_in_words(binding.base)}" if binding.base else ""
    title = f"{fact.indicator.name} · {kind_in_words(fact)} · {value_in_words(fact)}{compared} · {source}"
    return Piece(text, binding.token, True, href, title, verdict)


def _verdicts(places: Mapping[int, tuple[int, int]], found: Iterable[tuple[int, int, str]]) -> dict[int, str]:
    """The first verdict at each figure; the weightier come first."""
    at_figure: dict[int, str] = {}
    for start, end, verdict in found:
        for token, (a, b) in places.items():
            if start < b and a < end:
                at_figure.setdefault(token, verdict)
    return at_figure


def _note_of(row: SubmissionFinding) -> FindingNote:
    return FindingNote(
        row.verdict,
        VERDICTS[Verdict(row.verdict)],
        rule_name(row.rule),
        " ".join(row.quote.split()),
        in_vietnamese(row.stated),
        in_vietnamese(row.computed),
        row.explanation,
    )


def _note_of_data(row: Mapping[str, str]) -> FindingNote:
    said = (row[field] for field in ("rule", "quote", "stated", "computed", "explanation"))
    return FindingNote(row["verdict"], VERDICTS[Verdict(row["verdict"])], *said)
