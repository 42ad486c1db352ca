"""The pages in a real browser: from the month to a figure's very sentence and back, at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

Look = Callable[["Page"], Any]

MONTH = "/thang/2022-01/"
PAGES = ("/thang/", MONTH, MONTH + "phat-hien/", MONTH + "bao-cao/", MONTH + "nhiem-vu/", MONTH + "chi-tieu/")
UNITS = ("Phòng Tài chính - KH", "Phòng QLĐT", "Đội Quản lý TTĐT", "Phòng GD - ĐT")
HIGHLIGHT = "rgb(255, 227, 138)"


@pytest.fixture
def desk(page: Page, site: str) -> Iterator[Page]:
    """The month's page; anything that the console reports as an error fails the test."""
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.goto(site + MONTH)
    yield page
    assert errors == []


def addresses(desk: Page, site: str) -> Iterator[str]:
    """All pages, and four submissions of different kinds: a sheet, a Word file with findings, a scan, a table."""
    yield from (site + page for page in PAGES)
    desk.goto(site + MONTH)
    links = [desk.get_by_role("table").get_by_role("link", name=unit, exact=True) for unit in UNITS]
    yield from [f"{site}{link.get_attribute('href')}" for link in links]


def highlighted(desk: Page) -> str:
    """The text of the element that the address points at, which must be in sight and stand out."""
    target = desk.locator(":target")
    assert target.evaluate("element => getComputedStyle(element).backgroundColor") == HIGHLIGHT
    box = target.bounding_box()
    assert box is not None
    assert 60 < box["y"] < 800
    return target.inner_text()


def test_from_the_month_to_a_unit_its_finding_and_its_evidence(desk: Page) -> None:
    desk.get_by_role("table").get_by_role("link", name="Phòng QLĐT").click()
    assert desk.get_by_role("heading", level=1).inner_text() == "Phòng Quản lý đô thị thành phố Cao Bằng"
    note = desk.locator(".note").filter(has_text="07 + 02 = 9")
    mark = desk.locator("mark").filter(has_text="08 hồ sơ").first
    beside, text = note.bounding_box(), mark.bounding_box()
    assert beside is not None
    assert text is not None
    assert beside["x"] > text["x"] + text["width"], "the explanation stands beside the text"
    note.get_by_title("Đến chỗ được nêu").click()
    assert highlighted(desk).startswith("08")


def test_from_the_report_to_the_figure_in_its_source(desk: Page) -> None:
    desk.get_by_role("link", name="Báo cáo", exact=True).click()
    figure = desk.locator("a.chip.bound", has_text=re.compile(r"^10\.277$"))
    assert "Đàn lợn · Trung tâm dịch vụ NN · 21-dvnn.xlsx · đã liên kết với số liệu" in (
        figure.get_attribute("title") or ""
    )
    figure.click()
    assert highlighted(desk).startswith("10.277")
    assert desk.get_by_role("heading", level=1).inner_text() == "Trung tâm Dịch vụ nông nghiệp thành phố Cao Bằng"


def test_a_figure_with_a_finding_says_so_in_the_report_and_leads_to_it(desk: Page) -> None:
    desk.get_by_role("link", name="Báo cáo", exact=True).click()
    figure = desk.locator("a.chip.v-contradicts", has_text="14,3")
    assert "mâu thuẫn" in figure.inner_text()
    figure.click()
    assert highlighted(desk).startswith("14,3")
    assert "26,0 nghìn con" in desk.locator(".row:has(:target) .note").inner_text()


def test_from_an_indicator_to_its_figure(desk: Page) -> None:
    desk.get_by_role("link", name="Chỉ tiêu", exact=True).click()
    desk.get_by_role("row", name="Đàn bò").get_by_role("link", name="245 con").first.click()
    assert highlighted(desk).startswith("245")


def test_from_a_contradiction_of_the_month_to_its_place(desk: Page) -> None:
    desk.locator("blockquote a", has=desk.locator("mark", has_text="giảm, tăng 02 trẻ")).click()
    assert "giảm, tăng 02 trẻ" in desk.locator("mark:has(:target), mark:target").first.inner_text()


def test_pointing_at_a_passage_shows_its_unit(desk: Page) -> None:
    desk.get_by_role("link", name="Báo cáo", exact=True).click()
    passage = desk.locator(".passage", has_text="Tổng đàn trâu")
    source = desk.locator(".para", has=passage).get_by_role("link", name="Trung tâm dịch vụ NN").last
    colour = "element => getComputedStyle(element).backgroundColor"
    before = source.evaluate(colour)
    passage.hover()
    assert source.evaluate(colour) != before


def test_filters_work_without_script(chromium: object, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(site + MONTH)
    page.get_by_role("link", name="nộp chậm").click()
    assert page.locator("table.units tbody tr").count() == 3
    page.get_by_role("link", name="bỏ lọc").click()
    assert page.locator("table.units tbody tr").count() == 36
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_scrolls_sideways(desk: Page, site: str, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    wide = {}
    for address in addresses(desk, site):
        desk.goto(address)
        wide[address] = desk.evaluate("document.documentElement.scrollWidth")
    assert {address: found for address, found in wide.items() if found > width} == {}


def test_pages_keep_the_first_rules_of_accessibility(desk: Page, site: str, faults_of: Look) -> None:
    for address in addresses(desk, site):
        desk.goto(address)
        assert faults_of(desk) == {}, address


def test_all_text_has_enough_contrast(desk: Page, site: str, pale_in: Look) -> None:
    for address in addresses(desk, site):
        desk.goto(address)
        assert pale_in(desk) == [], address


def test_the_keyboard_reaches_the_content_first(desk: Page) -> None:
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.closest('main') !== null")
