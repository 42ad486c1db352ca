"""A report's whole way between reporter and officer in a real browser: looked at, filed, returned, mended, accepted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kybao.starting import SAMPLE_MONTH

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Look = Callable[["Page"], Any]
_ADDRESS = re.compile(r"http://localhost:\d+")
PASSWORD = "con trâu đi trước"
PREPARED = f"""
from kybao.starting import migrate, set_up_django
set_up_django()
migrate()
from kybao.calendar import Period
from kybao.exchange.month_folder import load_month
from kybao.filing.obliging import oblige
from kybao.people.models import Account, Membership
from kybao.registry.models import Regime, Unit
from pathlib import Path
load_month(Path({str(SAMPLE_MONTH)!r}))
regime = Regime.objects.get()
oblige(regime, Period.parse("2022-02"))
for name, full_name, role, unit in (
    ("hoa", "Nông Thị Hoa", "reporter", Unit.objects.get(code="dvnn")),
    ("binh", "Trần Văn Bình", "officer", regime.receiver),
):
    account = Account(username=name, full_name=full_name)
    account.set_password({PASSWORD!r})
    account.save()
    Membership.objects.create(account=account, role=role, unit=unit)
"""
FILE = SAMPLE_MONTH / "files" / "21-dvnn.xlsx"


@pytest.fixture(scope="module")
def february(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Kybao with January 2022 issued and February owed; a reporter and an officer who can sign in."""
    folder: Path = tmp_path_factory.mktemp("filing")
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
        yield address
        server.terminate()


def sign_in(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/tai-khoan/dang-nhap/")
    page.locator("main [name=login]").fill(name)
    page.locator("main [name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def test_a_report_is_looked_at_filed_returned_mended_and_accepted(
    page: Page, chromium: Browser, february: str, faults_of: Look, pale_in: Look
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

    sign_in(page, february, "hoa")
    page.wait_for_url("**/viec-cua-toi/")
    look(page, "mine")
    page.get_by_role("link", name="Nộp báo cáo").first.click()
    look(page, "prepare")
    page.get_by_label("Chọn tệp").set_input_files(FILE)
    page.get_by_role("button", name="Đọc và kiểm tra").click()
    page.wait_for_url("**/xem-truoc/**")
    look(page, "preview")
    assert "chưa nộp" in page.locator("header.heading").inner_text()
    notes = page.locator(".note")
    found = notes.count()
    assert found > 0
    first = notes.first
    first.locator("summary").click()
    look(page, "overruling")
    first.locator("textarea").fill("Số liệu đã đối chiếu với sổ của trạm thú y.")
    first.get_by_role("button", name="Ghi giải trình").click()
    assert "Số liệu đã đối chiếu với sổ của trạm thú y." in page.locator(".note").first.inner_text()
    page.get_by_role("button", name="Nộp", exact=True).click()
    page.wait_for_url("**/bien-nhan/")
    look(page, "receipt")
    receipt = page.locator("main").inner_text()
    assert re.search(r"\b[0-9a-f]{64}\b", receipt)
    assert "Phiên bản\n1" in receipt
    page.get_by_role("link", name="Mở bài nộp").click()
    submission = page.url

    context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    officer = context.new_page()
    sign_in(officer, february, "binh")
    officer.goto(submission)
    look(officer, "review")
    assert "Giải trình:" in officer.locator(".note").first.inner_text()
    officer.get_by_role("link", name="Đối chiếu kỳ trước").click()
    look(officer, "comparison")
    assert "không đổi" in officer.get_by_role("row", name="Đàn bò").first.inner_text()
    officer.goto(submission)
    officer.get_by_role("link", name="Trả lại vì chỗ này").first.click()
    look(officer, "returning")
    assert officer.locator("input[name=place]:checked").input_value() != ""
    officer.get_by_label("Lý do, lời nhắn").fill("Đề nghị nêu rõ số liệu của từng phường.")
    officer.get_by_role("button", name="Trả lại", exact=True).click()
    assert "Đã trả lại bài nộp" in officer.locator(".message").inner_text()

    page.goto(f"{february}/viec-cua-toi/")
    look(page, "mine-returned")
    page.get_by_role("link", name="Xem chỗ được nêu").click()
    look(page, "returned")
    assert page.locator(":target.returned, .returned:has(:target), :target:has(.returned), mark:target").count() >= 1
    assert "Đề nghị nêu rõ số liệu của từng phường." in page.locator(".note.remark").inner_text()
    page.get_by_role("link", name="Sửa và nộp phiên bản mới").click()
    look(page, "prepare-anew")
    page.get_by_label("Chọn tệp").set_input_files(FILE)
    page.get_by_role("button", name="Đọc và kiểm tra").click()
    page.get_by_role("button", name="Nộp phiên bản mới").click()
    assert "Phiên bản\n2" in page.locator("main").inner_text()
    page.get_by_role("link", name="Mở bài nộp").click()

    officer.goto(page.url)
    officer.get_by_role("button", name="Nhận", exact=True).click()
    assert "Đã nhận bài nộp" in officer.locator(".message").inner_text()
    context.close()
    page.goto(f"{february}/viec-cua-toi/")
    assert "Đã nhận" in page.get_by_role("row", name="Tháng 02 năm 2022").inner_text()


_DROPPED = """([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name));
  const form = document.querySelector("[data-drop]");
  form.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def test_a_dropped_file_is_read_at_once(page: Page, february: str) -> None:
    sign_in(page, february, "hoa")
    page.goto(f"{february}/viec-cua-toi/2022-02/dvnn/")
    page.evaluate(_DROPPED, ["bao-cao.md", "Đàn bò hiện có 245 con."])
    page.wait_for_url("**/xem-truoc/**")
    assert "bao-cao.md" in page.locator("header.heading").inner_text()
    page.get_by_role("button", name="Bỏ bản này").click()
    assert "Chưa có gì được nộp" in page.locator(".message").inner_text()


def test_a_file_is_handed_over_without_script(chromium: Browser, february: str) -> None:
    context = chromium.new_context(locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, february, "hoa")
    page.goto(f"{february}/viec-cua-toi/2022-02/dvnn/")
    page.get_by_label("Chọn tệp").set_input_files(FILE)
    page.get_by_role("button", name="Đọc và kiểm tra").click()
    assert "chưa nộp" in page.locator("header.heading").inner_text()
    context.close()


def test_the_receipt_on_paper_is_the_receipt_alone(page: Page, february: str) -> None:
    sign_in(page, february, "hoa")
    page.get_by_role("link", name="Biên nhận Tháng 01 năm 2022").click()
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="Biên nhận nộp báo cáo").is_visible()
    assert not page.get_by_role("link", name="Mở bài nộp").is_visible()
    assert not page.locator("header.top").is_visible()


def test_the_form_saves_itself_tells_two_windows_of_each_other_and_becomes_a_file(
    page: Page, february: str, faults_of: Look, pale_in: Look
) -> None:
    sign_in(page, february, "hoa")
    page.goto(f"{february}/viec-cua-toi/2022-02/dvnn/dien/")
    first = page.get_by_label("Chăn nuôi")
    first.fill("Đàn vật nuôi phát triển ổn định.")
    page.get_by_label("Đàn bò").fill("260 con")
    page.get_by_text("“260 con” không phải là số").wait_for()
    assert "Đã lưu lúc" in page.locator("[data-saved]").inner_text()

    other = page.context.new_page()
    other.goto(page.url)
    assert other.get_by_label("Chăn nuôi").input_value() == "Đàn vật nuôi phát triển ổn định."
    with other.expect_response(lambda answer: "/dien/luu" in answer.url):
        other.get_by_label("Chăn nuôi").fill("Có dịch ở một phường.")
    other.close()

    first.fill("Đàn vật nuôi phát triển ổn định, không có dịch.")
    page.locator(".aside").get_by_text("Có dịch ở một phường.").wait_for()
    assert "có ô bị cửa sổ khác sửa" in page.locator("[data-saved]").inner_text()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert (faults_of(page), pale_in(page)) == ({}, []), width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})

    page.get_by_role("button", name="Dùng nội dung này").click()
    page.get_by_role("button", name="Bỏ nội dung này").click()
    assert page.get_by_label("Chăn nuôi").input_value() == "Có dịch ở một phường."
    page.get_by_label("Đàn bò").fill("260")
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url("**/xem-truoc/**")
    assert "260 con" in page.get_by_role("row", name="Đàn bò").last.inner_text()
    assert "Có dịch ở một phường." in page.locator("section.text").inner_text()
    page.get_by_role("link", name="Sửa trong biểu điền").click()
    assert page.get_by_label("Đàn bò").input_value() == "260"
