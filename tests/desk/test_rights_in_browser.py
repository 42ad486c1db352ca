"""A new committee's first people in a real browser, on a Kybao that begins empty: set up, invite, join, sign in, look back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Look = Callable[["Page"], Any]
_ADDRESS = re.compile(r"http://localhost:\d+")
PASSWORD = "con trâu đi trước"


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[str]:
    environment = os.environ | {"KYBAO_DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", "from kybao.cli import main; main()", "serve", "--port", "0"]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        assert server.stdout is not None
        address = next((found.group() for line in server.stdout if (found := _ADDRESS.search(line))), None)
        assert address, (tmp_path / "log").read_text()
        yield address
        server.terminate()


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(value)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_first_people_come_in(
    page: Page, chromium: Browser, empty_site: str, faults_of: Look, pale_in: Look, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    def look(at: Page) -> None:
        at.wait_for_load_state("networkidle")
        assert (faults_of(at), pale_in(at)) == ({}, []), at.url
        assert at.evaluate("document.documentElement.scrollWidth") <= width, at.url

    page.goto(empty_site)
    look(page)
    page.get_by_role("main").get_by_role("link", name="Tạo tài khoản quản trị đầu tiên").click()
    look(page)
    fill(page, full_name="Nguyễn Thị Hạnh", username="hanh", password1=PASSWORD, password2="khác")
    page.get_by_role("button", name="Tạo tài khoản").click()
    look(page)
    fill(page, password1=PASSWORD, password2=PASSWORD)
    page.get_by_role("button", name="Tạo tài khoản").click()
    look(page)
    assert page.get_by_role("heading", level=1).is_visible(), "the set-up of a committee"
    page.goto(f"{empty_site}/nguoi-dung/")
    page.get_by_role("link", name="Mời người mới").click()
    look(page)
    fill(page, full_name="Lê Văn Tám")
    page.get_by_label("Vai trò").select_option("auditor")
    page.get_by_role("button", name="Tạo lời mời").click()
    look(page)
    link = page.locator(".link code").inner_text()

    context = chromium.new_context(viewport={"width": width, "height": 800})
    guest = context.new_page()
    guest.goto(link)
    look(guest)
    fill(guest, username="tam", password1=PASSWORD, password2=PASSWORD)
    guest.get_by_role("button", name="Tạo tài khoản").click()
    fill(guest, login="tam", password="sai")
    guest.get_by_role("button", name="Đăng nhập").click()
    look(guest)
    fill(guest, password=PASSWORD)
    guest.get_by_role("button", name="Đăng nhập").click()
    guest.locator(".own summary").click()
    look(guest)
    guest.get_by_role("link", name="Lịch sử").click()
    look(guest)
    assert "Đăng nhập không thành công" in guest.locator("main").inner_text()
    context.close()

    for address in ("/nguoi-dung/", "/tai-khoan/", "/tai-khoan/mat-khau/", "/tai-khoan/hai-lop/", "/khong-co/"):
        page.goto(empty_site + address)
        look(page)
    page.goto(f"{empty_site}/nguoi-dung/")
    page.get_by_role("link", name="Lê Văn Tám").click()
    look(page)
    page.goto(f"{empty_site}/tai-khoan/hai-lop/bat/")
    look(page)
    fill(page, password=PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    look(page)
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
