"""A submission's figures against the unit's earlier ones: the previous period, the same period, and what is usual."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Q

from kybao.calendar import Period
from kybao.desk.access import User
from kybao.desk.fact_words import value_in_words
from kybao.filing.models import Fact, Obligation, Submission
from kybao.filing.timeliness import counting
from kybao.filing.unusual import FACTOR, Judgement, judge
from kybao.reading.numerals import printed

_BACK = 24  # periods of history: two years of months, and so two same periods
_IN_PERIOD = (Fact.Basis.ACTUAL, Fact.Basis.ESTIMATE)
_CHANGES = (Fact.Comparison.CHANGE_ON_SAME_PERIOD, Fact.Comparison.CHANGE_ON_PREVIOUS_YEAR)
_Series = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """From an earlier value to this one: "tăng 61 con", and this as a percentage of that ("133,2%"; "" where that is 0)."""

    fact: Fact
    change: str
    percent: str


@dataclass(frozen=True, slots=True)
class Row:
    fact: Fact
    previous: Difference | None
    same: Difference | None
    judgement: Judgement
    why: str


def against_earlier(user: User, submission: Submission) -> list[Row]:
    """One row an indicator, unit and kind of value, as it stands first in the submission; unusual ones in front.

    A value that grows within the year (luỹ kế) is held against the same period only; a change (tăng/giảm so cùng kỳ) against
    what is usual only, since it may well turn its sign or treble.
    """
    period = submission.obligation.period
    facts: dict[_Series, Fact] = {}
    for fact in submission.facts.select_related("indicator", "unit").order_by("block", "start", "pk"):
        facts.setdefault(_series(fact), fact)
    earlier = _earlier(user, submission, facts.values())
    rows = [_row(fact, earlier.get(key, {}), period) for key, fact in facts.items()]
    return sorted(rows, key=lambda row: not row.judgement.unusual)


def _series(fact: Fact) -> _Series:
    basis = "in_period" if fact.basis in _IN_PERIOD else fact.basis
    return fact.indicator_id, fact.unit_id, basis, fact.comparison


def _earlier(user: User, submission: Submission, facts: Iterable[Fact]) -> dict[_Series, dict[Period, Fact]]:
    """What the unit's counting submissions and the reference figures say of the same series, by period."""
    own = list(facts)
    obligation = submission.obligation
    periods = _periods_before(obligation.period)
    light = Submission.objects.defer("document_data").prefetch_related("reviews")
    owed = Obligation.objects.filter(unit=obligation.unit, regime=obligation.regime, period__in=periods)
    counted = [counting(one.submissions.all()) for one in owed.prefetch_related(Prefetch("submissions", light))]
    from_units = Q(submission__in=[one.pk for one in counted if one is not None])
    found = (
        Fact.objects.for_user(user)
        .filter(from_units | Q(submission=None), period__in=periods)
        .filter(indicator__in={one.indicator_id for one in own}, unit__in={one.unit_id for one in own})
        .select_related("indicator", "submission__obligation__unit")
        .defer("submission__document_data")
        .order_by("submission", "block", "start", "pk")
    )
    by_series: dict[_Series, dict[Period, Fact]] = {}
    for fact in found:
        of_series = by_series.setdefault(_series(fact), {})
        if fact.period not in of_series or of_series[fact.period].submission_id is None:
            of_series[fact.period] = fact
    return by_series


def _periods_before(period: Period) -> list[Period]:
    found = [period.previous()]
    while len(found) < _BACK:
        found.append(found[-1].previous())
    return found


def _row(fact: Fact, earlier: dict[Period, Fact], period: Period) -> Row:
    previous = None if fact.basis == Fact.Basis.YEAR_TO_DATE else earlier.get(period.previous())
    same = earlier.get(period.same_last_year())
    compared = [] if fact.comparison in _CHANGES else [one.value for one in (previous, same) if one is not None]
    history = [] if fact.basis == Fact.Basis.YEAR_TO_DATE else [one.value for one in earlier.values()]
    judgement = judge(fact.value, history, compared)
    return Row(fact, _difference(fact, previous), _difference(fact, same), judgement, _why(fact, judgement))


def _difference(fact: Fact, other: Fact | None) -> Difference | None:
    if other is None:
        return None
    change = fact.value - other.value
    if change == 0:
        return Difference(other, "không đổi", "")
    percent = printed(fact.value / other.value * 100, 1) + "%" if other.value > 0 and not fact.comparison else ""
    return Difference(other, _in_words(fact, change, Fact.Comparison.CHANGE_ON_SAME_PERIOD), percent)


def _why(fact: Fact, judgement: Judgement) -> str:
    """What the figure was held against, in words; "" where there is nothing to say."""
    if judgement.low is None or judgement.high is None or judgement.centre is None:
        return ""
    if judgement.by_spread:
        low, high, centre = (_in_words(fact, one) for one in (judgement.low, judgement.high, judgement.centre))
        return f"thường từ {low} đến {high}; trung vị của {judgement.periods} kỳ là {centre}"
    return f"lệch từ {FACTOR} lần trở lên so với {_in_words(fact, judgement.centre)}" if judgement.unusual else ""


def _in_words(fact: Fact, value: Decimal, comparison: str = "") -> str:
    """A value of the fact's series that nobody printed; a difference of percentages is in points."""
    measure = ("điểm %" if comparison else "%") if fact.comparison.startswith(("percent", "share")) else ""
    rounded = round(value, 2) if abs(value) < 1000 else round(value, 0)
    return value_in_words(Fact(indicator=fact.indicator, value=rounded, comparison=comparison, measure=measure))
