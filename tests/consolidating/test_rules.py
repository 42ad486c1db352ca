"""Users' rules: their language, their result for one submission, and the same result for all facts at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kybao.calendar import Period
from kybao.consolidating import Engine, Span, Units
from kybao.consolidating.rules import (
    InvalidRule,
    Missing,
    Moment,
    Operator,
    Outcome,
    Reference,
    Result,
    Rule,
    evaluate,
    evaluate_all,
    parse,
)
from kybao.consolidating.schema import FACTS, Row

D = Decimal


@pytest.mark.parametrize(
    ("text", "values", "outcome", "left", "right"),
    [
        ("[thu] >= [thuế] + [phí]", {"thu": 10, "thuế": 6, "phí": 4}, "holds", "10", "10"),
        ("[thu] > [thuế] + [phí]", {"thu": 10, "thuế": 6, "phí": 4}, "violated", "10", "10"),
        ("[thu] ≥ [thuế] + [phí]", {"thu": 10, "thuế": 6}, "undecided", "10", None),
        ("[a] = 2 + 3 * 4", {"a": 14}, "holds", "14", "14"),
        ("[a] = (2 + 3) * 4", {"a": 20}, "holds", "20", "20"),
        ("[a] = 10 - 4 - 3", {"a": 3}, "holds", "3", "3"),
        ("[a] = -2 * -3", {"a": 6}, "holds", "6", "6"),
        ("[a] <= 0,5 * [b]", {"a": 3, "b": 6}, "holds", "3", "3"),
        ("[a] / [b] ≠ 0.333333", {"a": 1, "b": 3}, "violated", "0.333333", "0.333333"),
        ("[a] / [b] = 0.666667", {"a": 2, "b": 3}, "holds", "0.666667", "0.666667"),
        ("[a] / [b] > 1", {"a": 2, "b": 0}, "undecided", None, "1"),
        ("[a] kèm [b]", {"a": 2}, "violated", None, None),
        ("[a] kèm [b]", {}, "holds", None, None),
        ("[a] trừ nhau [b]", {"a": 2, "b": 3}, "violated", None, None),
        ("[a] trừ nhau [b]", {"b": 3}, "holds", None, None),
    ],
)
def test_a_rule_on_one_submission(
    text: str, values: dict[str, int], outcome: str, left: str | None, right: str | None
) -> None:
    result = evaluate(
        Rule.of("r", text, ""), lambda each: D(values[each.indicator]) if each.indicator in values else None
    )
    assert (result.outcome, result.left, result.right) == (outcome, left and D(left), right and D(right))


@pytest.mark.parametrize(
    ("missing", "values", "outcome"),
    [
        (Missing.UNDECIDED_IF_ANY, {"a": 1}, Outcome.UNDECIDED),
        (Missing.UNDECIDED_IF_ALL, {"a": 1}, Outcome.HOLDS),
        (Missing.UNDECIDED_IF_ALL, {}, Outcome.UNDECIDED),
        (Missing.ZERO, {}, Outcome.VIOLATED),
    ],
)
def test_what_is_done_where_something_was_not_reported(
    missing: Missing, values: dict[str, int], outcome: Outcome
) -> None:
    rule = Rule("r", parse("[a] + [b] = 1"), "", missing_left=missing)
    assert (
        evaluate(rule, lambda each: D(values[each.indicator]) if each.indicator in values else None).outcome is outcome
    )


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("[đàn lợn] = 1", Reference("đàn lợn")),
        ("[ đàn  lợn @ kỳ trước ] = 1", Reference("đàn lợn", moment=Moment.PREVIOUS)),
        ("[học sinh: giới:nữ @ cùng kỳ] = 1", Reference("học sinh", "giới:nữ", Moment.SAME_LAST_YEAR)),
        ("cấp_dưới([dân số]) = 1", Reference("dân số", children=True)),
    ],
)
def test_what_a_reference_names(text: str, reference: Reference) -> None:
    assert parse(text).references() == (reference,)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", 1, "Ở đây cần một số, hoặc một chỉ tiêu"),
        ("[a]", 4, "Ở đây cần dấu so sánh"),
        ("[a] = ", 7, "Ở đây cần một số, hoặc một chỉ tiêu"),
        ("[a] = [b] = [c]", 11, "Thừa phần sau đây"),
        ("[a] = [b @ tuần trước]", 7, "Không có kỳ “tuần trước”"),
        ("[a] = [ : nữ]", 7, "Thiếu mã chỉ tiêu"),
        ("[a] = (1 + 2", 13, "Thiếu dấu “)”"),
        ("[a] = cấp_dưới [b]", 16, "phải là dấu “(”"),
        ("[a] = cấp_dưới(1)", 16, "một chỉ tiêu trong ngoặc vuông"),
        ("[a] = __import__('os')", 7, "Không hiểu “__import__('os')”"),
        ("[a] = " + "(" * 60 + "1" + ")" * 60, 57, "lồng quá 50 lớp"),
    ],
)
def test_a_text_that_is_no_rule_is_told_where_and_why(text: str, place: int, said: str) -> None:
    with pytest.raises(InvalidRule) as told:
        parse(text)
    assert f"ký tự thứ {place}:" in str(told.value)
    assert said in str(told.value)


@given(st.text(alphabet="[]()@:+-*/=<>ab 12,.kèm", max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    with suppress(InvalidRule):
        assert parse(text).operator in Operator


UNITS = Units(
    [
        Span("tỉnh"),
        Span("A", "tỉnh", last=date(2022, 1, 31)),
        Span("B", "tỉnh"),
        Span("C", "tỉnh", first=date(2022, 2, 1)),
    ]
)
RULES = (
    Rule.of("tổng", "[a] = [a: giới:nam] + [a: giới:nữ]", ""),
    Rule.of("tăng", "[a] <= 1,5 * [a @ kỳ trước]", ""),
    Rule.of("cùng kỳ", "[a] / [b] >= [a @ cùng kỳ] / [b @ cùng kỳ]", ""),
    Rule.of("cấp dưới", "[b] = cấp_dưới([b])", ""),
    Rule.of("kèm", "[a] kèm [b]", ""),
    Rule.of("cấp dưới trước", "cấp_dưới([b]) > cấp_dưới([b @ kỳ trước]) - [b]", ""),
    Rule(
        "thiếu",
        parse("[a] + [b] > [a: giới:nam]"),
        "",
        missing_left=Missing.ZERO,
        missing_right=Missing.UNDECIDED_IF_ALL,
    ),
)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_in_bulk_rules_give_what_they_give_on_one_submission(duckdb: Engine, seed: int) -> None:
    chance = Random(seed)
    facts = dict(some_facts(chance))
    names = ("unit", "indicator", "breakdown", "period")
    rows = [{**dict(zip(names, key, strict=True)), "basis": "actual", "value": value} for key, value in facts.items()]
    periods = [Period.parse(each) for each in ("2022-01", "2022-02", "2022-03")]
    found = duckdb.rows(evaluate_all(duckdb, duckdb.table(rows, FACTS), UNITS, RULES, periods))
    assert len({(row["rule"], row["unit"], row["period"]) for row in found}) == len(found)
    assert found
    rules = {rule.code: rule for rule in RULES}
    for row in found:
        stated = result_on(facts, row, rules[row["rule"]])
        assert (row["outcome"], row["left"], row["right"]) == (stated.outcome.value, stated.left, stated.right), row


def result_on(facts: dict[tuple[str, str, str, str], Decimal], row: Row, rule: Rule) -> Result:
    return evaluate(rule, lambda reference: value_of(facts, row["unit"], row["period"], reference))


def some_facts(chance: Random) -> Iterator[tuple[tuple[str, str, str, str], Decimal]]:
    for period in ("2021-01", "2021-02", "2021-03", "2021-12", "2022-01", "2022-02", "2022-03"):
        for unit in ("tỉnh", "A", "B", "C"):
            for indicator, breakdown in (("a", ""), ("a", "giới:nam"), ("a", "giới:nữ"), ("b", "")):
                if chance.random() < 0.8:
                    yield (unit, indicator, breakdown, period), D(chance.randrange(-2, 20)) / chance.choice((1, 4, 8))


def value_of(
    facts: dict[tuple[str, str, str, str], Decimal], unit: str, period: str, reference: Reference
) -> Decimal | None:
    moved = {
        Moment.THIS: Period.parse(period),
        Moment.PREVIOUS: Period.parse(period).previous(),
        Moment.SAME_LAST_YEAR: Period.parse(period).same_last_year(),
    }[reference.moment]
    if not reference.children:
        return facts.get((unit, reference.indicator, reference.breakdown, str(moved)))
    below = [each for each, above in UNITS.tree(UNITS.version(moved.last)).parent.items() if above == unit]
    values = [facts.get((each, reference.indicator, reference.breakdown, str(moved))) for each in below]
    return sum((each for each in values if each is not None), D()) if below and None not in values else None
