"""One indicator of one unit through time: in the period, the same period last year, the year to date, the plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from kybao.calendar import Kind, Period
from kybao.desk.charts.lines import Chart, Line, Value, chart_of
from kybao.desk.fact_words import value_in_words
from kybao.desk.places import address_of
from kybao.exchange.values import counting_facts
from kybao.filing.models import Fact, FactQuerySet
from kybao.reading.numerals import printed
from kybao.registry.models import Indicator, Unit

_Basis, _Comparison = Fact.Basis, Fact.Comparison
_PLANS = (_Basis.PLAN_PROVINCE, _Basis.PLAN, _Basis.PLAN_COUNCIL)  # of several the first is drawn
_IN_PERIOD = (_Basis.ACTUAL, _Basis.ESTIMATE)
_HUNDRED = Decimal(100)
_FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Said:
    """A value as it is shown: with the fact it was read as, or reckoned (`fact` None) from others."""

    value: Decimal
    text: str
    fact: Fact | None = None

    @property
    def href(self) -> str:
        return address_of(self.fact) if self.fact else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A period's values; those that nobody stated and that can't be reckoned are None."""

    period: Period
    value: Said | None = None
    same: Said | None = None
    of_same: Said | None = None
    to_date: Said | None = None
    plan: Said | None = None
    of_plan: Said | None = None


@dataclass(frozen=True, slots=True)
class History:
    """`rows` newest first; `charts` with their titles, in the order in which they are shown."""

    rows: tuple[Row, ...]
    charts: tuple[tuple[str, Chart], ...]
    columns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Extent:
    """Whose figures of an indicator there are, those with the most in front, and of which years, newest first; periods of
    the kind that most of them have."""

    units: tuple[Unit, ...]
    years: tuple[int, ...]
    kind: Kind | None


def extent_of(facts: FactQuerySet, indicator: Indicator) -> Extent:
    rows = facts.filter(indicator=indicator).order_by().values_list("unit", "period").annotate(many=Count("pk"))
    by_kind: Counter[Kind] = Counter()
    by_unit: Counter[int] = Counter()
    years: set[int] = set()
    for unit, period, many in rows:
        by_kind[period.kind] += many
        by_unit[unit] += many
        years.add(period.year)
    units = Unit.objects.in_bulk(by_unit)
    kind = by_kind.most_common(1)[0][0] if by_kind else None
    return Extent(tuple(units[key] for key, _ in by_unit.most_common()), tuple(sorted(years, reverse=True)), kind)


def facts_of(facts: FactQuerySet, indicator: Indicator, unit: Unit, kind: Kind | None, since: int) -> list[Fact]:
    """What counts of an indicator and unit from the year before `since` on, oldest first, each kind of value once a period:
    where it is stated first."""
    found = (
        counting_facts(facts)
        .filter(indicator=indicator, unit=unit, period__gte=Period(Kind.YEAR, max(since - 1, _FIRST_YEAR)))
        .select_related("indicator", "submission")
        .defer("submission__document_data")
        .order_by("period", "submission_id", "block", "start", "pk")
    )
    first: dict[tuple[Period, str, str], Fact] = {}
    for fact in found:
        if fact.period.kind is kind:
            first.setdefault((fact.period, fact.basis, fact.comparison), fact)
    return list(first.values())


def history_of(facts: Sequence[Fact], indicator: Indicator, years: frozenset[int]) -> History:
    """One unit's facts. `years` are those to show; of earlier ones only the same periods are used."""
    by_period: dict[Period, dict[tuple[str, str], Fact]] = defaultdict(dict)
    for fact in facts:
        by_period[fact.period][fact.basis, fact.comparison] = fact
    periods = [period for period in sorted(by_period) if period.year in years]
    values = {period: value for period, stated in by_period.items() if (value := _in_period(stated))}
    rows = [_row(period, by_period[period], values, indicator) for period in periods]
    columns = frozenset(
        name for name in ("same", "of_same", "to_date", "plan", "of_plan") if any(getattr(row, name) for row in rows)
    )
    return History(tuple(reversed(rows)), tuple(_charts(rows, _without_gaps(periods), indicator)), columns)


def _in_period(stated: dict[tuple[str, str], Fact]) -> Fact | None:
    return next((stated[basis, ""] for basis in _IN_PERIOD if (basis, "") in stated), None)


def _row(period: Period, stated: dict[tuple[str, str], Fact], values: dict[Period, Fact], indicator: Indicator) -> Row:
    value = _said(values.get(period))
    of_same = _said(_any_basis(stated, _Comparison.PERCENT_OF_SAME_PERIOD))
    same = _said(values.get(period.same_last_year()))
    if same is None and value and of_same and of_same.value:
        same = _reckoned(value.value / of_same.value * _HUNDRED, indicator, value)
    if of_same is None and value and same and same.value:
        of_same = Said(value.value / same.value * _HUNDRED, f"{printed(value.value / same.value * _HUNDRED, 1)}%")
    to_date = _said(stated.get((_Basis.YEAR_TO_DATE, "")))
    of_plan = _said(_any_basis(stated, _Comparison.PERCENT_OF_PLAN))
    plan = _said(next((stated[basis, ""] for basis in _PLANS if (basis, "") in stated), None))
    reached = to_date or value
    if plan is None and of_plan and of_plan.value and reached:
        plan = _reckoned(reached.value / of_plan.value * _HUNDRED, indicator, reached)
    return Row(period, value, same, of_same, to_date, plan, of_plan)


def _any_basis(stated: dict[tuple[str, str], Fact], comparison: str) -> Fact | None:
    return next((fact for (_, kind), fact in stated.items() if kind == comparison), None)


def _said(fact: Fact | None) -> Said | None:
    return Said(fact.value, value_in_words(fact), fact) if fact else None


def _reckoned(value: Decimal, indicator: Indicator, like: Said) -> Said:
    """A value that follows from a percentage, printed in the scale of the value that it was reckoned from."""
    scale = like.fact.scale if like.fact else Decimal(1)
    decimals = like.fact.decimals if like.fact else 0
    shown = Fact(
        indicator=indicator, value=round(value / scale, decimals) * scale, scale=scale, measure=indicator.measure
    )
    return Said(value, f"≈ {value_in_words(shown).removeprefix('khoảng ')}")


def _charts(rows: Sequence[Row], periods: Sequence[Period], indicator: Indicator) -> Iterable[tuple[str, Chart]]:
    """The plan of a year stands where what is held against it stands: beside the year to date, where there is one."""
    apart = any(row.to_date for row in rows)
    plan = _line("Kế hoạch năm", "plan", [(row.period, row.plan) for row in rows], dots=False, yearly=True)
    value = _line("Trong kỳ", "value", [(row.period, row.value) for row in rows])
    same = _line("Cùng kỳ năm trước", "same", [(row.period, row.same) for row in rows])
    wanted = [("Trong kỳ và cùng kỳ năm trước", [same, value] if apart else [plan, same, value])]
    if apart:
        to_date = _line("Luỹ kế từ đầu năm", "value", [(row.period, row.to_date) for row in rows], yearly=True)
        wanted.append(("Luỹ kế từ đầu năm và kế hoạch năm", [plan, to_date]))
    for title, lines in wanted:
        chart = chart_of([line for line in lines if line.values], periods, indicator.measure)
        if chart is not None:
            yield title, chart


def _line(
    name: str, tone: str, said: list[tuple[Period, Said | None]], *, dots: bool = True, yearly: bool = False
) -> Line:
    return Line(
        name,
        tone,
        tuple(
            Value(period, one.value, one.text, one.href, bool(one.fact and one.fact.basis == _Basis.ESTIMATE))
            for period, one in said
            if one is not None
        ),
        dots,
        yearly,
    )


def _without_gaps(periods: Sequence[Period]) -> list[Period]:
    """All periods from the first to the last, those without values too."""
    if not periods or periods[0].kind is Kind.AD_HOC:
        return list(periods)
    all_of_them = [periods[0]]
    while all_of_them[-1] < periods[-1]:
        all_of_them.append(all_of_them[-1].next())
    return all_of_them
