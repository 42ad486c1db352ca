"""Regimes with versions: old periods keep the outline, deadline and closing window that they had."""

from datetime import date, time

import pytest

from kybao.calendar import ClosingRule, Counting, Deadline, Moving, Period
from kybao.registry.models import Regime, RegimeVersion, RegistryChange, Section, Unit
from kybao.registry.recording import Refused
from kybao.registry.regimes import keep_in_step, new_version

pytestmark = pytest.mark.django_db

JANUARY_2022, DECEMBER_2022, JANUARY_2023 = map(Period.parse, ("2022-01", "2022-12", "2023-01"))
SINCE = date(2023, 1, 1)


@pytest.fixture
def regime() -> Regime:
    """The monthly report as a month's folder makes it: no version, sections with a regime alone."""
    receiver = Unit.objects.create(code="tp", name="UBND thành phố", listed_name="UBND TP")
    regime = Regime.objects.create(
        code="thang",
        name="Báo cáo tháng",
        receiver=receiver,
        frequency="month",
        legal_basis="Quyết định 01/2019",
        deadline_day=15,
        agency="UBND",
        symbol="BC-UBND",
        place="Cao Bằng",
        subject="Kinh tế - xã hội",
    )
    part = Section.objects.create(regime=regime, key="I", position=0, kind="part", title="Kết quả")
    Section.objects.create(regime=regime, key="I.1", position=1, kind="section", title="Kinh tế", parent=part)
    return regime


def test_a_regime_has_a_version_without_anyone_making_one(regime: Regime) -> None:
    version = regime.version_for(JANUARY_2022)
    assert [section.key for section in version.outline] == [section.key for section in regime.sections] == ["I", "I.1"]
    assert version.deadline == regime.deadline == Deadline(15, time(17))
    assert regime.versions.count() == 1


def test_its_own_fields_are_those_of_its_only_version(regime: Regime) -> None:
    Regime.objects.filter(pk=regime.pk).update(deadline_day=20)
    assert Regime.objects.get().version_for(JANUARY_2022).due(JANUARY_2022).date() == date(2022, 1, 20)


def test_old_periods_keep_their_outline(regime: Regime) -> None:
    version = new_version(regime, SINCE)
    Section.objects.create(regime=regime, version=version, key="I.2", position=2, kind="section", title="Chuyển đổi số")
    version.outline.filter(key="I.1").update(title="Kinh tế số")
    assert [section.title for section in regime.version_for(DECEMBER_2022).outline] == ["Kết quả", "Kinh tế"]
    assert [section.title for section in regime.version_for(JANUARY_2023).outline] == [
        "Kết quả",
        "Kinh tế số",
        "Chuyển đổi số",
    ]
    assert [section.key for section in regime.sections] == ["I", "I.1", "I.2"]


def test_a_copied_outline_stands_on_its_own_feet(regime: Regime) -> None:
    version = new_version(regime, SINCE)
    parents = {section.parent.version_id for section in version.outline if section.parent}
    assert parents == {version.pk}


def test_old_periods_keep_their_deadline(regime: Regime) -> None:
    new_version(regime, SINCE, deadline=Deadline(3, time(9), moves=Moving.BEFORE, counting=Counting.DAYS_AFTER_CLOSING))
    assert regime.version_for(DECEMBER_2022).due(DECEMBER_2022).isoformat() == "2022-12-15T17:00:00+07:00"
    assert regime.version_for(JANUARY_2023).due(JANUARY_2023).isoformat() == "2023-01-17T09:00:00+07:00"


def test_old_periods_keep_their_legal_basis(regime: Regime) -> None:
    version = new_version(regime, SINCE, legal_basis="Quyết định 02/2022")
    assert regime.version_for(DECEMBER_2022).legal_basis == "Quyết định 01/2019"
    assert version.legal_basis == "Quyết định 02/2022"
    regime.refresh_from_db()
    assert regime.legal_basis == "Quyết định 02/2022"


def test_a_version_closes_by_the_decree_or_by_its_own_days(regime: Regime) -> None:
    own = ClosingRule(opens_on=1, opens_offset=0, closes_on=31)
    new_version(regime, SINCE, closing=own)
    before, after = (regime.version_for(period).window(period) for period in (DECEMBER_2022, JANUARY_2023))
    assert (before.first, before.last) == (date(2022, 11, 15), date(2022, 12, 14))
    assert (after.first, after.last) == (date(2023, 1, 1), date(2023, 1, 31))


def test_a_version_governs_the_period_whose_last_day_it_sees(regime: Regime) -> None:
    version = new_version(regime, date(2023, 1, 20))
    assert regime.version_for(JANUARY_2023) == version
    assert regime.version_for(Period.parse("2023-01-01..2023-01-10")) != version


def test_a_version_to_come_does_not_govern_yet(regime: Regime) -> None:
    coming = date(2990, 1, 1)
    new_version(regime, coming, deadline=Deadline(1, time(8)), with_outline=False)
    assert regime.deadline.day == 15
    assert regime.sections.count() == 2
    keep_in_step(regime, coming)
    assert Regime.objects.get().deadline_day == 1


def test_a_version_can_be_put_between_two(regime: Regime) -> None:
    new_version(regime, date(2024, 1, 1), deadline=Deadline(5, time(17)))
    new_version(regime, SINCE, deadline=Deadline(10, time(17)))
    days = [regime.version_for(Period.parse(month)).deadline.day for month in ("2022-06", "2023-06", "2024-06")]
    assert days == [15, 10, 5]


def test_there_are_no_two_versions_from_one_day(regime: Regime) -> None:
    new_version(regime, SINCE)
    with pytest.raises(Refused, match="đã có bản áp dụng từ ngày 01/01/2023"):
        new_version(regime, SINCE)
    assert RegimeVersion.objects.count() == 2


def test_a_new_version_is_noted(regime: Regime) -> None:
    new_version(regime, SINCE, why="Đề cương năm 2023", by="Văn phòng")
    edit = RegistryChange.objects.get()
    assert edit.what == "Báo cáo tháng: bản mới áp dụng từ ngày 01/01/2023"
    assert edit.about_past
