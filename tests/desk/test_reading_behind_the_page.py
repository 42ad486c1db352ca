"""A scan is taken in at once, read behind the page by the worker, and its preview comes up by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kybao.desk.views import own
from kybao.filing.models import Obligation, Preview, StoredFile, Upload
from kybao.filing.uploading import take_in
from kybao.starting import SAMPLE_MONTH
from kybao.working.models import Job, WorkerSeen
from kybao.working.worker import Worker

pytestmark = pytest.mark.django_db
OWN = "/viec-cua-toi/2022-01/ha-an-y-te/"
SCAN = (SAMPLE_MONTH / "files" / "18-ttdt.pdf").read_bytes()


@pytest.fixture
def reporter(client: Client, committees: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The unit's reporter, signed in; a worker is alive, which does what it is told by the test."""
    client.force_login(committees.people["reporter"])
    now = timezone.now()
    WorkerSeen.objects.create(name="máy:1", started_at=now, seen_at=now)
    monkeypatch.setattr(own, "_PATIENCE", 0.1)
    return committees.people["reporter"]


@pytest.fixture
def owed(committees: Any) -> Obligation:
    return committees.submissions["ha-an-y-te"].obligation  # type: ignore[no-any-return]


def upload(client: Client, data: bytes, name: str) -> str:
    return client.post(f"{OWN}tep?che-do=ha-an", {"file": SimpleUploadedFile(name, data)}).headers["Location"]


def test_the_address_of_a_scan_says_that_it_is_read_and_then_shows_it(client: Client, reporter: Any) -> None:
    address = upload(client, SCAN, "quet.pdf")
    assert "Đang đọc và kiểm tra…" in client.get(address).content.decode()
    assert client.get(f"{address}?trang-thai").content.decode().startswith('<p role="status" data-still-reading>')
    assert address in client.get(f"{OWN}?che-do=ha-an").content.decode()
    Worker().run_dry()
    html = client.get(address).content.decode()
    assert "Xem trước khi nộp" in html
    assert "Đọc bằng nhận dạng chữ" in html
    assert not Upload.objects.exists()


def test_a_scan_that_cannot_be_read_leads_back_with_the_reason(client: Client, reporter: Any, settings: Any) -> None:
    address = upload(client, b"%PDF-1.7 nothing", "hong.pdf")
    Worker().run_dry()
    page = client.get(address, follow=True)
    assert page.redirect_chain[0][0].startswith(OWN)
    assert "hong.pdf:" in str(next(iter(page.context["messages"])))
    assert not Preview.objects.exists()


def test_another_file_takes_the_place_of_one_that_waits(client: Client, reporter: Any, owed: Obligation) -> None:
    first = take_in(owed, reporter, b"%PDF-1", "mot.pdf")
    second = take_in(owed, reporter, SCAN, "hai.pdf")
    assert not StoredFile.objects.filter(pk=first.file_id).exists()
    Worker().run_dry()
    assert [one.public_id for one in Preview.objects.all()] == [second.public_id]
    assert set(Job.objects.filter(kind="filing.read").values_list("state", flat=True)) == {"done"}


def test_what_is_read_quickly_is_not_put_off(client: Client, reporter: Any) -> None:
    address = upload(client, "Sản lượng lúa đạt 100 tấn.".encode(), "bao-cao.md")
    assert "Xem trước khi nộp" in client.get(address).content.decode()
    assert not Job.objects.exists()


def test_without_a_worker_the_page_reads_by_itself(client: Client, reporter: Any) -> None:
    WorkerSeen.objects.all().delete()
    assert "Xem trước khi nộp" in client.get(upload(client, SCAN, "quet.pdf")).content.decode()


def test_another_reporter_does_not_see_it(client: Client, reporter: Any, committees: Any) -> None:
    address = upload(client, SCAN, "quet.pdf")
    client.force_login(committees.people["neighbour"])
    assert client.get(address).status_code == 404


def test_a_read_that_was_given_up_says_so(client: Client, reporter: Any, owed: Obligation) -> None:
    waiting = take_in(owed, reporter, SCAN, "quet.pdf")
    Job.objects.update(attempts=5)
    Worker().run_dry()
    waiting.refresh_from_db()
    assert "không đọc xong được tệp này" in waiting.fault
