"""Search, the indicator page and the month at one look in a browser: wide and narrow, by keyboard, readable by all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = (
    "/thang/2022-01/toan-canh/",
    "/chi-tieu/chan-nuoi.trau/",
    "/chi-tieu/ngan-sach.thu/",
    "/tim/",
    "/tim/?q=dan+trau",
    "/tim/?q=th%C3%A0nh+ph%E1%BB%91&loai=bai-nop",
)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", PAGES)
def test_pages_fit_and_read_well(
    page: Page, site: str, faults_of: Callable[[Any], Any], pale_in: Callable[[Any], Any], address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(site + address, timeout=60_000)  # the first page of a new server loads all of its code
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults_of(page) == {}
    assert pale_in(page) == []
    assert complaints == []


def test_a_point_of_a_chart_says_its_value_and_opens_its_sentence(page: Page, site: str) -> None:
    page.goto(site + "/chi-tieu/chan-nuoi.trau/")
    point = page.locator(".chart a").first
    assert point.get_attribute("aria-label") == "Trong kỳ, tháng 01 năm 2022: 1.242 con"
    assert page.locator(".said").is_hidden()
    point.focus()
    assert page.locator(".said").inner_text().startswith("Tháng 01 năm 2022: 1.242 con")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/bai-nop/[0-9a-f-]+/#b\d+-\d+$"))
    target = page.evaluate("document.querySelector(location.hash)?.textContent")
    assert target.replace(".", "") == "1242"


def test_a_sentence_is_found_without_diacritics_from_any_page(page: Page, site: str) -> None:
    page.goto(site + "/thang/")
    page.get_by_label("Tìm trong mọi kỳ").fill("tong dan trau")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tim/\?q="))
    hit = page.locator("#nhom-bai-nop ~ ol a").first
    assert hit.locator("mark").first.inner_text() == "Tổng đàn trâu"
    hit.click()
    page.wait_for_url(re.compile(r"/bai-nop/"))


def test_a_table_is_downloaded(page: Page, site: str) -> None:
    page.goto(site + "/thang/2022-01/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bảng về Excel").click()
    assert download.value.suggested_filename == "thang-01-nam-2022-1.xlsx"
