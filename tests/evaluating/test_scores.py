"""What counts as found, missed and falsely raised."""

from pathlib import Path

import pytest

from kybao.evaluating import evaluate, mutate, parse_corpus
from kybao.evaluating.mutating import Held
from kybao.evaluating.scores import Evaluation, Group, Tally

RATIO = "@ a\n> Giải quyết 21/23 hồ sơ, đạt 91,3% kế hoạch.\n"
RATIO_FIGURES = "F1 21 | 21 | hồ sơ | quantity\nF2 23 hồ sơ | 23 | hồ sơ | quantity\nF3 91,3% | 91.3 | % | percent\n"
WRONG = "@ b\n> Giải quyết 21/23 hồ sơ, đạt 81,3% kế hoạch.\n" + RATIO_FIGURES.replace("9", "8")
COWS = "@ c\n> Đàn bò có 245 con, bằng 133,15% so với cùng kỳ (tăng 61 con).\n"
COWS_FIGURES = "F1 245 con | 245 | con | quantity\nF2 133,15% | 133.15 | % | percent\nF3 61 con | 61 | con | quantity\n"


def evaluated(text: str) -> Evaluation:
    return evaluate(parse_corpus(text, "a.corpus"))


@pytest.mark.parametrize(
    ("labels", "labelled", "recalled", "found", "right"),
    [
        (RATIO_FIGURES, 3, 3, 3, 3),
        (RATIO_FIGURES.replace("91.3", "91.4"), 3, 2, 3, 2),
        (RATIO_FIGURES.replace("| hồ sơ |", "| hộ |"), 3, 1, 3, 1),
        (RATIO_FIGURES.replace("percent", "point"), 3, 2, 3, 2),
        (RATIO_FIGURES.replace("21 | 21 | hồ sơ | quantity", "21 | - | | name"), 3, 2, 3, 2),
    ],
    ids=["right", "value", "measure", "kind", "no quantity"],
)
def test_a_figure_is_right_in_place_value_measure_and_kind(labels, labelled, recalled, found, right):
    assert evaluated(RATIO + labels).figures == Tally(labelled, recalled, found, right)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("@ a\n> Trong tháng 01/2022 tốt.\nF1 tháng 01/2022 | - | | date\n", True),
        ("@ a\n> Trong tháng 01/2022 tốt.\nF1 01/2022 | - | | date\n", True),
        ("@ a\n> Trong tháng 01/2022 tốt.\nF1 01/2022 | - | | citation\n", False),
        ("@ a\n> Có 21 chương trình truyền thanh.\nF1 21 chương trình truyền thanh | 21 | chương trình truyền thanh | quantity\n", True),
    ],
)  # fmt: skip
def test_the_words_about_a_date_or_after_an_open_class_noun_are_a_convention(text, right):
    assert (evaluated(text).figures.f1 == 1) is right


@pytest.mark.parametrize(
    ("claim", "recalled"),
    [
        ("C ratio F1/F2 percent=F3 base=plan", 1),
        ("C ratio F1/F2 percent=F3 base=total", 0),
        ("C ratio F1/F2 base=plan", 0),
        ("C ratio F2/F1 percent=F3 base=plan", 0),
        ("C comparison F1 percent=F3 base=plan", 0),
    ],
)
def test_a_claim_is_right_in_kind_roles_and_base(claim, recalled):
    result = evaluated(RATIO + RATIO_FIGURES + claim + "\n")
    assert (result.claims.recalled, result.claims.right, result.claims.found) == (recalled, recalled, 1)


@pytest.mark.parametrize(("direction", "recalled"), [("up", 1), ("down", 0), ("", 0)])
def test_a_comparison_is_right_in_direction(direction, recalled):
    claim = f"C comparison F1 percent=F2 change=F3 base=same_period {direction}".strip()
    assert evaluated(COWS + COWS_FIGURES + claim + "\n").claims.recalled == recalled


@pytest.mark.parametrize(
    ("verdicts", "tally"),
    [
        ("V ratio contradicts F3\n", Tally(1, 1, 1, 1)),
        ('V ratio contradicts F1|"81,3%"\n', Tally(1, 1, 1, 1)),
        ("", Tally(0, 0, 1, 0)),
        ("V ratio contradicts F1\n", Tally(1, 0, 1, 0)),
        ("V ratio truncated F3\n", Tally(1, 0, 1, 0)),
        ("V ratio holds F3\n", Tally(0, 0, 1, 0)),
    ],
    ids=["right", "one of two places", "not labelled", "elsewhere", "another verdict", "labelled as right"],
)
def test_a_finding_is_right_in_verdict_and_place_and_else_a_false_alarm(verdicts, tally):
    assert evaluated(WRONG + verdicts).deviations == tally


def test_what_holds_is_never_a_false_alarm():
    assert evaluated(RATIO + RATIO_FIGURES).deviations == Tally()
    holds = evaluated(RATIO + RATIO_FIGURES + "V ratio holds F3\n").tallies[Group.VERDICTS, "holds"]
    assert holds == Tally(labelled=1, recalled=1)


def test_the_head_that_carries_the_date_of_issue_counts_for_nothing():
    dated = RATIO.replace("@ a\n", "@ a\n# issued 2022-01-18\n") + RATIO_FIGURES
    assert evaluated(dated).tallies == evaluated(RATIO + RATIO_FIGURES).tallies


def test_the_date_of_issue_is_known_to_the_checker():
    text = (
        "@ a\n# issued 2022-01-18\n> Đến ngày 21/01/2022 đã giải ngân 5 tỷ đồng.\nF1 21/01/2022 | - | | date\n"
        "F2 5 tỷ đồng | 5000000000 | đồng | quantity\nV after_issue contradicts F1\n"
    )
    assert evaluated(text).deviations == Tally(1, 1, 1, 1)


def test_a_difference_says_what_was_expected_and_what_came():
    claim = "C ratio F1/F2 percent=F3 base=plan\n"
    (one,) = evaluated(RATIO + RATIO_FIGURES.replace("91.3", "91.4") + claim).differences
    assert (one.entry, one.expected, one.came) == ("a", "“91,3%” = 91.4 % (percent)", "“91,3%” = 91.3 % (percent)")


OPEN = (
    "@ e\n> Đàn lợn có 80 con, trong đó: lợn nái 45 con, lợn thịt 35 con.\nF1 80 con | 80 | con | quantity\n"
    "F2 45 con | 45 | con | quantity\nF3 35 con | 35 | con | quantity\nC breakdown F1 = F2 F3\n"
)
CLAIMS = {
    Held.RATIO: RATIO + RATIO_FIGURES + "C ratio F1/F2 percent=F3 base=plan\n",
    Held.COMPARISON: COWS + COWS_FIGURES + "C comparison F1 percent=F2 change=F3 base=same_period up\n",
    Held.WHOLE: (
        "@ d\n> Đàn lợn có 150 con, gồm: lợn nái 95 con, lợn thịt 55 con.\nF1 150 con | 150 | con | quantity\n"
        "F2 95 con | 95 | con | quantity\nF3 55 con | 55 | con | quantity\nC breakdown F1 = F2 F3 complete\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "digits"), [(Held.RATIO, 7), (Held.COMPARISON, 10), (Held.WHOLE, 7)])
def test_every_digit_of_a_claim_that_holds_is_changed_and_each_change_is_seen(kind, digits):
    result = mutate(parse_corpus(CLAIMS[kind], "a.corpus"))
    assert (result.changes, result.caught, result.share) == ({kind: digits}, {kind: digits}, 1.0)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("@ a\n> Đạt 31 tỷ đồng/36 tỷ đồng, bằng 86% kế hoạch.\nF1 31 tỷ đồng | 31000000000 | đồng | quantity\n"
         "F2 36 tỷ đồng | 36000000000 | đồng | quantity\nF3 86% | 86 | % | percent\n"
         "C ratio F1/F2 percent=F3 base=plan\n", 5),
        ("@ a\n> Đạt 3 tỷ đồng/3 tỷ đồng, bằng 99% kế hoạch.\nF1 3 tỷ đồng | 3000000000 | đồng | quantity\n"
         "F2 3 tỷ đồng | 3000000000 | đồng | quantity\nF3 99% | 99 | % | percent\n"
         "C ratio F1/F2 percent=F3 base=plan\n", 3),
        (OPEN, 5),
        (RATIO.replace("91,3", "81,3") + RATIO_FIGURES.replace("9", "8") + "C ratio F1/F2 percent=F3 base=plan\n", 0),
        (COWS.replace("có 245", "có hơn 245") + COWS_FIGURES.replace("245 | con | quantity", "245 | con | quantity | over")
         + "C comparison F1 percent=F2 change=F3 base=same_period up\n", 0),
    ],
    ids=["89% may be 31,5 of 35,5", "3 may be 2,5 to 3,5", "parts more than an open total", "does not hold", "rounded in words"],
)  # fmt: skip
def test_only_changes_beyond_the_printed_digits_of_what_holds_are_counted(text, changes):
    assert sum(mutate(parse_corpus(text, "a.corpus")).changes.values()) == changes


def test_the_same_corpus_gives_the_same_changes():
    corpus = Path(__file__).parents[2] / "corpus" / "january-2022.corpus"
    entries = parse_corpus(corpus.read_text("utf-8"), corpus.name)[:20]
    assert mutate(entries) == mutate(entries)
