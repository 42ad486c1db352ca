"""Facts of a period → the indicator annex."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from kybao.composing.models import Report
from kybao.documents.official import Annex, AnnexGroup, AnnexRow, Stated
from kybao.filing.models import Fact
from kybao.filing.timeliness import counting
from kybao.registry.models import Indicator

_Basis, _Comparison = Fact.Basis, Fact.Comparison
_PLANS = ((_Basis.PLAN_PROVINCE, "KH tỉnh giao"), (_Basis.PLAN_COUNCIL, "KH HĐND giao"), (_Basis.PLAN, "KH giao"))
# The first of these that a report states is its value; the annex prints one a row.
_VALUE_BASES = (_Basis.ACTUAL, _Basis.YEAR_TO_DATE, _Basis.ESTIMATE)
_SCALE_WORDS = {Decimal(10**9): "tỷ", Decimal(10**6): "triệu", Decimal(10**3): "nghìn"}


def counting_facts(report: Report) -> list[Fact]:
    """The period's facts from the submissions that count, and those that plans and the year before are known by."""
    obligations = report.regime.obligations.filter(period=report.period).prefetch_related("submissions__reviews")
    submissions = [found.pk for one in obligations if (found := counting(one.submissions.all()))]
    facts = Fact.objects.filter(period=report.period, submission__in=submissions)
    references = Fact.objects.filter(
        submission=None, unit=report.regime.receiver, period__in=[report.period, report.period.same_last_year()]
    )
    return list(
        (facts | references)
        .select_related("indicator", "submission__obligation__unit")
        .order_by("submission", "block", "start")
    )


def annex_of(report: Report) -> Annex:
    """Every indicator that the period has a value of, by sector in the catalogue's order."""
    period = report.period
    by_indicator: dict[int, list[Fact]] = defaultdict(list)
    for fact in counting_facts(report):
        by_indicator[fact.indicator_id].append(fact)
    groups: dict[str, list[AnnexRow]] = defaultdict(list)
    depths: dict[int | None, int] = {None: -1}  # of the rows that each indicator's parts stand under
    for indicator in _in_order(list(Indicator.objects.order_by("position"))):
        depth = depths[indicator.parent_id]
        row = _row(indicator, depth + 1, by_indicator[indicator.pk], report)
        depths[indicator.pk] = depth if row is None else depth + 1
        if row is not None:
            groups[indicator.sector].append(row)
    used = _used_plans([row for rows in groups.values() for row in rows])
    return Annex(
        title=("PHỤ BIỂU CHỈ TIÊU", f"Kèm theo báo cáo {period.label} của {report.regime.receiver.name}"),
        period=f"Thực hiện {period.label}",
        same_period=f"Cùng kỳ {period.same_last_year().label}",
        plans=tuple(_PLANS[place][1] for place in used),
        groups=tuple(
            AnnexGroup(sector, tuple(_with_plans(row, used) for row in _numbered(rows)))
            for sector, rows in groups.items()
        ),
    )


def _used_plans(rows: Sequence[AnnexRow]) -> list[int]:
    """The places of the plans that any row has a value or a stated percentage of."""
    stated = {one.plan for row in rows for one in row.stated}
    return [
        place for place in range(len(_PLANS)) if place in stated or any(row.plans[place] is not None for row in rows)
    ]


def _with_plans(row: AnnexRow, used: Sequence[int]) -> AnnexRow:
    stated = tuple(replace(one, plan=None if one.plan is None else used.index(one.plan)) for one in row.stated)
    return replace(row, plans=tuple(row.plans[place] for place in used), stated=stated)


def _numbered(rows: Iterable[AnnexRow]) -> Iterator[AnnexRow]:
    """Rows numbered as reports do: 1, 2, 2.1, 2.2, 3."""
    counters: list[int] = []
    for row in rows:
        counters = [*counters, 0][: row.depth + 1]
        counters[-1] += 1
        yield replace(row, code=".".join(map(str, counters)))


def _in_order(indicators: Sequence[Indicator]) -> Iterator[Indicator]:
    """Parts right below their whole."""
    children: dict[int | None, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        children[indicator.parent_id].append(indicator)

    def below(parent: int | None) -> Iterator[Indicator]:
        for indicator in children[parent]:
            yield indicator
            yield from below(indicator.pk)

    return below(None)


def _row(indicator: Indicator, depth: int, facts: Sequence[Fact], report: Report) -> AnnexRow | None:
    now = [fact for fact in facts if fact.period == report.period]
    value = next((fact for basis in _VALUE_BASES for fact in now if fact.basis == basis and not fact.comparison), None)
    if value is None:
        return None
    before = next((fact for fact in facts if fact.period != report.period and not fact.comparison), None)
    plans = tuple(
        next((fact for fact in now if fact.basis == basis and not fact.comparison), None) for basis, _ in _PLANS
    )
    scale = value.scale
    unit = value.submission.obligation.unit if value.submission else None
    return AnnexRow(
        code="",
        name=indicator.name,
        measure=" ".join(filter(None, [_SCALE_WORDS.get(scale, ""), indicator.measure])),
        depth=depth,
        value=(value.value / scale).quantize(Decimal(1).scaleb(-value.decimals)),
        same_period=_scaled(before, scale),
        plans=tuple(_scaled(plan, scale) for plan in plans),
        stated=tuple(_stated(now, plans)),
        source=f"{unit.listed_name}: {value.submission.file_name}" if unit and value.submission else value.source,
    )


def _scaled(fact: Fact | None, scale: Decimal) -> Decimal | None:
    """A value in the row's measure; one that is only implied has endless decimals, of which three are shown."""
    if fact is None:
        return None
    value = fact.value / scale
    return value if value == round(value, 3) else round(value, 3)


def _stated(facts: Sequence[Fact], plans: Sequence[Fact | None]) -> Iterator[Stated]:
    """The percentages that the reports state, each of what it is a percentage of."""
    seen: set[tuple[Decimal, int | None]] = set()
    known = [place for place, plan in enumerate(plans) if plan is not None]
    for fact in facts:
        if fact.comparison == _Comparison.PERCENT_OF_SAME_PERIOD:
            place = None
        elif fact.comparison == _Comparison.PERCENT_OF_PLAN:
            named = next((place for place, (basis, _) in enumerate(_PLANS) if basis == fact.basis), None)
            place = named if named is not None else known[0] if len(known) == 1 else len(_PLANS) - 1
        else:
            continue
        percent = fact.value.quantize(Decimal(1).scaleb(-fact.decimals))
        if (percent, place) not in seen:
            seen.add((percent, place))
            yield Stated(percent, place)
