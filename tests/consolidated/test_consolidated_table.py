"""The consolidated table from the database's facts: coverage, restating, plans, and what is never guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kybao.registry.models import Unit
from kybao.registry.succession import NewUnit, split

pytestmark = pytest.mark.django_db

CITY, PROVINCE = "ubnd-tp-cao-bang", "ubnd-tinh-cao-bang"
NUNG_TRI_CAO = ("ubnd-ngoc-xuan", "ubnd-song-bang", "ubnd-vinh-quang")
TAN_GIANG = ("ubnd-tan-giang", "ubnd-duyet-trung", "ubnd-hoa-chung", "ubnd-chu-trinh")
THUC_PHAN = ("ubnd-song-hien", "ubnd-de-tham", "ubnd-hop-giang", "ubnd-hung-dao")
WARDS = (*NUNG_TRI_CAO, *TAN_GIANG, *THUC_PHAN)
Report = Callable[..., None]
Figures = Callable[..., dict[str, Any]]


def test_a_total_names_the_units_that_it_lacks(report: Report, figures: Figures) -> None:
    report("2024-08", dict.fromkeys(WARDS, 100))
    report("2024-09", dict.fromkeys(WARDS[2:], 110))
    city = figures(CITY, "2024-09")[CITY]
    assert (city.value.value, city.value.present, city.value.expected) == (990, 9, 11)
    assert city.value.missing == ("ubnd-ngoc-xuan", "ubnd-song-bang")
    assert city.growth_on_previous is None
    assert not city.value.complete


def test_a_ward_that_never_reported_is_missed_where_the_others_do(report: Report, figures: Figures) -> None:
    report("2024-08", dict.fromkeys(WARDS[1:], 100))
    assert figures(CITY, "2024-08")[CITY].value.missing == ("ubnd-ngoc-xuan",)


def test_complete_totals_are_compared_and_units_ranked(report: Report, figures: Figures) -> None:
    report("2023-08", dict.fromkeys(WARDS, 100))
    report("2024-08", {ward: 100 + number for number, ward in enumerate(WARDS)})
    found = figures(CITY, "2024-08")
    assert found[CITY].growth_on_same == Decimal("5.000000")
    assert (found[WARDS[-1]].rank, found[WARDS[-1]].ranked, found[WARDS[0]].rank) == (1, 11, 11)
    assert found[WARDS[0]].unit_share == Decimal("8.658009")


def test_what_the_city_states_stands_beside_the_sum_of_its_wards(report: Report, figures: Figures) -> None:
    report("2024-08", dict.fromkeys(WARDS, 100) | {CITY: 1250})
    city = figures(CITY, "2024-08")[CITY]
    assert city.value.value == 1100
    assert city.stated_otherwise.value == 1250


def test_where_few_wards_report_the_city_s_own_figure_stands(report: Report, figures: Figures) -> None:
    report("2024-08", {CITY: 1250, WARDS[0]: 100})
    found = figures(CITY, "2024-08")
    assert (found[CITY].value.value, found[CITY].value.expected) == (1250, 1)
    assert found[WARDS[0]].value.value == 100


def test_the_same_period_of_a_merged_ward_is_the_sum_of_its_predecessors(report: Report, figures: Figures) -> None:
    report("2024-08", dict.fromkeys(WARDS, 100) | {"ubnd-hoang-tung": 50, "ubnd-le-chung": 50})
    report("2025-08", {"ubnd-nung-tri-cao": 330, "ubnd-thuc-phan": 450})
    found = figures(PROVINCE, "2025-08")
    ward = found["ubnd-nung-tri-cao"]
    assert (ward.same.value, ward.same.restated, ward.value.restated) == (300, True, False)
    assert ward.growth_on_same == 10
    assert found[PROVINCE].value.missing == ("ubnd-tan-giang-2025",)
    assert found[PROVINCE].same.value == 1200


def test_a_predecessor_that_did_not_report_is_named(report: Report, figures: Figures) -> None:
    report("2024-07", dict.fromkeys(WARDS, 100))
    report("2024-08", dict.fromkeys(WARDS[1:], 100))
    report("2025-08", {"ubnd-nung-tri-cao": 330})
    ward = figures(PROVINCE, "2025-08")["ubnd-nung-tri-cao"]
    assert ward.same.missing == ("ubnd-ngoc-xuan",)
    assert ward.growth_on_same is None


@pytest.mark.parametrize(
    ("shares", "same", "comparable"),
    [(None, None, False), ({"": [Decimal("0.25"), Decimal("0.75")]}, Decimal("25.000000"), True)],
)
def test_a_split_without_shares_is_never_guessed(
    report: Report, figures: Figures, shares: Any, same: Decimal | None, comparable: bool
) -> None:
    district = Unit.objects.create(code="huyen", name="UBND huyện", listed_name="Huyện", kind="huyện")
    lone = Unit.objects.create(code="xa", name="Xã Lớn", listed_name="Xã Lớn", kind="xã", parent=district)
    parts = [NewUnit(code, f"Xã {code}", kind="xã", parent=district) for code in ("bac", "nam")]
    split(lone, parts, date(2024, 1, 1), "Nghị quyết 1", shares)
    report("2023-08", {"xa": 100})
    report("2024-08", {"bac": 40, "nam": 60})
    found = figures("huyen", "2024-08")
    assert (found["bac"].same.value, found["bac"].same.comparable) == (same, comparable)
    assert found["huyen"].same.value == 100
    assert found["bac"].growth_on_same == (60 if comparable else None)


def test_the_year_so_far_meets_each_plan(report: Report, figures: Figures) -> None:
    from kybao.registry.models import Indicator

    Indicator.objects.create(code="thu", name="Thu", measure="đồng", sector="Tài chính", kind="flow")
    report("2024-01", {CITY: 100}, "thu")
    report("2024-02", {CITY: 150}, "thu")
    report("2024-02", {CITY: 1000}, "thu", "plan_province")
    report("2024-02", {CITY: 1250}, "thu", "plan_council")
    city = figures(CITY, "2024-02")[CITY]
    assert city.to_date.value == 250
    assert [(plan.basis, plan.percent) for plan in city.plans] == [("plan_council", 20), ("plan_province", 25)]


def test_a_plan_of_the_city_is_met_by_its_wards(report: Report, figures: Figures) -> None:
    report("2024-08", dict.fromkeys(WARDS, 100))
    report("2024-08", {CITY: 2200}, "lon", "plan_province")
    (plan,) = figures(CITY, "2024-08")[CITY].plans
    assert plan.percent == 50


def test_decimals_are_exact(report: Report, figures: Figures) -> None:
    report("2024-08", {WARDS[0]: 0, WARDS[1]: 0})
    from kybao.filing.models import Fact

    Fact.objects.filter(unit__code=WARDS[0]).update(value=Decimal("0.1"))
    Fact.objects.filter(unit__code=WARDS[1]).update(value=Decimal("0.2"))
    assert figures(CITY, "2024-08")[CITY].value.value == Decimal("0.300000")


def test_only_units_that_may_be_seen_count(report: Report, figures: Figures) -> None:
    report("2024-08", dict.fromkeys(WARDS, 100))
    found = figures(CITY, "2024-08", seen={CITY, WARDS[0]})
    assert set(found) == {CITY, WARDS[0]}
    assert (found[CITY].value.value, found[CITY].value.expected) == (100, 1)
