"""A period at a glance: each unit with what it owes, when it filed, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from kybao.calendar import Period
from kybao.calendar.deadline import VIETNAM
from kybao.filing.conformity import Conformity, conformity
from kybao.filing.models import Obligation, ObligationQuerySet, Submission
from kybao.filing.outlines import outline_of_unit, sections_of
from kybao.filing.timeliness import Timeliness, counting, first_filed, timeliness
from kybao.registry.models import Regime


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One obligation and what became of it. `verdicts` counts the counting submission's findings by verdict; `explained`
    those of them whose place the unit or the officer has explained."""

    obligation: Obligation
    timeliness: Timeliness
    filed_at: datetime | None
    submission: Submission | None
    conformity: Conformity | None
    verdicts: dict[str, int]
    explained: int = 0

    @property
    def findings(self) -> int:
        return sum(self.verdicts.values())

    @property
    def needs_eye(self) -> bool:
        """Whether anything is not as it should be: late, missing, not conforming, or with findings."""
        on_time = self.timeliness in (Timeliness.ON_TIME, Timeliness.PENDING)
        return not on_time or bool(self.findings) or (self.conformity is not None and not self.conformity.conforming)

    @property
    def note(self) -> str:
        """What the table of units prints beside a late one: "Nộp 19/01/2022"."""
        if self.timeliness is not Timeliness.LATE or self.filed_at is None:
            return ""
        return f"Nộp {self.filed_at.astimezone(VIETNAM):%d/%m/%Y}"


def status_of(
    regime: Regime, period: Period, now: datetime | None = None, among: ObligationQuerySet | None = None
) -> list[StatusRow]:
    """The obligations of a period in the order of the table of units: all, or those among the ones given."""
    now = now or timezone.now()
    sections = sections_of(regime, period)
    obligations = (
        (Obligation.objects.all() if among is None else among)
        .filter(regime=regime, period=period)
        .select_related("unit", "unit__area")
        .prefetch_related(
            "submissions__reviews", "submissions__conformity_overrides", "submissions__findings__overruling"
        )
        .order_by("unit__list_number", "unit__code")
    )
    rows: list[StatusRow] = []
    for obligation in obligations:
        submissions = list(obligation.submissions.all())
        submission, filed_at = counting(submissions), first_filed(submissions)
        outline = outline_of_unit(sections, obligation.unit, period)
        rows.append(
            StatusRow(
                obligation,
                timeliness(obligation.due_at, filed_at, now),
                filed_at,
                submission,
                conformity(submission, outline) if submission else None,
                dict(Counter(finding.verdict for finding in submission.findings.all())) if submission else {},
                sum(hasattr(one, "overruling") for one in submission.findings.all()) if submission else 0,
            )
        )
    return rows


def totals(rows: Sequence[StatusRow]) -> dict[Timeliness, int]:
    """How many units were on time, late, missing or not yet due."""
    count = Counter(row.timeliness for row in rows)
    return {kind: count[kind] for kind in Timeliness}
