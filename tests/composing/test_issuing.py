"""The leader's part and after: approving, numbering, issuing, replacing; on a small committee of the tests' own."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils.timezone import localdate

from kybao.calendar import Period
from kybao.documents import read_bytes
from kybao.people.acting import Actor, acting

if TYPE_CHECKING:
    from kybao.composing.models import Report

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = Period.parse("2022-01"), Period.parse("2022-02")
THE_18TH = date(2022, 1, 18)
LEADER = Actor("Nguyễn Quốc Trung (trung)")
SENTENCES = (
    "Đàn trâu có ⟦0⟧ con, bằng ⟦1⟧% so với cùng kỳ. Đàn lợn ổn định.",
    "Khám bệnh cho ⟦0⟧ lượt người.",
    "Tiêm phòng cho đàn gia súc.",
)
FIGURES = (("1.242", "108"), ("3.150",), ())


def report_of(committee: str = "ubnd-ha-an", regime: str = "bao-cao-thang", period: Period = JANUARY) -> Report:
    """A draft with three passages of two units and one task, under a regime of the committee."""
    from kybao.composing.models import Binding, Contribution, Report, Task
    from kybao.registry.models import Regime, Section, Unit

    receiver, _ = Unit.objects.get_or_create(
        code=committee, defaults={"name": "Ủy ban nhân dân huyện Hà An", "listed_name": "UBND huyện Hà An"}
    )
    found, new = Regime.objects.get_or_create(
        code=regime,
        defaults={
            "name": "Báo cáo tháng",
            "receiver": receiver,
            "frequency": "month",
            "deadline_day": 15,
            "superior": "UBND TỈNH CAO BẰNG",
            "agency": "ỦY BAN NHÂN DÂN\nHUYỆN HÀ AN",
            "symbol": "BC-UBND",
            "place": "Hà An",
            "subject": "Tình hình kinh tế - xã hội {kỳ này}",
            "recipients": "UBND tỉnh Cao Bằng\nLưu: VT",
            "authority": "TM. ỦY BAN NHÂN DÂN",
            "post": "CHỦ TỊCH",
            "signer": "Nguyễn Quốc Trung",
        },
    )
    if new:
        for position, (key, number, title) in enumerate(
            (("I", "I", "KINH TẾ"), ("II", "II", "XÃ HỘI"), ("III", "III", "NHIỆM VỤ"))
        ):
            Section.objects.create(regime=found, key=key, position=position, kind="chapter", number=number, title=title)
    report = Report.objects.create(regime=found, period=period)
    for position, (section, text, figures) in enumerate(
        zip(found.sections.order_by("position"), SENTENCES, FIGURES, strict=True)
    ):
        contribution = Contribution.objects.create(report=report, section=section, position=position, text=text)
        for token, printed in enumerate(figures):
            Binding.objects.create(contribution=contribution, token=token, printed=printed)
    last = report.contributions.last()
    Task.objects.create(report=report, contribution=last, position=0, period=period.next(), text="Tiêm phòng")
    return report


def approved(**which: Any) -> Report:
    from kybao.composing.issue.approving import approve

    report = report_of(**which)
    approve(report)
    return report


def issued(day: date = THE_18TH, **which: Any) -> Report:
    from kybao.composing.issue.issuing import issue

    report = approved(**which)
    issue(report, day)
    return report


def write_over(report: Report, position: int, token: int, printed: str) -> None:
    from kybao.composing.models import Binding

    Binding.objects.filter(contribution__report=report, contribution__position=position, token=token).update(
        printed=printed
    )


def text_of(data: bytes, name: str) -> str:
    return "\n".join(block.text for block in read_bytes(data, name).blocks)


class TestApproving:
    def test_approval_freezes_what_is_printed_with_its_hash_and_who_approved_it(self) -> None:
        from kybao.composing.issue.approving import approve
        from kybao.composing.models import Report
        from kybao.composing.paper.frozen import from_data, sha256

        report = report_of()
        with acting(LEADER):
            version = approve(report)
        assert Report.objects.get().status == report.status == Report.Status.APPROVED
        assert (version.number, version.approved_by) == (1, LEADER.name)
        version.refresh_from_db()
        assert version.sha256 == sha256(version.body)
        body = from_data(version.body).official.body
        assert "Đàn trâu có 1.242 con, bằng 108% so với cùng kỳ. Đàn lợn ổn định." in [
            getattr(one, "text", "") for one in body
        ]

    def test_a_version_never_changes(self) -> None:
        from kybao.filing.models import ImmutableRow

        version = approved().versions.get()
        version.sha256 = "0" * 64
        with pytest.raises(ImmutableRow):
            version.save()

    def test_what_was_approved_is_what_is_printed_whatever_the_figures_become(self) -> None:
        from kybao.composing.paper.outputs import OUTPUTS

        report = approved()
        write_over(report, 0, 0, "9.999")
        word = next(output for output in OUTPUTS if output.suffix == ".docx")
        text = text_of(word.render(report), "a.docx")
        assert "1.242 con" in text
        assert "9.999" not in text

    def test_asking_for_changes_opens_the_draft_again_and_keeps_the_version(self) -> None:
        from kybao.composing.issue.approving import approve, ask_for_changes

        report = approved()
        with acting(LEADER):
            comment = ask_for_changes(report, " Bổ sung số liệu thu ngân sách. ")
        assert report.status == "draft"
        assert (comment.text, comment.asks, comment.author) == ("Bổ sung số liệu thu ngân sách.", True, LEADER.name)
        assert approve(report).number == 2
        assert report.versions.count() == 2

    def test_only_a_draft_is_approved_and_only_one_with_words(self) -> None:
        from kybao.composing.issue.approving import Unready, approve

        report = approved()
        with pytest.raises(Unready, match="đã duyệt nên không duyệt được; chỉ duyệt được báo cáo đang soạn"):
            approve(report)
        empty = report_of(period=FEBRUARY)
        empty.contributions.all().delete()
        with pytest.raises(Unready, match="chưa có nội dung"):
            approve(empty)

    def test_an_approved_report_is_not_drafted_anew(self) -> None:
        from kybao.composing.text.drafting import ReportIsFixed, draft

        report = approved()
        with pytest.raises(ReportIsFixed, match="đã duyệt"):
            draft(report.regime, report.period)


class TestComments:
    def test_a_comment_stands_at_a_sentence_as_it_is_printed(self) -> None:
        from kybao.composing.issue.approving import comment_at, resolve

        contribution = report_of().contributions.get(position=0)
        with acting(LEADER):
            comment = comment_at(contribution, 0, 47, "Kiểm tra lại với thống kê.")
            resolve(comment)
        assert comment.quote == "Đàn trâu có 1.242 con, bằng 108% so với cùng kỳ"
        assert comment.section == contribution.section
        assert comment.resolved_by == LEADER.name

    def test_a_comment_outlives_the_passage_that_it_stood_at(self) -> None:
        from kybao.composing.issue.approving import comment_at

        contribution = report_of().contributions.get(position=0)
        comment = comment_at(contribution, 0, 8, "Nêu rõ.")
        contribution.delete()
        comment.refresh_from_db()
        assert comment.contribution is None
        assert comment.quote == "Đàn trâu"

    @pytest.mark.parametrize(("start", "end", "text"), [(0, 500, "a"), (5, 5, "a"), (-1, 3, "a"), (0, 3, "  ")])
    def test_a_comment_at_nothing_or_of_nothing_is_refused(self, start: int, end: int, text: str) -> None:
        from kybao.composing.issue.approving import Unready, comment_at

        with pytest.raises(Unready):
            comment_at(report_of().contributions.get(position=0), start, end, text)


class TestNumbers:
    """Nghị định 30/2020/NĐ-CP, Điều 15."""

    def test_numbers_follow_each_other_through_the_year_and_begin_anew_with_the_next(self) -> None:
        first, second = issued(), issued(date(2022, 2, 18), period=FEBRUARY)
        third = issued(date(2023, 1, 17), period=Period.parse("2022-12"))
        assert [first.number, second.number, third.number] == [1, 2, 1]

    def test_all_regimes_of_a_committee_with_one_symbol_share_a_register_and_another_committee_has_its_own(
        self,
    ) -> None:
        from kybao.registry.models import Unit

        assert issued().number == 1
        assert issued(regime="bao-cao-quy").number == 2
        Unit.objects.create(code="ubnd-tan-phu", name="Ủy ban nhân dân huyện Tân Phú", listed_name="UBND huyện Tân Phú")
        assert issued(committee="ubnd-tan-phu", regime="bao-cao-tan-phu").number == 1

    def test_after_a_number_given_outside_of_kybao_the_next_goes_on_from_the_highest(self) -> None:
        from kybao.composing.issue.issuing import enter_issued
        from kybao.composing.issue.register import next_number

        january = report_of()
        enter_issued(january, 27, THE_18TH)
        assert (january.number, january.dated, january.status) == (27, THE_18TH, "issued")
        assert january.register_entry.outside
        assert next_number(january.regime.receiver, "BC-UBND", 2022) == 28
        assert issued(date(2022, 2, 18), period=FEBRUARY).number == 28

    def test_a_report_can_be_issued_under_a_number_that_it_was_given(self) -> None:
        from kybao.composing.issue.issuing import issue

        report = approved()
        issue(report, THE_18TH, number=27)
        assert report.number == 27
        assert not report.register_entry.outside
        assert issued(date(2022, 2, 18), period=FEBRUARY).number == 28

    def test_documents_that_are_not_made_here_take_numbers_too(self) -> None:
        from kybao.composing.issue.register import NumberRefused, take_outside

        report = issued()
        committee = report.regime.receiver
        take_outside(committee, "BC-UBND", 2, date(2022, 1, 20), "Báo cáo công tác phòng cháy")
        assert issued(date(2022, 2, 18), period=FEBRUARY).number == 3
        with pytest.raises(
            NumberRefused, match="Số 02/BC-UBND năm 2022 đã dùng ngày 20/01/2022 cho Báo cáo công tác phòng cháy"
        ):
            take_outside(committee, "BC-UBND", 2, date(2022, 1, 21), "Báo cáo khác")

    def test_no_number_twice(self) -> None:
        from kybao.composing.issue.issuing import issue
        from kybao.composing.issue.register import NumberRefused

        issued()
        second = approved(period=FEBRUARY)
        with pytest.raises(NumberRefused, match=r"Số 01/BC-UBND năm 2022 đã dùng .* Số tiếp theo là 02"):
            issue(second, date(2022, 2, 18), number=1)
        second.refresh_from_db()
        assert (second.status, second.number) == ("approved", None)

    def test_the_database_itself_refuses_a_number_twice(self) -> None:
        from kybao.composing.models import RegisterEntry

        entry = issued().register_entry
        with pytest.raises(IntegrityError), transaction.atomic():
            RegisterEntry(register=entry.register, number=entry.number, dated=entry.dated).save()

    @pytest.mark.parametrize(
        ("day", "message"),
        [
            (date(2022, 1, 17), r"số 01/BC-UBND trước đó đã ghi ngày 18/01/2022"),
            (localdate() + timedelta(days=1), "chưa đến"),
            (date(2021, 2, 18), "sớm hơn tháng 02 năm 2022"),
        ],
    )
    def test_days_run_with_the_numbers(self, day: date, message: str) -> None:
        from kybao.composing.issue.issuing import issue
        from kybao.composing.issue.register import NumberRefused

        issued()
        second = approved(period=JANUARY, regime="bao-cao-khac") if day.year == 2022 else approved(period=FEBRUARY)
        with pytest.raises(NumberRefused, match=message):
            issue(second, day)


def test_numbers_that_were_given_before_there_was_a_register_are_taken_by_the_migration() -> None:
    from django.apps import apps

    from kybao.composing.models import RegisterEntry, Report

    first, second = report_of(), report_of(period=FEBRUARY)
    for report, number, dated in ((first, 27, THE_18TH), (second, 41, date(2022, 2, 18))):
        Report.every.filter(pk=report.pk).update(number=number, dated=dated, status=Report.Status.ISSUED)
    migration = importlib.import_module("kybao.composing.migrations.0004_numbers_taken")
    migration.enter(apps, connection.schema_editor())
    assert [entry.number for entry in RegisterEntry.objects.all()] == [27, 41]
    assert issued(date(2022, 3, 18), period=Period.parse("2022-03")).number == 42


class TestIssuing:
    def test_an_issued_report_has_its_files_under_their_hashes(self) -> None:
        from kybao.composing.paper.outputs import OUTPUTS

        report = issued()
        files = {file.name: file for file in report.issued_files.all()}
        assert set(files) == {
            "bao-cao-2022-01.docx",
            "bao-cao-2022-01.pdf",
            "danh-sach-don-vi-2022-01.xlsx",
            "phu-bieu-chi-tieu-2022-01.xlsx",
        }
        for file in files.values():
            assert hashlib.sha256(file.content).hexdigest() == file.file_id
        for output in OUTPUTS:
            if output.issued:
                assert output.render(report) == files[output.file_name(report)].content
        text = text_of(files["bao-cao-2022-01.pdf"].content, "a.pdf")
        assert "Số: 01/BC-UBND" in text
        assert "ngày 18 tháng 01 năm 2022" in text
        assert "DỰ THẢO" not in text
        assert b"pdfaid:part" in files["bao-cao-2022-01.pdf"].content

    def test_what_was_issued_does_not_change_with_the_database(self) -> None:
        from kybao.composing.paper.outputs import OUTPUTS

        report = issued()
        before = [output.render(report) for output in OUTPUTS if output.issued]
        write_over(report, 0, 0, "9.999")
        report.regime.signer = "Trần Văn Khác"
        report.regime.save()
        assert [output.render(report) for output in OUTPUTS if output.issued] == before

    def test_an_issued_file_is_neither_changed_nor_deleted_and_damage_is_noticed(self) -> None:
        from kybao.composing.models import DamagedFile
        from kybao.filing.models import ImmutableRow, StoredFile

        file = issued().issued_files.get(name="bao-cao-2022-01.pdf")
        with pytest.raises(ImmutableRow):
            file.save()
        with pytest.raises(ImmutableRow):
            file.delete()
        StoredFile.objects.filter(pk=file.file_id).update(content=b"%PDF-1.7 khac")
        file = type(file).objects.get(pk=file.pk)
        with pytest.raises(DamagedFile, match="không còn khớp với mã SHA-256"):
            _ = file.content

    def test_only_an_approved_report_is_issued_and_only_once(self) -> None:
        from kybao.composing.issue.approving import Unready
        from kybao.composing.issue.issuing import issue

        with pytest.raises(Unready, match="đang soạn nên không ban hành được"):
            issue(report_of(), THE_18TH)
        report = issued(period=FEBRUARY, day=date(2022, 2, 18))
        with pytest.raises(Unready, match="đã ban hành nên không ban hành được"):
            issue(report, date(2022, 2, 18))

    def test_the_history_tells_what_happened(self) -> None:
        from kybao.people.models import HistoryEntry

        report = issued()
        entries = list(HistoryEntry.objects.filter(object_kind="report"))
        assert [entry.action for entry in entries] == ["composing.approved", "composing.issued"]
        after = entries[-1].after or {}
        assert after["number"] == 1
        assert after["bao-cao-2022-01.pdf"] == report.issued_files.get(name="bao-cao-2022-01.pdf").file_id


class TestReplacing:
    def test_a_replacement_says_what_it_replaces_and_what_changed_and_the_old_one_stays(self) -> None:
        from kybao.composing.issue.approving import approve
        from kybao.composing.issue.issuing import issue
        from kybao.composing.issue.replacing import replace
        from kybao.composing.models import Report
        from kybao.composing.paper.assembling import changes_of
        from kybao.composing.paper.outputs import OUTPUTS

        old = issued()
        before = [output.render(old) for output in OUTPUTS if output.issued]
        new = replace(old, "Số liệu đàn trâu nhập sai.")
        write_over(new, 0, 0, "1.224")
        (change,) = changes_of(new)
        assert change.where == "I. KINH TẾ"
        assert change.before == "Đàn trâu có 1.242 con, bằng 108% so với cùng kỳ."
        assert change.after == "Đàn trâu có 1.224 con, bằng 108% so với cùng kỳ."
        assert change.figures == (("1.242", "1.224"),)
        approve(new)
        issue(new, date(2022, 1, 20))
        assert new.number == 2
        text = text_of(new.issued_files.get(name="bao-cao-2022-01.docx").content, "a.docx")
        assert (
            "Báo cáo này thay thế Báo cáo số 01/BC-UBND ngày 18 tháng 01 năm 2022 của Ủy ban nhân dân huyện Hà An. "
            "Lý do thay thế: Số liệu đàn trâu nhập sai. Những nội dung thay đổi nêu tại phụ lục kèm theo." in text
        )
        assert "1.242 → 1.224" in text
        old = Report.every.get(pk=old.pk)
        assert [output.render(old) for output in OUTPUTS if output.issued] == before
        assert Report.objects.get(regime=old.regime, period=JANUARY) == new
        assert old.replaced_by == new

    def test_while_it_is_drafted_the_issued_one_is_in_force_and_the_draft_is_in_hand(self) -> None:
        from kybao.composing.issue.approving import approve
        from kybao.composing.issue.issuing import in_force, issue
        from kybao.composing.issue.replacing import replace
        from kybao.composing.models import Report

        old = issued()
        new = replace(old, "Nhập sai")
        assert Report.objects.get(period=JANUARY) == new
        assert in_force(old.regime, JANUARY) == old
        approve(new)
        issue(new, date(2022, 1, 20))
        assert in_force(old.regime, JANUARY) == new

    def test_a_replacement_of_a_replacement_compares_with_the_last_one(self) -> None:
        from kybao.composing.issue.approving import approve
        from kybao.composing.issue.issuing import issue
        from kybao.composing.issue.replacing import replace
        from kybao.composing.paper.assembling import changes_of

        second = replace(issued(), "Lần một")
        write_over(second, 0, 0, "1.224")
        approve(second)
        issue(second, date(2022, 1, 20))
        third = replace(second, "Lần hai")
        assert changes_of(third) == ()
        write_over(third, 1, 0, "3.155")
        assert [change.figures for change in changes_of(third)] == [(("3.150", "3.155"),)]
        approve(third)
        issue(third, date(2022, 1, 21))
        text = text_of(third.issued_files.get(name="bao-cao-2022-01.docx").content, "a.docx")
        assert third.number == 3
        assert text.count("này thay thế") == 1
        assert "thay thế Báo cáo số 02/BC-UBND" in text

    def test_a_report_that_was_issued_outside_of_kybao_is_frozen_before_it_is_replaced(self) -> None:
        from kybao.composing.issue.issuing import enter_issued
        from kybao.composing.issue.replacing import replace
        from kybao.composing.paper.assembling import changes_of
        from kybao.composing.paper.outputs import OUTPUTS

        old = report_of()
        enter_issued(old, 27, THE_18TH)
        new = replace(old, "Nhập sai")
        write_over(old, 0, 0, "9.999")
        write_over(new, 0, 0, "1.224")
        assert [change.figures for change in changes_of(new)] == [(("1.242", "1.224"),)]
        text = text_of(OUTPUTS[0].render(old), "a.docx")
        assert "1.242 con" in text
        assert "Số: 27/BC-UBND" in text

    def test_tasks_go_over_with_their_answers_and_come_back_when_the_replacement_is_given_up(self) -> None:
        from kybao.composing.issue.replacing import replace, withdraw
        from kybao.composing.models import Report, Task

        old = issued()
        Task.objects.update(answer=Task.Answer.DONE)
        new = replace(old, "Nhập sai")
        task = Task.objects.get()
        assert (task.report, task.answer) == (new, Task.Answer.DONE)
        assert task.contribution is not None
        assert task.contribution.report == new
        assert withdraw(new) == old
        assert Report.objects.get(period=JANUARY) == old
        task.refresh_from_db()
        assert task.contribution is not None
        assert (task.report, task.contribution.report) == (old, old)
        assert replace(old, "Lần nữa").replaces == old

    def test_one_report_is_current(self) -> None:
        from kybao.composing.models import Report

        report = issued()
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.every.create(regime=report.regime, period=JANUARY)

    def test_what_is_not_issued_or_replaced_already_is_not_replaced(self) -> None:
        from kybao.composing.issue.approving import Unready
        from kybao.composing.issue.replacing import replace

        with pytest.raises(Unready, match="chỉ thay thế được báo cáo đã ban hành"):
            replace(approved(period=FEBRUARY), "Nhập sai")
        old = issued()
        with pytest.raises(Unready, match="Hãy ghi lý do"):
            replace(old, " ")
        replace(old, "Nhập sai")
        with pytest.raises(Unready, match="đã có bản thay thế"):
            replace(old, "Nhập sai")

    def test_the_draft_of_a_replacement_is_what_the_month_is_made_of_and_is_not_drafted_anew(self) -> None:
        from kybao.composing.issue.replacing import replace
        from kybao.composing.text.drafting import ReportIsFixed, draft
        from kybao.composing.text.drafting import report_of as the_report_of
        from kybao.filing.models import Obligation

        old = issued()
        Obligation.objects.create(
            regime=old.regime, unit=old.regime.receiver, period=JANUARY, due_at="2022-01-17T17:00:00+07:00"
        )
        new = replace(old, "Nhập sai")
        assert the_report_of(old.regime, JANUARY) == new
        assert new.contributions.count() == 3
        with pytest.raises(ReportIsFixed, match="đang thay thế"):
            draft(old.regime, JANUARY)


@pytest.mark.django_db(transaction=True)
class TestTogetherAndInterrupted:
    def test_many_at_once_get_numbers_without_gap_and_none_twice(self) -> None:
        from kybao.composing.issue.issuing import issue
        from kybao.composing.models import Register

        reports = [approved(regime=f"che-do-{number}") for number in range(8)]

        def issue_one(report: Report) -> int | None:
            try:
                issue(report, THE_18TH)
                return report.number
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            numbers = list(pool.map(issue_one, reports))
        assert sorted(number or 0 for number in numbers) == list(range(1, 9))
        assert Register.objects.get().last == 8

    def test_one_report_issued_by_two_at_once_goes_out_once(self) -> None:
        from kybao.composing.issue.approving import Unready
        from kybao.composing.issue.issuing import issue
        from kybao.composing.models import RegisterEntry, Report

        key = approved().pk

        def issue_it(_: int) -> bool:
            try:
                issue(Report.objects.get(pk=key), THE_18TH)
            except Unready:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(issue_it, range(2))) == [False, True]
        assert RegisterEntry.objects.count() == 1

    @pytest.mark.parametrize(
        ("statement", "times"),
        [
            ('INSERT INTO "composing_registerentry"', 1),
            ('UPDATE "composing_report"', 1),
            ('INSERT INTO "composing_issuedfile"', 1),
            ('INSERT INTO "composing_issuedfile"', 4),
            ('UPDATE "people_historytail"', 1),
        ],
    )
    def test_a_process_killed_in_the_middle_leaves_nothing_half_issued(
        self, statement: str, times: int, killed_at: Callable[..., None]
    ) -> None:
        from kybao.composing.issue.issuing import issue
        from kybao.composing.models import IssuedFile, RegisterEntry, Report
        from kybao.people.models import HistoryEntry

        report = approved()
        killed_at(statement, times, ISSUING, str(report.pk))
        report = Report.objects.get(pk=report.pk)
        assert (report.status, report.number, report.dated) == ("approved", None, None)
        assert not RegisterEntry.objects.exists()
        assert not IssuedFile.objects.exists()
        assert not HistoryEntry.objects.filter(action="composing.issued").exists()
        issue(report, THE_18TH)
        assert report.number == 1


ISSUING = """
from datetime import date
from kybao.composing.issue.issuing import issue
from kybao.composing.models import Report
issue(Report.objects.get(pk=int(sys.argv[3])), date(2022, 1, 18))
"""
