"""What a reporter has before them: each obligation of their units with how it stands, and the tasks to answer in its period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from kybao.calendar import InvalidPeriod, Period
from kybao.composing.issue.closing import closing_report
from kybao.composing.models import Report, Task
from kybao.composing.paper.outline_form import EarlierFigure
from kybao.desk.access import Month, User
from kybao.desk.fact_words import kind_in_words, value_in_words
from kybao.filing.models import Fact, Obligation, Preview, Review, Submission, Upload
from kybao.filing.outlines import outline_of_unit, sections_of
from kybao.filing.timeliness import Timeliness, counting, first_filed, timeliness
from kybao.people.policy import Right
from kybao.people.scope import scope_of

_SHOWN = 24  # obligations on the page: two years of months


@dataclass(frozen=True, slots=True)
class Version:
    """A submission, and how it stands with the officer: "" where nothing was said yet."""

    submission: Submission
    review: Review | None

    @property
    def returned(self) -> bool:
        return self.review is not None and self.review.outcome == Review.Outcome.RETURNED


@dataclass(frozen=True, slots=True)
class Work:
    """One obligation. `versions` are newest first; `counts` is the one that counts; `closed` says that the report of the
    period is issued."""

    obligation: Obligation
    timeliness: Timeliness
    versions: tuple[Version, ...]
    counts: Submission | None
    closed: bool

    @property
    def title(self) -> str:
        return capital_first(self.obligation.period.label)

    @property
    def returned(self) -> Version | None:
        """The newest version where it was returned: what must be mended first."""
        return self.versions[0] if self.versions and self.versions[0].returned else None

    @property
    def address(self) -> str:
        return address_of(self.obligation)

    def page(self, name: str) -> str:
        return address_of(self.obligation, name)

    @property
    def upload_address(self) -> str:
        return self.page("upload")

    @property
    def outline_address(self) -> str:
        return self.page("outline_form")

    @property
    def sheet_address(self) -> str:
        return self.page("outline_sheet")

    @property
    def form_address(self) -> str:
        return self.page("fill_in")

    @property
    def draft_address(self) -> str:
        return self.page("keep_draft")


@dataclass(frozen=True, slots=True)
class OwnWork:
    """`due` are open and want something done; `done` the rest, newest first."""

    due: tuple[Work, ...]
    done: tuple[Work, ...]
    tasks: tuple[Task, ...]


def address_of(obligation: Obligation, page: str = "prepare") -> str:
    return Month(obligation.regime, obligation.period, named=True).address(page, obligation.unit.code)


def own_work(user: User) -> OwnWork:
    """The obligations of the user's own units, and the tasks of their open periods."""
    units = scope_of(user, Right.FILE).units
    owed = list(_with_submissions(Obligation.objects.for_filing(user).filter(unit__in=units))[:_SHOWN])
    issued = set(Report.objects.filter(status=Report.Status.ISSUED).values_list("regime", "period"))
    now = timezone.now()
    works = [work_of(one, (one.regime_id, one.period) in issued, now) for one in owed]
    due = [work for work in works if not work.closed and (work.counts is None or work.returned)]
    open_periods = {work.obligation.period for work in works if not work.closed}
    tasks = _asked(user).filter(owner__in=units, period__in=open_periods)
    return OwnWork(
        tuple(sorted(due, key=lambda work: work.obligation.due_at)),
        tuple(work for work in works if work not in due),
        tuple(tasks.order_by("period", "report", "position")),
    )


def obligation_for(user: User, notation: str, unit: str, regime: str = "") -> Obligation:
    """What the user may file for, by the parts of its address; else a 404."""
    try:
        period = Period.parse(notation)
    except InvalidPeriod as error:
        raise Http404(str(error)) from error
    rows = _with_submissions(Obligation.objects.for_filing(user)).filter(period=period, unit__code=unit)
    found = (rows.filter(regime__code=regime) if regime else rows).first()
    if found is None:
        raise Http404(f"Đơn vị không có báo cáo {period.label} phải nộp, hoặc bạn không nộp thay đơn vị này.")
    return found


def work_at(request: HttpRequest, period: str, unit: str) -> Work:
    """The work at a page's address; else a 404."""
    return work_on(obligation_for(request.user, period, unit, request.GET.get("che-do", "")))


def closed_words(work: Work) -> str:
    return (
        f"Báo cáo {work.obligation.period.label} đã ban hành nên không nhận bài nộp nữa. "
        f"Nếu có sai sót, hãy báo {work.obligation.regime.receiver.listed_name} để ra báo cáo thay thế."
    )


def work_on(obligation: Obligation) -> Work:
    closed = closing_report(obligation.regime, obligation.period) is not None
    return work_of(obligation, closed, timezone.now())


def work_of(obligation: Obligation, closed: bool, now: datetime) -> Work:
    submissions = sorted(obligation.submissions.all(), key=lambda one: -one.version)
    return Work(
        obligation,
        timeliness(obligation.due_at, first_filed(submissions), now),
        tuple(Version(one, _last(one.reviews.all())) for one in submissions),
        counting(submissions),
        closed,
    )


def tasks_of(user: User, obligation: Obligation) -> list[Task]:
    """What earlier reports announced for the obligation's period and unit."""
    rows = _asked(user).filter(owner=obligation.unit, period=obligation.period, report__regime=obligation.regime)
    return list(rows.order_by("report", "position"))


@dataclass(frozen=True, slots=True)
class OwedHeading:
    """A title that the unit's report must have, and the part of the outline that it stands in."""

    title: str
    part: str


def owed_headings(obligation: Obligation) -> list[OwedHeading]:
    outline = outline_of_unit(sections_of(obligation.regime, obligation.period), obligation.unit, obligation.period)
    titles = {heading.key: heading.title for heading in outline.headings}
    return [
        OwedHeading(one.title, capital_first(titles[one.path[0]].lower()) if len(one.path) > 1 else "")
        for one in outline.owed
    ]


def capital_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def preview_of(user: User, obligation: Obligation) -> Preview | None:
    return Preview.objects.for_user(user).filter(obligation=obligation).only("public_id", "file_name").first()


def upload_of(user: User, obligation: Obligation) -> Upload | None:
    """A file that is still being read."""
    return Upload.objects.for_user(user).filter(obligation=obligation, fault="").only("public_id", "file_name").first()


def earlier_figures(obligation: Obligation) -> list[EarlierFigure]:
    """What the unit reported for the period before, each figure once though stated twice, in the order of its report."""
    before = _with_submissions(Obligation.objects.all()).filter(
        regime=obligation.regime, unit=obligation.unit, period=obligation.period.previous()
    )
    submission = next((counting(one.submissions.all()) for one in before), None)
    if submission is None:
        return []
    facts = Fact.objects.filter(submission=submission).select_related("indicator").order_by("block", "start")
    once: dict[tuple[int, str, Decimal], Fact] = {}
    for fact in facts:
        once.setdefault((fact.indicator_id, fact.comparison, fact.value), fact)
    return [EarlierFigure(one.indicator.name, kind_in_words(one).lower(), value_in_words(one)) for one in once.values()]


def _asked(user: User) -> QuerySet[Task]:
    return Task.objects.for_answering(user).filter(report__current=True).select_related("owner", "report__regime")


def _with_submissions(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    light = Submission.objects.defer("document_data").prefetch_related("reviews")
    return (
        rows.select_related("unit", "unit__area", "regime__receiver")
        .prefetch_related(Prefetch("submissions", light))
        .order_by("-period", "unit__list_number", "unit__code", "pk")
    )


def _last(reviews: Iterable[Review]) -> Review | None:
    return next(iter(sorted(reviews, key=lambda one: (one.at, one.pk), reverse=True)), None)
