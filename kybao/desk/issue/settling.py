"""What a leader should know before approving: everything in the report that is not settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kybao.checking.finding import Verdict
from kybao.composing.models import Report, ReportComment
from kybao.composing.text.editing.typed import Against, catalogue, typed_figures
from kybao.composing.text.facts_at_hand import FactsAtHand
from kybao.desk.report_text import Heading, Paragraph, Piece, ShownReport
from kybao.filing.models import Submission

_FOREMOST = 8  # of each kind are listed


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One kind of thing that is open. `items` are the first of `count`; `place` is the part of an address after the page's own."""

    title: str
    count: int
    items: tuple[Item, ...]
    further: int


def open_points(report: Report, shown: ShownReport, comments: Sequence[ReportComment]) -> tuple[Point, ...]:
    """What is not settled, most pressing first; kinds of which nothing is open are left out."""
    points = (_point(title, find(report, shown, comments)) for title, find in _KINDS)
    return tuple(point for point in points if point.count)


def _point(title: str, items: list[Item]) -> Point:
    return Point(title, len(items), tuple(items[:_FOREMOST]), len(items[_FOREMOST:]))


def _comments(_: Report, __: ShownReport, comments: Sequence[ReportComment]) -> list[Item]:
    return [
        Item(f"{comment.author}: {comment.text}", f"#gop-y-{comment.public_id}")
        for comment in comments
        if comment.resolved_at is None
    ]


def _empty_sections(_: Report, shown: ShownReport, __: Sequence[ReportComment]) -> list[Item]:
    headings = [part for part in shown.parts if isinstance(part, Heading) and part.empty]
    return [Item(f"{heading.number} {heading.title}".strip(), f"#{heading.id}") for heading in headings]


def _figures(shown: ShownReport) -> list[tuple[Paragraph, Piece]]:
    paragraphs = [part for part in shown.parts if isinstance(part, Paragraph)]
    return [(part, piece) for part in paragraphs for piece in part.pieces if piece.finding is not None]


def _contradictions(_: Report, shown: ShownReport, __: Sequence[ReportComment]) -> list[Item]:
    return [
        Item(f"“{piece.text}”: {piece.finding.explanation}", f"#{part.id}")
        for part, piece in _figures(shown)
        if piece.finding is not None
        and piece.finding.verdict == Verdict.CONTRADICTS.value
        and not piece.finding.explained
    ]


def _typed_against_facts(report: Report, _: ShownReport, __: Sequence[ReportComment]) -> list[Item]:
    """Figures that an officer typed and that contradict a fact of the period."""
    rows = report.contributions.exclude(edited_at=None)
    edited = list(rows.prefetch_related("bindings__fact__indicator", "bindings__base__indicator"))
    if not edited:
        return []
    facts, known = FactsAtHand(report), catalogue()
    return [
        Item(f"“{found.quote}” khác số liệu: {found.facts[0].indicator.name}", f"#doan-{passage.thread}")
        for passage in edited
        for found in typed_figures(passage, list(passage.bindings.all()), facts, known)
        if found.against is Against.CONTRADICTS
    ]


def _changed_figures(report: Report, _: ShownReport, __: Sequence[ReportComment]) -> list[Item]:
    changes = report.figure_changes.filter(seen_at=None).select_related("contribution")
    return [
        Item(
            f"{change.before} → {change.after}: {change.sentence}",
            f"#doan-{change.contribution.thread}" if change.contribution else "",
        )
        for change in changes
    ]


def _later_submissions(report: Report, _: ShownReport, __: Sequence[ReportComment]) -> list[Item]:
    if report.drafted_at is None:
        return []
    rows = Submission.objects.filter(
        obligation__regime=report.regime_id, obligation__period=report.period, received_at__gt=report.drafted_at
    )
    names = rows.order_by("received_at").values_list("obligation__unit__listed_name", "file_name")
    return [Item(f"{name}: {file}") for name, file in names]


_KINDS: tuple[tuple[str, Callable[[Report, ShownReport, Sequence[ReportComment]], list[Item]]], ...] = (
    ("Yêu cầu sửa và góp ý chưa xong", _comments),
    ("Con số mâu thuẫn với câu văn mà nó đứng, đơn vị chưa giải trình", _contradictions),
    ("Con số gõ tay khác với số liệu", _typed_against_facts),
    ("Con số đổi theo bài nộp mới, người soạn chưa xem", _changed_figures),
    ("Bài nộp đến sau khi soạn", _later_submissions),
    ("Mục chưa đơn vị nào viết", _empty_sections),
)
