"""DHIS2's validation rules, as its metadata export writes them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from kybao.calendar import Kind
from kybao.consolidating import ConsolidationError
from kybao.consolidating.rules import Missing, Rule, Severity, import_rules, parse

EXPORT: dict[str, Any] = {
    "dataElements": [
        {"id": "fbfJHSPpUQD", "code": "anc-1", "name": "ANC 1st visit"},
        {"id": "cYeuwXTCPkU", "code": "anc-2", "name": "ANC 2nd visit"},
    ],
    "constants": [{"id": "bCqvfPR02Im", "name": "Pi", "value": 3.14}],
}


def side(expression: str, **more: Any) -> dict[str, Any]:
    return {"expression": expression, "description": "", "missingValueStrategy": "SKIP_IF_ANY_VALUE_MISSING"} | more


def row(
    left: str, operator: str = "less_than_or_equal_to", right: str = "#{fbfJHSPpUQD}", **more: Any
) -> dict[str, Any]:
    return {
        "id": "sxamEpoUXb5",
        "name": "ANC 2 <= ANC 1",
        "instruction": "Lần khám thứ hai không thể nhiều hơn lần thứ nhất",
        "importance": "HIGH",
        "operator": operator,
        "periodType": "Monthly",
        "leftSide": side(left),
        "rightSide": side(right),
    } | more


def imported(rule: dict[str, Any]):
    return import_rules(json.dumps(EXPORT | {"validationRules": [rule]}), breakdowns={"pq2XI5kz2BY": "nơi:cố định"})


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (row("#{cYeuwXTCPkU}"), "[anc-2] <= [anc-1]"),
        (row("#{cYeuwXTCPkU.pq2XI5kz2BY}"), "[anc-2: nơi:cố định] <= [anc-1]"),
        (row("#{cYeuwXTCPkU.*}"), "[anc-2] <= [anc-1]"),
        (row("#{cYeuwXTCPkU.pq2XI5kz2BY.*}", "equal_to"), "[anc-2: nơi:cố định] = [anc-1]"),
        (row("(#{cYeuwXTCPkU}+#{fbfJHSPpUQD}) / 2", "greater_than", "10"), "([anc-2] + [anc-1]) / 2 > 10"),
        (row("#{cYeuwXTCPkU} * C{bCqvfPR02Im}", "not_equal_to"), "[anc-2] * 3.14 != [anc-1]"),
        (row("#{cYeuwXTCPkU}", "compulsory_pair"), "[anc-2] kèm [anc-1]"),
        (row("#{cYeuwXTCPkU}", "exclusive_pair"), "[anc-2] trừ nhau [anc-1]"),
        (row("#{cYeuwXTCPkU}.periodOffset(-1)"), "[anc-2 @ kỳ trước] <= [anc-1]"),
        (row("#{cYeuwXTCPkU}.periodOffset(-12)"), "[anc-2 @ cùng kỳ] <= [anc-1]"),
    ],
)
def test_a_rule_is_translated(rule: dict[str, Any], text: str) -> None:
    found = imported(rule)
    assert not found.untranslated
    message = "Lần khám thứ hai không thể nhiều hơn lần thứ nhất"
    assert found.rules == (Rule("sxamEpoUXb5", parse(text), message, Severity.ERROR, frequency=Kind.MONTH),)


def test_strategies_and_importance_are_kept() -> None:
    rule = row("#{cYeuwXTCPkU}", importance="LOW", periodType="Quarterly")
    rule["leftSide"]["missingValueStrategy"] = "NEVER_SKIP"
    rule["rightSide"]["missingValueStrategy"] = "SKIP_IF_ALL_VALUES_MISSING"
    (found,) = imported(rule).rules
    assert (found.missing_left, found.missing_right) == (Missing.ZERO, Missing.UNDECIDED_IF_ALL)
    assert (found.severity, found.frequency) == (Severity.NOTE, Kind.QUARTER)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (row("#{unknown}"), "Không biết phần tử dữ liệu “unknown”"),
        (row("#{cYeuwXTCPkU.unknown}"), "Không biết “unknown” là phân tổ nào"),
        (row("#{cYeuwXTCPkU.*.HllvX50cXC0}"), "tổ hợp thuộc tính"),
        (row("C{unknown}"), "hằng số “unknown”"),
        (row("if(isNull(#{cYeuwXTCPkU}),0,1)"), "có hàm hoặc đối tượng"),
        (row("I{cYeuwXTCPkU}"), "có hàm hoặc đối tượng"),
        (row("#{cYeuwXTCPkU} / [days]"), "có hàm hoặc đối tượng"),
        (row("#{cYeuwXTCPkU}.periodOffset(-5)"), "không so với kỳ cách -5 kỳ"),
        (row("#{cYeuwXTCPkU} +"), "Ở đây cần"),
        (row("#{cYeuwXTCPkU}", "sounds_like"), "phép so sánh “sounds_like”"),
        (row("#{cYeuwXTCPkU}", periodType="Weekly"), "loại kỳ “Weekly”"),
        (row("#{cYeuwXTCPkU}", organisationUnitLevels=[2]), "một số cấp đơn vị"),
        (row("#{cYeuwXTCPkU}", rightSide=side("1", slidingWindow=True)), "slidingWindow"),
        (row("#{cYeuwXTCPkU}", rightSide=None), "thiếu biểu thức"),
    ],
)
def test_what_can_not_be_translated_is_said(rule: dict[str, Any], reason: str) -> None:
    found = imported(rule)
    assert not found.rules
    assert found.untranslated[0].name == "ANC 2 <= ANC 1"
    assert reason in found.untranslated[0].reason


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"validationRules": 3}', '{"validationRules": [3]}', "<xml/>"])
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(ConsolidationError, match="DHIS2"):
        import_rules(text)


def test_a_constant_is_exact() -> None:
    text = json.dumps(EXPORT | {"validationRules": [row("C{bCqvfPR02Im}")]})
    (rule,) = import_rules(text).rules
    assert getattr(rule.condition.left, "value", None) == Decimal("3.14")
