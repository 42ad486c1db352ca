"""A reminder by hand or by plan: into the inbox at once, by e-mail through a real SMTP server, with what became of it."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from kybao.people.models import HistoryEntry
from kybao.reminding.models import Delivery, Message, Occasion, Reminder, Wording
from kybao.reminding.sending import NO_ADDRESS, NO_SERVER, remind
from kybao.reminding.wording import DEFAULTS, Words, faults_in, filled
from kybao.working.models import Job
from kybao.working.worker import Worker

pytestmark = pytest.mark.usefixtures("by_hand")
At = Callable[[str], datetime]


class Postman:
    """Takes letters in, or answers as it is told."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 Message accepted"


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    """A mail server on this machine, which the settings name."""
    handler = Postman()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "kybao@ha-an.vn"
    settings.SITE_ADDRESS = "https://bao-cao.ha-an.vn"
    yield handler
    server.stop()


def states(reminder: Reminder) -> dict[tuple[str, str], tuple[str, str]]:
    return {(one.account.username, one.way): (one.state, one.why) for one in reminder.deliveries.all()}


def test_a_reminder_is_in_the_inbox_at_once_and_in_the_letter_box_soon(committee: Any, postman: Postman) -> None:
    done = remind([committee.owed["y-te"]])
    (reminder,) = done.reminders
    assert (done.people, done.mails) == (2, 2)
    assert states(reminder)["reporter", "mail"] == ("waiting", "")
    assert Message.objects.filter(account=committee.people["reporter"], read_at=None).count() == 1
    Worker().run_dry()
    assert {state for state, _ in states(reminder).values()} == {"delivered"}
    assert sorted(letter["To"] for letter in postman.letters) == ["reporter@ha-an.vn", "second@ha-an.vn"]
    letter = postman.letters[0]
    assert str(letter["Subject"]).strip() == "Báo cáo tháng 01 năm 2022 đã quá hạn: đề nghị Phòng Y tế nộp"
    text = letter.get_content()
    assert "đã đến hạn lúc 17:00 ngày 17/01/2022" in text
    assert "https://bao-cao.ha-an.vn/viec-cua-toi/2022-01/y-te/?che-do=thang" in text
    assert "https://bao-cao.ha-an.vn/hop-thu/" in text
    Worker().run_dry()
    assert len(postman.letters) == 2


def test_a_letter_sent_again_after_a_kill_is_the_same_letter(committee: Any, postman: Postman) -> None:
    remind([committee.owed["y-te"]])
    Worker().run_dry()
    first = {letter["To"]: letter["Message-ID"] for letter in postman.letters}
    Delivery.objects.filter(way="mail").update(state="waiting")
    Job.objects.filter(kind="reminding.mail").update(state="waiting", run_at=timezone.now())
    Worker().run_dry()
    assert {letter["To"]: letter["Message-ID"] for letter in postman.letters[2:]} == first


def test_an_address_that_is_refused_is_told_and_the_others_get_theirs(committee: Any, postman: Postman) -> None:
    postman.refuses["second@ha-an.vn"] = "550 No such user here"
    (reminder,) = remind([committee.owed["y-te"]]).reminders
    Worker().run_dry()
    seen = states(reminder)
    assert seen["reporter", "mail"] == ("delivered", "")
    why = "Máy chủ thư không nhận địa chỉ second@ha-an.vn: No such user here."
    assert seen["second", "mail"] == ("failed", why)


def test_a_server_that_says_later_is_tried_later_and_given_up_in_the_end(committee: Any, postman: Postman) -> None:
    postman.refuses["reporter@ha-an.vn"] = "451 Greylisted"
    (reminder,) = remind([committee.owed["y-te"]]).reminders
    Worker().run_dry()
    assert states(reminder)["reporter", "mail"] == ("waiting", "")
    for _ in range(5):
        Job.objects.filter(kind="reminding.mail", state="waiting").update(run_at=timezone.now())
        Worker().run_dry()
    assert states(reminder)["reporter", "mail"] == ("failed", "Máy chủ thư tạm chưa nhận: Greylisted.")
    assert len(postman.letters) == 1


def test_a_server_that_is_away_is_waited_for(committee: Any, postman: Postman, settings: Any) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    (reminder,) = remind([committee.owed["y-te"]]).reminders
    Worker().run_dry()
    job = Job.objects.filter(kind="reminding.mail").first()
    assert job is not None
    assert job.why.startswith("Không gửi được qua máy chủ thư 127.0.0.1:")
    settings.EMAIL_PORT = port
    Job.objects.filter(kind="reminding.mail").update(run_at=timezone.now())
    Worker().run_dry()
    assert states(reminder)["reporter", "mail"] == ("delivered", "")


def test_without_a_server_the_inbox_is_enough_and_it_says_so(committee: Any) -> None:
    (reminder,) = remind([committee.owed["y-te"]]).reminders
    assert states(reminder)["reporter", "inbox"] == ("delivered", "")
    assert states(reminder)["reporter", "mail"] == ("not_possible", NO_SERVER)
    assert not Job.objects.filter(kind="reminding.mail").exists()


def test_who_has_no_address_is_reminded_in_the_inbox(committee: Any, postman: Postman) -> None:
    committee.people["second"].email = ""
    committee.people["second"].save()
    (reminder,) = remind([committee.owed["y-te"]]).reminders
    assert states(reminder)["second", "mail"] == ("not_possible", NO_ADDRESS)


def test_a_second_click_reminds_nobody_twice(committee: Any) -> None:
    owed = committee.owed["y-te"]
    first = remind([owed])
    again = remind([owed])
    assert (len(first.reminders), len(again.reminders), again.lately) == (1, 0, (owed,))
    later = remind([owed], timezone.now() + timedelta(minutes=11))
    assert len(later.reminders) == 1


def test_a_unit_that_nobody_reports_for_is_named(committee: Any) -> None:
    for name in ("reporter", "second"):
        committee.people[name].memberships.all().delete()
    done = remind(list(committee.owed.values()))
    assert [one.unit.code for one in done.without_account] == ["y-te"]
    assert [one.obligation.unit.code for one in done.reminders] == ["van-hoa"]


def test_before_the_deadline_it_is_said_differently(committee: Any, at: At) -> None:
    (reminder,) = remind([committee.owed["y-te"]], at("15 09:00")).reminders
    assert (reminder.occasion, reminder.subject) == (
        Occasion.BEFORE,
        "Nhắc nộp báo cáo tháng 01 năm 2022: còn 2 ngày",
    )


def test_a_regime_says_it_in_its_own_words(committee: Any, at: At) -> None:
    words = {"subject": "Gửi {đơn vị}", "text": "Hạn: {hạn nộp}; {so với hạn}."}
    Wording.objects.create(regime=committee.regime, occasion=Occasion.AFTER, **words)
    (reminder,) = remind([committee.owed["y-te"]], at("19 09:00")).reminders
    assert (reminder.subject, reminder.text) == (
        "Gửi Phòng Y tế",
        "Hạn: 17:00 ngày 17/01/2022; quá hạn 2 ngày.",
    )


def test_each_reminder_is_in_the_history_of_the_unit(committee: Any) -> None:
    remind([committee.owed["y-te"]])
    entry = HistoryEntry.objects.get(action="reminding.reminded")
    assert entry.unit == committee.owed["y-te"].unit
    assert entry.after == {"occasion": "Quá hạn", "recipients": "Ông reporter, Ông second"}


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (Words("", "a"), "không được để trống"),
        (Words("a", "  "), "không được để trống"),
        (Words("Nhắc {tên}", "a"), "Không có chỗ điền {tên}"),
        (Words("Nhắc {kỳ", "a"), "dấu { hoặc } lẻ"),
        (Words("Nhắc {}", "a"), "Không có chỗ điền {}"),
        (Words("a" * 201, "a"), "dài nhất 200 ký tự"),
        (Words("a", "a" * 5001), "dài quá 5000 ký tự"),
    ],
)
def test_words_that_would_not_work_are_refused(words: Words, fault: str) -> None:
    assert any(fault in one for one in faults_in(words))


def test_the_words_at_hand_are_without_fault() -> None:
    assert [faults_in(words) for words in DEFAULTS.values()] == [[]] * len(Occasion)


def test_what_a_name_holds_is_not_filled_in_again() -> None:
    assert filled(Words("{đơn vị}", "{đơn vị} {kỳ}"), {"đơn vị": "Phòng {kỳ}", "kỳ": "X"}) == Words(
        "Phòng {kỳ}", "Phòng {kỳ} X"
    )
