"""Tables of pages as workbooks: what a cell becomes, what is read of a page, and that every page's tables go out."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.test import Client

from kybao.desk.excel.page_tables import read_page
from kybao.desk.excel.values import value_of
from kybao.desk.excel.workbook import write_workbook


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("1.424 con", Decimal(1424), '#,##0" con"'),
        ("08", Decimal(8), "#,##0"),
        ("37,46 tỷ đồng", Decimal("37460000000"), '#,##0.00,,," tỷ đồng"'),
        ("205,8 nghìn con", Decimal(205800), '#,##0.0," nghìn con"'),
        ("106,09%", Decimal("1.0609"), "#,##0.00%"),
        ("≈ 1.360 con", Decimal(1360), '"≈ "#,##0" con"'),
        ("giảm 26 con", Decimal(-26), '"tăng "#,##0" con";"giảm "#,##0" con"'),
        ("17:05 16/11/2026", datetime(2026, 11, 16, 17, 5), "hh:mm dd/mm/yyyy"),
        ("16/11/2026", datetime(2026, 11, 16), "dd/mm/yyyy"),
    ],
)
def test_numbers_are_numbers_that_print_as_on_the_page(text: str, value: object, form: str) -> None:
    found = value_of(text)
    assert (found.value, found.format) == (value, form)


@pytest.mark.parametrize(
    "text",
    ["", "–", "11/12", "3 đúng, 2 sai", "27/BC-UBND", "99:99 45/13/2026", "101,86%\ntăng 26 con", "=1+1", "2022-01"],
)
def test_all_else_is_text(text: str) -> None:
    assert (value_of(text).value, value_of(text).format) == (text, "")


PAGE = """<h1>Đơn vị &amp; kỳ</h1><div class="scroll" aria-label="Bảng các đơn vị"><table class="grid units">
<thead><tr><th scope="col">TT</th><th scope="col">Tình trạng</th></tr></thead>
<tbody><tr class="sector"><th colspan="2">Khối phường</th></tr>
<tr><td>1</td><td><i aria-hidden="true">●</i><span class="unseen">Đúng hạn</span><div>17:05 16/11/2026</div></td></tr>
<tr><td>2</td><td><form><button>Nhắc</button></form>=HYPERLINK("x")</td></tr></tbody></table></div>
<table class="grid sheet"><tr><td>của bài nộp</td></tr></table><table class="other"><tr><td>không</td></tr></table>"""


def test_a_page_is_read_as_it_is_heard() -> None:
    page = read_page(PAGE)
    assert page.title == "Đơn vị & kỳ"
    (table,) = page.tables
    assert (table.name, table.columns) == ("Bảng các đơn vị", 2)
    assert [[cell.text for cell in row] for row in (*table.head, *table.rows)] == [
        ["TT", "Tình trạng"],
        ["Khối phường"],
        ["1", "Đúng hạn\n17:05 16/11/2026"],
        ["2", '=HYPERLINK("x")'],
    ]


@pytest.mark.parametrize(
    "broken", ["", "<table class='grid'><tr><td>x", "</table></td>", '<table class="grid"><table>']
)
def test_a_page_that_breaks_off_breaks_nothing(broken: str) -> None:
    assert read_page(broken).title == ""


def test_a_workbook_has_a_head_that_stays_and_no_formula() -> None:
    page = read_page(PAGE)
    data = write_workbook(page.title, "Nguồn: thử", (*page.tables, *page.tables), datetime(2026, 11, 16))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Bảng các đơn vị", "Bảng các đơn vị (2)"]
    sheet = book.worksheets[0]
    assert (sheet.freeze_panes, sheet["A1"].value) == ("B5", "Đơn vị & kỳ")
    assert sheet["A2"].value == "Bảng các đơn vị. Nguồn: thử"
    assert (sheet["A6"].value, sheet["A6"].number_format) == (1, "#,##0")
    assert (sheet["B7"].value, sheet["B7"].data_type) == ('=HYPERLINK("x")', "s")


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def officer(self, committees: Any, client: Client) -> Client:
        client.force_login(committees.people["officer"], backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    @pytest.mark.parametrize(
        ("address", "first"),
        [
            ("/thang/", "Tháng 01 năm 2022"),
            ("/thang/2022-01/", "ha-an-van-hoa"),
            ("/thang/2022-01/chi-tieu/", "Chung"),
            ("/thang/2022-01/toan-canh/", "ha-an-van-hoa"),
            ("/thang/2022-01/phat-hien/", "ha-an-van-hoa"),
            ("/thang/2022-01/nhiem-vu/", "Nhiệm vụ khác"),
            ("/chi-tieu/ho-so/", "Tháng 01 năm 2022"),
            ("/tim/?q=ho+so", "Hồ sơ"),
            ("/lich-su/", "Nộp báo cáo"),
        ],
    )
    def test_tables_go_out_with_what_the_page_shows(self, officer: Client, address: str, first: str) -> None:
        answered = officer.get(f"{address}{'&' if '?' in address else '?'}dinh-dang=xlsx")
        assert answered.status_code == 200
        assert ".xlsx" in answered.headers["Content-Disposition"]
        book = openpyxl.load_workbook(io.BytesIO(answered.content))
        cells = [str(cell.value) for row in book.worksheets[0].iter_rows(min_row=5) for cell in row if cell.value]
        assert any(first in cell for cell in cells)

    def test_each_table_has_its_link_which_keeps_the_filter(self, officer: Client) -> None:
        html = officer.get("/thang/2022-01/?nop=khong-co").content.decode()
        assert "dinh-dang=xlsx" not in html  # nothing is missing: no table, no link
        html = officer.get("/thang/2022-01/?xep=thoi-diem").content.decode()
        assert 'href="?xep=thoi-diem&amp;dinh-dang=xlsx&amp;bang=1"' in html

    @pytest.mark.parametrize("which", ["0", "7", "-1", "x", "²"])
    def test_a_table_that_is_not_there_is_said_so(self, officer: Client, which: str) -> None:
        answered = officer.get(f"/thang/2022-01/?dinh-dang=xlsx&bang={which}")
        assert answered.status_code == 404
        assert "không có bảng như vậy" in answered.content.decode()

    def test_a_reporter_takes_out_their_own_rows_only(self, committees: Any, client: Client) -> None:
        client.force_login(committees.people["reporter"], backend=settings.AUTHENTICATION_BACKENDS[0])
        book = openpyxl.load_workbook(io.BytesIO(client.get("/thang/2022-01/?dinh-dang=xlsx").content))
        said = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
        assert "ha-an-y-te" in said
        assert "ha-an-van-hoa" not in said
