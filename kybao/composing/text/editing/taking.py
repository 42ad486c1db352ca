"""What the units wrote under a heading, and how it is taken over: whole, or the sentences that were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from kybao.composing.issue.approving import Unready, locked
from kybao.composing.models import Binding, Contribution, PassageVersion, Report
from kybao.composing.text.binding import fact_at, figures_in, form_of
from kybao.composing.text.drafting import subject_of
from kybao.composing.text.editing.arranging import appended, heading_of, paragraphs_under
from kybao.composing.text.editing.saving import put
from kybao.composing.text.editing.versions import printed_text
from kybao.composing.text.facts_at_hand import FactsAtHand
from kybao.composing.text.tokens import tokenised
from kybao.filing.models import Submission
from kybao.filing.outlines import OutlineOfUnit, outline_of_unit, sections_of
from kybao.filing.placing import place
from kybao.people.history import record
from kybao.reading import read
from kybao.reading.sentences import sentences
from kybao.registry.models import Section


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block, at characters `start` to `end` of it. `taken` says that the report has it."""

    start: int
    end: int
    text: str
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A paragraph of a unit. `new` says that it came after the report was drafted and is not in it yet."""

    submission: Submission
    block: int
    lead: str
    sentences: tuple[Sentence, ...]
    taken: bool
    new: bool

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    heading: str
    passage: str
    block: int
    start: int
    text: str


def offered(
    report: Report, sections: Sequence[Section], heading: Section, under: Sequence[Contribution], facts: FactsAtHand
) -> list[Offered]:
    """The paragraphs that the counting submissions have under a heading, in the order of the units. `under` are the report's
    own paragraphs there."""
    here = " ".join(printed_text(one, one.bindings.all()) for one in under)
    found: list[Offered] = []
    for submission in _in_order(facts):
        outline = outline_of_unit(sections, submission.obligation.unit, report.period)
        for paragraph in _paragraphs(submission.public_id, outline):
            if paragraph.heading == heading.key:
                found.append(_offered(report, submission, paragraph, under, here))
    return found


def new_by_heading(report: Report, sections: Sequence[Section], facts: FactsAtHand) -> dict[int, int]:
    """How many paragraphs came after the draft and are not in the report yet, by heading."""
    if not any(_after_draft(report, one) for one in facts.counting.values()):
        return {}
    by_pk = {section.pk: section for section in sections}
    under: dict[int, list[Contribution]] = {}
    for row in paragraphs_under(report, sections):
        under.setdefault(heading_of(by_pk[row.section_id], by_pk).pk, []).append(row)
    headings = [section for section in sections if not section.is_passage]
    found = {
        heading.pk: sum(one.new for one in offered(report, sections, heading, under.get(heading.pk, []), facts))
        for heading in headings
    }
    return {heading: count for heading, count in found.items() if count}


def take_over(
    report: Report, heading: Section, submission: Submission, block: int, spans: Sequence[tuple[int, int]] = ()
) -> Contribution:
    """Takes a unit's paragraph into the report, or only the sentences at these spans of the block; its figures come bound.

    Raises `Unready` where the report is no draft, the submission no longer counts, or a place is not in it.
    """
    sections = sections_of(report.regime, report.period)
    outline = outline_of_unit(sections, submission.obligation.unit, report.period)
    paragraph = next(
        (one for one in _paragraphs(submission.public_id, outline) if (one.heading, one.block) == (heading.key, block)),
        None,
    )
    if paragraph is None:
        raise Unready("Bài nộp không có đoạn này dưới mục đang soạn. Hãy mở lại trang của mục.")
    whole = _sentences(paragraph)
    chosen = [one for one in whole if (one.start, one.end) in spans] if spans else list(whole)
    if not chosen:
        raise Unready("Chưa chọn câu nào để lấy. Hãy chọn ít nhất một câu.")
    with transaction.atomic():
        held = locked(report, Report.Status.DRAFT, "sửa")
        if submission.pk not in {one.pk for one in FactsAtHand(held).counting.values()}:
            raise Unready("Đơn vị đã có bài nộp mới hoặc bài này bị trả lại. Hãy mở lại trang để lấy từ bài đang tính.")
        section = next((one for one in sections if one.key == paragraph.passage), None)
        contribution = appended(held, heading, section, submission=submission, block=block)
        if section is not None and not held.contributions.filter(section=section).exists():
            contribution.lead, contribution.run_on, contribution.marker = section.lead, section.run_on, section.marker
        contribution.text, bindings = _bound(submission, block, chosen)
        put(contribution, bindings, PassageVersion.What.TAKEN)
        record(
            "composing.taken_over",
            subject_of(held),
            after={
                "section": str(heading),
                "unit": str(submission.obligation.unit),
                "text": printed_text(contribution, bindings),
            },
        )
    return contribution


def _bound(submission: Submission, block: int, chosen: Sequence[Sentence]) -> tuple[str, list[Binding]]:
    reading = read(submission.document)
    facts = list(submission.facts.select_related("indicator"))
    text = reading.document.blocks[block].text
    figures = [
        figure
        for figure in figures_in(reading, block)
        if any(one.start <= figure.start and figure.end <= one.end for one in chosen)
    ]
    pieces: list[str] = []
    token = 0
    for sentence in chosen:
        within = [one for one in figures if sentence.start <= one.start < sentence.end]
        spans = [(one.start - sentence.start, one.end - sentence.start) for one in within]
        pieces.append(_shifted(tokenised(text[sentence.start : sentence.end], spans), len(within), token))
        token += len(within)
    bindings = [
        Binding(
            token=number,
            fact=fact_at(facts, block, figure),
            printed=figure.printed,
            start=figure.start,
            end=figure.end,
            **form_of(figure.printed),
        )
        for number, figure in enumerate(figures)
    ]
    return " ".join(pieces), bindings


def _shifted(text: str, tokens: int, by: int) -> str:
    for token in reversed(range(tokens)):
        text = text.replace(f"⟦{token}⟧", f"⟦{token + by}⟧")
    return text


def _offered(
    report: Report, submission: Submission, paragraph: _Paragraph, under: Sequence[Contribution], here: str
) -> Offered:
    from_here = [one for one in under if (one.submission_id, one.block) == (submission.pk, paragraph.block)]
    untouched = any(one.edited_at is None for one in from_here)
    found = tuple(
        Sentence(one.start, one.end, one.text, untouched or one.text in here) for one in _sentences(paragraph)
    )
    taken = bool(from_here) or all(one.taken for one in found)
    new = not taken and _after_draft(report, submission)
    lead = paragraph.text[: paragraph.start].strip()
    return Offered(submission, paragraph.block, lead, found, taken, new)


def _after_draft(report: Report, submission: Submission) -> bool:
    return submission.received_at > (report.drafted_at or report.created_at)


def _sentences(paragraph: _Paragraph) -> tuple[Sentence, ...]:
    text = paragraph.text[paragraph.start :]
    found = [
        Sentence(start + paragraph.start, end + paragraph.start, text[start:end]) for start, end in sentences(text)
    ]
    return tuple(found)


def _in_order(facts: FactsAtHand) -> list[Submission]:
    units = [(one.obligation.unit, one) for one in facts.counting.values()]
    return [one for unit, one in sorted(units, key=lambda pair: (pair[0].list_number or 10**6, pair[0].code))]


@lru_cache(maxsize=1 << 10)  # a submission never changes; its whole document is read once for all headings
def _paragraphs(public_id: UUID, outline: OutlineOfUnit) -> tuple[_Paragraph, ...]:
    document = Submission.objects.get(public_id=public_id).document
    return tuple(
        _Paragraph(one.heading, one.passage, one.block, one.start, document.blocks[one.block].text)
        for one in place(document, outline.headings, outline.passages)
    )
