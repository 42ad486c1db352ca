"""Work behind the pages as people see it: a scan is read while the page waits, also when its worker is killed; an officer
reminds, and the unit finds it in its inbox."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kybao.starting import SAMPLE_MONTH

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Look = Callable[["Page"], Any]
_ADDRESS = re.compile(r"http://localhost:\d+")
PASSWORD = "con trâu đi trước"
SCAN = SAMPLE_MONTH / "files" / "18-ttdt.pdf"
PREPARED = f"""
from kybao.starting import migrate, set_up_django
set_up_django()
migrate()
from kybao.calendar import Period
from kybao.filing.obliging import oblige
from kybao.people.models import Account, Membership
from kybao.registry.models import Regime, Unit
receiver = Unit.objects.create(code="ha-an", name="UBND huyện Hà An", listed_name="Hà An")
unit = Unit.objects.create(code="y-te", name="Phòng Y tế", listed_name="Phòng Y tế", parent=receiver, list_number=1)
regime = Regime.objects.create(
    code="thang", name="Báo cáo tháng", receiver=receiver, frequency="month", deadline_day=17, agency="UBND",
    symbol="BC", place="Hà An", subject="Tình hình tháng",
)
oblige(regime, Period.parse("2022-01"))
for name, full_name, role, unit in (
    ("hoa", "Nông Thị Hoa", "reporter", unit),
    ("binh", "Trần Văn Bình", "officer", receiver),
    ("an", "Lê Văn An", "administrator", None),
):
    account = Account(username=name, full_name=full_name)
    account.set_password({PASSWORD!r})
    account.save()
    Membership.objects.create(account=account, role=role, unit=unit)
"""


@dataclass(frozen=True)
class Site:
    address: str
    folder: Path

    def workers(self) -> list[int]:
        """The processes that gave a sign of life and are still there."""
        with sqlite3.connect(self.folder / "kybao.sqlite3", timeout=20) as database:
            names = [name for (name,) in database.execute("SELECT name FROM working_workerseen")]
        found = [int(name.rpartition(":")[2]) for name in names]
        return [process for process in found if Path(f"/proc/{process}").exists()]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Kybao served as an office serves it, with its worker beside it."""
    folder: Path = tmp_path_factory.mktemp("reminding")
    environment = os.environ | {"KYBAO_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", PREPARED], env=environment, check=True)
    command = [sys.executable, "-c", "from kybao.cli import main; main()", "serve", "--port", "0"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        assert server.stdout is not None
        address = next((found.group() for line in server.stdout if (found := _ADDRESS.search(line))), None)
        assert address, (folder / "log").read_text()
        site = Site(address, folder)
        wait_for(lambda: bool(site.workers()))
        yield site
        workers = site.workers()
        server.kill()  # however it ends, its worker ends too
    wait_for(lambda: not any(Path(f"/proc/{one}").exists() for one in workers))


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def sign_in(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.address}/tai-khoan/dang-nhap/")
    page.locator("main [name=login]").fill(name)
    page.locator("main [name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state()


def hand_over(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/viec-cua-toi/2022-01/y-te/?che-do=thang")
    page.locator("input[type=file]").set_input_files(SCAN)
    page.get_by_role("button", name="Đọc và kiểm tra").click()


def test_a_scan_is_shown_when_it_is_read(page: Page, kept: Site) -> None:
    sign_in(page, kept, "hoa")
    hand_over(page, kept)
    page.wait_for_url("**/xem-truoc/**", timeout=20_000)
    page.get_by_role("heading", name="Xem trước khi nộp").wait_for(timeout=60_000)
    assert "Đọc bằng nhận dạng chữ" in page.content()


def test_a_worker_killed_in_the_middle_of_a_scan_changes_nothing_but_the_time(page: Page, kept: Site) -> None:
    sign_in(page, kept, "hoa")
    (worker,) = kept.workers()
    hand_over(page, kept)
    os.kill(worker, signal.SIGKILL)
    page.wait_for_url("**/xem-truoc/**", timeout=20_000)
    page.get_by_role("heading", name="Xem trước khi nộp").wait_for(timeout=90_000)
    assert worker not in kept.workers()


def test_an_officer_reminds_and_the_unit_finds_it_in_its_inbox(
    page: Page, chromium: Browser, kept: Site, faults_of: Look, pale_in: Look
) -> None:
    def look(at: Page, name: str) -> None:
        """What every page must keep to, at a desk and on a phone."""
        for width in (1280, 390):
            at.set_viewport_size({"width": width, "height": 900})
            at.wait_for_load_state("networkidle")
            assert (faults_of(at), pale_in(at)) == ({}, []), name
            assert at.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            if folder := os.environ.get("KYBAO_PICTURES"):
                at.screenshot(path=f"{folder}/{name}-{width}.png", full_page=width == 1280)
        at.set_viewport_size({"width": 1280, "height": 900})

    sign_in(page, kept, "binh")
    page.goto(f"{kept.address}/thang/2022-01/")
    page.get_by_role("button", name="Nhắc 1 đơn vị quá hạn").click()
    page.get_by_text("Đã nhắc Phòng Y tế: vào hộp thư của 1 người").wait_for()
    look(page, "board-reminded")
    page.get_by_role("link", name="Sổ nhắc").click()
    page.get_by_text("1 lần nhắc").wait_for()
    look(page, "reminders")
    page.get_by_role("link", name="Lịch và mẫu nhắc").click()
    look(page, "reminder-plan")
    page.get_by_role("link", name="Sửa và xem thử mẫu Trước hạn").click()
    page.get_by_label("Tiêu đề").fill("Đến hạn: {đơn vị}")
    page.get_by_role("button", name="Xem thử").click()
    page.get_by_role("heading", name="Đến hạn: Phòng Y tế").wait_for()
    look(page, "reminder-words")

    other = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    reporter = other.new_page()
    sign_in(reporter, kept, "hoa")
    reporter.get_by_role("link", name="Hộp thư, 1 tin chưa đọc").click()
    look(reporter, "inbox")
    reporter.get_by_role("button", name="Mở: Báo cáo tháng 01 năm 2022 đã quá hạn").click()
    reporter.get_by_role("heading", name="Nộp báo cáo tháng 01 năm 2022").wait_for()
    reporter.get_by_role("link", name="Hộp thư", exact=True).wait_for()

    sign_in(administrator := other.browser.new_context(locale="vi-VN").new_page(), kept, "an")  # type: ignore[union-attr]
    administrator.goto(f"{kept.address}/suc-khoe")
    administrator.get_by_text("Kỳ báo hoạt động được").wait_for()
    look(administrator, "health")
    administrator.context.close()
    other.close()
