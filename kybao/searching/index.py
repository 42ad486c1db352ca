"""What stands in the index, made from what stands in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db import transaction

from kybao.composing.models import Contribution, Report, Task
from kybao.composing.text.binding import printed_by_token
from kybao.composing.text.tokens import plain as printed_text
from kybao.documents.model import BlockKind
from kybao.filing.models import Obligation, Submission
from kybao.filing.timeliness import counting
from kybao.reading.sentences import sentences
from kybao.searching.models import Entry
from kybao.searching.words import folded, plain

_SHORTEST = 12  # characters: what is shorter (a cell's number, "Nơi nhận:") is no sentence that anyone looks for
_AT_ONCE = 2000
_Key = tuple[object, ...]


def index_obligation(obligation: Obligation) -> None:
    """Puts in the index what a unit sent for a period: its version that counts, or the latest where none does."""
    Entry.objects.filter(submission__obligation=obligation).delete()
    submissions = list(obligation.submissions.prefetch_related("reviews").order_by("version"))
    if submissions:
        _add(_of_submission(counting(submissions) or submissions[-1], obligation))


def index_report(report: Report) -> None:
    """Puts in the index what a report says now, and what it announces; what stands there already stays, since a report is saved
    a sentence at a time. One that was replaced leaves the index."""
    wanted = _of_report(report) if report.current else ()
    known: dict[_Key, list[int]] = defaultdict(list)
    columns = ("kind", "task", "unit", "section", "thread", "text")
    for key, *said in Entry.objects.filter(report=report).values_list("pk", *columns):
        known[tuple(said)].append(key)
    added: list[Entry] = []
    for entry in wanted:
        same = known.get((entry.kind, entry.task_id, entry.unit_id, entry.section, entry.thread, entry.text))
        if same:
            same.pop()
        else:
            added.append(entry)
    Entry.objects.filter(pk__in=[key for keys in known.values() for key in keys]).delete()
    _add(added)


def index_task(task: Task) -> None:
    Entry.objects.filter(task=task).delete()
    _add([_of_task(task, task.report)])


def rebuild(progress: Callable[[str], None] = lambda _: None) -> int:
    """Makes the whole index anew, in one transaction; gives its size."""
    with transaction.atomic():
        Entry.objects.all().delete()
        obligations = Obligation.objects.filter(submissions__isnull=False).distinct().select_related("regime", "unit")
        for number, obligation in enumerate(obligations.iterator(chunk_size=200), 1):
            index_obligation(obligation)
            if number % 200 == 0:
                progress(f"{number} bài nộp")
        for report in Report.objects.select_related("regime"):
            index_report(report)
    return Entry.objects.count()


def _add(entries: Iterable[Entry]) -> None:
    rows = iter(entries)
    while batch := list(islice(rows, _AT_ONCE)):
        for entry in batch:
            entry.folded, entry.plain = folded(entry.text), plain(entry.text)
        Entry.objects.bulk_create(batch)


def _of_submission(submission: Submission, obligation: Obligation) -> Iterator[Entry]:
    for block in submission.document.blocks:
        if block.kind is BlockKind.HEADING:
            continue
        for start, text in _sentences(block.text):
            yield Entry(
                kind=Entry.Kind.SENTENCE,
                text=text,
                submission=submission,
                unit_id=obligation.unit_id,
                committee_id=obligation.regime.receiver_id,
                period=obligation.period,
                block=block.index,
                start=start,
            )


def _of_report(report: Report) -> Iterator[Entry]:
    contributions = (
        Contribution.objects.filter(report=report)
        .select_related("section", "submission__obligation")
        .defer("submission__document_data")
        .prefetch_related("bindings__fact__indicator", "bindings__base")
    )
    paragraph = None
    for contribution in contributions:
        if paragraph is None or not contribution.run_on:
            paragraph = contribution.thread  # what runs on is printed in the paragraph before it, and found there
        said = printed_text(contribution.text, printed_by_token(list(contribution.bindings.all())))
        for _, text in _sentences(said):
            yield Entry(
                kind=Entry.Kind.REPORT,
                text=text,
                report=report,
                unit_id=contribution.submission.obligation.unit_id if contribution.submission else None,
                committee_id=report.regime.receiver_id,
                period=report.period,
                section=contribution.section.key,
                thread=paragraph,
            )
    for task in report.tasks.all():
        yield _of_task(task, report)


def _of_task(task: Task, report: Report) -> Entry:
    said = f"{task.text} {task.answer_note}".strip()
    return Entry(
        kind=Entry.Kind.TASK,
        text=said,
        task=task,
        report=report,
        unit_id=task.owner_id,
        committee_id=report.regime.receiver_id,
        period=task.period,
    )


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for start, end in sentences(text):
        if end - start >= _SHORTEST:
            yield start, text[start:end]
