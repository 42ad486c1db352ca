"""A new committee in a real browser: from an empty database through the set-up to a unit that files, on the same day."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest

from kybao.calendar import Period

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Page

Look = Callable[[Any], Any]
_ADDRESS = re.compile(r"http://localhost:\d+")
THIS_MONTH = Period.month(date.today().year, date.today().month)
PASSWORD = "sông trong núi biếc"
UNITS = """\
STT\tTên đơn vị\tTên gọn\tLoại
1\tPhòng Nông nghiệp và Môi trường\tPhòng NN-MT\t
2\tPhòng Văn hóa - Xã hội\t\t
3\tCông an huyện Hà An\tCông an huyện\t
4\tỦy ban nhân dân xã Bình Minh\tUBND xã Bình Minh\t
5\tỦy ban nhân dân xã Tân Lập\tUBND xã Tân Lập\t
"""
OUTLINE = """\
Phần thứ nhất: KẾT QUẢ {KỲ NÀY}
I. KINH TẾ
1. Nông nghiệp\tPhòng NN-MT; các xã
II. VĂN HÓA - XÃ HỘI
1. Y tế, giáo dục\tPhòng Văn hóa - Xã hội
2. An ninh, trật tự\tCông an huyện
Phần thứ hai: NHIỆM VỤ TRỌNG TÂM {KỲ SAU}
1. Nông nghiệp\tPhòng NN-MT
> Trên đây là báo cáo {kỳ này} của Ủy ban nhân dân huyện Hà An./.
"""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    """The address of a Kybao with nothing in it."""
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


@pytest.fixture
def look(faults_of: Look, pale_in: Look) -> Callable[[Page, str], None]:
    """What every page must keep to, at a desk and on a phone."""

    def looked(at: Page, name: str) -> None:
        for width in (1280, 390):
            at.set_viewport_size({"width": width, "height": 900})
            at.wait_for_load_state("networkidle")
            if folder := os.environ.get("KYBAO_PICTURES"):
                at.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
            assert (faults_of(at), pale_in(at)) == ({}, []), name
            assert at.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        at.set_viewport_size({"width": 1280, "height": 900})

    return looked


def report_of_the_unit() -> FilePayload:
    """The Word file of the department of agriculture."""
    document = docx.Document()
    document.add_paragraph("BÁO CÁO")
    document.add_heading(f"Phần thứ nhất: KẾT QUẢ {THIS_MONTH.label.upper()}", 1)
    document.add_heading("I. KINH TẾ", 2)
    document.add_heading("1. Nông nghiệp", 3)
    document.add_paragraph("Đàn trâu hiện có 1.242 con, tăng 92 con so với cùng kỳ năm trước.")
    document.add_heading(f"Phần thứ hai: NHIỆM VỤ TRỌNG TÂM {THIS_MONTH.next().label.upper()}", 1)
    document.add_heading("1. Nông nghiệp", 3)
    document.add_paragraph("Hướng dẫn người dân gieo cấy lúa xuân đúng khung thời vụ.")
    file = BytesIO()
    document.save(file)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": "bao-cao-nn.docx", "mimeType": kind, "buffer": file.getvalue()}


def join(chromium: Browser, link: str, username: str) -> Page:
    """Whoever was handed a link takes their account by it, and signs in."""
    page = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(30_000)
    page.goto(link)
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Tạo tài khoản").click()
    page.locator("main [name=login]").fill(username)
    page.locator("main [name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    return page


def test_a_first_month_runs_the_day_a_committee_begins(
    page: Page, chromium: Browser, empty: str, look: Callable[[Page, str], None]
) -> None:
    page.set_default_timeout(30_000)  # the first page waits for the server to warm up
    page.goto(empty)
    page.get_by_role("link", name="Tạo tài khoản quản trị đầu tiên").first.click()
    page.get_by_label("Họ và tên").fill("Hoàng Văn Quản")
    page.get_by_label("Tên đăng nhập").fill("quan")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Tạo tài khoản").click()
    page.wait_for_url("**/thiet-lap/")
    look(page, "setting-up")
    assert "0/7 bước" in page.locator(".steps-box").inner_text()
    page.get_by_role("link", name="Bắt đầu").click()

    page.get_by_label("Tên đầy đủ").fill("Ủy ban nhân dân huyện Hà An")
    page.get_by_label("Tên gọn").fill("UBND huyện Hà An")
    page.get_by_label("Tên viết tắt").fill("UBND")
    page.get_by_label("Địa danh").fill("Hà An")
    page.get_by_label("Cơ quan cấp trên").fill("Ủy ban nhân dân tỉnh Cao Bằng")
    look(page, "committee")
    page.get_by_role("button", name="Lưu và tiếp tục").click()

    page.wait_for_url("**/don-vi/")
    page.get_by_label("Danh sách đơn vị").fill(UNITS + "6\tUBND xã Bình Minh\t\t\n")
    page.get_by_role("button", name="Xem trước").click()
    assert "Trùng mã hoặc trùng tên với dòng 5" in page.locator(".is-wrong").inner_text()
    assert page.get_by_role("button", name="Lưu các đơn vị").count() == 0
    look(page, "units-wrong")
    page.get_by_label("Danh sách đơn vị").fill(UNITS)
    page.get_by_role("button", name="Xem trước").click()
    assert page.get_by_role("row", name="Công an huyện Hà An").inner_text().split("\t")[3:] == [
        "công an",
        "UBND huyện Hà An",
        "cong-an-huyen-ha-an",
    ]
    look(page, "units")
    page.get_by_role("button", name="Lưu các đơn vị").click()

    page.wait_for_url("**/che-do/")
    assert page.get_by_label("Ký hiệu sau số").input_value() == "BC-UBND"
    page.get_by_label("Họ tên người ký").fill("Nông Văn Ký")
    page.get_by_role("button", name="Xem hạn nộp các kỳ").click()
    look(page, "regime")
    page.get_by_role("button", name="Lưu và tiếp tục").click()

    page.wait_for_url("**/de-cuong/")
    page.get_by_role("link", name="Lấy đề cương tháng 01/2022").click()
    assert "LĨNH VỰC KINH TẾ" in page.get_by_label("Đề cương", exact=True).input_value()
    page.get_by_label("Đề cương", exact=True).fill(OUTLINE.replace("Phòng Văn hóa - Xã hội", "Phòng Văn hoá Xã hộ"))
    page.get_by_role("button", name="Xem trước").click()
    assert "Có phải “Phòng Văn hóa - Xã hội” không?" in page.locator(".fault").inner_text()
    page.get_by_label("Đề cương", exact=True).fill(OUTLINE)
    page.get_by_role("button", name="Xem trước").click()
    assert page.locator(".fault").count() == 0
    look(page, "outline")
    page.get_by_role("button", name="Lưu đề cương").click()

    page.wait_for_url("**/chi-tieu/")
    look(page, "indicators")
    page.get_by_role("button", name="Lấy các lĩnh vực đã chọn").click()

    page.wait_for_url("**/nguoi-dung/")
    page.get_by_label("Họ và tên: UBND huyện Hà An, người tổng hợp").fill("Trần Văn Bình")
    page.get_by_label("Họ và tên: Phòng NN-MT").fill("Nông Thị Hoa")
    page.get_by_label("Thư điện tử: Phòng NN-MT").fill("hoa@haan.example")
    look(page, "people")
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_role("button", name="Mời tất cả").click()
    links = page.locator("code.handed").all_inner_texts()
    assert len(links) == 2
    look(page, "links")
    page.get_by_role("link", name="Tiếp tục: mở kỳ đầu tiên").click()

    look(page, "period")
    page.get_by_role("button", name="Mở kỳ và đến bảng theo dõi").click()
    page.wait_for_url("**/thang/*/")
    assert "5 đơn vị phải báo cáo" in page.locator(".message").inner_text()
    assert f"/thang/{THIS_MONTH}/" in page.url
    board = page.url

    reporter = join(chromium, links[1], "hoa")
    reporter.wait_for_url("**/viec-cua-toi/")
    reporter.get_by_role("link", name="Nộp báo cáo").first.click()
    reporter.get_by_label("Chọn tệp").set_input_files([report_of_the_unit()])
    reporter.get_by_role("button", name="Đọc và kiểm tra").click()
    reporter.wait_for_url("**/xem-truoc/**")
    reporter.get_by_role("button", name="Nộp", exact=True).click()
    reporter.wait_for_url("**/bien-nhan/")

    officer = join(chromium, links[0], "binh")
    officer.goto(board)
    filed = officer.get_by_role("row", name="Phòng NN-MT").inner_text()
    assert "đúng hạn" in filed.lower() or "nộp chậm" in filed.lower()  # by the day of the month on which this runs
    assert "thiếu" not in filed
    assert "1/5" in officer.locator("main").inner_text().replace("\n", "")
    look(officer, "board")
    officer.goto(board + "chi-tieu/")
    assert "1.242" in officer.locator("main").inner_text()

    page.goto(f"{empty}/thiet-lap/")
    assert "7/7 bước" in page.locator(".steps-box").inner_text()
    for name, address in (
        ("manage", "quan-tri/"),
        ("manage-units", "quan-tri/don-vi/"),
        ("manage-unit", "quan-tri/don-vi/cong-an-huyen-ha-an/"),
        ("manage-regime", "quan-tri/che-do/bao-cao-thang/"),
        ("manage-version", "quan-tri/che-do/bao-cao-thang/ban/moi/"),
        ("manage-outline", "quan-tri/de-cuong/bao-cao-thang/"),
        ("manage-indicators", "quan-tri/chi-tieu/"),
        ("manage-indicator", "quan-tri/chi-tieu/chan-nuoi.trau/"),
        ("manage-history", "lich-su/?viec=danh-muc"),
    ):
        page.goto(f"{empty}/{address}")
        look(page, name)
    for one in (reporter, officer):
        one.context.close()
