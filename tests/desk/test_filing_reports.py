"""From a file to a receipt and back: previews, reasons, filing, reviews at a sentence, answers to tasks, the prepared form."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kybao.calendar import Period
from kybao.composing.answering import CannotAnswer, answer
from kybao.composing.models import Report, Task
from kybao.desk.sentence_choice import choices, span_of
from kybao.documents import read_bytes
from kybao.documents.errors import UnreadableFile
from kybao.documents.model import Span
from kybao.filing.models import (
    Fact,
    ImmutableRow,
    Obligation,
    Overruling,
    Preview,
    Review,
    StoredFile,
    Submission,
)
from kybao.filing.previewing import CannotFile, examined_of, file_preview, overrule, preview
from kybao.filing.receiving import receive
from kybao.filing.reviewing import CannotReview, accept, send_back
from kybao.filing.timeliness import counting
from kybao.people.models import HistoryEntry

pytestmark = pytest.mark.django_db

WRONG = "Đơn vị đã giải quyết 08 hồ sơ (trong đó: đúng hạn 07 hồ sơ, quá hạn 02 hồ sơ).".encode()
RIGHT = "Đơn vị đã giải quyết 09 hồ sơ (trong đó: đúng hạn 07 hồ sơ, quá hạn 02 hồ sơ).".encode()
REASON = "Một hồ sơ vừa đúng hạn vừa quá hạn ở hai bước."
OWN = "/viec-cua-toi/2022-01/ha-an-y-te/"


@pytest.fixture
def owed(committees: Any) -> Obligation:
    """The January of a unit that has filed once."""
    return Obligation.objects.get(unit__code="ha-an-y-te")


@pytest.fixture
def reporter(committees: Any, client: Client) -> Any:
    client.force_login(committees.people["reporter"])
    return committees.people["reporter"]


@pytest.fixture
def officer(committees: Any) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(committees.people["officer"])
    return client


def seen(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(re.sub(r"<[^<>]*>", " ", response.content.decode()).split())


def last_message(response: Any) -> str:
    return [str(message) for message in response.context["messages"]][-1]


# Previews


def test_a_preview_shows_what_filing_would_find_and_files_nothing(owed: Obligation, reporter: Any) -> None:
    before = Submission.objects.count()
    kept = preview(owed, reporter, WRONG, "bao-cao.md")
    finding = examined_of(kept).findings[0]
    assert "07 + 02 = 9" in finding.explanation
    assert Submission.objects.count() == before


def test_filing_a_preview_stores_what_was_shown(owed: Obligation, reporter: Any) -> None:
    kept = preview(owed, reporter, WRONG, "bao-cao.md")
    shown = examined_of(kept)
    sent = file_preview(kept).submission
    assert (sent.version, bytes(sent.file.content)) == (2, WRONG)
    assert [row.explanation for row in sent.findings.all()] == [row.explanation for row in shown.findings]
    assert [(row.value, row.block, row.start) for row in sent.facts.all()] == [
        (row.value, row.block, row.start) for row in shown.facts
    ]
    assert not Preview.objects.exists()


def test_facts_are_kept_exactly(owed: Obligation, reporter: Any) -> None:
    kept = preview(owed, reporter, "Sản lượng lúa đạt 10.277,125 tấn.".encode(), "bao-cao.md")
    assert [fact.value for fact in examined_of(kept).facts] == [Decimal("10277.125")]


def test_a_preview_is_filed_once(owed: Obligation, reporter: Any) -> None:
    kept = preview(owed, reporter, WRONG, "bao-cao.md")
    file_preview(kept)
    with pytest.raises(CannotFile, match="đã được nộp hoặc đã bỏ"):
        file_preview(kept)


def test_a_reason_is_filed_with_its_finding_and_never_changes(owed: Obligation, reporter: Any) -> None:
    kept = preview(owed, reporter, WRONG, "bao-cao.md")
    overrule(kept, 1, REASON)
    file_preview(kept)
    stored = Overruling.objects.get()
    assert (stored.reason, stored.finding.submission.version) == (REASON, 2)
    assert HistoryEntry.objects.get(action="filing.overruled").after["reason"] == REASON  # type: ignore[index]
    stored.reason = "khác"
    with pytest.raises(ImmutableRow):
        stored.save()


def test_a_reason_can_be_taken_back_before_filing(owed: Obligation, reporter: Any) -> None:
    kept = preview(owed, reporter, WRONG, "bao-cao.md")
    overrule(kept, 1, REASON)
    overrule(kept, 1, "  ")
    assert kept.reasons == {}
    with pytest.raises(CannotFile, match="không có phát hiện này"):
        overrule(kept, 99, REASON)


def test_a_mended_file_keeps_the_reasons_for_what_it_still_says(owed: Obligation, reporter: Any) -> None:
    overrule(preview(owed, reporter, WRONG, "bao-cao.md"), 1, REASON)
    still = preview(owed, reporter, b"# Y t\xe1\xba\xbf\n\n" + WRONG, "bao-cao.md")
    assert list(still.reasons.values()) == [REASON]
    assert preview(owed, reporter, RIGHT, "bao-cao.md").reasons == {}


def test_a_file_that_cannot_be_read_leaves_nothing(owed: Obligation, reporter: Any) -> None:
    files = StoredFile.objects.count()
    with pytest.raises(UnreadableFile):
        preview(owed, reporter, b"\x00\x01\x02", "bao-cao.docx")
    assert (Preview.objects.count(), StoredFile.objects.count()) == (0, files)


def test_after_a_day_a_preview_and_its_bytes_are_gone(owed: Obligation, reporter: Any) -> None:
    old = preview(owed, reporter, b"C\xc5\xa9.", "cu.md")
    Preview.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not Preview.objects.for_user(reporter).exists()
    preview(owed, reporter, RIGHT, "moi.md")
    assert not Preview.objects.filter(pk=old.pk).exists()
    assert not StoredFile.objects.filter(pk=old.file_id).exists()


def test_the_bytes_of_a_submission_outlive_a_preview_of_them(owed: Obligation, reporter: Any) -> None:
    sent = file_preview(preview(owed, reporter, RIGHT, "bao-cao.md")).submission
    preview(owed, reporter, RIGHT, "bao-cao.md")
    preview(owed, reporter, WRONG, "bao-cao.md")
    assert bytes(Submission.objects.get(pk=sent.pk).file.content) == RIGHT


def test_the_same_bytes_are_a_new_version_only_where_something_is_said_anew(owed: Obligation, reporter: Any) -> None:
    first = file_preview(preview(owed, reporter, WRONG, "bao-cao.md"))
    assert file_preview(preview(owed, reporter, WRONG, "bao-cao.md")).again
    send_back(first.submission, "Cần giải trình.")
    assert file_preview(preview(owed, reporter, WRONG, "bao-cao.md")).submission.version == 3


# Reviews


def latest(owed: Obligation) -> Submission:
    return owed.submissions.order_by("version").last()  # type: ignore[return-value]


def test_what_is_returned_stops_counting_until_it_is_accepted(owed: Obligation) -> None:
    sent = latest(owed)
    send_back(sent, "Số liệu chưa khớp.", Span(0, 0, 5))
    assert counting(owed.submissions.all()) is None
    accept(sent)
    assert counting(owed.submissions.all()) == sent
    assert [entry.action for entry in HistoryEntry.objects.order_by("number")][-2:] == [
        "filing.returned",
        "filing.accepted",
    ]


@pytest.mark.parametrize(
    ("reason", "place", "message"),
    [
        ("  ", None, "Chưa ghi lý do"),
        ("Sai.", Span(99, 0, 5), "không có trong bài nộp"),
        ("Sai.", Span(0, 5, 5), "không có trong bài nộp"),
        ("Sai.", Span(0, 0, 10**6), "không có trong bài nộp"),
        ("x" * 4001, None, "dài quá"),
    ],
)
def test_a_return_says_why_and_where(owed: Obligation, reason: str, place: Span | None, message: str) -> None:
    with pytest.raises(CannotReview, match=message):
        send_back(latest(owed), reason, place)
    assert not Review.objects.exists()


def test_only_the_newest_version_is_reviewed_and_accepted_once(owed: Obligation) -> None:
    first = latest(owed)
    second = receive(owed, RIGHT, "bao-cao.md").submission
    with pytest.raises(CannotReview, match="phiên bản 2"):
        accept(first)
    accept(second)
    with pytest.raises(CannotReview, match="đã được nhận"):
        accept(second)


def test_a_reason_is_about_the_whole_a_paragraph_or_a_sentence() -> None:
    document = read_bytes("Đã họp. Đàn bò có 245 con.\n\nHết.".encode(), "a.md")
    assert [(one.value, one.chosen) for one in choices(document, "0-10")] == [
        ("", False),
        ("0-0-26", False),
        ("0-0-7", False),
        ("0-8-26", True),
    ]
    assert [one.value for one in choices(document, "0") if one.chosen] == ["0-0-26"]
    assert [one.value for one in choices(document, "77")] == [""]
    assert span_of("0-8-26") == Span(0, 8, 26)
    assert span_of("0-8") is None


# Pages


def upload(client: Client, data: bytes, name: str = "bao-cao.md") -> Any:
    return client.post(f"{OWN}tep?che-do=ha-an", {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_from_upload_to_receipt(client: Client, reporter: Any, officer: Client, owed: Obligation) -> None:
    page = upload(client, WRONG)
    address = page.redirect_chain[-1][0]
    html = page.content.decode()
    assert "1 phát hiện cần xem" in html
    assert "07 + 02 = 9" in html
    client.post(f"{address}giai-trinh", {"finding": "1", "reason": REASON})
    assert "Mọi phát hiện đã giải trình" in seen(client, address)
    assert officer.get(address).status_code == 404
    receipt = client.post(f"{address}nop", follow=True).content.decode()
    sent = latest(owed)
    assert sent.file_id in receipt
    assert "1 đã giải trình" in receipt
    assert f"Giải trình: {REASON}" in seen(officer, f"/bai-nop/{sent.public_id}/")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("bao-cao.docx", b"\x00\x01", "bao-cao.docx"),
        ("bao-cao.xyz", b"\x00\x01", "xyz"),
    ],
)
def test_an_unreadable_file_is_told_and_nothing_is_kept(
    client: Client, reporter: Any, name: str, data: bytes, message: str
) -> None:
    assert message in last_message(upload(client, data, name))
    assert not Preview.objects.exists()


def test_a_form_without_file_says_so(client: Client, reporter: Any) -> None:
    assert "Chưa chọn tệp" in last_message(client.post(f"{OWN}tep", follow=True))


def test_an_issued_report_closes_its_period(client: Client, reporter: Any, officer: Client, owed: Obligation) -> None:
    looked_at = preview(owed, reporter, RIGHT, "bao-cao.md")
    versions = owed.submissions.count()
    Report.objects.filter(regime=owed.regime, period=owed.period).update(status=Report.Status.ISSUED)
    assert "đã ban hành" in last_message(upload(client, WRONG))
    assert "đã ban hành" in last_message(client.post(f"/xem-truoc/{looked_at.public_id}/nop", follow=True))
    review = officer.post(
        f"/bai-nop/{latest(owed).public_id}/xet", {"outcome": "returned", "reason": "Sai."}, follow=True
    )
    assert "đã ban hành" in last_message(review)
    assert (owed.submissions.count(), Review.objects.count()) == (versions, 0)


def test_the_reporter_sees_the_reason_at_the_sentence(
    client: Client, reporter: Any, officer: Client, owed: Obligation
) -> None:
    sent = latest(owed)
    address = f"/bai-nop/{sent.public_id}/"
    assert 'name="place" value="0-0-' in officer.get(f"{address}?cho=0").content.decode()
    officer.post(f"{address}xet", {"outcome": "returned", "reason": "Nêu rõ từng xóm.", "place": "0-0-12"})
    html = client.get(address).content.decode()
    assert re.search(r'<span id="b0-0" class="returned"[^>]*>', html)
    assert "Trả lại vì câu này · Ông officer (officer)" in seen(client, address)
    assert "Xét bài nộp" not in html
    assert "bị trả lại: Nêu rõ từng xóm." in seen(client, "/viec-cua-toi/")
    assert f'href="{OWN}?che-do=ha-an"' in html


def test_a_reporter_reviews_nothing(client: Client, reporter: Any, owed: Obligation) -> None:
    assert client.post(f"/bai-nop/{latest(owed).public_id}/xet", {"outcome": "accepted"}).status_code == 404


# Tasks


@pytest.fixture
def task(owed: Obligation) -> Task:
    """A task that January's report gave to the unit, and the February in which it is answered."""
    Obligation.objects.create(
        regime=owed.regime, unit=owed.unit, period=Period.parse("2022-02"), due_at=owed.due_at + timedelta(days=31)
    )
    return Task.objects.get(owner=owed.unit)


def test_a_task_is_answered_on_the_page_of_its_period(client: Client, reporter: Any, task: Task) -> None:
    assert task.text in seen(client, "/viec-cua-toi/2022-02/ha-an-y-te/")
    given = {"answer": "going_on", "note": "Đạt 60%.", "from": "prepare"}
    led_on = client.post(f"/viec-cua-toi/nhiem-vu/{task.pk}", given).headers["Location"]
    assert led_on == f"/viec-cua-toi/2022-02/ha-an-y-te/?che-do=ha-an#nhiem-vu-{task.pk}"
    task.refresh_from_db()
    assert (task.get_answer_display(), task.answer_note) == ("Đang thực hiện", "Đạt 60%.")
    entry = HistoryEntry.objects.get(action="composing.task_answered")
    assert (entry.before, entry.after) == (
        {"answer": "Chưa trả lời", "note": ""},
        {"answer": "Đang thực hiện", "note": "Đạt 60%."},
    )


def test_another_unit_s_task_is_not_there(client: Client, reporter: Any) -> None:
    other = Task.objects.get(owner__code="ha-an-van-hoa")
    assert client.post(f"/viec-cua-toi/nhiem-vu/{other.pk}", {"answer": "done"}).status_code == 404


def test_what_was_not_done_says_why(task: Task) -> None:
    with pytest.raises(CannotAnswer, match="nêu lý do"):
        answer(task, Task.Answer.NOT_DONE)
    answer(task, Task.Answer.NOT_DONE, "Chưa có kinh phí.")
    assert Task.objects.get(pk=task.pk).answer == "not_done"


def test_an_issued_report_ends_the_answers_of_its_period(task: Task) -> None:
    Report.objects.create(regime=task.report.regime, period=task.period, status=Report.Status.ISSUED)
    with pytest.raises(CannotAnswer, match="đã ban hành"):
        answer(task, Task.Answer.DONE)


def test_the_period_of_today_opens_by_itself(client: Client, reporter: Any, owed: Obligation) -> None:
    label = Period.month(timezone.localdate().year, timezone.localdate().month).label
    assert f"T{label[1:]} Phòng y-te ha-an" in seen(client, "/viec-cua-toi/")
    opened = Obligation.objects.exclude(period=owed.period)
    assert {one.unit.code for one in opened} == {"ha-an-y-te", "ha-an-van-hoa"}
    seen(client, "/viec-cua-toi/")
    assert opened.count() == 2


# The prepared form, and the comparison


def test_the_form_carries_the_period_before_and_reads_as_an_empty_report(
    client: Client, reporter: Any, task: Task, owed: Obligation
) -> None:
    receive(owed, "Sản lượng lúa đạt 10.277,5 tấn.".encode(), "bao-cao.md")
    response = client.get("/viec-cua-toi/2022-02/ha-an-y-te/de-cuong.docx")
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    cells = [cell.text for table in docx.Document(io.BytesIO(data)).tables for cell in table._cells]
    assert {task.text, "Hồ sơ", "10.277,5 tấn"} <= set(cells)
    february = Obligation.objects.get(unit=owed.unit, period="2022-02")
    assert examined_of(preview(february, reporter, data, "de-cuong.docx")).facts == ()


def test_a_figure_stands_beside_the_previous_and_the_same_period(
    client: Client, reporter: Any, task: Task, owed: Obligation
) -> None:
    receive(owed, "Sản lượng lúa đạt 100 tấn.".encode(), "mot.md")
    february = Obligation.objects.get(unit=owed.unit, period="2022-02")
    sent = receive(february, "Sản lượng lúa đạt 310 tấn.".encode(), "hai.md").submission
    page = seen(client, f"/bai-nop/{sent.public_id}/doi-chieu/")
    assert "1 thay đổi bất thường" in page
    assert "310 tấn 100 tấn tăng 210 tấn · 310,0%" in page
    assert "lệch từ 3 lần trở lên so với 100 tấn" in page


def test_a_returned_version_is_no_history(client: Client, reporter: Any, task: Task, owed: Obligation) -> None:
    for sent in owed.submissions.all():
        send_back(sent, "Sai.")
    wrong = receive(owed, "Sản lượng lúa đạt 1 tấn.".encode(), "sai.md").submission
    send_back(wrong, "Sai đơn vị tính.")
    february = Obligation.objects.get(unit=owed.unit, period="2022-02")
    sent = receive(february, "Sản lượng lúa đạt 310 tấn.".encode(), "hai.md").submission
    assert "không có thay đổi bất thường" in seen(client, f"/bai-nop/{sent.public_id}/doi-chieu/")


def test_with_two_years_of_months_the_usual_range_is_told(client: Client, reporter: Any, owed: Obligation) -> None:
    indicator = Fact.objects.filter(submission__obligation=owed).first().indicator  # type: ignore[union-attr]
    unit, period = owed.unit, owed.period
    sent = receive(owed, "Sản lượng lúa đạt 150 tấn.".encode(), "bao-cao.md").submission
    for value in (100, 102, 98, 101, 99, 103):
        period = period.previous()
        earlier = Obligation.objects.create(regime=owed.regime, unit=unit, period=period, due_at=owed.due_at)
        filed = receive(earlier, f"Kỳ {period}.".encode(), "cu.md").submission
        Fact.objects.create(
            submission=filed, indicator=indicator, unit=unit, period=period, basis="actual", value=value
        )
    page = seen(client, f"/bai-nop/{sent.public_id}/doi-chieu/")
    assert "trung vị của 6 kỳ là" in page
    assert "1 thay đổi bất thường" in page
