"""Accepted submissions → the draft of the consolidated report, in the outline's order, its figures bound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from kybao.calendar import Period
from kybao.composing.models import Binding, Contribution, Report, Task
from kybao.composing.tasks import announced
from kybao.composing.text.binding import fact_at, figures_in, form_of
from kybao.composing.text.tokens import tokenised
from kybao.documents import Document, document_of_text
from kybao.documents.model import BlockKind
from kybao.filing.models import Fact, Submission
from kybao.filing.outlines import OutlineOfUnit, outline_of_unit, sections_of
from kybao.filing.placing import place
from kybao.filing.timeliness import counting
from kybao.people.history import Subject, record
from kybao.reading import Reading, read
from kybao.registry.models import Regime, Section
from kybao.registry.titles import printed_title


class ReportIsFixed(ValueError):
    """Raised where a report that was edited, approved or issued, or one that replaces such a one, would be drafted anew."""

    def __init__(self, report: Report) -> None:
        if report.status == Report.Status.DRAFT and report.replaces_id is None:
            why = "đã được sửa tay nên không soạn lại từ đầu được. Hãy lấy nội dung mới của đơn vị ở từng mục."
        elif report.status == Report.Status.DRAFT:
            why = (
                "đang thay thế một báo cáo đã ban hành nên không soạn lại từ đầu được. Hãy sửa từng đoạn cần thay đổi."
            )
        else:
            why = f"{report.get_status_display().lower()} nên không soạn lại được. Hãy lập bản thay thế nếu cần sửa."
        super().__init__(f"Báo cáo {report.period.label} {why}")


class NothingToReport(LookupError):
    """Raised where no unit owes a report for the period; its message is Vietnamese."""


@dataclass(slots=True)
class _Taken:
    """A paragraph on its way into the report."""

    section: Section
    reading: Reading
    block: int
    start: int = 0
    submission: Submission | None = None
    facts: Sequence[Fact] = field(default_factory=list)


def report_of(regime: Regime, period: Period) -> Report:
    """The period's report: as it was edited, approved or issued, or as it stands to replace one that was, else drafted from
    what counts now. Raises `NothingToReport`."""
    if not regime.obligations.filter(period=period).exists():
        raise NothingToReport(
            f"Chưa có đơn vị nào nộp hoặc phải nộp báo cáo {period.label}. Hãy nộp bằng kybao import."
        )
    known = Report.objects.filter(regime=regime, period=period).first()
    if known is not None and not _open(known):
        return known
    return draft(regime, period)


def draft(regime: Regime, period: Period) -> Report:
    """The period's report, drafted anew from the submissions that count now. Raises `ReportIsFixed`."""
    sections = sections_of(regime, period)
    with transaction.atomic():
        report, _ = Report.objects.get_or_create(regime=regime, period=period)
        if not _open(report):
            raise ReportIsFixed(report)
        report.drafted_at = timezone.now()
        report.save(update_fields=["drafted_at"])
        report.tasks.all().delete()
        report.contributions.all().delete()
        report.passage_versions.all().delete()  # made by following facts: nobody has written any
        taken = _by_section(regime, period, sections)
        position = 0
        for section in sections:
            for index, passage in enumerate(taken[section.pk]):
                _store(report, passage, position, run_on=section.run_on and index == 0)
                position += 1
        _announce(report, sections)
        record(
            "composing.drafted",
            subject_of(report),
            after={"contributions": position, "tasks": report.tasks.count()},
        )
    return report


def _open(report: Report) -> bool:
    """Whether it is nothing but what was drafted, so that it can be drafted anew."""
    return report.status == Report.Status.DRAFT and report.replaces_id is None and report.edited_at is None


def subject_of(report: Report) -> Subject:
    """A report as the history names it."""
    return Subject("report", f"{report.regime.code}/{report.period}", str(report), report.regime.receiver)


def _by_section(regime: Regime, period: Period, sections: Sequence[Section]) -> dict[int, list[_Taken]]:
    """For each section what stands there: the office's standing text, and the units' paragraphs.

    A paragraph beyond what its unit owes under a heading follows the unit's last passage there, or stands under the heading.
    """
    taken: dict[int, list[_Taken]] = defaultdict(list)
    by_key = {section.key: section for section in sections}
    for section in sections:
        if section.is_passage and section.owner_id is None and section.text:
            taken[section.pk].append(_Taken(section, read(document_of_text(printed_title(section.text, period))), 0))
    obligations = (
        regime.obligations.filter(period=period).select_related("unit").prefetch_related("submissions__reviews")
    )
    for obligation in obligations:
        submission = counting(obligation.submissions.all())
        if submission is None:
            continue
        outline = outline_of_unit(sections, obligation.unit, period)
        for passage in _paragraphs(submission, outline, by_key):
            taken[passage.section.pk].append(passage)
    return taken


def _paragraphs(submission: Submission, outline: OutlineOfUnit, by_key: dict[str, Section]) -> list[_Taken]:
    document = submission.document
    reading = read(document)
    facts = list(submission.facts.select_related("indicator"))
    last: dict[str, Section] = {}
    paragraphs: list[_Taken] = []
    for placed in place(document, outline.headings, outline.passages):
        section = by_key[placed.passage] if placed.passage else last.get(placed.heading, by_key[placed.heading])
        last[placed.heading] = section
        paragraphs.append(_Taken(section, reading, placed.block, placed.start, submission, facts))
    return paragraphs


def _store(report: Report, taken: _Taken, position: int, run_on: bool) -> None:
    block = taken.reading.document.blocks[taken.block]
    figures = figures_in(taken.reading, taken.block, taken.start)
    text = block.text[taken.start :]
    contribution = Contribution.objects.create(
        report=report,
        section=taken.section,
        position=position,
        run_on=run_on,
        marker=taken.section.marker or _marker(taken.reading.document, taken.block),
        lead=taken.section.lead,
        text=tokenised(text, [(figure.start - taken.start, figure.end - taken.start) for figure in figures]),
        submission=taken.submission,
        block=taken.block if taken.submission else None,
    )
    Binding.objects.bulk_create(
        [
            Binding(
                contribution=contribution,
                token=number,
                fact=fact_at(taken.facts, taken.block, figure),
                printed=figure.printed,
                start=figure.start,
                end=figure.end,
                **form_of(figure.printed),
            )
            for number, figure in enumerate(figures)
        ]
    )


def _marker(document: Document, block: int) -> str:
    found = document.blocks[block]
    return found.marker if found.kind is BlockKind.ITEM and found.marker in ("-", "+") else ""


def _announce(report: Report, sections: Sequence[Section]) -> None:
    """The sentences of the part on the next period become its tasks."""
    coming = _sections_on_next_period(sections)
    tasks = [
        Task(
            report=report,
            contribution=contribution,
            owner_id=contribution.section.owner_id,
            period=report.period.next(),
            text=sentence,
        )
        for contribution in report.contributions.select_related("section").prefetch_related("bindings__fact")
        if contribution.section_id in coming and contribution.submission_id is not None
        for sentence in announced(contribution)
    ]
    for position, task in enumerate(tasks):
        task.position = position
    Task.objects.bulk_create(tasks)


def _sections_on_next_period(sections: Sequence[Section]) -> frozenset[int]:
    chosen: set[int] = set()
    for section in sections:
        names_next = section.kind == Section.Kind.PART and "{kỳ sau}" in section.title.lower()
        if names_next or section.parent_id in chosen:
            chosen.add(section.pk)
    return frozenset(chosen)
