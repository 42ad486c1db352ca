"""Reading, approving, issuing, signing and replacing at the pages, on a small committee of the tests' own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kybao.calendar import Period
from kybao.composing.issue.approving import approve, comment_at
from kybao.composing.issue.issuing import enter_issued, issue
from kybao.composing.issue.register import take_outside
from kybao.composing.issue.replacing import replace
from kybao.composing.models import Binding, Contribution, RegisterEntry, Report, ReportComment
from kybao.filing.models import Obligation
from kybao.filing.receiving import receive
from kybao.people.acting import Actor, acting
from kybao.people.models import Account, HistoryEntry, Membership
from kybao.registry.models import Indicator, Regime, Section, Unit

pytestmark = pytest.mark.django_db
JANUARY = Period.parse("2022-01")
REPORT = "/thang/2022-01/bao-cao/"
THE_18TH = date(2022, 1, 18)
SENTENCES = ("Đàn trâu có ⟦0⟧ con, bằng ⟦1⟧% so với cùng kỳ. Đàn lợn ổn định.", "Khám bệnh cho ⟦0⟧ lượt người.")
FIGURES = (("1.242", "108"), ("3.150",))


@dataclass(frozen=True)
class Desk:
    report: Report
    leader: Client
    officer: Client
    auditor: Client


@pytest.fixture
def desk() -> Desk:
    receiver = Unit.objects.create(code="ha-an", name="Ủy ban nhân dân huyện Hà An", listed_name="UBND huyện Hà An")
    regime = Regime.objects.create(
        code="thang",
        name="Báo cáo tháng",
        receiver=receiver,
        frequency="month",
        deadline_day=15,
        superior="UBND TỈNH CAO BẰNG",
        agency="ỦY BAN NHÂN DÂN\nHUYỆN HÀ AN",
        symbol="BC-UBND",
        place="Hà An",
        subject="Tình hình kinh tế - xã hội {kỳ này}",
        recipients="UBND tỉnh Cao Bằng\nLưu: VT",
        authority="TM. ỦY BAN NHÂN DÂN",
        post="CHỦ TỊCH",
        signer="Nguyễn Quốc Trung",
    )
    Obligation.objects.create(regime=regime, unit=receiver, period=JANUARY, due_at="2022-01-17T17:00:00+07:00")
    report = Report.objects.create(regime=regime, period=JANUARY)
    for position, (title, text, figures) in enumerate(zip(("KINH TẾ", "XÃ HỘI"), SENTENCES, FIGURES, strict=True)):
        section = Section.objects.create(
            regime=regime,
            key=str(position),
            position=position,
            kind="chapter",
            number="I" * (position + 1),
            title=title,
        )
        passage = Contribution.objects.create(report=report, section=section, position=position, text=text)
        for token, printed in enumerate(figures):
            Binding.objects.create(contribution=passage, token=token, printed=printed)
    return Desk(report, *(signed_in(role, receiver) for role in ("leader", "officer", "auditor")))


def signed_in(role: str, committee: Unit) -> Client:
    account = Account.objects.create(username=role, full_name=f"Ông {role}")
    Membership.objects.create(account=account, role=role, unit=committee)
    client = Client(SERVER_NAME="localhost")
    client.force_login(account)
    return client


def seen(client: Client, address: str, status: int = 200) -> str:
    return words_of(client.get(address, follow=True), status)


def words_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return " ".join(re.sub(r"<[^<>]*>", " ", response.content.decode()).split())


def write_over(report: Report, printed: str) -> None:
    Binding.objects.filter(contribution__report=report, contribution__position=0, token=0).update(printed=printed)


def approved(desk: Desk) -> Report:
    with acting(Actor("Nguyễn Quốc Trung (trung)")):
        approve(desk.report)
    return desk.report


def issued(desk: Desk) -> Report:
    issue(approved(desk), THE_18TH)
    return desk.report


def shown_hash(client: Client) -> str:
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', client.get(f"{REPORT}duyet/").content.decode())
    assert found
    return found.group(1)


class TestReading:
    def test_a_draft_reads_as_it_stands(self, desk: Desk) -> None:
        write_over(desk.report, "1.300")
        page = seen(desk.leader, REPORT)
        assert "Đàn trâu có 1.300 con, bằng 108% so với cùng kỳ." in page
        assert "DỰ THẢO" in page

    @pytest.mark.parametrize("step", [approved, issued])
    def test_what_was_approved_is_what_is_shown_whatever_the_figures_become(
        self, desk: Desk, step: Callable[[Desk], Report]
    ) -> None:
        step(desk)
        write_over(desk.report, "9.999")
        page = seen(desk.leader, REPORT)
        assert "Đàn trâu có 1.242 con" in page
        assert "9.999" not in page

    def test_the_report_in_force_comes_first_while_another_is_on_its_way(self, desk: Desk) -> None:
        write_over(replace(issued(desk), "Nhập sai"), "1.224")
        page = seen(desk.leader, REPORT)
        assert "Số: 01/BC-UBND" in page
        assert "1.242 con" in page
        assert "Đang lập bản thay thế báo cáo này (đang soạn)" in page
        in_hand = seen(desk.leader, f"{REPORT}dang-lap/")
        assert "1.224 con" in in_hand
        assert "Báo cáo này thay thế Báo cáo số 01/BC-UBND ngày 18 tháng 01 năm 2022" in in_hand
        assert "Nội dung góp ý" not in in_hand

    def test_a_report_issued_outside_of_kybao_is_reached_after_it_is_replaced(self, desk: Desk) -> None:
        enter_issued(desk.report, 27, THE_18TH)
        page = seen(desk.leader, REPORT)
        assert "số 27/BC-UBND, 18/01/2022, ngoài Kỳ báo" in page
        assert "chu-ky" not in desk.leader.get(REPORT).content.decode()
        issue(approved(Desk(replace(desk.report, "Nhập sai"), desk.leader, desk.officer, desk.auditor)), THE_18TH)
        assert "đã được thay thế bởi số 28" in seen(desk.leader, f"{REPORT}cac-ban/")
        old = desk.report.versions.get()
        version = seen(desk.leader, reverse("desk:version", args=(old.public_id,)))
        assert "Đã được thay thế bởi Báo cáo số 28/BC-UBND" in version
        assert "1.242 con" in version
        word = desk.leader.get(reverse("desk:version_output", args=(old.public_id, "bao-cao-2022-01.docx")))
        assert len(b"".join(word)) > 5000

    def test_the_print_is_asked_for_again_only_when_it_is_another(self, desk: Desk) -> None:
        first = desk.leader.get(f"{REPORT}ban-in.pdf")
        assert first.content.startswith(b"%PDF")
        assert first.headers["Content-Disposition"] == 'inline; filename="bao-cao-2022-01.pdf"'
        etag = first.headers["ETag"]
        assert desk.leader.get(f"{REPORT}ban-in.pdf", headers={"If-None-Match": etag}).status_code == 304
        write_over(desk.report, "1.300")
        assert desk.leader.get(f"{REPORT}ban-in.pdf", headers={"If-None-Match": etag}).status_code == 200

    @pytest.mark.parametrize("step", [approved, issued])
    def test_pages_ask_the_database_a_bounded_number_of_times(
        self, desk: Desk, step: Callable[[Desk], Report], django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        step(desk)
        version = reverse("desk:version", args=(desk.report.versions.get().public_id,))
        for address in (REPORT, f"{REPORT}cac-ban/", f"{REPORT}chu-ky/", version, "/so-van-ban/"):
            with django_assert_max_num_queries(40):
                desk.leader.get(address)


class TestComments:
    def place(self, desk: Desk) -> str:
        return f"{desk.report.contributions.get(position=0).thread}.0.48"

    QUOTE = "Đàn trâu có 1.242 con, bằng 108% so với cùng kỳ."

    def test_a_sentence_is_commented_answered_and_settled(self, desk: Desk) -> None:
        place = self.place(desk)
        assert place in desk.leader.get(REPORT).content.decode()
        sent = {"place": place, f"quote.{place}": self.QUOTE, "text": "Nêu nguyên nhân."}
        assert "Đã ghi góp ý" in words_of(desk.leader.post(f"{REPORT}gop-y", sent, follow=True))
        comment = ReportComment.objects.get()
        assert (comment.quote, comment.author) == (self.QUOTE, "Ông leader (leader)")
        settle = reverse("desk:settle_comment", args=(comment.public_id,))
        assert "Nhờ rét đậm." in words_of(desk.officer.post(settle, {"answer": "Nhờ rét đậm."}, follow=True))
        entry = HistoryEntry.objects.get(action="composing.comment_resolved")
        assert (entry.actor, entry.after) == (
            "Ông officer (officer)",
            {"comment": "Nêu nguyên nhân.", "answer": "Nhờ rét đậm."},
        )

    def test_a_sentence_that_was_changed_meanwhile_takes_no_comment_and_what_was_typed_stays(self, desk: Desk) -> None:
        place = self.place(desk)
        write_over(desk.report, "1.224")
        sent = {"place": place, f"quote.{place}": self.QUOTE, "text": "Nêu nguyên nhân."}
        page = desk.leader.post(f"{REPORT}gop-y", sent)
        assert page.status_code == 400
        assert "Hãy chọn lại câu cần góp ý" in words_of(page, 400)
        assert not ReportComment.objects.exists()

    @pytest.mark.parametrize("place", ["", "khong-co", "6f1c2a30-0000-4000-8000-000000000000.0.9", "x.1.²"])
    def test_a_place_that_is_none_is_answered_with_what_was_typed(self, desk: Desk, place: str) -> None:
        answered = desk.leader.post(f"{REPORT}gop-y", {"place": place, "text": "Nêu rõ."}, follow=True)
        assert "“Nêu rõ.”" in words_of(answered)

    def test_a_comment_whose_words_are_gone_is_still_shown(self, desk: Desk) -> None:
        comment_at(desk.report.contributions.get(position=0), 0, 8, "Gọi đúng tên.")
        desk.report.contributions.filter(position=0).update(text="Trâu, bò ổn định.")
        page = seen(desk.officer, REPORT)
        assert "Gọi đúng tên." in page
        assert "Câu này đã được sửa sau góp ý." in page

    def test_a_comment_finds_its_words_in_a_passage_that_was_drafted_anew(self, desk: Desk) -> None:
        passage = desk.report.contributions.get(position=0)
        comment_at(passage, 0, 8, "Gọi đúng tên.")
        Contribution.objects.create(report=desk.report, section=passage.section, position=9, text="Đàn trâu ổn định.")
        passage.delete()
        html = desk.officer.get(REPORT).content.decode()
        assert "Gọi đúng tên." in html
        assert "Câu này đã được sửa sau góp ý." not in html
        assert html.count("spoken-of") == 1

    def test_an_issued_report_takes_no_comments(self, desk: Desk) -> None:
        issued(desk)
        place = self.place(desk)
        assert "Góp ý" not in seen(desk.leader, REPORT)
        desk.leader.post(f"{REPORT}gop-y", {"place": place, f"quote.{place}": self.QUOTE, "text": "Nêu rõ."})
        assert not ReportComment.objects.exists()


class TestApproving:
    def test_what_is_open_is_said_before(self, desk: Desk) -> None:
        comment_at(desk.report.contributions.get(position=0), 0, 8, "Gọi đúng tên.")
        desk.report.contributions.filter(position=1).delete()
        page = seen(desk.leader, f"{REPORT}duyet/")
        assert "1 yêu cầu sửa và góp ý chưa xong" in page
        assert "1 mục chưa đơn vị nào viết II. XÃ HỘI" in page

    def test_a_figure_that_was_typed_against_a_fact_is_open(self, desk: Desk) -> None:
        Indicator.objects.create(
            code="dan-trau", name="Đàn trâu", sector="Nông nghiệp", kind="stock", measure="con", phrase="đàn trâu"
        )
        sent = receive(Obligation.objects.get(), "Đàn trâu hiện có 1.242 con.".encode(), "a.md")
        assert sent.submission.facts.count() == 1
        rows = desk.report.contributions.filter(position=0)
        rows.update(text="Đàn trâu hiện có 1.300 con.", edited_at="2022-01-18T08:00:00+07:00")
        page = seen(desk.leader, f"{REPORT}duyet/")
        assert "1 con số gõ tay khác với số liệu “1.300" in page
        rows.update(text="Đàn trâu hiện có 1.242 con.")
        assert "gõ tay" not in seen(desk.leader, f"{REPORT}duyet/")

    def test_only_what_was_read_is_approved(self, desk: Desk) -> None:
        shown = shown_hash(desk.leader)
        unread = desk.leader.post(f"{REPORT}duyet/", {"shown": shown})
        assert "Hãy đánh dấu rằng bạn đã đọc" in words_of(unread, 400)
        write_over(desk.report, "1.224")
        changed = desk.leader.post(f"{REPORT}duyet/", {"shown": shown, "read": "1"})
        assert "vừa được sửa trong lúc bạn đọc" in words_of(changed, 400)
        assert not desk.report.versions.exists()
        done = desk.leader.post(f"{REPORT}duyet/", {"shown": shown_hash(desk.leader), "read": "1"}, follow=True)
        assert "Đã duyệt báo cáo tháng 01 năm 2022, bản 1" in words_of(done)
        assert desk.report.versions.get().approved_by == "Ông leader (leader)"

    def test_asking_for_changes_needs_words(self, desk: Desk) -> None:
        assert "Hãy ghi điều cần sửa" in words_of(desk.leader.post(f"{REPORT}yeu-cau-sua", {"text": " "}), 400)

    def test_an_approved_report_can_still_be_sent_back(self, desk: Desk) -> None:
        approved(desk)
        assert 'name="shown"' not in desk.leader.get(f"{REPORT}duyet/").content.decode()
        desk.leader.post(f"{REPORT}yeu-cau-sua", {"text": "Bổ sung thu ngân sách."})
        desk.report.refresh_from_db()
        assert desk.report.status == Report.Status.DRAFT
        assert "Bổ sung thu ngân sách." in seen(desk.officer, REPORT)


class TestIssuing:
    SURE = {"ngay": "2022-01-18", "sure": "1", "expected": "1"}  # noqa: RUF012

    def test_the_first_page_is_shown_as_it_will_go_out(self, desk: Desk) -> None:
        approved(desk)
        page = seen(desk.leader, f"{REPORT}ban-hanh/?ngay=2022-01-18")
        assert "Số: 01/BC-UBND" in page
        assert "Hà An, ngày 18 tháng 01 năm 2022" in page

    @pytest.mark.parametrize(
        ("sent", "message"),
        [
            ({"sure": ""}, "đánh dấu là đúng trước khi ban hành"),
            ({"ngay": "hôm qua"}, "Chưa đọc được ngày ban hành"),
            ({"ngay": "2021-12-31"}, "sớm hơn tháng 01 năm 2022"),
            ({"ngay": "2099-01-01"}, "chưa đến"),
            ({"so": "0"}, "Chưa đọc được số đã được cấp"),
        ],
    )
    def test_what_is_amiss_is_said_and_nothing_is_issued(self, desk: Desk, sent: dict[str, str], message: str) -> None:
        approved(desk)
        assert message in words_of(desk.leader.post(f"{REPORT}ban-hanh/", self.SURE | sent), 400)
        assert not RegisterEntry.objects.exists()

    def test_a_number_taken_meanwhile_is_not_passed_over_in_silence(self, desk: Desk) -> None:
        approved(desk)
        take_outside(desk.report.regime.receiver, "BC-UBND", 1, THE_18TH, "Báo cáo khác")
        page = words_of(desk.leader.post(f"{REPORT}ban-hanh/", self.SURE), 400)
        assert "Số tiếp theo không còn là 01 mà là 02" in page
        desk.report.refresh_from_db()
        assert desk.report.number is None
        assert RegisterEntry.objects.count() == 1

    def test_a_number_given_on_paper_is_kept_to(self, desk: Desk) -> None:
        approved(desk)
        done = desk.leader.post(f"{REPORT}ban-hanh/", self.SURE | {"so": "27"}, follow=True)
        assert "Đã ban hành Báo cáo số 27/BC-UBND" in words_of(done)
        assert "Số chưa ghi vào sổ: 01–26" in seen(desk.leader, "/so-van-ban/")

    def test_a_draft_is_not_issued(self, desk: Desk) -> None:
        assert "chưa được duyệt" in words_of(desk.leader.post(f"{REPORT}ban-hanh/", self.SURE, follow=True))


class TestSigning:
    def test_what_can_not_be_signed_with_is_said_without_the_secret(self, desk: Desk) -> None:
        issued(desk)
        secret = "mật khẩu rất riêng"
        sent = {"key": SimpleUploadedFile("a.p12", b"khong phai khoa"), "secret": secret, "as": "person"}
        page = desk.leader.post(f"{REPORT}chu-ky/ky", sent)
        assert "Tệp khoá: không mở được" in words_of(page, 400)
        assert secret not in page.content.decode()
        assert secret not in str(HistoryEntry.objects.values_list("after"))

    @pytest.mark.parametrize(
        ("sent", "message"),
        [
            ({"secret": "a"}, "Tệp khoá: chưa chọn tệp nào"),
            ({"key": SimpleUploadedFile("a.p12", b"a")}, "Chưa nhập mật khẩu hoặc mã PIN"),
            ({"key": SimpleUploadedFile("a.p12", bytes(300_000)), "secret": "a"}, "lớn hơn 200 KB"),
            ({"with": "token", "secret": "a"}, "Hãy đặt KYBAO_PKCS11_MODULE"),
        ],
    )
    def test_what_is_missing_is_said(self, desk: Desk, sent: dict[str, Any], message: str) -> None:
        issued(desk)
        for value in sent.values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        assert message in words_of(desk.leader.post(f"{REPORT}chu-ky/ky", sent), 400)

    def test_a_token_is_offered_where_the_office_has_set_one(self, desk: Desk, settings: Any) -> None:
        issued(desk)
        assert "Thiết bị ký số trên máy chủ" not in seen(desk.leader, f"{REPORT}chu-ky/")
        settings.PKCS11_MODULE, settings.PKCS11_TOKEN = "/khong/co.so", "VGCA"
        assert "Thiết bị ký số trên máy chủ (VGCA)" in seen(desk.leader, f"{REPORT}chu-ky/")
        sent = {"with": "token", "secret": "1234", "as": "person"}
        assert "không có thư viện /khong/co.so" in words_of(desk.leader.post(f"{REPORT}chu-ky/ky", sent), 400)

    def test_who_only_reads_sees_files_and_no_form(self, desk: Desk) -> None:
        issued(desk)
        page = seen(desk.auditor, f"{REPORT}chu-ky/")
        assert "bao-cao-2022-01.pdf" in page
        assert "Tệp khoá" not in page


class TestReplacing:
    def test_a_replacement_needs_a_reason_and_can_be_given_up(self, desk: Desk) -> None:
        issued(desk)
        assert "Hãy ghi lý do" in words_of(desk.officer.post(f"{REPORT}thay-the/", {"reason": " "}), 400)
        desk.officer.post(f"{REPORT}thay-the/", {"reason": "Nhập sai"})
        assert "Chưa có thay đổi nào" in seen(desk.officer, f"{REPORT}thay-the/")
        assert "hãy đánh dấu" in words_of(desk.officer.post(f"{REPORT}thay-the/bo", follow=True))
        given_up = words_of(desk.officer.post(f"{REPORT}thay-the/bo", {"sure": "1"}, follow=True))
        assert "Đã bỏ bản thay thế" in given_up
        assert "Bản thay thế đã bỏ" in seen(desk.leader, f"{REPORT}cac-ban/")

    def test_what_is_not_issued_is_not_replaced(self, desk: Desk) -> None:
        assert "chưa ban hành nên chưa có gì để thay thế" in seen(desk.officer, f"{REPORT}thay-the/")


class TestRegister:
    SENT = {"register": "ha-an/BC-UBND", "number": "5", "day": "2022-01-26", "note": "Công văn khác"}  # noqa: RUF012

    def test_a_number_given_outside_is_taken_and_shown(self, desk: Desk) -> None:
        page = words_of(desk.leader.post("/so-van-ban/ghi", self.SENT, follow=True))
        assert "Đã ghi số 05/BC-UBND ngày 26/01/2022 vào sổ." in page
        assert "Số chưa ghi vào sổ: 01–04" in page
        assert HistoryEntry.objects.get(action="composing.number_taken").actor == "Ông leader (leader)"

    @pytest.mark.parametrize(
        ("sent", "message"),
        [
            ({"number": "năm"}, "Chưa đọc được số văn bản"),
            ({"note": " "}, "Hãy ghi tên văn bản"),
            ({"day": ""}, "Chưa đọc được ngày của văn bản"),
            ({"day": "2099-01-01"}, "chưa đến"),
        ],
    )
    def test_what_is_amiss_is_said(self, desk: Desk, sent: dict[str, str], message: str) -> None:
        assert message in words_of(desk.leader.post("/so-van-ban/ghi", self.SENT | sent), 400)
        assert not RegisterEntry.objects.exists()

    def test_no_number_twice(self, desk: Desk) -> None:
        desk.leader.post("/so-van-ban/ghi", self.SENT)
        page = words_of(desk.leader.post("/so-van-ban/ghi", self.SENT), 400)
        assert "Số 05/BC-UBND năm 2022 đã dùng ngày 26/01/2022 cho Công văn khác" in page

    def test_another_committee_s_register_is_not_there(self, desk: Desk) -> None:
        assert desk.leader.get("/so-van-ban/?so=khac/BC-UBND/2022").status_code == 404
        assert desk.leader.post("/so-van-ban/ghi", self.SENT | {"register": "khac/BC-UBND"}).status_code == 404


def test_two_versions_are_compared_sentence_by_sentence(desk: Desk) -> None:
    write_over(replace(issued(desk), "Nhập sai"), "1.224")
    old = desk.report.versions.get().public_id
    page = seen(desk.auditor, f"{REPORT}so-sanh/?cu={old}&moi=nay")
    assert "Đàn trâu có 1.242 con, bằng 108% so với cùng kỳ." in page
    assert "1.242 → 1.224" in page
    assert "1 chỗ khác nhau" in page  # what the replacement says of the report that it replaces is no change
    assert desk.auditor.get(f"{REPORT}so-sanh/?cu=x&moi=nay").status_code == 404
