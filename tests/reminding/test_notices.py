"""What others did is in the inbox of those whom it concerns, whichever way it was done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kybao.documents.model import Span
from kybao.filing.receiving import receive
from kybao.filing.reviewing import accept, send_back
from kybao.people.acting import Actor, acting
from kybao.people.history import Subject, record
from kybao.people.models import Account
from kybao.reminding.inbox import open_message, read_all, unread_count
from kybao.reminding.models import Message
from kybao.reminding.notices import follow
from kybao.working.worker import Worker


@pytest.fixture(autouse=True)
def begun(committee: Any, by_hand: None) -> None:
    """The history is followed from here on; what was before is told to nobody."""
    assert follow() == 0


def inboxes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for message in Message.objects.select_related("account").order_by("account__username", "pk"):
        found.setdefault(message.account.username, []).append(message.subject)
    return found


def test_a_returned_report_is_told_to_its_reporters_with_the_sentence(committee: Any) -> None:
    sent = committee.owed["van-hoa"].submissions.get()
    send_back(sent, "Nêu rõ tên lễ hội.", Span(0, 0, 21))
    assert follow() == 1
    message = Message.objects.get(account=committee.people["neighbour"])
    assert message.subject == "Bài nộp tháng 01 năm 2022 bị trả lại (bản 1)"
    assert message.text == "Lý do: Nêu rõ tên lễ hội.\n\nTại câu: “Đã tổ chức 02 lễ hội.”"
    assert message.link == f"/bai-nop/{sent.public_id}/#b0-0"


def test_it_is_told_once(committee: Any) -> None:
    send_back(committee.owed["van-hoa"].submissions.get(), "Sai.")
    for _ in range(3):
        Worker().run_dry()
        follow()
    assert inboxes() == {"neighbour": ["Bài nộp tháng 01 năm 2022 bị trả lại (bản 1)"]}


def test_filing_again_after_a_return_is_told_to_the_officers(committee: Any) -> None:
    owed = committee.owed["van-hoa"]
    send_back(owed.submissions.get(), "Sai.")
    follow()
    receive(owed, "Đã tổ chức 03 lễ hội.".encode(), "lai.md")
    receive(owed, "Đã tổ chức 04 lễ hội.".encode(), "nua.md")  # its forerunner was not returned: no news
    receive(committee.owed["y-te"], "Đã khám 100 lượt.".encode(), "y-te.md")  # a first filing is no news either
    follow()
    assert inboxes()["officer"] == ["Phòng Văn hoá đã nộp lại báo cáo tháng 01 năm 2022"]


def test_what_was_accepted_is_no_news(committee: Any) -> None:
    accept(committee.owed["van-hoa"].submissions.get())
    assert follow() == 0


@pytest.mark.parametrize(
    ("action", "subject"),
    [
        ("composing.changes_asked", "Lãnh đạo yêu cầu sửa: Báo cáo tháng 01"),
        ("composing.commented", "Có góp ý: Báo cáo tháng 01"),
    ],
)
def test_what_leaders_say_of_a_report_is_told_to_the_officers(committee: Any, action: str, subject: str) -> None:
    with acting(Actor.of(committee.people["leader"])):
        report = Subject("report", "thang/2022-01", "Báo cáo tháng 01", committee.regime.receiver)
        record(action, report, after={"comment": "Bổ sung số liệu thu ngân sách.", "quote": "Thu ngân sách đạt 5%."})
    follow()
    message = Message.objects.get()
    assert (message.account.username, message.subject) == ("officer", subject)
    assert message.text.endswith("“Thu ngân sách đạt 5%.”\n\nBổ sung số liệu thu ngân sách.")
    assert message.link == "/thang/2022-01/bao-cao/?che-do=thang"


def test_nobody_is_told_of_what_they_did_themselves(committee: Any) -> None:
    with acting(Actor.of(committee.people["officer"])):
        record("composing.commented", Subject("report", "thang/2022-01", "Báo cáo", committee.regime.receiver))
    assert follow() == 0


def test_what_is_long_ago_is_no_news(committee: Any) -> None:
    report = Subject("report", "thang/2022-01", "Báo cáo", committee.regime.receiver)
    record("composing.commented", report, at=timezone.now() - timedelta(days=8))
    assert follow() == 0


def test_one_s_inbox_is_one_s_own(committee: Any) -> None:
    send_back(committee.owed["van-hoa"].submissions.get(), "Sai.")
    follow()
    mine, other = (Account.objects.get(username=name) for name in ("neighbour", "reporter"))
    message = Message.objects.get()
    assert open_message(other, message.public_id) is None
    assert unread_count(mine) == 1
    assert open_message(mine, message.public_id) == message
    assert (unread_count(mine), read_all(mine)) == (0, 0)
