"""Charts as geometry, an indicator's history, and the month at one look."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.calendar import Kind, Period
from kybao.desk.charts.lines import HEIGHT, WIDTH, Line, Value, chart_of
from kybao.desk.charts.scale import scale_for
from kybao.desk.charts.sparks import spark_of
from kybao.desk.dashboard import dashboard_of
from kybao.desk.indicator_history import extent_of, facts_of, history_of
from kybao.filing.models import Fact
from kybao.filing.timeliness import Timeliness
from kybao.registry.models import Indicator, Unit

NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=3)


@pytest.mark.parametrize(
    ("values", "measure", "ticks", "said"),
    [
        (["0", "95"], "hồ sơ", ["0", "20", "40", "60", "80", "100"], "hồ sơ"),
        (["13566000000", "403000000000"], "đồng", ["0", "100", "200", "300", "400", "500"], "tỷ đồng"),
        (["1180", "1424"], "con", ["1.150", "1.200", "1.250", "1.300", "1.350", "1.400", "1.450"], "con"),
        (["0.04", "0.09"], "tấn", ["0,00", "0,02", "0,04", "0,06", "0,08", "0,10"], "tấn"),
        (["7"], "ca", ["6,0", "6,5", "7,0", "7,5", "8,0"], "ca"),
        (["0"], "vụ", ["0,0", "0,2", "0,4", "0,6", "0,8", "1,0"], "vụ"),
    ],
)
def test_ticks_are_round(values: list[str], measure: str, ticks: list[str], said: str) -> None:
    scale = scale_for([Decimal(value) for value in values], measure)
    assert [label for _, label in scale.ticks] == ticks
    assert scale.measure == said


@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_every_value_lies_on_its_scale(values: list[Decimal]) -> None:
    scale = scale_for(values, "đồng")
    assert scale.low <= min(values)
    assert max(values) <= scale.high
    assert 2 <= len(scale.ticks) <= 12


@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_every_point_lies_in_the_drawing(values: list[Decimal]) -> None:
    periods = [Period.month(2020 + number // 12, number % 12 + 1) for number in range(len(values))]
    line = Line("", "value", tuple(Value(p, v, "") for p, v in zip(periods, values, strict=True)))
    chart = chart_of([line], periods, "con")
    assert chart is not None
    for dot in chart.lines[0].dots:
        assert 0 <= float(dot.x) <= WIDTH
        assert 0 <= float(dot.y) <= HEIGHT


def test_a_line_breaks_over_gaps_and_a_yearly_one_with_the_year() -> None:
    periods = [Period.parse(f"2022-{month:02}") for month in (11, 12)] + [
        Period.month(2023, month) for month in (1, 2, 3)
    ]
    values = tuple(Value(period, Decimal(5), "") for period in periods if period.number != 2)
    for yearly, moves in ((False, "MLLM"), (True, "MLMM")):
        chart = chart_of([Line("", "value", values, yearly=yearly)], periods, "con")
        assert chart is not None
        assert "".join(letter for letter in chart.lines[0].path if letter in "ML") == moves


def test_a_spark_needs_two_values() -> None:
    assert spark_of([None, Decimal(1)]) is None
    drawn = spark_of([Decimal(1), None, Decimal(3), Decimal(2)])
    assert drawn is not None
    assert [letter for letter in drawn.path if letter in "ML"] == ["M", "M", "L"]


@pytest.mark.django_db
class TestHistory:
    PLAN_OF_2022 = Decimal(1000)

    @pytest.fixture
    def unit(self) -> Unit:
        unit = Unit.objects.create(code="tp", name="Thành phố", listed_name="TP")
        indicator = Indicator.objects.create(code="thu", name="Thu", measure="đồng", sector="Tài chính", kind="flow")
        stated = [
            ("2021-03", "actual", "", 80),
            ("2022-01", "actual", "", 90),
            ("2022-02", "actual", "", 110),
            ("2022-03", "estimate", "", 100),
            ("2022-03", "actual", "percent_of_same_period", 125),
            ("2022-02", "actual", "percent_of_same_period", 110),
            ("2022-03", "year_to_date", "", 300),
            ("2022-03", "year_to_date", "percent_of_plan", 30),
            ("2022-Q1", "actual", "", 300),
        ]
        for period, basis, comparison, value in stated:
            Fact.objects.create(
                indicator=indicator,
                unit=unit,
                period=Period.parse(period),
                basis=basis,
                comparison=comparison,
                value=value,
            )
        return unit

    def test_what_is_stated_and_what_follows_from_it(self, unit: Unit) -> None:
        indicator = Indicator.objects.get()
        extent = extent_of(Fact.objects.all(), indicator)
        assert (extent.units, extent.years, extent.kind) == ((unit,), (2022, 2021), Kind.MONTH)
        facts = facts_of(Fact.objects.all(), indicator, unit, extent.kind, since=2022)
        history = history_of(facts, indicator, frozenset({2022}))
        march, february, january = history.rows
        assert [str(row.period) for row in history.rows] == [
            "2022-03",
            "2022-02",
            "2022-01",
        ]  # the quarter stands apart
        assert march.same is not None
        assert (march.same.value, march.same.fact is not None) == (Decimal(80), True)
        assert february.same is not None
        assert (february.same.value, february.same.fact) == (Decimal(100), None)  # 110 is 110% of it
        assert january.same is None
        assert march.plan is not None
        assert march.plan.value == self.PLAN_OF_2022  # 300 is 30% of it
        assert [title for title, _ in history.charts] == [
            "Trong kỳ và cùng kỳ năm trước",
            "Luỹ kế từ đầu năm và kế hoạch năm",
        ]

    def test_no_years_no_charts(self, unit: Unit) -> None:
        indicator = Indicator.objects.get()
        history = history_of(
            facts_of(Fact.objects.all(), indicator, unit, Kind.MONTH, since=2022), indicator, frozenset()
        )
        assert (history.rows, history.charts) == ((), ())


@pytest.mark.django_db
class TestDashboard:
    def test_each_sees_what_is_theirs(self, committees: Any) -> None:
        period = Period.parse("2022-01")
        seen = {
            name: {row.unit.code for row in dashboard_of(committees.people[name], committees.own, period).timeliness}
            for name in ("officer", "reporter", "newcomer")
        }
        assert seen == {"officer": {"ha-an-y-te", "ha-an-van-hoa"}, "reporter": {"ha-an-y-te"}, "newcomer": set()}

    def test_plans_behind_the_time_and_unusual_values_are_told(self, committees: Any) -> None:
        officer, period = committees.people["officer"], Period.parse("2022-01")
        unit, indicator = Unit.objects.get(code="ha-an-y-te"), Indicator.objects.get(code="ho-so")
        for back, value in enumerate((10, 11, 9, 10, 12, 10, 11), 1):
            month = Period.month(2022 if back == 0 else 2021, 13 - back)
            Fact.objects.create(
                indicator=indicator, unit=unit, period=month, basis="actual", value=value, measure="hồ sơ"
            )
        committee = committees.own.receiver
        Fact.objects.create(
            indicator=indicator,
            unit=committee,
            period=period,
            basis="plan",
            comparison="percent_of_plan",
            value=Decimal("8.5"),
        )
        own = {"indicator": indicator, "unit": unit, "period": period, "comparison": "", "basis": "actual"}
        Fact.objects.filter(**own).update(value=40)
        board = dashboard_of(officer, committees.own, period)
        (plan,) = board.attainments
        assert (plan.percent, plan.behind, board.pace) == ("8,5%", False, "8%")
        (change,) = board.changes
        assert (change.fact.unit, change.judgement.unusual) == (unit, True)
        assert [trend.fact.unit for trend in board.trends] == [unit]
        row = next(row for row in board.timeliness if row.unit == unit)
        assert row.cells[-1] == (period, Timeliness.LATE)  # filed today for a January long gone
        assert (row.in_time, row.owed) == (0, 1)
