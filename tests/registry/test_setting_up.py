"""A committee from nothing, and its outline and indicators changed afterwards: each edit noted with before and after."""

from __future__ import annotations

from datetime import date, time

import pytest

from kybao.calendar import ClosingRule, Counting, Deadline, Kind, Period
from kybao.registry.history import BEGINNING
from kybao.registry.indicators import IndicatorTerms, look_at_indicators, save_indicators, set_indicator, take_sectors
from kybao.registry.models import Committee, Indicator, Regime, RegistryChange, Section, Unit
from kybao.registry.outlines import (
    add_heading,
    as_pasted,
    change_heading,
    look_at_outline,
    move_section,
    owners_below,
    remove_section,
    write_outline,
)
from kybao.registry.pasted.outline import text_of_outline
from kybao.registry.recording import Refused
from kybao.registry.regimes import Heading, first_version, make_regime, new_version, put_right, set_heading
from kybao.registry.setting_up.committees import CommitteeTerms, committee_in_hand, set_committee
from kybao.registry.setting_up.outlines import january_outline
from kybao.registry.setting_up.units import look_at_units, save_units
from kybao.registry.succession import rename

pytestmark = pytest.mark.django_db

TERMS = CommitteeTerms(
    "Ủy ban nhân dân huyện Hà An", "UBND huyện Hà An", "UBND", "Hà An", "huyện", "Ủy ban nhân dân tỉnh Cao Bằng"
)
HEADING = Heading("Báo cáo tháng", "", "UBND", "BC-UBND", "Hà An", "Tình hình {kỳ này}", "", "", "", "")
JANUARY = Period.parse("2022-01")


@pytest.fixture
def committee() -> Unit:
    """Hà An with a department, the police and a commune."""
    own = set_committee(TERMS).unit
    save_units(look_at_units("Phòng Y tế\nCông an huyện\nỦy ban nhân dân xã Bình Minh", own), own)
    return own


@pytest.fixture
def regime(committee: Unit) -> Regime:
    return make_regime("thang", committee, Kind.MONTH, HEADING, Deadline(15, time(17)), None, "Nghị định 09/2019/NĐ-CP")


@pytest.fixture
def outlined(regime: Regime, committee: Unit) -> Regime:
    text = "I. KINH TẾ\n1. Nông nghiệp\tcác xã\n2. Thu ngân sách\nII. XÃ HỘI\n1. Y tế\tPhòng Y tế"
    write_outline(first_version(regime), look_at_outline(text, committee))
    return regime


def titles(regime: Regime, period: Period = JANUARY) -> list[str]:
    return [section.title for section in regime.version_for(period).outline if not section.is_passage]


def test_a_committee_is_a_unit_under_the_one_that_it_names() -> None:
    kept = set_committee(TERMS)
    assert kept.unit.code == "ubnd-huyen-ha-an"
    assert kept.unit.parent is not None
    assert kept.unit.parent.name == TERMS.superior
    assert committee_in_hand() == kept


def test_a_committee_may_be_corrected_without_becoming_another() -> None:
    set_committee(TERMS)
    set_committee(CommitteeTerms("UBND huyện Hà Yên", "Hà Yên", "UB", "Hà Yên", "huyện", TERMS.superior))
    assert Committee.objects.get().short_name == "UB"
    assert Unit.objects.get(code="ubnd-huyen-ha-an").name == "UBND huyện Hà Yên"
    assert Unit.objects.count() == 2


def test_a_name_that_a_decision_gave_is_not_corrected_away() -> None:
    kept = set_committee(TERMS)
    rename(kept.unit, date(2025, 7, 1), "Quyết định 1", name="UBND xã Hà An")
    with pytest.raises(Refused, match="trang Đơn vị"):
        set_committee(TERMS)


def test_units_are_saved_in_their_order_with_the_area_that_they_report_on(committee: Unit) -> None:
    rows = Unit.objects.filter(parent=committee).values_list("list_number", "code", "kind", "area__code")
    assert list(rows) == [
        (1, "phong-y-te", "phòng", "ubnd-huyen-ha-an"),
        (2, "cong-an-huyen", "công an", "ubnd-huyen-ha-an"),
        (3, "ubnd-xa-binh-minh", "xã", None),
    ]


def test_a_list_pasted_twice_changes_nothing(committee: Unit) -> None:
    seen = look_at_units("Phòng Y tế\nCông an huyện", committee)
    assert seen.preview is not None
    assert seen.preview.text == "Không có gì thay đổi."


def test_a_list_with_a_fault_is_not_saved(committee: Unit) -> None:
    with pytest.raises(Refused, match="còn chỗ sai"):
        save_units(look_at_units("Phòng Tư pháp\nPhòng Tư pháp", committee), committee)
    assert not Unit.objects.filter(name="Phòng Tư pháp").exists()


def test_a_unit_with_a_history_is_left_to_its_own_page(committee: Unit) -> None:
    rename(Unit.objects.get(code="phong-y-te"), date(2025, 7, 1), "Quyết định 1", name="Phòng Y tế - Xã hội")
    assert "trang Đơn vị" in look_at_units("Phòng Y tế", committee).faults[0]


def test_a_regime_has_its_rules_in_its_first_version(regime: Regime) -> None:
    version = regime.version_for(JANUARY)
    assert version.since == BEGINNING
    assert str(version.due(JANUARY)) == "2022-01-17 17:00:00+07:00"
    assert version.window(JANUARY).last == date(2022, 1, 14)


def test_rules_put_right_hold_for_all_the_version_s_periods_and_later_ones_for_later_periods(regime: Regime) -> None:
    later = new_version(regime, date(2022, 6, 1), closing=ClosingRule(1, 0, 31))
    assert put_right(first_version(regime), Deadline(20, time(17)), None, "Quyết định 7")
    assert regime.version_for(JANUARY).due(JANUARY).date() == date(2022, 1, 20)
    june = Period.parse("2022-06")
    assert later.due(june).date() == date(2022, 6, 15)
    assert later.window(june).last == date(2022, 6, 30)
    by_law = new_version(regime, date(2022, 9, 1), closes_by_law=True)
    assert by_law.window(Period.parse("2022-09")).last == date(2022, 9, 14)


def test_what_is_put_right_is_noted_with_before_and_after_as_an_edit_of_the_past(regime: Regime) -> None:
    made = new_version(regime, date(2022, 6, 1))
    put_right(made, Deadline(3, time(17), counting=Counting.DAYS_AFTER_CLOSING), None, made.legal_basis, by="Ông A")
    change = RegistryChange.objects.first()
    assert change is not None
    assert change.about_past
    assert change.before["version"] == {"deadline_day": "15", "deadline_counting": "day_of_month"}
    assert change.after["version"] == {"deadline_day": "3", "deadline_counting": "days_after_closing"}
    assert not put_right(made, made.deadline, None, made.legal_basis)


def test_a_heading_is_changed_only_where_it_differs(regime: Regime) -> None:
    assert not set_heading(regime, HEADING)
    assert set_heading(
        regime, Heading(**{**{f: getattr(HEADING, f) for f in HEADING.__dataclass_fields__}, "signer": "Bà B"})
    )
    change = RegistryChange.objects.first()
    assert change is not None
    assert (change.before, change.after) == ({"signer": ""}, {"signer": "Bà B"})


def test_an_outline_is_written_from_its_list_and_read_back(outlined: Regime, committee: Unit) -> None:
    names = {owner.code: owner.names[-1] for owner in owners_below(committee)}
    assert text_of_outline(as_pasted(first_version(outlined)), names).splitlines() == [
        "I. KINH TẾ",
        "  1. Nông nghiệp\tỦy ban nhân dân xã Bình Minh",
        "  2. Thu ngân sách",
        "II. XÃ HỘI",
        "  1. Y tế\tPhòng Y tế",
    ]


def test_an_outline_with_a_fault_is_refused_and_the_old_one_stays(outlined: Regime, committee: Unit) -> None:
    with pytest.raises(Refused, match="Dòng 1: Không thấy đơn vị"):
        write_outline(first_version(outlined), look_at_outline("1. Y tế [Phòng Không]", committee))
    assert titles(outlined) == ["KINH TẾ", "Nông nghiệp", "Thu ngân sách", "XÃ HỘI", "Y tế"]


def test_a_later_outline_leaves_earlier_periods_theirs(outlined: Regime) -> None:
    later = new_version(outlined, date(2022, 6, 1))
    change_heading(later.outline.get(key="I-1"), "1", "Nông nghiệp, môi trường", [])
    add_heading(later, later.outline.get(key="II"), "2", "Giáo dục", [Unit.objects.get(code="phong-y-te")])
    assert titles(outlined, Period.parse("2022-06"))[-3:] == ["XÃ HỘI", "Y tế", "Giáo dục"]
    assert titles(outlined) == ["KINH TẾ", "Nông nghiệp", "Thu ngân sách", "XÃ HỘI", "Y tế"]


def test_the_units_of_a_heading_change_and_their_passages_stay_in_order(outlined: Regime) -> None:
    units = {unit.code: unit for unit in Unit.objects.all()}
    section = first_version(outlined).outline.get(key="I-1")
    section.children.update(lead="Trồng trọt")
    change_heading(section, "1", section.title, [units["ubnd-xa-binh-minh"], units["phong-y-te"]], by="Ông A")
    passages = list(section.children.order_by("position").values_list("owner__code", "lead"))
    assert passages == [("ubnd-xa-binh-minh", "Trồng trọt"), ("phong-y-te", "")]
    ordered = [one.key for one in first_version(outlined).outline.order_by("position")]
    assert ordered.index("I-1-phong-y-te") == ordered.index("I-2") - 1
    change = RegistryChange.objects.first()
    assert change is not None
    assert change.after == {"outline": ["1 Nông nghiệp: Phòng Y tế"]}


@pytest.mark.parametrize(
    ("key", "up", "moved", "after"),
    [
        ("II", True, True, ["XÃ HỘI", "Y tế", "KINH TẾ", "Nông nghiệp", "Thu ngân sách"]),
        ("I-1", False, True, ["KINH TẾ", "Thu ngân sách", "Nông nghiệp", "XÃ HỘI", "Y tế"]),
        ("I", True, False, ["KINH TẾ", "Nông nghiệp", "Thu ngân sách", "XÃ HỘI", "Y tế"]),
        ("II-1", False, False, ["KINH TẾ", "Nông nghiệp", "Thu ngân sách", "XÃ HỘI", "Y tế"]),
    ],
)
def test_a_heading_moves_among_its_neighbours_with_all_under_it(
    outlined: Regime, key: str, up: bool, moved: bool, after: list[str]
) -> None:
    assert move_section(first_version(outlined).outline.get(key=key), up) is moved
    assert titles(outlined) == after


def test_a_heading_is_removed_with_all_under_it(outlined: Regime) -> None:
    remove_section(first_version(outlined).outline.get(key="I"))
    assert titles(outlined) == ["XÃ HỘI", "Y tế"]
    assert Section.objects.count() == 3


def test_the_outline_of_january_2022_can_be_begun_from(committee: Unit) -> None:
    text = january_outline(committee.name, owners_below(committee))
    rows = look_at_outline(text, committee)
    assert not any(row.faults for row in rows)
    assert rows[0].title == "TÌNH HÌNH THỰC HIỆN CÁC MỤC TIÊU KINH TẾ XÃ HỘI {KỲ NÀY}"
    assert next(row.owners for row in rows if row.title == "Y tế") == ("phong-y-te",)
    assert rows[-1].kind == "paragraph"


def test_sectors_of_january_2022_come_with_the_wholes_that_they_are_parts_of() -> None:
    taken = take_sectors(["Nông nghiệp"])
    assert taken == Indicator.objects.count() > 40
    assert Indicator.objects.get(code="trong-trot.rau").parent == Indicator.objects.get(code="trong-trot.gieo-trong")
    assert take_sectors(["Nông nghiệp"]) == 0


def test_indicators_pasted_again_gain_names_and_lose_none() -> None:
    save_indicators(look_at_indicators("Đàn trâu\tcon\tNông nghiệp\tcuối kỳ\t\tsố trâu"))
    save_indicators(look_at_indicators("Đàn trâu\tcon\tNông nghiệp\tcuối kỳ\t\ttrâu nuôi"))
    assert Indicator.objects.get().phrase == "đàn trâu|số trâu|trâu nuôi"


def test_an_indicator_is_no_part_of_its_own_part() -> None:
    save_indicators(look_at_indicators("Chỉ tiêu\tThuộc\nTổng đàn\t\nĐàn trâu\tTổng đàn"))
    whole, part = Indicator.objects.get(name="Tổng đàn"), Indicator.objects.get(name="Đàn trâu")
    terms = IndicatorTerms("Tổng đàn", "con", "Chung", "stock", "tổng đàn")
    with pytest.raises(Refused, match="không thể bao gồm"):
        set_indicator(whole, terms, part)
    assert set_indicator(part, IndicatorTerms("Đàn trâu", "con", "Chung", "stock", "đàn trâu"), whole, by="Ông A")
    change = RegistryChange.objects.first()
    assert change is not None
    assert (change.before, change.after) == ({"measure": "", "kind": "flow"}, {"measure": "con", "kind": "stock"})
