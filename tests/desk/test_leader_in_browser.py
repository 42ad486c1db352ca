"""The whole month of January 2022 in a real browser: filed, returned, composed, commented, approved, issued, signed, replaced."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from kybao.documents import read_bytes
from kybao.starting import SAMPLE_MONTH

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

Look = Callable[["Page", str], None]
_ADDRESS = re.compile(r"http://localhost:\d+")
PASSWORD = "con trâu đi trước"
PASSPHRASE = "khoá của chủ tịch"
SIGNER = "Nguyễn Quốc Trung"
MONTH = "/thang/2022-01/"
# The month as it stood before its last two reports came in, and before anything was issued.
PREPARED = f"""
import re, shutil, sys
from pathlib import Path
folder = Path(sys.argv[1]) / "thang"
shutil.copytree({str(SAMPLE_MONTH)!r}, folder)
regime = folder / "regime.toml"
regime.write_text(re.sub(r"(?m)^(number|date) = .*$", "", regime.read_text("utf-8")), "utf-8")
units = folder / "units.csv"
units.write_text(re.sub(r"(21-dvnn.xlsx|38-ubnd-hung-dao.docx)", "", units.read_text("utf-8")), "utf-8")
from kybao.starting import migrate, set_up_django
set_up_django()
migrate()
from kybao.exchange.month_folder import load_month
from kybao.people.models import Account, Membership
from kybao.registry.models import Regime, Unit
load_month(folder)
committee = Regime.objects.get().receiver
for name, full_name, role, unit in (
    ("hoa", "Nông Thị Hoa", "reporter", Unit.objects.get(code="dvnn")),
    ("lan", "Lục Thị Lan", "reporter", Unit.objects.get(code="ubnd-hung-dao")),
    ("binh", "Trần Văn Bình", "officer", committee),
    ("trung", {SIGNER!r}, "leader", committee),
):
    account = Account(username=name, full_name=full_name)
    account.set_password({PASSWORD!r})
    account.save()
    Membership.objects.create(account=account, role=role, unit=unit)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("leading")
    return made


@pytest.fixture(scope="module")
def january_open(folder: Path) -> Iterator[str]:
    """Kybao with January 2022, not yet issued, two reports still owed; two reporters, an officer and a leader."""
    environment = os.environ | {"KYBAO_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", PREPARED, str(folder)], env=environment, check=True)
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


@pytest.fixture(scope="module")
def people(chromium: Browser, january_open: str) -> Iterator[dict[str, Page]]:
    """Each person at their own browser, signed in. A script that fails, or is forbidden, fails the test."""
    pages: dict[str, Page] = {}
    faults: list[str] = []
    for name in ("hoa", "lan", "binh", "trung"):
        context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
        page = pages[name] = context.new_page()
        page.set_default_timeout(30_000)  # the first page waits for all modules
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
        page.goto(f"{january_open}/tai-khoan/dang-nhap/")
        page.locator("main [name=login]").fill(name)
        page.locator("main [name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda address: "dang-nhap" not in address)
    yield pages
    for page in pages.values():
        page.context.close()
    assert not faults


@pytest.fixture
def look(faults_of: Callable[[Page], Any], pale_in: Callable[[Page], Any]) -> Look:
    def looked(at: Page, name: str) -> None:
        """What every page must keep to, at a desk and on a phone."""
        for width in (1280, 390):
            at.set_viewport_size({"width": width, "height": 900})
            at.wait_for_load_state("networkidle")
            assert (faults_of(at), pale_in(at)) == ({}, []), name
            assert at.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            if folder := os.environ.get("KYBAO_PICTURES"):
                at.screenshot(path=f"{folder}/{name}-{width}.png")
        at.set_viewport_size({"width": 1280, "height": 900})

    return looked


@pytest.fixture(scope="module")
def key_file(folder: Path) -> Path:
    """The leader's key, with a certificate of an authority that the office trusts."""
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = certificate("CA thử nghiệm", "CA thử nghiệm", authority, authority.public_key(), authority=True)
    leaf = certificate(SIGNER, "CA thử nghiệm", authority, own.public_key())
    (folder / "trusted-roots").mkdir()
    (folder / "trusted-roots" / "ca.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    path = folder / "chu-tich.p12"
    secret = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"khoa", own, leaf, [root], secret))
    return path


def certificate(name: str, issuer: str, key: Any, public: Any, *, authority: bool = False) -> x509.Certificate:
    named = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, issuer)]
    use = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    signing = {"digital_signature": not authority, "content_commitment": not authority}
    return (
        x509.CertificateBuilder()
        .subject_name(named[0])
        .issuer_name(named[1])
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=300))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(key_cert_sign=authority, crl_sign=authority, **signing, **use), critical=True)
        .sign(key, hashes.SHA256())
    )


def kybao(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"KYBAO_DATA": str(folder)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", "from kybao.cli import main; main()", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def said(page: Page) -> str:
    return page.locator(".message").first.inner_text()


def file_report(page: Page, name: str) -> None:
    """From one's own work to the receipt."""
    page.get_by_role("link", name=re.compile("Nộp báo cáo|Sửa và nộp")).first.click()
    page.get_by_label("Chọn tệp").set_input_files(SAMPLE_MONTH / "files" / name)
    page.get_by_role("button", name="Đọc và kiểm tra").click()
    page.wait_for_url("**/xem-truoc/**")
    page.get_by_role("button", name=re.compile("^Nộp")).click()
    page.wait_for_url("**/bien-nhan/")


def click_on(page: Page, sentence: Locator) -> None:
    """On its first words; a sentence may begin in the middle of a line."""
    sentence.scroll_into_view_if_needed()
    box = sentence.evaluate("element => { const b = element.getClientRects()[0]; return [b.x, b.y, b.height]; }")
    page.mouse.click(box[0] + 6, box[1] + box[2] / 2)


def test_the_month_from_its_first_file_to_its_replaced_report(
    people: dict[str, Page], january_open: str, folder: Path, key_file: Path, look: Look
) -> None:
    reporters_file_one_late_one_returned_and_filed_again(people, january_open)
    the_officer_drafts_and_the_leader_reads_comments_and_asks_for_changes(people, january_open, look)
    the_officer_answers_and_the_leader_approves(people, january_open, look)
    the_leader_issues_and_signs_and_what_is_downloaded_is_verified(people, january_open, folder, key_file, look)
    neither_password_nor_key_is_left_anywhere(folder, key_file)
    a_signed_pdf_comes_back_from_elsewhere_and_another_is_refused(people, january_open)
    the_issued_report_is_replaced(people, january_open, look)
    the_register_has_both_numbers_and_takes_those_of_other_documents(people, january_open, look)
    the_history_tells_all_of_it_and_holds(people, january_open, folder)
    the_issued_words_are_those_that_were_approved(people, january_open)


def reporters_file_one_late_one_returned_and_filed_again(people: dict[str, Page], january_open: str) -> None:
    hoa, lan, binh = people["hoa"], people["lan"], people["binh"]
    file_report(lan, "38-ubnd-hung-dao.docx")
    assert "Nộp chậm" in lan.locator("main").inner_text()
    file_report(hoa, "21-dvnn.xlsx")
    hoa.get_by_role("link", name="Mở bài nộp").click()

    binh.goto(hoa.url)
    binh.get_by_label("Lý do, lời nhắn").fill("Đề nghị đối chiếu lại số đàn lợn với chi cục thống kê.")
    binh.get_by_role("button", name="Trả lại", exact=True).click()
    assert "Đã trả lại bài nộp" in said(binh)
    hoa.goto(f"{january_open}/viec-cua-toi/")
    assert "Đề nghị đối chiếu lại số đàn lợn" in hoa.locator("main").inner_text()
    hoa.get_by_role("link", name=re.compile("Nộp phiên bản|Sửa và nộp|Nộp báo cáo")).first.click()
    hoa.get_by_label("Chọn tệp").set_input_files(SAMPLE_MONTH / "files" / "21-dvnn.xlsx")
    hoa.get_by_role("button", name="Đọc và kiểm tra").click()
    hoa.get_by_role("button", name=re.compile("^Nộp")).click()
    assert "Phiên bản\n2" in hoa.locator("main").inner_text()
    hoa.get_by_role("link", name="Mở bài nộp").click()
    binh.goto(hoa.url)
    binh.get_by_role("button", name="Nhận", exact=True).click()
    assert "Đã nhận bài nộp" in said(binh)


def the_officer_drafts_and_the_leader_reads_comments_and_asks_for_changes(
    people: dict[str, Page], january_open: str, look: Look
) -> None:
    binh, trung = people["binh"], people["trung"]
    binh.goto(f"{january_open}{MONTH}soan/")
    binh.get_by_role("button", name="Lập lại dự thảo").click()
    assert "Đã lập dự thảo" in said(binh)

    trung.goto(f"{january_open}{MONTH}")
    trung.get_by_role("link", name="Báo cáo", exact=True).click()
    look(trung, "report-draft")
    assert "DỰ THẢO" in trung.locator(".sheet-of-paper").inner_text()
    sentence = trung.locator(".sentence", has_text="đàn lợn").first
    words = sentence.inner_text().strip()
    click_on(trung, sentence)
    form = trung.locator("form.say")
    form.locator("textarea:focus").wait_for()
    assert form.get_by_role("radio", checked=True).count() == 1
    look(trung, "commenting")
    form.get_by_label("Nội dung góp ý").fill("Nêu rõ nguyên nhân đàn lợn giảm.")
    form.get_by_role("button", name="Gửi góp ý").click()
    assert "Đã ghi góp ý" in said(trung)
    note = trung.locator(".said")
    assert "Nêu rõ nguyên nhân đàn lợn giảm." in note.inner_text()
    assert note.locator("blockquote").inner_text()[:20] == words[:20]
    assert trung.locator(".spoken-of").count() == 1
    look(trung, "commented")

    # The same by the keyboard, at another paragraph.
    trung.locator("a.to-comment").first.focus()
    trung.keyboard.press("Enter")
    trung.locator("form.say textarea:focus").wait_for()
    trung.keyboard.type("Gọn lại.")
    trung.keyboard.press("Tab")
    trung.keyboard.press("Enter")
    trung.wait_for_url("**#gop-y-*")
    assert trung.locator(".said").count() == 2

    trung.get_by_role("link", name="Duyệt hoặc yêu cầu sửa").click()
    look(trung, "approving")
    assert re.search(r"2\s+yêu cầu sửa và góp ý chưa xong", trung.locator("main").inner_text())
    trung.get_by_label("Điều cần sửa").fill("Sửa theo các góp ý rồi trình lại.")
    trung.get_by_role("button", name="Gửi yêu cầu sửa").click()
    assert "Đã yêu cầu sửa" in said(trung)


def the_officer_answers_and_the_leader_approves(people: dict[str, Page], january_open: str, look: Look) -> None:
    binh, trung = people["binh"], people["trung"]
    binh.goto(f"{january_open}{MONTH}bao-cao/")
    look(binh, "asked")
    assert "Sửa theo các góp ý rồi trình lại." in binh.locator(".general").inner_text()
    for answer in ("Đã sửa.", "Đã bổ sung nguyên nhân.", "Đã gọn lại."):
        open_note = binh.locator(".said:not(.settled)").first
        open_note.locator("summary").click()
        open_note.locator("textarea").fill(answer)
        open_note.get_by_role("button", name="Đã xong").click()
        binh.get_by_text("Đã đánh dấu góp ý là đã xong").wait_for()
    assert binh.locator(".said:not(.settled)").count() == 0

    trung.goto(f"{january_open}{MONTH}bao-cao/")
    assert "Đã bổ sung nguyên nhân." in trung.locator("main").inner_text()
    with trung.expect_popup() as opened:
        trung.get_by_role("link", name="Mở bản in (PDF)").click()
    assert opened.value.url.endswith("ban-in.pdf")
    opened.value.close()
    answered = trung.request.get(f"{january_open}{MONTH}bao-cao/ban-in.pdf")
    assert answered.headers["content-type"] == "application/pdf"
    again = trung.request.get(
        f"{january_open}{MONTH}bao-cao/ban-in.pdf", headers={"If-None-Match": answered.headers["etag"]}
    )
    assert again.status == 304

    trung.get_by_role("link", name="Duyệt hoặc yêu cầu sửa").click()
    trung.get_by_label("Tôi đã đọc báo cáo").check()
    trung.get_by_role("button", name="Duyệt báo cáo").click()
    assert "Đã duyệt báo cáo tháng 01 năm 2022, bản 1" in said(trung)
    look(trung, "approved")


def the_leader_issues_and_signs_and_what_is_downloaded_is_verified(
    people: dict[str, Page], january_open: str, folder: Path, key_file: Path, look: Look
) -> None:
    trung = people["trung"]
    trung.goto(f"{january_open}{MONTH}bao-cao/")
    trung.get_by_role("link", name="Ban hành").click()
    trung.get_by_label("Ngày ban hành").fill("2022-01-20")
    trung.get_by_role("button", name="Xem lại trang đầu").click()
    look(trung, "issuing")
    assert "ngày 20 tháng 01 năm 2022" in trung.locator(".sheet-of-paper").inner_text()
    trung.get_by_label("đúng như trên").check()
    trung.get_by_role("button", name="Ban hành").click()
    assert "Đã ban hành Báo cáo số 01/BC-UBND ngày 20 tháng 01 năm 2022" in said(trung)
    look(trung, "issued")
    rows = trung.locator("table.files tbody tr")
    assert rows.count() == 4
    for row in rows.all():
        with trung.expect_download() as taken:
            row.get_by_role("link").first.click()
        data = taken.value.path().read_bytes()
        assert hashlib.sha256(data).hexdigest() in row.inner_text()

    trung.get_by_label("Tệp khoá PKCS#12").set_input_files(key_file)
    trung.get_by_label("Mật khẩu của tệp khoá").fill("sai mật khẩu")
    trung.get_by_role("button", name="Ký", exact=True).click()
    assert "mật khẩu không đúng" in trung.locator("form .fault").inner_text()
    look(trung, "wrong-passphrase")
    trung.get_by_label("Tệp khoá PKCS#12").set_input_files(key_file)
    trung.get_by_label("Mật khẩu của tệp khoá").fill(PASSPHRASE)
    trung.get_by_role("button", name="Ký", exact=True).click()
    assert "Đã ký và lưu bao-cao-2022-01-da-ky-1.pdf" in said(trung)
    look(trung, "signed")
    card = trung.locator(".signature-card").inner_text()
    for words in (SIGNER, "toàn vẹn", "không có gì thêm vào tệp", "chứng thư do nơi được tin cấp", "CA thử nghiệm"):
        assert words in card
    trung.get_by_role("link", name="Xác minh lại ngay").click()
    assert "Vừa xác minh lại từ chính tệp" in trung.locator("main").inner_text()

    with trung.expect_download() as taken:
        trung.get_by_role("link", name="Báo cáo đã ký số, lần 1 (PDF)").click()
    verified = kybao(folder, "verify", str(taken.value.path()), "--json")
    (status,) = json.loads(verified.stdout)
    assert [status[key] for key in ("signer", "intact", "covers_whole_file", "trusted")] == [SIGNER, True, True, True]


def neither_password_nor_key_is_left_anywhere(folder: Path, key_file: Path) -> None:
    key = key_file.read_bytes()
    for path in folder.rglob("*"):
        if path.is_file() and path != key_file:
            data = path.read_bytes()
            assert PASSPHRASE.encode() not in data, path
            assert key not in data, path


def a_signed_pdf_comes_back_from_elsewhere_and_another_is_refused(people: dict[str, Page], january_open: str) -> None:
    trung = people["trung"]
    trung.goto(f"{january_open}{MONTH}bao-cao/chu-ky/")
    trung.get_by_label("Tệp PDF đã ký").set_input_files(SAMPLE_MONTH / "files" / "23-thue.pdf")
    trung.get_by_role("button", name="Nhận tệp đã ký").click()
    assert "không có chữ ký số nào" in trung.locator("form .fault").inner_text()


def the_issued_report_is_replaced(people: dict[str, Page], january_open: str, look: Look) -> None:
    binh, trung = people["binh"], people["trung"]
    binh.goto(f"{january_open}{MONTH}bao-cao/")
    look(binh, "report-issued")
    binh.get_by_role("link", name="Lập bản thay thế").click()
    look(binh, "replacing")
    binh.get_by_label("Lý do, được in trong báo cáo").fill("Sửa cách nêu kết quả chăn nuôi")
    binh.get_by_role("button", name="Lập bản thay thế").click()
    assert "Đã mở bản thay thế Báo cáo số 01/BC-UBND" in said(binh)
    look(binh, "replacement-draft")

    sentence = binh.locator(".sentence", has_text="đàn lợn").first.inner_text()
    first_word = sentence.split()[0]
    binh.goto(f"{january_open}{MONTH}soan/")
    binh.get_by_role("link", name=re.compile("Nông")).first.click()
    paragraph = binh.locator("article.paragraph").filter(has_text=first_word).first
    paragraph.get_by_role("link", name="Sửa", exact=True).click()
    field = binh.locator("[contenteditable=true]").first
    field.click()
    binh.keyboard.press("Control+Home")
    binh.keyboard.type("Theo số liệu rà soát, ")
    binh.get_by_role("button", name="Lưu đoạn").click()
    binh.goto(f"{january_open}{MONTH}bao-cao/thay-the/")
    look(binh, "replacement-changes")
    assert "Theo số liệu rà soát" in binh.locator("table.changed").inner_text()

    trung.goto(f"{january_open}{MONTH}bao-cao/")
    assert "Đang lập bản thay thế báo cáo này" in trung.locator(".banner").inner_text()
    assert "Số: 01/BC-UBND" in trung.locator(".sheet-of-paper").inner_text()
    trung.get_by_role("link", name="Xem bản thay thế").click()
    trung.get_by_role("link", name="Duyệt hoặc yêu cầu sửa").click()
    trung.get_by_label("Tôi đã đọc báo cáo").check()
    trung.get_by_role("button", name="Duyệt báo cáo").click()
    trung.get_by_role("link", name="Ban hành").click()
    trung.get_by_label("Ngày ban hành").fill("2022-01-25")
    trung.get_by_role("button", name="Xem lại trang đầu").click()
    trung.get_by_label("đúng như trên").check()
    trung.get_by_role("button", name="Ban hành").click()
    assert "Đã ban hành Báo cáo số 02/BC-UBND ngày 25 tháng 01 năm 2022" in said(trung)

    trung.goto(f"{january_open}{MONTH}bao-cao/")
    look(trung, "report-replacing")
    paper = trung.locator(".sheet-of-paper").inner_text()
    assert "Báo cáo này thay thế Báo cáo số 01/BC-UBND ngày 20 tháng 01 năm 2022" in paper
    assert "NHỮNG NỘI DUNG THAY ĐỔI" in paper
    trung.get_by_role("link", name="Các bản, so sánh").click()
    look(trung, "versions")
    assert "đã được thay thế bởi số 02" in trung.locator("table.versions").inner_text()
    trung.get_by_role("button", name="So sánh bản cũ với bản mới").click()
    look(trung, "difference")
    assert "Theo số liệu rà soát" in trung.locator("table.changed").inner_text()
    trung.go_back()
    trung.locator("tbody").last.get_by_role("link", name="Bản 1").click()
    look(trung, "version-replaced")
    assert "Đã được thay thế bởi Báo cáo số 02/BC-UBND" in trung.locator("header.heading").inner_text()
    assert trung.get_by_role("link", name="Báo cáo đã ký số, lần 1 (PDF)").count() == 1


def the_register_has_both_numbers_and_takes_those_of_other_documents(
    people: dict[str, Page], january_open: str, look: Look
) -> None:
    trung = people["trung"]
    trung.goto(f"{january_open}/so-van-ban/")
    trung.get_by_label("Số", exact=True).fill("5")
    trung.get_by_label("Ngày của văn bản").fill("2022-01-26")
    trung.get_by_label("Văn bản", exact=True).fill("Báo cáo công tác phòng cháy, chữa cháy")
    trung.get_by_role("button", name="Ghi vào sổ").click()
    assert "Đã ghi số 05/BC-UBND ngày 26/01/2022 vào sổ" in said(trung)
    look(trung, "register")
    rows = trung.locator("table.register tbody tr").all_inner_texts()
    assert [re.sub(r"\s+", " ", row).split(" ")[0] for row in rows] == ["05", "02", "01"]
    assert "Số chưa ghi vào sổ: 03–04" in trung.locator("main").inner_text()


def the_history_tells_all_of_it_and_holds(people: dict[str, Page], january_open: str, folder: Path) -> None:
    binh = people["binh"]
    binh.goto(f"{january_open}/lich-su/?viec=soan")
    told = binh.locator("table.history").inner_text()
    for words in (
        "Góp ý báo cáo tổng hợp",
        "Yêu cầu sửa báo cáo tổng hợp",
        "Trả lời góp ý",
        "Duyệt báo cáo tổng hợp",
        "Ban hành báo cáo tổng hợp",
        "Ký số báo cáo tổng hợp",
        "Lập bản thay thế",
        "Ghi số đã dùng vào sổ văn bản",
    ):
        assert words in told
    assert PASSPHRASE not in told
    assert "Lịch sử nguyên vẹn" in kybao(folder, "audit", "verify").stdout


def the_issued_words_are_those_that_were_approved(people: dict[str, Page], january_open: str) -> None:
    trung = people["trung"]
    trung.goto(f"{january_open}{MONTH}bao-cao/")
    with trung.expect_download() as taken:
        trung.get_by_role("link", name="Báo cáo (Word)").click()
    document = read_bytes(taken.value.path().read_bytes(), "a.docx")
    text = "\n".join(block.text for block in document.blocks)
    assert "Theo số liệu rà soát" in text
    assert "DỰ THẢO" not in text
