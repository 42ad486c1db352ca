"""The form of one obligation with what the unit reported before beside its fields, as the browser and the workbook show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kybao.composing.paper.form_fields import NumberField, TextField, UnitForm, numeral_fault
from kybao.desk.fact_words import measure_in_words
from kybao.filing.drafts import mark
from kybao.filing.models import DraftAside, Fact, Obligation, Submission
from kybao.filing.outlines import outline_of_unit, sections_of
from kybao.filing.placing import place
from kybao.filing.timeliness import counting
from kybao.reading.numerals import printed


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with what is in it. `begun` is the mark of `text`; `asides` are texts that another window's took the place of."""

    field: TextField | NumberField
    text: str
    asides: tuple[DraftAside, ...]

    @property
    def begun(self) -> str:
        return mark(self.text)

    @property
    def fault(self) -> str:
        return numeral_fault(self.text) if isinstance(self.field, NumberField) else ""

    @property
    def lines(self) -> int:
        """How many lines the field shows."""
        return max(4, min(16, len(self.text) // 70 + self.text.count("\n") + 2))


@dataclass(frozen=True, slots=True)
class FilledForm:
    texts: tuple[Filled, ...]
    numbers: tuple[Filled, ...]
    earlier: str
    saved_at: datetime | None

    @property
    def written(self) -> int:
        return sum(1 for one in (*self.texts, *self.numbers) if one.text)


def unit_form(obligation: Obligation) -> UnitForm:
    """The fields of the unit's form. Texts and figures of before are those of its latest earlier report that counts."""
    submission = _earlier(obligation)
    texts = tuple(_texts(obligation, submission))
    if submission is None:
        return UnitForm(texts, ())
    return UnitForm(texts, tuple(_numbers(submission)), submission.obligation.period.label)


def filled(obligation: Obligation, form: UnitForm) -> FilledForm:
    """The form with the unit's draft in it."""
    rows = {row.field: row for row in obligation.draft_texts.all()}
    asides: dict[str, list[DraftAside]] = {}
    for aside in obligation.draft_asides.all():
        asides.setdefault(aside.field, []).append(aside)

    def with_draft(field: TextField | NumberField) -> Filled:
        row = rows.get(field.key)
        return Filled(field, row.text if row else "", tuple(asides.get(field.key, ())))

    return FilledForm(
        tuple(map(with_draft, form.texts)),
        tuple(map(with_draft, form.numbers)),
        form.earlier,
        max((row.saved_at for row in rows.values()), default=None),
    )


def _earlier(obligation: Obligation) -> Submission | None:
    """The unit's latest report before that counts, of the last year."""
    rows = (
        Obligation.objects.filter(regime=obligation.regime, unit=obligation.unit, period__lt=str(obligation.period))
        .exclude(submissions=None)
        .prefetch_related("submissions__reviews")
        .order_by("-period")
    )
    for row in rows[:12]:
        if row.period.last < obligation.period.first and (found := counting(row.submissions.all())):
            return found
    return None


def _texts(obligation: Obligation, before: Submission | None) -> Iterator[TextField]:
    sections = sections_of(obligation.regime, obligation.period)
    outline = outline_of_unit(sections, obligation.unit, obligation.period)
    headings = {heading.key: heading for heading in outline.headings}
    earlier = _paragraphs(before) if before else {}
    owed = Counter(passage.heading for passage in outline.passages)
    for passage in outline.passages:
        heading = headings[passage.heading]
        above = [headings[key].title for key in heading.path[:-1]]
        yield TextField(
            passage.key,
            heading.title,
            above[0] if above else "",
            passage.lead,
            owed[passage.heading] == 1,
            tuple(earlier.get(passage.key, ())),
        )


def _paragraphs(submission: Submission) -> dict[str, list[str]]:
    """What a report wrote for each passage: its own paragraph and those that follow it under the same heading."""
    obligation, document = submission.obligation, submission.document
    outline = outline_of_unit(sections_of(obligation.regime, obligation.period), obligation.unit, obligation.period)
    found: dict[str, list[str]] = {}
    under: dict[str, str] = {}
    for placed in place(document, outline.headings, outline.passages):
        if placed.passage:
            under[placed.heading] = placed.passage
        if passage := under.get(placed.heading):
            block = document.blocks[placed.block]
            text = block.text[placed.start :].strip()
            found.setdefault(passage, []).append(
                f"{block.marker} {text}" if block.marker and not placed.start else text
            )
    return found


def _numbers(before: Submission) -> Iterator[NumberField]:
    """A field for each kind of value of each indicator that the report before stated, in the catalogue's order."""
    facts = Fact.objects.filter(submission=before, comparison="").select_related("indicator")
    seen: set[tuple[int, str]] = set()
    for fact in facts.order_by("indicator__position", "indicator__code", "basis", "block", "start"):
        if (fact.indicator_id, fact.basis) in seen or not fact.scale:
            continue
        seen.add((fact.indicator_id, fact.basis))
        yield NumberField(
            fact.indicator.code,
            fact.indicator.name,
            Fact.Basis(fact.basis),
            measure_in_words(fact),
            printed(fact.value / fact.scale, fact.decimals),
        )
