"""What decisions do to units, what is refused, and how the past is edited."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from kybao.registry.history import BEGINNING, OPEN
from kybao.registry.models import RegistryChange, Succession, Unit, UnitState
from kybao.registry.recording import Refused, bring_up_to_date, recorded
from kybao.registry.succession import (
    NewUnit,
    abolish,
    create,
    merge,
    move,
    rename,
    split,
    state_shares,
    withdraw,
)
from kybao.registry.units import (
    children_on,
    lineage_between,
    span_rows,
    state_of,
    succession_rows,
    units_on,
)

pytestmark = pytest.mark.django_db

DAY, EVE = date(2020, 2, 1), date(2020, 1, 31)
WHOLE = Fraction(1)
DECISION = "Nghị quyết số 01/NQ-UBTVQH ngày 10/01/2020"


class Land:
    """A province with two districts of two communes each."""

    def __init__(self) -> None:
        self.province = self._unit("tinh", "Tỉnh", None, "tỉnh")
        self.east = self._unit("dong", "Huyện Đông", self.province, "huyện")
        self.west = self._unit("tay", "Huyện Tây", self.province, "huyện")
        self.a, self.b = (self._unit(code, f"Xã {code.upper()}", self.east, "xã") for code in "ab")
        self.c, self.d = (self._unit(code, f"Xã {code.upper()}", self.west, "xã") for code in "cd")

    @staticmethod
    def _unit(code: str, name: str, parent: Unit | None, kind: str) -> Unit:
        return Unit.objects.create(code=code, name=name, listed_name=name, kind=kind, parent=parent)


@pytest.fixture
def land() -> Land:
    return Land()


def tree(day: date, root: Unit | None = None) -> list[str]:
    return [state.code for unit in units_on(day, root) for state in unit.walk()]


def test_without_any_succession_units_have_always_been_as_they_are(land: Land) -> None:
    assert tree(date(1999, 1, 1), land.east) == ["dong", "a", "b"]
    assert state_of(land.a, date(1999, 1, 1)) == recorded()["a"][0]
    assert (recorded()["a"][0].first, recorded()["a"][0].last) == (BEGINNING, OPEN)


def test_a_renamed_unit_stays_itself_and_keeps_its_old_name_for_old_days(land: Land) -> None:
    rename(land.a, DAY, DECISION, name="Thị trấn A", kind="thị trấn", gso_code="01290")
    before, after = state_of(land.a, EVE), state_of(land.a, DAY)
    assert before is not None
    assert after is not None
    assert (before.name, before.kind, before.gso_code) == ("Xã A", "xã", "")
    assert (after.name, after.listed_name, after.kind, after.gso_code) == (
        "Thị trấn A",
        "Thị trấn A",
        "thị trấn",
        "01290",
    )
    assert [(part.unit, part.share) for part in lineage_between(EVE, DAY).of("a")] == [("a", WHOLE)]


def test_a_unit_of_today_says_what_it_is_today(land: Land) -> None:
    rename(land.a, DAY, DECISION, name="Thị trấn A")
    land.a.refresh_from_db()
    assert land.a.name == "Thị trấn A"


def test_a_decision_that_is_to_come_into_force_changes_nothing_yet(land: Land) -> None:
    coming = date(2990, 1, 1)
    rename(land.a, coming, DECISION, name="Thị trấn A")
    land.a.refresh_from_db()
    assert land.a.name == "Xã A"
    assert bring_up_to_date(coming) == 1
    land.a.refresh_from_db()
    assert land.a.name == "Thị trấn A"


def test_communes_merge_into_a_new_one(land: Land) -> None:
    merge([land.a, land.b], NewUnit("ab", "Xã AB", kind="xã", parent=land.east), DAY, DECISION)
    assert tree(EVE, land.east) == ["dong", "a", "b"]
    assert tree(DAY, land.east) == ["dong", "ab"]
    assert list(lineage_between(EVE, DAY).rows())[:2] == [("a", "ab", WHOLE), ("b", "ab", WHOLE)]


def test_a_commune_that_takes_in_another_goes_on(land: Land) -> None:
    merge([land.a, land.b], land.b, DAY, DECISION)
    assert tree(DAY, land.east) == ["dong", "b"]
    assert [part.unit for part in lineage_between(EVE, DAY).of("b")] == ["a", "b"]


def test_what_was_below_merged_districts_goes_to_the_one_they_became(land: Land) -> None:
    merge([land.east, land.west], NewUnit("dong-tay", "Huyện Đông Tây", parent=land.province), DAY, DECISION)
    assert tree(DAY, land.province) == ["tinh", "dong-tay", "a", "b", "c", "d"]
    assert sorted(unit.code for unit in children_on(Unit.objects.get(code="dong-tay"), DAY)) == ["a", "b", "c", "d"]
    assert [unit.code for unit in children_on(land.east, EVE)] == ["a", "b"]
    assert not children_on(land.east, DAY)


def test_a_split_is_known_by_its_shares(land: Land) -> None:
    shares = {"": [Decimal("0.4"), Decimal("0.6")], "Y tế": [Decimal("0.5"), Decimal("0.5")]}
    split(land.a, [land.a, NewUnit("a2", "Xã A Hai", parent=land.east)], DAY, DECISION, shares)
    assert list(lineage_between(EVE, DAY).rows())[:2] == [("a", "a", Fraction(2, 5)), ("a", "a2", Fraction(3, 5))]
    assert [part.share for part in lineage_between(EVE, DAY, "Y tế").of("a2")] == [Decimal("0.5")]


def test_a_split_without_shares_is_incomparable_until_they_are_stated(land: Land) -> None:
    parts = [NewUnit(code, f"Xã {code}", parent=land.east) for code in ("a1", "a2")]
    made = split(land.a, parts, DAY, DECISION)
    assert lineage_between(EVE, DAY).incomparable == ("a1", "a2")
    stated = state_shares(made, {"": [Decimal("0.25"), Decimal("0.75")]}, why="Công văn bổ sung")
    assert lineage_between(EVE, DAY).incomparable == ()
    withdraw(stated, why="Ghi nhầm")
    assert tree(DAY, land.east) == ["dong", "a", "b"]


def test_a_part_that_goes_to_a_commune_that_is_there_leaves_that_one_whole(land: Land) -> None:
    split(land.a, [land.a, land.b], DAY, DECISION, {"": [Decimal("0.9"), Decimal("0.1")]})
    assert [(part.unit, part.share) for part in lineage_between(EVE, DAY).of("b")] == [
        ("a", Fraction(1, 10)),
        ("b", WHOLE),
    ]


def test_a_commune_moves_to_another_district(land: Land) -> None:
    move(land.a, land.west, DAY, DECISION)
    assert (tree(EVE, land.west), tree(DAY, land.west)) == (["tay", "c", "d"], ["tay", "a", "c", "d"])


def test_a_district_ends_with_all_below_it(land: Land) -> None:
    abolish(land.east, DAY, DECISION, with_children=True)
    assert tree(DAY, land.province) == ["tinh", "tay", "c", "d"]
    assert lineage_between(EVE, DAY).lost == ("a", "b", "dong")


def test_a_unit_begins(land: Land) -> None:
    create(NewUnit("moi", "Xã Mới", parent=land.east), DAY, DECISION)
    assert not tree(EVE, Unit.objects.get(code="moi"))
    assert lineage_between(EVE, DAY).of("moi") == ()


Act = Callable[[Land], object]


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda land: rename(land.a, DAY, " ", name="Xã Khác"), "Chưa ghi văn bản quyết định"),
        (lambda land: abolish(land.east, DAY, DECISION), "Huyện Đông còn 2 đơn vị cấp dưới vào ngày 01/02/2020: Xã A, Xã B"),
        (lambda land: move(land.east, land.a, DAY, DECISION), "lại thuộc cấp dưới của Huyện Đông"),
        (lambda land: move(land.a, land.a, DAY, DECISION), "lại thuộc cấp dưới của Xã A"),
        (lambda land: merge([land.a], land.b, DAY, DECISION), "hãy ghi cả Xã B trong các đơn vị nguồn"),
        (lambda land: merge([land.a, land.b], NewUnit("c", "Xã C"), DAY, DECISION), "Mã “c” đã dùng cho Xã C"),
        (lambda land: merge([land.a, land.b], NewUnit("xã mới", "Xã Mới"), DAY, DECISION), "Mã “xã mới” không hợp lệ"),
        (lambda land: merge([land.a, land.a], NewUnit("e", "Xã E"), DAY, DECISION), "nêu một đơn vị hai lần"),
        (lambda land: split(land.a, [NewUnit("e", "Xã E")], DAY, DECISION), "có 1 đơn vị mới, phải là ít nhất 2"),
        (
            lambda land: split(
                land.a, [land.a, NewUnit("e", "Xã E")], DAY, DECISION, {"Y tế": [Decimal("0.5"), Decimal("0.4")]}
            ),
            "Các tỷ lệ của nhóm chỉ tiêu “Y tế” cộng lại bằng 0,9, phải bằng 1",
        ),
        (
            lambda land: split(land.a, [land.a, NewUnit("e", "Xã E")], DAY, DECISION, {"": [Decimal(1)]}),
            "Có 1 tỷ lệ cho 2 đơn vị mới",
        ),
        (
            lambda land: split(land.a, [land.a, land.b], DAY, DECISION, {"": [Decimal(1), Decimal(0)]}),
            "phải lớn hơn 0",
        ),
        (
            lambda land: split(land.east, [NewUnit("e", "Huyện E"), NewUnit("f", "Huyện F")], DAY, DECISION),
            "Hãy chuyển sang đơn vị cấp trên khác từ ngày 01/02/2020",
        ),
        (
            lambda land: create(NewUnit("e", "Xã E", parent=land.west, gso_code="1"), DAY, DECISION),
            "Mã TCTK “1” không hợp lệ",
        ),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_and_nothing_is_written(land: Land, act: Act, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        act(land)
    assert reason in str(refused.value)
    assert Unit.objects.count() == 7
    assert not UnitState.objects.exists()
    assert not Succession.objects.exists()
    assert not RegistryChange.objects.exists()


def test_a_unit_can_not_act_before_it_is_nor_after_it_was(land: Land) -> None:
    merge([land.a, land.b], NewUnit("ab", "Xã AB", parent=land.east), DAY, DECISION)
    merged = Unit.objects.get(code="ab")
    with pytest.raises(Refused, match="Không có Xã A vào ngày 01/02/2020: đơn vị này chỉ có từ trước đến 31/01/2020"):
        rename(land.a, DAY, DECISION, name="Xã Khác")
    with pytest.raises(Refused, match="Không có Xã AB vào ngày 30/12/2019"):
        merge([merged, land.c], NewUnit("abc", "Xã ABC", parent=land.west), date(2019, 12, 31), DECISION)
    with pytest.raises(Refused, match="Không có đơn vị “ab” vào ngày 31/12/2019"):
        merge([land.c, land.d], merged, date(2019, 12, 31), DECISION)


def test_a_unit_that_changed_later_can_not_have_ended_before(land: Land) -> None:
    rename(land.a, date(2023, 1, 1), DECISION, name="Thị trấn A")
    with pytest.raises(Refused, match="Thị trấn A đã ghi nhận một thay đổi từ ngày 01/01/2023"):
        abolish(land.a, DAY, DECISION)


def test_no_unit_ends_in_two_ways_on_one_day(land: Land) -> None:
    split(land.a, [land.a, NewUnit("a2", "Xã A Hai", parent=land.east)], DAY, DECISION)
    with pytest.raises(Refused, match="đã có một thay đổi khác cùng ngày 01/02/2020"):
        merge([land.a, land.b], land.a, DAY, DECISION)


def test_every_edit_is_noted_with_what_was_before(land: Land) -> None:
    rename(land.a, DAY, DECISION, name="Thị trấn A", why="Bổ sung từ hồ sơ lưu", by="Nguyễn Thị Hoa")
    edit = RegistryChange.objects.get()
    assert edit.what == "Đổi Xã A thành Thị trấn A từ ngày 01/02/2020"
    assert (edit.why, edit.by, edit.about_past) == ("Bổ sung từ hồ sơ lưu", "Nguyễn Thị Hoa", True)
    assert [state["name"] for state in edit.before["units"]["a"]] == ["Xã A"]
    assert [state["name"] for state in edit.after["units"]["a"]] == ["Xã A", "Thị trấn A"]


def test_the_past_can_be_filled_in_under_later_changes(land: Land) -> None:
    rename(land.a, date(2023, 1, 1), DECISION, name="Phường A")
    rename(land.a, DAY, DECISION, name="Thị trấn A")
    assert [(state.name, state.first) for state in recorded()["a"]] == [
        ("Xã A", BEGINNING),
        ("Thị trấn A", DAY),
        ("Phường A", date(2023, 1, 1)),
    ]


def test_what_was_recorded_wrongly_is_taken_back(land: Land) -> None:
    before = {code: list(states) for code, states in recorded().items()}
    made = merge([land.a, land.b], NewUnit("ab", "Xã AB", parent=land.east), DAY, DECISION)
    renamed = rename(Unit.objects.get(code="ab"), date(2021, 1, 1), DECISION, name="Xã An Bình")
    with pytest.raises(Refused, match="Xã An Bình còn có thay đổi khác"):
        withdraw(made, why="Ghi nhầm")
    withdraw(renamed, why="Ghi nhầm")
    withdraw(made, why="Ghi nhầm")
    assert {code: list(states) for code, states in recorded().items()} == before
    assert not Succession.objects.exists()
    edit = RegistryChange.objects.all()[0]
    assert edit.what == "Rút: Sáp nhập Xã A và Xã B thành Xã AB từ ngày 01/02/2020"


def test_consolidation_gets_spans_and_successions(land: Land) -> None:
    merge([land.a, land.b], NewUnit("ab", "Xã AB", parent=land.east), DAY, DECISION)
    create(NewUnit("moi", "Xã Mới", parent=land.east), DAY, DECISION)
    spans = {row["unit"]: row for row in span_rows()}
    assert (spans["a"]["parent"], spans["a"]["first"], spans["a"]["last"]) == ("dong", None, EVE)
    assert (spans["ab"]["first"], spans["ab"]["last"]) == (DAY, None)
    assert [(row["from_unit"], row["to_unit"], row["share"]) for row in succession_rows()] == [
        ("a", "ab", Decimal(1)),
        ("b", "ab", Decimal(1)),
    ]
