"""What stands out from a unit's earlier figures, and what does not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.filing.unusual import ENOUGH, judge

STEADY = [100, 104, 98, 101, 99, 103, 100, 102]


@pytest.mark.parametrize(
    ("value", "history", "unusual"),
    [
        (102, STEADY, False),
        (120, STEADY, True),
        (80, STEADY, True),
        # One odd month of the past neither hides a new one nor makes the usual unusual.
        (102, [*STEADY, 9000], False),
        (120, [*STEADY, 9000], True),
        # A unit that always reports the same: a twentieth of it is the spread.
        (245, [245] * 8, False),
        (260, [245] * 8, False),
        (400, [245] * 8, True),
        # Always nothing, and then something.
        (0, [0] * 8, False),
        (3, [0] * 8, True),
    ],
)
def test_with_enough_history_the_spread_decides(value: int, history: list[int], unusual: bool) -> None:
    judged = judge(Decimal(value), [Decimal(one) for one in history], [Decimal(1)])
    assert (judged.unusual, judged.by_spread) == (unusual, True)


@pytest.mark.parametrize(
    ("value", "compared", "unusual"),
    [
        (299, [100], False),
        (300, [100], True),
        (33, [100], True),
        (34, [100], False),
        (-5, [100], True),
        (-50, [-100], False),
        (150, [100, 40], True),  # three times the same period, though close to the previous one
        (7, [0], False),  # nothing is a multiple of zero
        (7, [], False),
    ],
)
def test_with_a_short_history_a_plain_factor_decides(value: int, compared: list[int], unusual: bool) -> None:
    judged = judge(Decimal(value), [Decimal(100)] * (ENOUGH - 1), [Decimal(one) for one in compared])
    assert (judged.unusual, judged.by_spread) == (unusual, False)


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=ENOUGH, max_size=24), st.decimals(1, 10**6, places=2))
def test_the_measure_of_an_indicator_changes_no_judgement(history: list[Decimal], factor: Decimal) -> None:
    value = history[0]
    scaled = judge(value * factor, [one * factor for one in history])
    plain = judge(value, history)
    if plain.low is not None and plain.high is not None and value not in (plain.low, plain.high):
        distance = min(abs(value - plain.low), abs(value - plain.high))
        if distance > Decimal("1e-9"):
            assert scaled.unusual == plain.unusual
