"""Two officers at one report in a real browser: at different headings at once, and in one paragraph, where nothing is lost."""

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
from kybao.composing.issue.replacing import replace
from kybao.composing.models import Report
from kybao.exchange.month_folder import load_month
from kybao.people.models import Account, Membership
from pathlib import Path
load_month(Path({str(SAMPLE_MONTH)!r}))
report = replace(Report.objects.get(), "Sửa số liệu chăn nuôi")
for name, full_name in (("hoa", "Nông Thị Hoa"), ("binh", "Trần Văn Bình")):
    account = Account(username=name, full_name=full_name)
    account.set_password({PASSWORD!r})
    account.save()
    Membership.objects.create(account=account, role="officer", unit=report.regime.receiver)
"""
HERD = 3  # the paragraph on the herds, by its place under the first heading


@pytest.fixture(scope="module")
def composing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Kybao with the report of January 2022 as a draft, and two officers who can sign in."""
    folder: Path = tmp_path_factory.mktemp("composing")
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
        yield f"{address}/thang/2022-01/soan/"
        server.terminate()


@pytest.fixture
def hoa(page: Page, composing: str) -> Page:
    return signed_in(page, composing, "hoa")


@pytest.fixture
def binh(chromium: Browser, composing: str) -> Iterator[Page]:
    context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    yield signed_in(context.new_page(), composing, "binh")
    context.close()


def signed_in(page: Page, composing: str, name: str) -> Page:
    page.goto(composing)
    page.locator("main [name=login]").fill(name)
    page.locator("main [name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(re.compile(r"/soan/$"))
    return page


def opened(page: Page, address: str, place: int) -> Page:
    """A paragraph of a heading, open for editing."""
    page.goto(address)
    page.locator("article.paragraph").nth(place).get_by_role("link", name="Sửa").click()
    page.locator(".writing").wait_for()
    return page


def typed(page: Page, key: str, words: str) -> None:
    page.locator(".writing").press(key)
    page.keyboard.type(words)


def store(page: Page) -> None:
    page.get_by_role("button", name="Lưu đoạn").click()
    page.wait_for_load_state()


def test_two_officers_write_at_different_headings_at_once(hoa: Page, binh: Page, composing: str) -> None:
    opened(hoa, f"{composing}p1-I-3/", 0)
    opened(binh, f"{composing}p1-I-5/", 0)
    typed(hoa, "Control+End", " Câu của Hoa.")
    typed(binh, "Control+End", " Câu của Bình.")
    store(hoa)
    store(binh)
    assert "Câu của Hoa." in hoa.locator("article.paragraph").first.inner_text()
    assert "Câu của Bình." in binh.locator("article.paragraph").first.inner_text()
    hoa.goto(composing)
    row = hoa.get_by_role("row").filter(has_text="5. Phát triển doanh nghiệp")
    assert "đã sửa" in row.inner_text()
    assert "Trần Văn Bình" in row.inner_text()


def test_who_is_at_the_heading_is_shown(hoa: Page, binh: Page, composing: str) -> None:
    hoa.goto(f"{composing}p1-I-4/")
    binh.goto(f"{composing}p1-I-4/")
    assert binh.locator(".present").inner_text() == "Nông Thị Hoa cũng đang mở mục này."


def test_two_saves_of_one_paragraph_lose_nothing(
    hoa: Page, binh: Page, composing: str, faults_of: Look, pale_in: Look
) -> None:
    address = f"{composing}p1-I-1/"
    opened(hoa, address, HERD)
    opened(binh, address, HERD)
    typed(hoa, "Control+End", " Hoa viết thêm.")
    typed(binh, "Control+Home", "Bình mở đầu: ")
    store(hoa)
    store(binh)
    conflict = binh.get_by_role("alert")
    assert "Nông Thị Hoa (hoa) đã lưu đoạn này trước bạn" in conflict.inner_text()
    assert binh.locator("ins").first.inner_text().strip() == "Bình mở đầu:"
    assert "Hoa viết thêm." in binh.locator("del").last.inner_text()
    for width in (1280, 390):
        binh.set_viewport_size({"width": width, "height": 900})
        assert (faults_of(binh), pale_in(binh)) == ({}, [])
    merged = binh.locator(".writing").inner_text()
    assert merged.startswith("Bình mở đầu:")
    assert merged.endswith("Hoa viết thêm.")
    store(binh)
    both = binh.locator("article.paragraph").nth(HERD).locator(".words")
    assert both.inner_text().startswith("Bình mở đầu: Tổng đàn trâu")
    assert both.inner_text().endswith("Hoa viết thêm.")
    assert both.locator(".chip.bound").count() == 14, "every figure is bound as before"


def test_chips_stay_whole_whatever_is_typed_around_them(hoa: Page, composing: str) -> None:
    opened(hoa, f"{composing}p1-I-1/", 0)
    before = hoa.locator(".writing .chip").all_inner_texts()
    hoa.locator(".writing").press("Control+Home")
    hoa.keyboard.type("Mở ")
    hoa.keyboard.press("Enter")
    hoa.keyboard.press("Control+End")
    hoa.keyboard.type(" ⟦ rồi ⟧ hết")
    store(hoa)
    assert "không còn nguyên" in hoa.locator(".message.error").inner_text()
    assert hoa.locator(".writing .chip").all_inner_texts() == before
    hoa.locator(".writing").press("Control+End")
    for _ in range(len(" ⟦ rồi ⟧ hết")):
        hoa.keyboard.press("Backspace")
    store(hoa)
    assert hoa.locator("article.paragraph").first.locator(".chip").all_inner_texts() == before


def test_a_fact_is_found_and_put_in_and_its_form_changed(hoa: Page, composing: str) -> None:
    hoa.goto(f"{composing}p1-I-2/")
    hoa.get_by_role("link", name="Viết đoạn mới").click()
    typed(hoa, "Control+End", "Đàn bò có ")
    hoa.get_by_label("Chèn số liệu").fill("dan bo")
    hoa.get_by_role("button", name="245 con").click()
    hoa.keyboard.type(" trong kỳ.")
    hoa.get_by_role("button", name="Thêm đoạn").click()
    made = hoa.locator("article.paragraph").last
    assert made.locator(".words").inner_text() == "Đàn bò có 245 con trong kỳ."
    made.get_by_role("link", name="Sửa").click()
    hoa.get_by_label("Dạng in của 245 con").select_option("change_on_same_period")
    assert "tăng 61 con" in hoa.locator(".writing").inner_text()
    store(hoa)
    assert hoa.locator("article.paragraph").last.locator(".words").inner_text() == "Đàn bò có tăng 61 con trong kỳ."


def test_a_unit_s_sentence_is_taken_over(hoa: Page, composing: str) -> None:
    hoa.goto(f"{composing}p1-I-1/")
    offer = hoa.locator(".offered").filter(has_text="Hạt Kiểm lâm")
    offer.locator("summary").click()
    sentence = offer.get_by_role("checkbox").nth(1)
    words = offer.locator("li").nth(1).inner_text().strip()
    sentence.check()
    offer.get_by_role("button", name="Lấy câu đã chọn").click()
    assert "Đã lấy từ bài của Hạt Kiểm lâm" in hoa.locator(".message").inner_text()
    assert hoa.locator("article.paragraph").filter(has_text="Hạt Kiểm lâm").last.locator(".words").inner_text() == words


def test_what_was_typed_and_not_saved_is_still_offered(hoa: Page, composing: str) -> None:
    address = f"{composing}p1-I-1/"
    opened(hoa, address, 1)
    typed(hoa, "Control+End", " Câu gõ dở.")
    hoa.on("dialog", lambda dialog: dialog.accept())
    hoa.goto(composing)
    opened(hoa, address, 1)
    assert "Câu gõ dở." not in hoa.locator(".writing").inner_text()
    hoa.get_by_role("button", name="Dùng bản gõ dở").click()
    assert "Câu gõ dở." in hoa.locator(".writing").inner_text()


@pytest.mark.parametrize("place", ["", "p1-I-1/", "p1-I-1/lich-su/", "nhiem-vu/", "so-lieu/"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_easy_to_use_at_a_desk_and_on_a_phone(
    hoa: Page, composing: str, place: str, width: int, faults_of: Look, pale_in: Look
) -> None:
    hoa.set_viewport_size({"width": width, "height": 900})
    hoa.goto(composing + place)
    assert (faults_of(hoa), pale_in(hoa)) == ({}, [])
    assert hoa.evaluate("document.documentElement.scrollWidth") <= width
    if folder := os.environ.get("KYBAO_PICTURES"):
        hoa.screenshot(path=f"{folder}/composing-{place.replace('/', '-')}{width}.png")
