"""The officer at the text of January 2022: paragraphs saved, taken over, moved, removed and brought back; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from kybao.people.acting import Actor, acting

if TYPE_CHECKING:
    from kybao.composing.models import Contribution, Report
    from kybao.exchange.month_folder import Loaded

pytestmark = pytest.mark.django_db
HOA, BINH = Actor("Nông Thị Hoa (hoa)"), Actor("Trần Văn Bình (binh)")


@pytest.fixture
def report(january: Loaded) -> Iterator[Report]:
    """The report that will replace the issued one: a draft whose text may be edited."""
    from kybao.composing.issue.replacing import replace
    from kybao.composing.models import Report

    with acting(HOA):
        yield replace(Report.objects.get(), "Sửa số liệu chăn nuôi")


def paragraph(report: Report, key: str) -> Contribution:
    return report.contributions.get(section__key=key)


def words(contribution: Contribution) -> str:
    from kybao.composing.text.editing.versions import bindings_of, printed_text

    contribution.refresh_from_db()
    return printed_text(contribution, bindings_of(contribution))


def written(contribution: Contribution) -> str:
    from kybao.composing.text.binding import printed_by_token
    from kybao.composing.text.editing.versions import bindings_of
    from kybao.composing.text.editing.written import for_the_eye

    return for_the_eye(contribution.text, printed_by_token(bindings_of(contribution)))


def saved(report: Report, contribution: Contribution, text: str, revision: int | None = None, **more: Any) -> Any:
    from kybao.composing.text.editing.saving import save

    at = contribution.revision if revision is None else revision
    return save(report, contribution.thread, at, text, contribution.lead, **({"run_on": contribution.run_on} | more))


def test_an_edited_sentence_keeps_its_figures_bound(report: Report) -> None:
    row = paragraph(report, "p1-I-1-t04")
    bound = set(row.bindings.values_list("token", "fact", "printed"))
    saved(report, row, written(row).replace("Tổng đàn trâu cả thành phố hiện có", "Đàn trâu có"))
    assert words(row).startswith("Đàn trâu có 1242 bằng 108 %")
    assert set(row.bindings.values_list("token", "fact", "printed")) == bound
    assert (row.revision, row.edited_by) == (2, "Nông Thị Hoa (hoa)")


def test_a_save_that_changes_nothing_makes_no_version(report: Report) -> None:
    row = paragraph(report, "p1-I-1-t04")
    saved(report, row, written(row))
    row.refresh_from_db()
    assert row.revision == 1


@pytest.mark.parametrize(
    ("old", "new", "reads"),
    [
        ("(tăng ⟦2: 92⟧ con)", "(tăng ⟦2.change_on_same_period⟧ con)", "(tăng 92 con)"),
        ("(giảm ⟦13: 14,3⟧ nghìn con)", "(⟦12.percent_of_same_period⟧ cùng kỳ)", "(87,9% cùng kỳ)"),
        ("⟦3: 245⟧ con bằng", "⟦3.percent_of_same_period⟧ bằng", "hiện có 133,15% bằng"),
        ("⟦3: 245⟧ con", "⟦3.value⟧ con", "hiện có 245 con bằng"),
        ("⟦9: 205,8⟧ nghìn con", "⟦9.value⟧ nghìn con", "hiện có 205,8 nghìn con bằng"),
        ("⟦9: 205,8⟧ nghìn con", "⟦9.change_on_same_period⟧ nghìn con", "hiện có giảm 14,3 nghìn con bằng"),
    ],
)
def test_a_figure_is_printed_in_the_form_that_is_chosen(report: Report, old: str, new: str, reads: str) -> None:
    row = paragraph(report, "p1-I-1-t04")
    assert old in written(row)
    saved(report, row, written(row).replace(old, new))
    assert reads in words(row)


def test_a_figure_against_the_plan(report: Report) -> None:
    from kybao.composing.text.facts_at_hand import FactsAtHand

    facts = FactsAtHand(report)
    income = next(one for one in facts.current if one.indicator.code == "ngan-sach.thu" and one.basis == "actual")
    forms = {one.form.value: one.printed for one in facts.forms_of(income)}
    assert forms == {"value": "13,566 tỷ đồng", "percent_of_plan": "3,37%"}


def test_a_fact_is_put_into_new_words(report: Report) -> None:
    from kybao.composing.text.editing.arranging import add
    from kybao.composing.text.facts_at_hand import FactsAtHand
    from kybao.registry.models import Section

    cattle = next(one for one in FactsAtHand(report).current if one.indicator.code == "chan-nuoi.bo")
    heading = Section.objects.get(key="p1-I-1")
    made = add(report, heading, f"Đàn bò có ⟦+{cattle.pk}⟧, ⟦+{cattle.pk}.change_on_same_period⟧ so với cùng kỳ.")
    assert words(made) == "Đàn bò có 245 con, tăng 61 con so với cùng kỳ."
    assert all(made.bindings.values_list("fact", flat=True))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("   ", "trống"),
        ("Đàn bò có ⟦0: 24", "không còn nguyên"),
        ("Đàn bò có 245⟧ con", "không còn nguyên"),
        ("Đàn bò có ⟦77⟧ con", "không có con số mang dấu ⟦77⟧"),
        ("Đàn bò có ⟦+99999999⟧", "không còn trong các bài đang tính"),
        ("Đàn bò có ⟦3.percent_of_plan⟧", "Chưa có số liệu để in “Đàn bò”"),
        ("x" * 20_001, "dài quá"),
    ],
)
def test_what_can_t_be_kept_is_refused_with_the_reason_and_changes_nothing(
    report: Report, text: str, fault: str
) -> None:
    from kybao.composing.text.editing.written import BrokenText

    row = paragraph(report, "p1-I-1-t04")
    before = words(row)
    with pytest.raises(BrokenText, match=fault):
        saved(report, row, text)
    assert words(row) == before


def test_two_saves_at_different_places_are_merged_for_the_second_to_confirm(report: Report) -> None:
    row = paragraph(report, "p1-I-1-t04")
    start = written(row)
    saved(report, row, start.replace("Tổng đàn trâu", "Đàn trâu"))
    with acting(BINH):
        met = saved(report, row, start + " Chưa phát sinh dịch.", revision=1)
    assert words(row).startswith("Đàn trâu"), "the first save stands"
    assert met.merged.startswith("Đàn trâu")
    assert met.merged.endswith(" Chưa phát sinh dịch.")
    with acting(BINH):
        saved(report, row, met.merged, revision=2)
    assert words(row).startswith("Đàn trâu")
    assert words(row).endswith("Chưa phát sinh dịch.")


def test_of_two_saves_at_one_place_neither_is_lost(report: Report) -> None:
    from kybao.composing.models import PassageVersion

    row = paragraph(report, "p1-I-1-t02")
    saved(report, row, "Đàn gia súc ổn định.")
    with acting(BINH):
        met = saved(report, row, "Đàn gia súc tăng nhanh.", revision=1)
    assert met.merged == ""
    assert (words(row), met.mine) == ("Đàn gia súc ổn định.", "Đàn gia súc tăng nhanh.")
    kept = PassageVersion.objects.filter(thread=row.thread).order_by("pk").values_list("what", "printed", "by")
    assert [(what, by) for what, _, by in kept] == [("drafted", ""), ("edited", HOA.name), ("conflict", BINH.name)]
    assert kept[2][1] == "Đàn gia súc tăng nhanh."


def test_words_that_were_written_for_a_bare_numeral_stay_right_when_another_chose_a_form(report: Report) -> None:
    row = paragraph(report, "p1-I-1-t04")
    start = written(row)
    saved(report, row, start.replace("⟦2: 92⟧", "⟦2.change_on_same_period⟧"))
    with acting(BINH):
        met = saved(report, row, start.replace("Tổng đàn trâu cả", "Trâu của"), revision=1)
        assert "(tăng 92 con)" in met.version.printed
        assert "(⟦2: tăng 92 con⟧);" in met.merged, "the one's form and the other's words"
        saved(report, row, met.mine, revision=2)
    assert "(tăng 92 con)" in words(row)
    assert words(row).startswith("Trâu của thành phố")


def test_a_paragraph_that_another_removed_is_brought_back_with_what_was_typed(report: Report) -> None:
    from kybao.composing.text.editing.arranging import remove, restore

    row = paragraph(report, "p1-I-1-t04")
    start = written(row)
    remove(report, row.thread, 1)
    with acting(BINH):
        met = saved(report, row, start + " Thêm câu này.", revision=1)
        assert met.current is None
        back = restore(met.version)
    assert words(back).endswith("(giảm 14,3 nghìn con). Thêm câu này.")
    assert back.thread == row.thread
    assert back.bindings.exclude(fact=None).count() == 14


def test_any_version_comes_back_with_its_bound_figures(report: Report) -> None:
    from kybao.composing.models import PassageVersion
    from kybao.composing.text.editing.arranging import restore

    row = paragraph(report, "p1-I-1-t04")
    before = words(row)
    saved(report, row, "Không có số liệu nào.")
    assert row.bindings.count() == 0
    restore(PassageVersion.objects.get(thread=row.thread, what="drafted"))
    assert words(row) == before
    assert row.bindings.exclude(fact=None).count() == 14


def test_paragraphs_move_under_their_heading_past_other_units_passages(report: Report) -> None:
    from kybao.composing.text.editing.arranging import move, paragraphs_under, sections_under
    from kybao.filing.outlines import sections_of
    from kybao.registry.models import Section

    sections = sections_of(report.regime, report.period)
    under = sections_under(sections, Section.objects.get(key="p1-I-1"))

    def order() -> list[Any]:
        return [one.thread for one in paragraphs_under(report, under)]

    first, second, *rest = order()
    move(report, first, 1)
    assert order() == [second, first, *rest]
    move(report, first, -1)
    assert order() == [first, second, *rest]
    move(report, first, -1)
    assert order() == [first, second, *rest], "at the top it stays"


def test_a_unit_s_sentences_are_taken_over_with_their_figures(report: Report) -> None:
    from kybao.composing.text.editing.arranging import paragraphs_under, remove, sections_under
    from kybao.composing.text.editing.taking import offered, take_over
    from kybao.composing.text.facts_at_hand import FactsAtHand
    from kybao.filing.outlines import sections_of
    from kybao.registry.models import Section

    row = paragraph(report, "p1-I-1-t01")
    remove(report, row.thread, 1)
    sections = sections_of(report.regime, report.period)
    heading = Section.objects.get(key="p1-I-1")
    rows = paragraphs_under(report, sections_under(sections, heading))
    offer = next(
        one
        for one in offered(report, sections, heading, rows, FactsAtHand(report))
        if one.block == row.block and one.submission.pk == row.submission_id
    )
    assert not offer.taken
    chosen = [offer.sentences[0], offer.sentences[2]]
    made = take_over(report, heading, offer.submission, offer.block, [(one.start, one.end) for one in chosen])
    assert words(made) == " ".join(one.text for one in chosen)
    assert [one.printed for one in made.bindings.all()] == ["24,5", "102,24", "1,8", "90"]
    assert all(one.fact for one in made.bindings.all())
    assert made.lead == "Trồng trọt"


@pytest.mark.parametrize("status", ["approved", "issued"])
def test_a_report_that_is_no_draft_is_not_edited(report: Report, status: str) -> None:
    from kybao.composing.issue.approving import Unready

    report.status = status
    report.save(update_fields=["status"])
    row = paragraph(report, "p1-I-1-t02")
    with pytest.raises(Unready, match="không sửa được"):
        saved(report, row, "Câu khác.")


def test_a_draft_that_was_edited_is_not_drafted_anew(report: Report) -> None:
    from kybao.composing.text.drafting import ReportIsFixed, draft, report_of

    report.replaces = None
    report.save(update_fields=["replaces"])
    row = paragraph(report, "p1-I-1-t02")
    saved(report, row, "Câu đã sửa.")
    with pytest.raises(ReportIsFixed, match="sửa tay"):
        draft(report.regime, report.period)
    assert report_of(report.regime, report.period).pk == report.pk
    assert words(row) == "Câu đã sửa."


def test_what_was_done_is_in_the_history(report: Report) -> None:
    from kybao.people.models import HistoryEntry

    saved(report, paragraph(report, "p1-I-1-t02"), "Câu đã sửa.")
    entry = HistoryEntry.objects.order_by("number").last()
    assert entry is not None
    before, after = entry.before or {}, entry.after or {}
    assert (entry.action, entry.actor, after["text"]) == ("composing.edited", HOA.name, "Câu đã sửa.")
    assert before["text"].startswith("Đàn gia súc, gia cầm")


def test_tasks_are_rows_that_become_the_next_month_s_questions(report: Report) -> None:
    from datetime import date

    from kybao.composing.issue.approving import Unready
    from kybao.composing.models import Task
    from kybao.composing.text.editing.task_rows import add_task, change_task, remove_task
    from kybao.registry.models import Unit

    owner = Unit.objects.get(code="kinhte")
    task = add_task(report, "  Hoàn thành   kế hoạch nông thôn mới ", owner, date(2022, 2, 15))
    assert (task.text, str(task.period), task.due) == (
        "Hoàn thành kế hoạch nông thôn mới",
        "2022-02",
        date(2022, 2, 15),
    )
    assert Task.objects.filter(owner=owner, period=report.period.next()).last() == task
    change_task(report, task, "Hoàn thành đề án", None, None)
    task.refresh_from_db()
    assert (task.text, task.owner, task.due) == ("Hoàn thành đề án", None, None)
    with pytest.raises(Unready, match="chưa có nội dung"):
        change_task(report, task, " ", None, None)
    Task.objects.filter(pk=task.pk).update(answer="done")
    with pytest.raises(Unready, match="đã trả lời"):
        remove_task(report, task)
    Task.objects.filter(pk=task.pk).update(answer="")
    remove_task(report, task)
    assert not Task.objects.filter(pk=task.pk).exists()
