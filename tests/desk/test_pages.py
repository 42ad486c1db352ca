"""The pages over the real month of January 2022, asked for as a browser does."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kybao.composing.models import Binding, RegisterEntry, Report
from kybao.composing.paper.outputs import OUTPUTS, Output
from kybao.exchange.month_folder import Loaded
from kybao.filing.models import Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("january")]

MONTH = "/thang/2022-01/"
PAGES = (
    "/thang/",
    MONTH,
    *(MONTH + page for page in ("toan-canh/", "phat-hien/", "bao-cao/", "nhiem-vu/", "chi-tieu/")),
    "/chi-tieu/chan-nuoi.trau/",
    "/chi-tieu/ngan-sach.thu/",
    "/tim/?q=dan+trau",
)


def submission(code: str) -> Submission:
    return Submission.objects.get(obligation__unit__code=code)


def page_of(code: str) -> str:
    return reverse("desk:submission", args=[submission(code).public_id])


def text_of(html: str) -> str:
    """What a reader sees of a page, blanks squeezed."""
    return " ".join(re.sub(r"<[^<>]*>", " ", html).split())


def get(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', html)


def test_the_first_address_opens_the_newest_month(client: Client) -> None:
    assert client.get("/").headers["Location"] == MONTH


def test_the_list_of_months_counts_who_filed(client: Client) -> None:
    assert "Tháng 01 năm 2022 Báo cáo tháng" in text_of(html := get(client, "/thang/"))
    assert "35/36 đơn vị" in html


def test_the_month_says_who_filed_when(client: Client) -> None:
    html = get(client, MONTH)
    seen = text_of(html)
    assert "<h1>Tháng 01 năm 2022</h1>" in html
    assert "hạn nộp 17:00 ngày 17/01/2022" in seen
    assert "35 /36 đã nộp 32 đúng hạn 3 nộp chậm 1 không có báo cáo" in seen
    assert "UBND xã Hưng Đạo 09:26 18/01/2022 Nộp chậm" in seen
    assert "37 UBND xã Vĩnh Quang – Không có báo cáo – –" in seen


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("?nop=cham", ["Ban Quản lý Dự án ĐT&amp;XD", "Ban chỉ huy QS", "UBND xã Hưng Đạo"]),
        ("?nop=khong-co", ["UBND xã Vĩnh Quang"]),
        ("?nop=khong-co&phat-hien=mau-thuan", []),
    ],
)
def test_the_table_of_units_is_narrowed_by_the_address(client: Client, query: str, units: list[str]) -> None:
    rows = re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]+)', get(client, MONTH + query))
    assert rows == units


def test_an_unknown_filter_shows_all(client: Client) -> None:
    assert get(client, MONTH + "?nop=xyz&xep=abc").count('<th scope="row">') == 36


def test_units_can_be_ordered_by_when_they_filed(client: Client) -> None:
    moments = re.findall(r'<time datetime="([^"]+)">', get(client, MONTH + "?xep=thoi-diem"))
    assert len(moments) == 35
    assert moments == sorted(moments)


def test_contradictions_lead_to_the_very_figure(client: Client) -> None:
    html = get(client, MONTH)
    address = page_of("qldt")
    place = next(place for place in re.findall(rf'href="{address}#(b\d+-\d+)"', html))
    assert f'id="{place}"' in get(client, address)


def test_a_submission_shows_its_findings_beside_its_text(client: Client) -> None:
    html = get(client, page_of("qldt"))
    seen = text_of(html)
    assert re.search(r'<mark[^>]*class="v-contradicts"', html)
    assert "07 + 02 = 9" in seen
    assert "Tải bản gốc" in seen
    assert submission("qldt").file_id in html


def test_a_scan_and_a_legacy_encoding_say_how_they_were_read(client: Client) -> None:
    assert "nhận dạng chữ (OCR)" in get(client, page_of("ttdt"))
    assert "TCVN3" in get(client, page_of("tuphap"))


def test_no_id_stands_twice_on_a_page(client: Client) -> None:
    for address in (
        *PAGES,
        *(page_of(one.obligation.unit.code) for one in Submission.objects.select_related("obligation__unit")),
    ):
        found = ids(get(client, address))
        assert len(found) == len(set(found)), address


def test_every_link_within_kybao_leads_somewhere(client: Client) -> None:
    """Every address and every place in a page that any page links to."""
    seen: dict[str, set[str]] = {}
    for address in PAGES:
        for href in re.findall(r'<a [^>]*href="([^"]+)"', get(client, address)):
            target, _, place = href.replace("&amp;", "&").partition("#")
            target = address.partition("?")[0] + target if target.startswith("?") else target or address
            if "/tai-ve/" in target or "dinh-dang=xlsx" in target or target.endswith(("/tep", ".pdf")):
                continue
            if target not in seen:
                response = client.get(target, follow=True)
                assert response.status_code == 200, target
                seen[target] = set(ids(response.content.decode()))
            assert not place or place in seen[target], f"{address} → {href}"
    assert len(seen) > 40


def test_every_bound_figure_of_the_report_leads_to_its_source(client: Client, january: Loaded) -> None:
    html = get(client, MONTH + "bao-cao/")
    bound = Binding.objects.filter(contribution__report=january.report, fact__isnull=False).count()
    assert bound > 100
    assert html.count('class="chip bound') == bound + 1  # and the one of the key above the report


def test_the_report_looks_like_the_official_document(client: Client) -> None:
    seen = text_of(get(client, MONTH + "bao-cao/"))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "Số: 27/BC-UBND",
        "Thành phố Cao Bằng, ngày 18 tháng 01 năm 2022",
        "BÁO CÁO Tình hình thực hiện các mục tiêu KT-XH tháng 01 năm 2022",
        "Phần thứ hai NHỮNG NHIỆM VỤ CÔNG TÁC TRỌNG TÂM THÁNG 02 NĂM 2022",
        "CHỦ TỊCH Nguyễn Quốc Trung",
        "UBND xã Hưng Đạo x x Nộp 18/01/2022",
    ):
        assert words in seen


def test_a_report_without_number_leaves_room_for_it(client: Client, january: Loaded) -> None:
    Report.objects.filter(pk=january.report.pk).update(number=None, dated=None, status=Report.Status.DRAFT)
    seen = text_of(get(client, MONTH + "bao-cao/"))
    assert "Đang soạn" in seen
    assert "Số: ……/BC-UBND" in seen


def test_a_section_that_nobody_filled_is_shown(client: Client, january: Loaded) -> None:
    january.report.contributions.filter(section__parent__key="p1-II-2").delete()
    seen = text_of(get(client, MONTH + "bao-cao/"))
    assert "Quốc phòng, an ninh Chưa đơn vị nào viết mục này." in seen


def test_a_period_without_report_says_so(client: Client, january: Loaded) -> None:
    RegisterEntry.objects.all().delete()
    january.report.delete()
    assert "Chưa soạn báo cáo" in get(client, MONTH + "bao-cao/")
    assert "Chưa soạn báo cáo" in get(client, MONTH + "nhiem-vu/")
    assert client.get(MONTH + "tai-ve/bao-cao-2022-01.docx").status_code == 404


def test_tasks_name_their_units_and_can_be_narrowed_to_one(client: Client) -> None:
    everything = get(client, MONTH + "nhiem-vu/")
    assert "<h1>Nhiệm vụ tháng 02 năm 2022</h1>" in everything
    narrowed = get(client, MONTH + "nhiem-vu/?don-vi=kiemlam")
    assert 0 < narrowed.count("<li>") < everything.count("<li>")
    assert "Tổ chức phát động Tết trồng cây" in narrowed


def test_indicators_show_value_same_period_and_stated_percentage_with_their_source(client: Client) -> None:
    html = get(client, MONTH + "chi-tieu/")
    row = next(row for row in html.split("<tr>") if "Đàn bò" in row)
    assert "245 con 184 con 133,15%" in re.sub(r"\s+", " ", text_of(row))
    assert f'href="{page_of("dvnn")}#b' in row


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name + output.suffix)
def test_every_output_can_be_taken_away(client: Client, january: Loaded, output: Output) -> None:
    name = output.file_name(january.report)
    assert f'href="{MONTH}tai-ve/{name}"' in get(client, MONTH)
    response = client.get(f"{MONTH}tai-ve/{name}")
    assert response.headers["Content-Type"] == output.media_type
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert len(b"".join(response)) > 5000


def test_the_original_comes_back_byte_for_byte(client: Client) -> None:
    sent = submission("congan")
    response = client.get(reverse("desk:original", args=[sent.public_id]))
    assert hashlib.sha256(b"".join(response)).hexdigest() == sent.file_id
    assert response.headers["Content-Disposition"] == f'attachment; filename="{sent.file_name}"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/thang/2022-13/", "Không có kỳ báo cáo “2022-13”"),
        ("/thang/2031-05/", "Chưa có báo cáo tháng 05 năm 2031"),
        ("/thang/2022-01/?che-do=khac", "Chưa có chế độ báo cáo “khac” tháng 01 năm 2022"),
        ("/bai-nop/6f1c2a30-0000-4000-8000-000000000000/", "Không có bài nộp này"),
        ("/thang/2022-01/tai-ve/khac.docx", "Không có tệp “khac.docx”"),
        ("/khong-co/", "Địa chỉ này không có trong Kỳ báo"),
    ],
)
def test_what_is_not_there_is_said_in_vietnamese(client: Client, address: str, message: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert message in (seen := text_of(response.content.decode()))
    assert "Về danh sách các kỳ báo cáo" in seen


def test_an_unknown_host_is_refused_in_vietnamese(client: Client) -> None:
    response = client.get(MONTH, headers={"host": "khac.example"})
    assert response.status_code == 400
    assert "Yêu cầu không hợp lệ" in response.content.decode()


def test_pages_only_answer_to_reading(client: Client) -> None:
    assert [client.post(address).status_code for address in PAGES] == [405] * len(PAGES)


def test_no_page_holds_inline_script_or_style(client: Client) -> None:
    for address in (*PAGES, page_of("tckh"), "/khong-co/"):
        html = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html), address


@pytest.mark.parametrize(
    ("address", "most"),
    [
        (MONTH, 14),
        (MONTH + "phat-hien/", 11),
        (MONTH + "bao-cao/", 25),
        (MONTH + "nhiem-vu/", 6),
        (MONTH + "chi-tieu/", 6),
        (MONTH + "toan-canh/", 9),
        ("/chi-tieu/chan-nuoi.trau/", 11),
        ("/tim/?q=dan+trau", 14),
    ],
)
def test_a_page_asks_the_database_a_bounded_number_of_times(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, address: str, most: int
) -> None:
    with django_assert_max_num_queries(most):
        get(client, address)


def test_a_submission_asks_the_database_a_bounded_number_of_times(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = page_of("tckh")
    with django_assert_max_num_queries(11):
        get(client, address)
