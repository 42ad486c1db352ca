"""A month at one look: how far plans have come, where figures are going, what stands out, and who reports in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from kybao.calendar import Kind, Period
from kybao.desk.access import User
from kybao.desk.charts.sparks import Spark, spark_of
from kybao.exchange.values import counting_facts
from kybao.filing.models import Fact, Obligation, ObligationQuerySet, Review, Submission
from kybao.filing.timeliness import Timeliness, timeliness
from kybao.filing.unusual import Judgement, judge
from kybao.reading.numerals import printed
from kybao.registry.models import Regime, Unit

_IN_PERIOD = (Fact.Basis.ACTUAL, Fact.Basis.ESTIMATE)
_HUNDRED = Decimal(100)
_BACK = 24  # periods that say what is usual
_SPARK = 13  # periods: a year, and the same period of the year before
_MONTHS_OF_TIMELINESS = 12
_MOST_TRENDS, _MOST_CHANGES = 14, 8
_BEHIND = Decimal(10)  # percentage points behind the time that has gone
_FEWEST = 3  # of the last printed digit: from one case to two is nothing to speak of
_MARGIN = Decimal(5)  # how much of a value a bound must be passed by to be spoken of


@dataclass(frozen=True, slots=True)
class Attainment:
    """A plan and how far it has come; `width` of the bar in percent of the widest, `behind` where time has gone further."""

    fact: Fact
    percent: str
    width: str
    behind: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """`previous` and `same` are the value as a percentage of the period before and of the same period last year, or ""."""

    fact: Fact
    spark: Spark
    previous: str
    same: str


@dataclass(frozen=True, slots=True)
class Change:
    fact: Fact
    judgement: Judgement
    usual: str


@dataclass(frozen=True, slots=True)
class TimelinessRow:
    """A unit's months in order, each as it was, or None where it owed nothing; how many of them were in time, of how many."""

    unit: Unit
    cells: tuple[tuple[Period, Timeliness | None], ...]
    in_time: int
    owed: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`pace` is how much of the year has gone, in percent; its place on the bars is `pace_at` ("" where it has none)."""

    attainments: tuple[Attainment, ...]
    pace: str
    pace_at: str
    trends: tuple[Trend, ...]
    changes: tuple[Change, ...]
    periods: tuple[Period, ...]
    timeliness: tuple[TimelinessRow, ...]


def dashboard_of(user: User, regime: Regime, period: Period, now: datetime | None = None) -> Dashboard:
    """What a user may see of a period, and of those before it as far as they say something about it."""
    stated = _stated(user, period)
    back = _back_from(period, _BACK)
    earlier = _earlier(user, back)
    attained = [fact for fact in stated if fact.comparison == Fact.Comparison.PERCENT_OF_PLAN]
    pace = _pace(period)
    widest = max([*(fact.value for fact in attained), _HUNDRED])
    values = [fact for fact in stated if not fact.comparison and fact.basis in _IN_PERIOD]
    compared = {
        (fact.indicator_id, fact.unit_id)
        for fact in stated
        if fact.comparison in (Fact.Comparison.PERCENT_OF_SAME_PERIOD, Fact.Comparison.PERCENT_OF_PLAN)
    }
    months = (*back[-_MONTHS_OF_TIMELINESS + 1 :], period)
    return Dashboard(
        tuple(_attainment(fact, widest, pace) for fact in attained),
        f"{printed(pace, 0)}%" if pace is not None else "",
        _share(pace, widest) if pace is not None else "",
        tuple(_trends(values, compared, earlier, (*back, period), regime.receiver)),
        tuple(_changes(values, earlier, period)),
        months,
        tuple(_timeliness(user, regime, months, now or timezone.now())),
    )


_Series = tuple[int, int]


def _stated(user: User, period: Period) -> list[Fact]:
    """The period's facts that count, each indicator, unit, basis and comparison once, main indicators in front."""
    found = (
        counting_facts(Fact.objects.for_user(user))
        .filter(period=period)
        .select_related("indicator", "unit", "submission__obligation__unit")
        .defer("submission__document_data")
        .order_by("indicator__position", "unit__list_number", "submission_id", "block", "start", "pk")
    )
    first: dict[tuple[int, int, str, str], Fact] = {}
    for fact in found:
        first.setdefault((fact.indicator_id, fact.unit_id, fact.basis, fact.comparison), fact)
    return list(first.values())


def _earlier(user: User, periods: Sequence[Period]) -> Mapping[_Series, Mapping[Period, Decimal]]:
    rows = (
        counting_facts(Fact.objects.for_user(user))
        .filter(period__in=periods, comparison="", basis__in=_IN_PERIOD)
        .order_by("submission_id", "block", "start", "pk")
        .values_list("indicator", "unit", "period", "value")
    )
    values: dict[_Series, dict[Period, Decimal]] = defaultdict(dict)
    for indicator, unit, period, value in rows:
        values[indicator, unit].setdefault(period, value)
    return values


def _attainment(fact: Fact, widest: Decimal, pace: Decimal | None) -> Attainment:
    behind = pace is not None and fact.value < pace - _BEHIND
    return Attainment(fact, f"{printed(fact.value, 1)}%", _share(fact.value, widest), behind)


def _pace(period: Period) -> Decimal | None:
    """How much of the year has gone by the end of the period, in percent."""
    if period.kind is Kind.AD_HOC:
        return None
    return Decimal(period.last_month) / 12 * _HUNDRED


def _share(value: Decimal, widest: Decimal) -> str:
    return f"{max(value, Decimal(0)) / widest * _HUNDRED:.1f}"


def _trends(
    values: Sequence[Fact],
    compared: set[_Series],
    earlier: Mapping[_Series, Mapping[Period, Decimal]],
    periods: Sequence[Period],
    receiver: Unit,
) -> Iterable[Trend]:
    """Of the whole area's main indicators: those that are parts of no other and are held against a plan or an earlier year."""
    whole = [fact for fact in values if fact.unit_id == receiver.pk and fact.indicator.parent_id is None]
    chosen = [fact for fact in whole if (fact.indicator_id, fact.unit_id) in compared] or whole or list(values)
    shown = 0
    for fact in chosen:
        known = {**earlier.get((fact.indicator_id, fact.unit_id), {}), fact.period: fact.value}
        spark = spark_of([known.get(period) for period in periods[-_SPARK:]])
        if spark is not None and shown < _MOST_TRENDS:
            shown += 1
            before, same = known.get(fact.period.previous()), known.get(fact.period.same_last_year())
            yield Trend(fact, spark, _percent(fact.value, before), _percent(fact.value, same))


def _percent(value: Decimal, base: Decimal | None) -> str:
    return f"{printed(value / base * _HUNDRED, 1)}%" if base else ""


def _changes(
    values: Sequence[Fact], earlier: Mapping[_Series, Mapping[Period, Decimal]], period: Period
) -> list[Change]:
    """The values that are farthest from what is usual, by how far they are beyond it."""
    found: list[tuple[Decimal, Change]] = []
    for fact in values:
        known = earlier.get((fact.indicator_id, fact.unit_id), {})
        compared = [known[one] for one in (period.previous(), period.same_last_year()) if one in known]
        judgement = judge(fact.value, list(known.values()), compared)
        if judgement.unusual and judgement.low is not None and judgement.high is not None:
            beyond = max(judgement.low - fact.value, fact.value - judgement.high)
            share = beyond / (abs(judgement.centre or Decimal(0)) or Decimal(1)) * _HUNDRED
            if share >= _MARGIN and abs(fact.value - (judgement.centre or Decimal(0))) >= _FEWEST * _step(fact):
                found.append((share, Change(fact, judgement, _usual(fact, judgement.low, judgement.high, judgement))))
    return [change for _, change in sorted(found, key=lambda one: -one[0])[:_MOST_CHANGES]]


def _step(fact: Fact) -> Decimal:
    """One unit of the last digit that a value was printed with."""
    return (fact.scale or Decimal(1)).scaleb(-fact.decimals)


def _usual(fact: Fact, low: Decimal, high: Decimal, judgement: Judgement) -> str:
    """ "thường từ 1.300 đến 1.500", in the scale in which the value is printed."""

    scale = fact.scale or Decimal(1)
    few = (high - low) / scale < 10  # between so close bounds a further digit tells

    def said(value: Decimal) -> str:
        return printed(max(value, Decimal(0)) / scale, fact.decimals + few)

    if judgement.by_spread:
        return f"thường từ {said(low)} đến {said(high)}"
    return f"kỳ so sánh là {said(judgement.centre or Decimal(0))}"


def _back_from(period: Period, count: int) -> tuple[Period, ...]:
    """The periods before this one, oldest first."""
    found: list[Period] = []
    for _ in range(count):
        period = period.previous()
        found.append(period)
    return tuple(reversed(found))


def _timeliness(user: User, regime: Regime, periods: Sequence[Period], now: datetime) -> Iterable[TimelinessRow]:
    obligations = Obligation.objects.for_user(user).filter(regime=regime, period__in=periods)
    filed = _first_filed(obligations)
    by_unit: dict[int, dict[Period, Timeliness]] = defaultdict(dict)
    for key, owner, period, due_at in obligations.order_by().values_list("pk", "unit", "period", "due_at"):
        by_unit[owner][period] = timeliness(due_at, filed.get(key), now)
    for unit in Unit.objects.filter(pk__in=by_unit):
        kinds = by_unit[unit.pk]
        due = [kind for kind in kinds.values() if kind is not Timeliness.PENDING]
        cells = tuple((period, kinds.get(period)) for period in periods)
        yield TimelinessRow(unit, cells, sum(kind is Timeliness.ON_TIME for kind in due), len(due))


def _first_filed(obligations: ObligationQuerySet) -> Mapping[int, datetime]:
    """When each was first met (`timeliness.first_filed`), for hundreds of obligations without their documents."""
    of_them = {"obligation__in": obligations.order_by().values("pk")}
    words = Review.objects.filter(**{f"submission__{name}": value for name, value in of_them.items()})
    last_word = dict(words.order_by("at", "pk").values_list("submission", "outcome"))
    filed: dict[int, datetime] = {}
    sent = Submission.objects.filter(**of_them).order_by("-filed_at").values_list("pk", "obligation", "filed_at")
    for key, obligation, moment in sent:
        if last_word.get(key) != Review.Outcome.RETURNED:
            filed[obligation] = moment
    return filed
