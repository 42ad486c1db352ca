"""Users' rules: what may be written, what is run on a period, and what DHIS2's export gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.calendar import Period
from kybao.consolidated.models import ValidationRule
from kybao.consolidated.rules import Checked, checked, look_at_dhis2, remove_rule, set_rule, take_dhis2, violated
from kybao.consolidating.rules import Moment, Outcome, Reference, parse, written
from kybao.consolidating.rules.language import Condition, Number, Operation, Operator
from kybao.filing.models import Fact
from kybao.people.models import HistoryEntry
from kybao.registry.models import Indicator, Unit
from kybao.registry.recording import Refused

WARDS = ("ubnd-ngoc-xuan", "ubnd-song-bang")
CITY = "ubnd-tp-cao-bang"

nodes = st.recursive(
    st.one_of(
        st.builds(Number, st.decimals(0, 1000, places=2)),
        st.builds(
            Reference,
            st.sampled_from(["lon", "tthc.tiep-nhan"]),
            st.sampled_from(["", "giới:nữ"]),
            st.sampled_from(Moment),
            st.booleans(),
        ),
    ),
    lambda inner: st.builds(Operation, st.sampled_from("+-*/"), inner, inner),
    max_leaves=8,
)


@given(st.builds(Condition, nodes, st.sampled_from(Operator), nodes))
def test_a_written_rule_reads_back_as_it_was(condition: Condition) -> None:
    assert parse(written(condition)) == condition


def rule(text: str, **more: Any) -> ValidationRule:
    return ValidationRule(**{"code": "q1", "text": text, "message": "Xem lại.", "severity": "error"} | more)


def run(period: str, *rules: ValidationRule) -> list[Checked]:
    return checked(rules, Fact.objects.all(), Period.parse(period))


@pytest.fixture
def indicators(db: None) -> None:
    for code in ("lon", "nai"):
        Indicator.objects.create(code=code, name=f"Đàn {code}", sector="Nông nghiệp", kind="stock", measure="con")


@pytest.mark.usefixtures("indicators")
class TestWriting:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[lon] >", "Ở đây cần một số, hoặc một chỉ tiêu trong ngoặc vuông"),
            ("[lon] > [trau]", "Không có chỉ tiêu mã “trau”"),
            ("[Đàn lon] > 0", "Hãy viết mã của chỉ tiêu này: [lon]"),
            ("[lon: giới:nữ] > 0", "chưa có phân tổ"),
            ("1 < 2", "không nêu chỉ tiêu nào"),
        ],
    )
    def test_what_says_nothing_is_refused_with_why(self, text: str, said: str) -> None:
        with pytest.raises(Refused, match="") as refused:
            set_rule(rule(text))
        assert said in str(refused.value)
        assert not ValidationRule.objects.exists()

    def test_each_change_is_recorded(self) -> None:
        one = rule("[nai] <= [lon]")
        set_rule(one)
        one.text = "[nai] < [lon]"
        set_rule(one)
        remove_rule(one)
        entries = HistoryEntry.objects.filter(action__startswith="registry.rule").order_by("number")
        assert [(entry.action, (entry.after or {}).get("text")) for entry in entries] == [
            ("registry.rule_set", "[nai] <= [lon]"),
            ("registry.rule_set", "[nai] < [lon]"),
            ("registry.rule_removed", None),
        ]

    def test_a_code_is_used_once(self) -> None:
        set_rule(rule("[nai] <= [lon]"))
        with pytest.raises(Refused, match="đã dùng"):
            set_rule(rule("[nai] < [lon]"))


class TestRunning:
    def test_each_unit_by_itself(self, report: Callable[..., None]) -> None:
        report("2024-08", dict.fromkeys(WARDS, 10), "lon")
        report("2024-08", {WARDS[0]: 9, WARDS[1]: 11}, "nai")
        found = run("2024-08", rule("[nai] <= [lon]"))
        assert {one.unit: one.result.outcome for one in found} == {
            WARDS[0]: Outcome.HOLDS,
            WARDS[1]: Outcome.VIOLATED,
        }
        (broken,) = violated(found)
        assert [fact.value for fact in broken.facts] == [11, 10]

    def test_what_is_missing_leaves_a_rule_undecided(self, report: Callable[..., None]) -> None:
        report("2024-08", {WARDS[0]: 10}, "lon")
        Indicator.objects.create(code="nai", name="Đàn nai", sector="Nông nghiệp", kind="stock")
        (found,) = run("2024-08", rule("[nai] <= [lon]"))
        assert found.result.outcome is Outcome.UNDECIDED

    def test_against_the_month_before(self, report: Callable[..., None]) -> None:
        report("2024-07", {WARDS[0]: 10})
        report("2024-08", {WARDS[0]: 21})
        assert [one.unit for one in violated(run("2024-08", rule("[lon] <= 2 * [lon @ kỳ trước]")))] == [WARDS[0]]

    def test_the_sum_of_those_below_waits_for_all_of_them(self, report: Callable[..., None]) -> None:
        children = [unit.code for unit in Unit.objects.filter(parent__code=CITY)]
        report("2024-08", dict.fromkeys(children, 10) | {CITY: 100})
        report("2024-09", dict.fromkeys(children[1:], 10) | {CITY: 100})
        one = rule("[lon] = cấp_dưới([lon])")
        outcomes = [next(r for r in run(p, one) if r.unit == CITY).result.outcome for p in ("2024-08", "2024-09")]
        assert outcomes == [Outcome.VIOLATED, Outcome.UNDECIDED]

    def test_values_not_stored_yet_take_the_place_of_those_stored(self, report: Callable[..., None]) -> None:
        report("2024-08", {WARDS[0]: 10})
        stored = Fact.objects.select_related("unit", "indicator").get()
        new = Fact(unit=stored.unit, indicator=stored.indicator, period=stored.period, basis="actual", value=99)
        found = checked([rule("[lon] < 50")], Fact.objects.all(), stored.period, [new])
        assert [one.result.outcome for one in found] == [Outcome.VIOLATED]

    def test_a_rule_for_quarters_says_nothing_of_months(self, report: Callable[..., None]) -> None:
        report("2024-08", {WARDS[0]: 10})
        assert not run("2024-08", rule("[lon] < 5", frequency="quarter"))


EXPORT = {
    "dataElements": [{"id": "a1", "code": "lon"}, {"id": "b2", "code": "nai"}, {"id": "c3", "code": "ngua"}],
    "validationRules": [
        {
            "id": name,
            "name": name,
            "instruction": "Nai không nhiều hơn lợn",
            "importance": "HIGH",
            "operator": "less_than_or_equal_to",
            "periodType": "Monthly",
            "leftSide": {"expression": left},
            "rightSide": {"expression": "#{a1}"},
        }
        for name, left in (("r1", "#{b2}"), ("r2", "#{c3}"))
    ],
}


@pytest.mark.usefixtures("indicators")
def test_dhis2_s_rules_are_taken_over_and_what_can_t_be_is_said() -> None:
    seen = look_at_dhis2(json.dumps(EXPORT))
    assert [one.reason[:26] for one in seen.untranslated] == ["Không có chỉ tiêu mã “ngua"]
    assert take_dhis2(seen.rules, None) == take_dhis2(seen.rules, None) == 1
    (kept,) = ValidationRule.objects.all()
    assert (kept.text, kept.frequency, kept.severity, kept.missing_left) == ("[nai] ≤ [lon]", "month", "error", "all")
