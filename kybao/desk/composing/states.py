"""The outline with how each heading stands: empty, as drafted, edited by whom, what was found, who is at it now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kybao.checking.finding import Verdict
from kybao.composing.models import Contribution, FigureChange, Report, ReportComment
from kybao.composing.text.editing.arranging import heading_of
from kybao.composing.text.editing.presence import at_work
from kybao.filing.models import SubmissionFinding
from kybao.people.models import Account
from kybao.registry.models import Section, Unit
from kybao.registry.titles import printed_title

_LEVELS = {kind: level for level, kind in enumerate(Section.Kind, 1)}
Found = Mapping[tuple[int, int], Sequence[SubmissionFinding]]


@dataclass(frozen=True, slots=True)
class HeadingState:
    """`missing` are the units that owe a passage here and wrote none; `holds_text` says that text belongs right under it."""

    section: Section
    level: int
    title: str
    holds_text: bool
    paragraphs: int
    edited_by: str
    edited_at: datetime | None
    missing: tuple[Unit, ...]
    verdicts: dict[str, int]
    comments: int
    changes: int
    people: tuple[Account, ...]
    new: int = 0

    @property
    def state(self) -> str:
        """ "empty", "edited" or "drafted"; "" where no text belongs right under the heading."""
        if not self.holds_text:
            return ""
        return "edited" if self.edited_at else "drafted" if self.paragraphs else "empty"

    @property
    def name(self) -> str:
        """ "1. Nông nghiệp"."""
        number = self.section.number
        return f"{number.rstrip('.:')}. {self.title}" if number else self.title


def heading_states(
    report: Report, sections: Sequence[Section], found: Found, me: Account | None, new: Mapping[int, int] | None = None
) -> list[HeadingState]:
    """Every heading of the report's outline, in printed order; `me` is left out of who is at work, `new` are the paragraphs
    by heading that came after the draft."""
    by_pk = {section.pk: section for section in sections}
    under: dict[int, list[Contribution]] = defaultdict(list)
    rows = list(report.contributions.select_related("section").defer("section__text"))
    for row in rows:
        under[heading_of(by_pk.get(row.section_id, row.section), by_pk).pk].append(row)
    filled = {row.section_id for row in rows}
    owed: dict[int, list[Section]] = defaultdict(list)
    for section in sections:
        if section.is_passage and section.parent_id is not None:
            owed[section.parent_id].append(section)
    parents = {section.parent_id for section in sections if not section.is_passage}
    people = at_work(report, me)
    comments = _counted(ReportComment.objects.filter(report=report, resolved_at=None), by_pk)
    changes = _counted(FigureChange.objects.filter(report=report, seen_at=None), by_pk)
    states = []
    for section in sections:
        if section.is_passage:
            continue
        here = under[section.pk]
        edited = max((one for one in here if one.edited_at), key=lambda one: str(one.edited_at), default=None)
        missing = {one.owner for one in owed[section.pk] if one.owner and one.pk not in filled}
        states.append(
            HeadingState(
                section,
                _LEVELS[Section.Kind(section.kind)],
                printed_title(section.title, report.period),
                bool(owed[section.pk] or here or section.pk not in parents),
                len(here),
                edited.edited_by if edited else "",
                edited.edited_at if edited else None,
                tuple(sorted(missing, key=lambda unit: (unit.list_number or 10**6, unit.code))),
                dict(Counter(verdict for one in here for verdict in _verdicts(one, found))),
                comments[section.pk],
                changes[section.pk],
                tuple(people.get(section.pk, ())),
                (new or {}).get(section.pk, 0),
            )
        )
    return states


def findings_by_place(report: Report) -> Found:
    """What was found in the submissions that the report takes text from, by submission and block."""
    found: dict[tuple[int, int], list[SubmissionFinding]] = {}
    rows = SubmissionFinding.objects.filter(submission__contributions__report=report).distinct()
    for row in rows:
        found.setdefault((row.submission_id, row.block), []).append(row)
    return found


def _verdicts(contribution: Contribution, found: Found) -> list[str]:
    if contribution.findings is not None:
        return [row["verdict"] for row in contribution.findings]
    if contribution.submission_id is None or contribution.block is None:
        return []
    at = (contribution.submission_id, contribution.block)
    return [row.verdict for row in found.get(at, ()) if row.verdict != Verdict.HOLDS.value]


def _counted(rows: object, by_pk: dict[int, Section]) -> Counter[int]:
    keys = rows.values_list("section", flat=True)  # type: ignore[attr-defined]
    return Counter(heading_of(by_pk[key], by_pk).pk for key in keys if key in by_pk)
