"""A finding explained after filing: by whom, until when, and how the board counts it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kybao.composing.models import Report
from kybao.filing.models import Overruling
from kybao.filing.receiving import receive
from kybao.people.models import HistoryEntry

pytestmark = pytest.mark.django_db

REASON = "Một hồ sơ vừa đúng hạn vừa quá hạn ở hai bước."


@pytest.fixture
def sent(committees: Any) -> Any:
    return committees.submissions["ha-an-y-te"]


def explain(client: Client, sent: Any, reason: str = REASON, finding: str = "1") -> str:
    answer = client.post(f"/bai-nop/{sent.public_id}/giai-trinh", {"finding": finding, "reason": reason}, follow=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("who", ["reporter", "officer"])
def test_the_unit_and_the_officer_explain_what_was_filed(client: Client, committees: Any, sent: Any, who: str) -> None:
    client.force_login(committees.people[who])
    page = explain(client, sent)
    assert "Đã ghi lời giải trình" in page
    assert f"Giải trình: {REASON} · Ông {who}" in page
    assert HistoryEntry.objects.filter(action="filing.overruled").count() == 1


def test_the_board_counts_explained_findings_apart(client: Client, committees: Any, sent: Any) -> None:
    client.force_login(committees.people["officer"])
    total = sent.findings.count()
    board = "/thang/2022-01/?che-do=ha-an"
    assert "đã giải trình" not in client.get(board).content.decode()
    explain(client, sent)
    assert f"{total} phát hiện, 1 đã giải trình" in client.get(board).content.decode()


@pytest.mark.parametrize(
    ("reason", "finding", "fault"),
    [
        (" ", "1", "Chưa ghi lời giải trình"),
        ("a" * 2001, "1", "dài quá 2000 ký tự"),
        (REASON, "99", "không có phát hiện này"),
        (REASON, "một", "không có phát hiện này"),
    ],
)
def test_what_is_no_explanation_is_refused(
    client: Client, committees: Any, sent: Any, reason: str, finding: str, fault: str
) -> None:
    client.force_login(committees.people["reporter"])
    assert fault in explain(client, sent, reason, finding)
    assert not Overruling.objects.exists()


def test_a_finding_is_explained_once_and_at_the_latest_version(client: Client, committees: Any, sent: Any) -> None:
    client.force_login(committees.people["reporter"])
    explain(client, sent)
    assert "đã được giải trình rồi" in explain(client, sent, "Lý do khác.")
    receive(sent.obligation, "Đơn vị đã giải quyết 09 hồ sơ.".encode(), "hai.md")
    assert "đã nộp phiên bản 2" in explain(client, sent, "Lý do khác.")
    assert Overruling.objects.get().reason == REASON


def test_an_issued_period_ends_explaining(client: Client, committees: Any, sent: Any) -> None:
    Report.objects.filter(regime=committees.own, period="2022-01").update(status=Report.Status.ISSUED)
    client.force_login(committees.people["reporter"])
    assert "đã ban hành" in explain(client, sent)
    assert "Giải trình</summary>" not in client.get(f"/bai-nop/{sent.public_id}/").content.decode()
    assert not Overruling.objects.exists()
