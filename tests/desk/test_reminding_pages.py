"""Reminding from the board, the record of it, the plan and the words in the browser, and everyone's inbox."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kybao.calendar import Period
from kybao.composing.models import Report
from kybao.filing.models import Obligation
from kybao.filing.obliging import oblige
from kybao.filing.receiving import receive
from kybao.people.models import HistoryEntry
from kybao.reminding.models import Message, Reminder, ReminderPlan, Wording

pytestmark = pytest.mark.django_db
BOARD = "/thang/2022-02/?che-do=ha-an"
BOOK = "/thang/2022-02/nhac-nop/?che-do=ha-an"
SEND = "/thang/2022-02/nhac-nop/gui?che-do=ha-an"
PLAN = "/nhac-nop/ha-an/"


@pytest.fixture
def february(committees: Any) -> dict[str, Obligation]:
    """February 2022, past its deadline, for which nobody has filed."""
    return {one.unit.code: one for one in oblige(committees.own, Period.parse("2022-02"))}


def signed_in(committees: Any, name: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(committees.people[name])
    return client


@pytest.fixture
def officer(committees: Any) -> Client:
    return signed_in(committees, "officer")


def seen(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return words(response.content.decode())


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^<>]*>", " ", page)))


def last_message(response: Any) -> str:
    return [str(message) for message in response.context["messages"]][-1]


def test_one_click_reminds_all_that_are_late(officer: Client, february: Any) -> None:
    assert "Nhắc 2 đơn vị quá hạn" in seen(officer, BOARD)
    told = last_message(officer.post(SEND, {"which": "late"}, follow=True))
    assert told.startswith("Đã nhắc ha-an-")
    assert "vào hộp thư của 2 người; chưa đặt máy chủ gửi thư nên không có thư điện tử." in told
    board = seen(officer, BOARD)
    assert board.count("thư điện tử không gửi") == 2
    assert board.count("Nhắc lại") == 2
    assert "chỉ nhắc vào hộp thư" in board


def test_one_unit_is_reminded_from_its_row(officer: Client, february: Any) -> None:
    officer.post(SEND, {"unit": "ha-an-y-te"})
    assert [one.obligation for one in Reminder.objects.all()] == [february["ha-an-y-te"]]
    assert "Vừa nhắc trong 10 phút qua" in last_message(officer.post(SEND, {"unit": "ha-an-y-te"}, follow=True))
    assert Reminder.objects.count() == 1


def test_before_the_deadline_all_that_have_not_filed_are_reminded(officer: Client, february: Any) -> None:
    Obligation.objects.filter(period="2022-02").update(due_at=timezone.now() + timedelta(days=2))
    receive(february["ha-an-y-te"], "Đã khám 100 lượt.".encode(), "y-te.md")
    assert "Nhắc 1 đơn vị chưa nộp" in seen(officer, BOARD)
    officer.post(SEND, {"which": "late"})
    assert not Reminder.objects.exists()
    officer.post(SEND, {"which": "open"})
    assert [one.obligation.unit.code for one in Reminder.objects.all()] == ["ha-an-van-hoa"]


def test_a_unit_without_account_is_named_at_its_row_and_after_the_click(
    officer: Client, february: Any, committees: Any
) -> None:
    committees.people["reporter"].memberships.all().delete()
    assert "chưa có tài khoản để nhắc" in seen(officer, BOARD)
    told = last_message(officer.post(SEND, {"which": "late"}, follow=True))
    assert "Chưa nhắc được 1 đơn vị vì chưa có tài khoản nào: ha-an-y-te." in told


def test_an_issued_report_ends_it(officer: Client, february: Any, committees: Any) -> None:
    Report.objects.create(regime=committees.own, period=Period.parse("2022-02"), status=Report.Status.ISSUED)
    assert "Sổ nhắc" not in seen(officer, BOARD)
    assert "đã ban hành" in last_message(officer.post(SEND, {"which": "late"}, follow=True))
    assert not Reminder.objects.exists()


def test_the_book_says_who_to_whom_when_and_how_it_went(officer: Client, february: Any, committees: Any) -> None:
    officer.post(SEND, {"unit": "ha-an-y-te"})
    book = seen(officer, BOOK)
    assert "1 lần nhắc" in book
    assert "Ông officer (officer) Quá hạn" in book
    assert re.search(r"Ông reporter: hộp thư đã đến \d\d:\d\d \d\d/\d\d , thư điện tử không gửi", book)
    assert "Chưa đặt máy chủ gửi thư (KYBAO_SMTP_HOST)." in book
    assert "1 lần nhắc" in seen(signed_in(committees, "reporter"), BOOK)
    assert "0 lần nhắc" in seen(signed_in(committees, "neighbour"), BOOK)


def test_other_roles_see_no_buttons(february: Any, committees: Any) -> None:
    for name in ("reporter", "leader", "auditor"):
        page = signed_in(committees, name).get(BOARD).content.decode()
        assert 'id="nhac"' not in page
    administrator = seen(signed_in(committees, "administrator"), BOARD)
    assert "Lịch và mẫu nhắc" in administrator
    assert "Nhắc 2 đơn vị" not in administrator


def test_the_board_asks_as_little_for_many_units_as_for_few(officer: Client, february: Any, committees: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            officer.get(BOARD)
        return len(caught)

    before = queries()
    officer.post(SEND, {"which": "late"})
    assert queries() - before <= 2  # the ways of the reminders, and nothing for each


# The plan


GIVEN = {
    "automatic": "on",
    "days_before": "5 2",
    "hours_before": "",
    "at": "09:30",
    "days_after": "3",
    "escalate_after": "2",
    "tell_unit_leader": "on",
}


def test_a_plan_is_changed_and_the_change_is_in_the_history(officer: Client, committees: Any) -> None:
    assert "chỉ vào hộp thư trong Kỳ báo" in seen(officer, PLAN)
    assert "lịch nhắc tự động đang dừng" in seen(officer, PLAN)
    assert last_message(officer.post(PLAN, GIVEN, follow=True)) == "Đã lưu lịch nhắc."
    plan = ReminderPlan.objects.get(regime=committees.own)
    assert (plan.days_before, plan.hours_before, f"{plan.at:%H:%M}", plan.tell_committee_leader) == (
        [5, 2],
        [],
        "09:30",
        False,
    )
    entry = HistoryEntry.objects.get(action="reminding.plan_changed")
    assert entry.after is not None
    assert (entry.before, entry.after["days_before"]) == (None, "5, 2")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"days_before": "ba"}, "hãy ghi các số từ 1 đến 30"),
        ({"days_before": "31"}, "hãy ghi các số từ 1 đến 30"),
        ({"days_before": "1 2 3 4 5 6 7"}, "nhiều nhất 6 lần nhắc"),
        ({"hours_before": "0"}, "hãy ghi các số từ 1 đến 72"),
        ({"at": "22:00"}, "không nhắc ban đêm"),
        ({"at": "sáng"}, "Hãy ghi giờ như 08:00."),
        ({"days_after": "99"}, "Nhiều nhất 30 ngày."),
        ({"escalate_after": "-1"}, "Hãy ghi số từ 0 trở lên."),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_a_reason(officer: Client, wrong: dict[str, str], message: str) -> None:
    assert message in words(officer.post(PLAN, GIVEN | wrong).content.decode())
    assert not ReminderPlan.objects.exists()


# The words


LATE = f"{PLAN}qua-han/"


def test_words_are_shown_as_they_will_arrive_before_they_are_kept(officer: Client, february: Any) -> None:
    given = {"subject": "Gấp: {đơn vị}", "text": "Hạn {hạn nộp}.\r\nXem {liên kết}", "look": "1"}
    page = words(officer.post(LATE, given).content.decode())
    assert "Gấp: Phòng van-hoa ha-an Hạn 17:00 ngày 17/02/2022. Xem http" in page or (
        "Gấp: Phòng y-te ha-an Hạn 17:00 ngày 17/02/2022. Xem http" in page
    )
    assert not Wording.objects.exists()


def test_words_are_kept_used_and_put_back(officer: Client, february: Any, committees: Any) -> None:
    officer.post(LATE, {"subject": "Gấp: {đơn vị}", "text": "Hạn {hạn nộp}."})
    officer.post(SEND, {"unit": "ha-an-y-te"})
    assert Message.objects.get(account=committees.people["reporter"]).subject == "Gấp: Phòng y-te ha-an"
    officer.post(LATE, {"subject": "x", "text": "y", "default": "1"})
    assert not Wording.objects.exists()
    assert HistoryEntry.objects.filter(action="reminding.words_changed").count() == 2


def test_a_wrong_placeholder_is_named_and_what_was_typed_stays(officer: Client) -> None:
    page = officer.post(LATE, {"subject": "Nhắc {tên đơn vị}", "text": "a"}).content.decode()
    assert "Không có chỗ điền {tên đơn vị}. Các chỗ điền: {đơn vị}, {kỳ}," in words(page)
    assert 'value="Nhắc {tên đơn vị}"' in page
    assert not Wording.objects.exists()


# The inbox


def test_the_head_of_each_page_counts_what_is_unread(officer: Client, february: Any, committees: Any) -> None:
    reporter = signed_in(committees, "reporter")
    assert "tin chưa đọc" not in seen(reporter, "/thang/")
    officer.post(SEND, {"unit": "ha-an-y-te"})
    assert "Hộp thư, 1 tin chưa đọc 1" in seen(reporter, "/thang/")
    inbox = seen(reporter, "/hop-thu/")
    assert "Chưa đọc: Báo cáo tháng 02 năm 2022 đã quá hạn: đề nghị Phòng y-te ha-an nộp" in inbox
    assert "nút “Mở” bên dưới" in inbox
    message = Message.objects.get(account=committees.people["reporter"])
    opened = reporter.post(f"/hop-thu/{message.public_id}/mo")
    assert opened.headers["Location"] == "/viec-cua-toi/2022-02/ha-an-y-te/?che-do=ha-an"
    assert "tin chưa đọc" not in seen(reporter, "/thang/")
    assert "Không có tin nào chưa đọc." in seen(reporter, "/hop-thu/?chua-doc")


def test_a_message_never_leads_elsewhere(committees: Any) -> None:
    reporter = committees.people["reporter"]
    message = Message.objects.create(
        account=reporter, key="x", subject="a", link="//xau.vn/", created_at=timezone.now()
    )
    opened = signed_in(committees, "reporter").post(f"/hop-thu/{message.public_id}/mo")
    assert opened.headers["Location"] == "/hop-thu/"


def test_what_a_message_says_is_text(committees: Any) -> None:
    reporter = committees.people["reporter"]
    text = "<script>alert(1)</script>"
    Message.objects.create(account=reporter, key="x", subject=text, text=text, created_at=timezone.now())
    assert "<script>alert" not in signed_in(committees, "reporter").get("/hop-thu/").content.decode()


def test_a_full_inbox_comes_in_pages(committees: Any) -> None:
    now = timezone.now()
    for number in range(25):
        Message.objects.create(
            account=committees.people["reporter"], key=str(number), subject=f"Tin {number:02}", created_at=now
        )
    client = signed_in(committees, "reporter")
    assert "Tin 24" in seen(client, "/hop-thu/")
    assert "Tin 00" in seen(client, "/hop-thu/?trang=2")
    assert last_message(client.post("/hop-thu/da-doc", follow=True)) == "Đã đánh dấu 25 tin là đã đọc."
