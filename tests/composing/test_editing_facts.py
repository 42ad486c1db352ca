"""Figures of the report against the facts: typed ones are offered or flagged, bound ones follow what a unit files anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kybao.people.acting import Actor, acting

if TYPE_CHECKING:
    from kybao.composing.models import Contribution, Report
    from kybao.exchange.month_folder import Loaded
    from kybao.filing.models import Submission

pytestmark = pytest.mark.django_db
HERD = "p1-I-1-t04"


@pytest.fixture
def report(january: Loaded) -> Iterator[Report]:
    from kybao.composing.issue.replacing import replace
    from kybao.composing.models import Report

    with acting(Actor("Nông Thị Hoa (hoa)")):
        yield replace(Report.objects.get(), "Sửa số liệu chăn nuôi")


def typed(report: Report, text: str) -> list[tuple[str, str, set[str]]]:
    """What is said of the figures of a new paragraph: the numeral, equal or contradicts, the indicators."""
    from kybao.composing.text.editing.arranging import add
    from kybao.composing.text.editing.typed import catalogue, typed_figures
    from kybao.composing.text.editing.versions import bindings_of
    from kybao.composing.text.facts_at_hand import FactsAtHand
    from kybao.registry.models import Section

    made = add(report, Section.objects.get(key="p1-I-1"), text)
    titles = ("I. LĨNH VỰC KINH TẾ", "1. Nông nghiệp và xây dựng nông thôn mới")
    found = typed_figures(made, bindings_of(made), FactsAtHand(report), catalogue(), titles)
    return [(one.quote, one.against.value, {fact.indicator.name for fact in one.facts}) for one in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đàn bò hiện có 245 con.", [("245", "equal", {"Đàn bò"})]),
        ("Tổng đàn trâu hiện có 1.242 con.", [("1.242", "equal", {"Đàn trâu"})]),
        ("Đàn gia cầm hiện có 205,8 nghìn con.", [("205,8", "equal", {"Đàn gia cầm"})]),
        ("Đàn bò hiện có 254 con.", [("254", "contradicts", {"Đàn bò"})]),
        ("Đàn gia cầm hiện có 205,8 con.", [("205,8", "contradicts", {"Đàn gia cầm"})]),
        ("Cả vùng có 10.277 con.", [("10.277", "equal", {"Đàn lợn"})]),
        ("Đàn bò hiện có 245 con, đàn lợn 10.300 con.", [("245", "equal", {"Đàn bò"}), ("10.300", "contradicts", {"Đàn lợn"})]),
        ("Đã họp 03 cuộc từ ngày 12 tháng 01 năm 2022 theo Quyết định số 245/QĐ-UBND.", []),
        ("Chăm sóc 245 ha rừng.", []),
    ],
)  # fmt: skip
def test_typed_figures_are_held_against_the_facts(
    report: Report, text: str, found: list[tuple[str, str, set[str]]]
) -> None:
    assert typed(report, text) == found


def test_a_typed_figure_is_bound_in_one_step_and_then_follows_its_fact(report: Report) -> None:
    from kybao.composing.text.editing.arranging import add
    from kybao.composing.text.editing.typed import bind
    from kybao.composing.text.editing.versions import bindings_of, printed_text
    from kybao.composing.text.facts_at_hand import FactsAtHand
    from kybao.registry.models import Section

    made = add(report, Section.objects.get(key="p1-I-1"), "Đàn gia cầm hiện có 205,8 nghìn con.")
    fact = next(one for one in FactsAtHand(report).current if one.indicator.code == "chan-nuoi.gia-cam")
    start = printed_text(made, []).index("205,8")
    bind(report, made.thread, 1, start, start + 5, fact.pk)
    made.refresh_from_db()
    assert made.text == "Đàn gia cầm hiện có ⟦0⟧ nghìn con."
    assert printed_text(made, bindings_of(made)) == "Đàn gia cầm hiện có 205,8 nghìn con."


@pytest.mark.parametrize(("numeral", "code"), [("205,8", "chan-nuoi.bo"), ("hiện", "chan-nuoi.gia-cam")])
def test_only_what_says_the_same_is_bound(report: Report, numeral: str, code: str) -> None:
    from kybao.composing.issue.approving import Unready
    from kybao.composing.text.editing.arranging import add
    from kybao.composing.text.editing.typed import bind
    from kybao.composing.text.facts_at_hand import FactsAtHand
    from kybao.registry.models import Section

    made = add(report, Section.objects.get(key="p1-I-1"), "Đàn gia cầm hiện có 205,8 nghìn con.")
    fact = next(one for one in FactsAtHand(report).current if one.indicator.code == code)
    start = made.text.index(numeral)
    with pytest.raises(Unready, match="không bằng số liệu"):
        bind(report, made.thread, 1, start, start + len(numeral), fact.pk)


def filed_anew(report: Report, *changes: tuple[str, str]) -> Submission:
    """The agricultural centre files its report again, with other figures."""
    from kybao.filing.models import Obligation
    from kybao.filing.receiving import receive
    from kybao.filing.timeliness import counting

    obligation = Obligation.objects.get(regime=report.regime, period=report.period, unit__code="dvnn")
    sent = counting(obligation.submissions.all())
    assert sent is not None
    text = "\n\n".join(block.text for block in sent.document.blocks)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return receive(obligation, text.encode(), "dvnn-2.md").submission


def herd(report: Report) -> tuple[Contribution, str]:
    from kybao.composing.text.editing.versions import bindings_of, printed_text

    row = report.contributions.get(section__key=HERD)
    return row, printed_text(row, bindings_of(row))


def changes(report: Report) -> list[tuple[str, str]]:
    from kybao.composing.text.editing.following import unseen_changes

    return [(one.before, one.after) for one in unseen_changes(report)]


def test_sentences_follow_a_report_that_is_filed_anew_and_are_listed_until_seen(report: Report) -> None:
    from kybao.composing.text.editing.following import follow, see_changes, unseen_changes

    filed_anew(report, ("đàn bò hiện có 245 con", "đàn bò hiện có 250 con"), ("133,15%", "135,87%"))
    assert follow(report) == 2
    row, text = herd(report)
    assert "đàn bò hiện có 250 con bằng 135,87% (tăng 61 con)" in text
    assert sorted(changes(report)) == [("133,15", "135,87"), ("245", "250")]
    assert all("đàn bò hiện có 250 con" in one.sentence for one in unseen_changes(report))
    assert row.revision == 2
    assert set(row.bindings.filter(printed="245").values_list("start", "fact__submission__version")) == {(None, 2)}
    assert follow(report) == 0, "once is enough"
    assert see_changes(report) == 2
    assert changes(report) == []


def test_down_becomes_up_where_the_fact_turned(report: Report) -> None:
    from kybao.composing.text.editing.following import follow

    filed_anew(report, ("giảm 14,3 nghìn con", "tăng 2,1 nghìn con"))
    follow(report)
    assert herd(report)[1].endswith("so với năm trước (tăng 2,1 nghìn con).")
    assert changes(report) == [("giảm 14,3", "tăng 2,1")]


def test_a_chosen_form_follows_too(report: Report) -> None:
    from kybao.composing.text.editing.following import follow
    from kybao.composing.text.editing.saving import save

    row, _ = herd(report)
    text = row.text.replace("(tăng ⟦5⟧ con)", "(⟦5.change_on_same_period⟧)").replace("⟦3⟧ con", "⟦3.value⟧")
    save(report, row.thread, 1, text)
    filed_anew(report, ("đàn bò hiện có 245 con", "đàn bò hiện có 250 con"), ("(tăng 61 con)", "(giảm 3 con)"))
    follow(report)
    assert "đàn bò hiện có 250 con bằng 133,15% (giảm 3 con)" in herd(report)[1]
    assert sorted(changes(report)) == [("245 con", "250 con"), ("tăng 61 con", "giảm 3 con")]


def test_the_same_figures_filed_anew_change_no_sentence(report: Report) -> None:
    from kybao.composing.text.editing.following import follow

    before = herd(report)[1]
    sent = filed_anew(report)
    assert follow(report) == 0
    row, text = herd(report)
    assert text == before
    assert changes(report) == []
    assert set(row.bindings.values_list("fact__submission", flat=True)) == {sent.pk}


def test_a_figure_that_is_no_longer_stated_is_named(report: Report) -> None:
    from kybao.composing.text.editing.following import follow, orphans
    from kybao.composing.text.facts_at_hand import FactsAtHand

    filed_anew(report, ("đàn bò hiện có 245 con bằng 133,15% (tăng 61 con)", "đàn bò ổn định"))
    follow(report)
    named = {one.printed for one in orphans(report, FactsAtHand(report)) if one.contribution.section.key == HERD}
    assert named >= {"245", "133,15", "61"}
    assert "245 con bằng 133,15%" in herd(report)[1], "the sentence stays until an officer changes it"


def test_returned_figures_are_named_and_come_back_with_the_next_report(report: Report) -> None:
    from kybao.composing.text.editing.following import follow, orphans
    from kybao.composing.text.facts_at_hand import FactsAtHand
    from kybao.filing.reviewing import send_back

    row, _ = herd(report)
    assert row.submission is not None
    send_back(row.submission, "Xem lại đàn bò")
    assert follow(report) == 0
    assert orphans(report, FactsAtHand(report))


def test_what_came_after_the_draft_is_marked_new(report: Report) -> None:
    from django.utils import timezone

    from kybao.composing.text.editing.arranging import paragraphs_under, sections_under
    from kybao.composing.text.editing.taking import offered
    from kybao.composing.text.facts_at_hand import FactsAtHand
    from kybao.filing.outlines import sections_of
    from kybao.registry.models import Section

    report.drafted_at = timezone.now()
    report.save(update_fields=["drafted_at"])
    sections = sections_of(report.regime, report.period)
    heading = Section.objects.get(key="p1-I-1")

    def marked() -> dict[str, bool]:
        rows = paragraphs_under(report, sections_under(sections, heading))
        offers = offered(report, sections, heading, rows, FactsAtHand(report))
        return {one.text[:12]: one.new for one in offers if one.submission.obligation.unit.code == "dvnn"}

    assert not any(marked().values())
    filed_anew(report, ("Đàn gia súc, gia cầm tiếp tục phát triển bình thường.", "Phát hiện bệnh ở đàn lợn."))
    assert [begins for begins, new in marked().items() if new] == ["Phát hiện bệ"]


def test_an_approved_report_does_not_follow(report: Report) -> None:
    from kybao.composing.issue.approving import approve
    from kybao.composing.text.editing.following import follow

    before = herd(report)[1]
    approve(report)
    filed_anew(report, ("đàn bò hiện có 245 con", "đàn bò hiện có 250 con"))
    assert follow(report) == 0
    assert herd(report)[1] == before


def test_a_draft_that_only_followed_its_facts_is_still_drafted_anew(report: Report) -> None:
    from kybao.composing.text.drafting import report_of
    from kybao.composing.text.editing.following import follow

    report.replaces = None
    report.save(update_fields=["replaces"])
    filed_anew(report, ("đàn bò hiện có 245 con", "đàn bò hiện có 250 con"))
    assert follow(report) == 1
    assert herd(report)[0].edited_at is None
    again = report_of(report.regime, report.period)
    assert again.pk == report.pk
    assert "đàn bò hiện có 250 con" in herd(again)[1]
    assert herd(again)[0].submission.version == 2  # type: ignore[union-attr]
    assert not again.passage_versions.exists()
