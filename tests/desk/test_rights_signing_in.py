"""Signing in, with a second factor, wrong passwords, sessions that end, and the pages that let people in."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from kybao.people import accounts
from kybao.people.models import Account, HistoryEntry
from kybao.people.policy import Role
from kybao.registry.models import Unit

pytestmark = pytest.mark.django_db

PASSWORD = "con trâu đi trước"
SIGN_IN = "/tai-khoan/dang-nhap/"


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def administrator() -> Account:
    return accounts.make_first_administrator("hanh", "Nguyễn Thị Hạnh", "", PASSWORD)


def sign_in(client: Client, username: str = "hanh", password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"login": username, "password": password})


def said(response: Any) -> str:
    return " ".join(re.sub(r"<[^<>]*>", " ", response.content.decode()).split())


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def deeds() -> list[str]:
    return list(HistoryEntry.objects.values_list("action", flat=True))


def test_the_right_password_opens_the_desk_and_is_recorded(client: Client, administrator: Account) -> None:
    assert client.get("/thang/").headers["Location"] == f"{SIGN_IN}?next=/thang/"
    assert sign_in(client).status_code == 302
    assert client.get("/thang/").status_code == 200
    entry = HistoryEntry.objects.last()
    assert entry is not None
    assert (entry.action, entry.actor, entry.after) == (
        "people.signed_in", "Nguyễn Thị Hạnh (hanh)", {"address": "127.0.0.1"},
    )  # fmt: skip


def test_one_gets_where_one_was_going_but_to_no_other_host(client: Client, administrator: Account) -> None:
    form = {"login": "HANH", "password": PASSWORD, "next": "/lich-su/"}
    assert client.post(SIGN_IN, form).headers["Location"] == "/lich-su/"
    client.logout()
    assert client.post(SIGN_IN, form | {"next": "https://khac.example/"}).headers["Location"] == "/"


def test_a_wrong_password_is_refused_and_recorded_without_it(client: Client, administrator: Account) -> None:
    response = sign_in(client, password="con trâu đi sau")
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in said(response)
    assert sign_in(client, "con trâu đi trước!").status_code == 200
    failed = HistoryEntry.objects.filter(action="people.sign_in_failed")
    assert [entry.object_name for entry in failed] == ["Nguyễn Thị Hạnh (hanh)", "tên đăng nhập không có"]
    assert "trâu" not in str(list(failed.values()))


def test_five_wrong_passwords_close_the_account_for_a_while(client: Client, administrator: Account) -> None:
    for _ in range(5):
        sign_in(client, password="sai")
    response = sign_in(Client(SERVER_NAME="localhost"))
    assert "Đã nhập sai quá nhiều lần" in said(response)
    assert deeds().count("people.sign_in_failed") == 5
    assert "people.signed_in" not in deeds()


def test_too_many_from_one_address_are_told_to_wait(client: Client, administrator: Account) -> None:
    for number in range(30):
        sign_in(client, f"nguoi-{number}", "sai")
    response = sign_in(client)
    assert response.status_code == 429
    assert "Quá nhiều lần thử" in said(response)


def test_an_account_that_has_ended_opens_nothing(client: Client, administrator: Account) -> None:
    sign_in(client)
    Account.objects.update(is_active=False)
    assert client.get("/thang/").status_code == 302
    assert sign_in(client).headers["Location"] == "/tai-khoan/ngung-dung/"
    assert "đã ngừng dùng" in said(client.get("/tai-khoan/ngung-dung/"))


def test_a_session_ends_without_use(client: Client, administrator: Account, settings: Settings) -> None:
    sign_in(client)
    client.get("/thang/")
    age(client, "seen_at", settings.SESSION_IDLE_SECONDS)
    response = client.get("/thang/", follow=True)
    assert "Phiên làm việc đã hết hạn" in said(response)
    assert client.get("/thang/").status_code == 302


def test_a_session_in_use_goes_on_but_not_for_ever(client: Client, administrator: Account, settings: Settings) -> None:
    sign_in(client)
    client.get("/thang/")
    age(client, "seen_at", settings.SESSION_IDLE_SECONDS - 5)
    assert client.get("/thang/").status_code == 200
    assert client.session["seen_at"] >= time.time() - 5
    age(client, "signed_in_at", settings.SESSION_COOKIE_AGE)
    assert client.get("/thang/").status_code == 302


def age(client: Client, name: str, seconds: int) -> None:
    session = client.session
    session[name] -= seconds
    session.save()


def test_signing_out_ends_the_session_and_is_recorded(client: Client, administrator: Account) -> None:
    sign_in(client)
    assert client.post("/tai-khoan/dang-xuat/").headers["Location"] == SIGN_IN
    assert client.get("/thang/").status_code == 302
    assert deeds()[-1] == "people.signed_out"


def test_a_new_password_ends_the_other_sessions(client: Client, administrator: Account) -> None:
    other = Client(SERVER_NAME="localhost")
    sign_in(client)
    sign_in(other)
    new = {"oldpassword": PASSWORD, "password1": "cái cày đi sau", "password2": "cái cày đi sau"}
    wrong = client.post("/tai-khoan/mat-khau/", new | {"oldpassword": "sai", "password2": "khác"})
    assert "Mật khẩu hiện tại chưa đúng" in said(wrong)
    assert "Hai lần nhập không giống nhau" in said(wrong)
    assert client.post("/tai-khoan/mat-khau/", new).status_code == 302
    assert client.get("/thang/").status_code == 200
    assert other.get("/thang/").status_code == 302
    assert "people.password_changed" in deeds()


def turn_on(client: Client) -> str:
    page = "/tai-khoan/hai-lop/bat/"
    assert client.get(page).headers["Location"].startswith("/tai-khoan/xac-nhan/")
    client.post(f"/tai-khoan/xac-nhan/?next={page}", {"password": PASSWORD})
    found = re.search(r"<code>([A-Z2-7]+)</code>", client.get(page).content.decode())
    assert found
    assert "Mã chưa đúng" in said(client.post(page, {"code": "000000"}))
    assert client.post(page, {"code": code_of(found[1])}).headers["Location"] == "/tai-khoan/hai-lop/ma-du-phong/"
    return found[1]


def test_with_a_second_factor_the_password_alone_opens_nothing(client: Client, administrator: Account) -> None:
    sign_in(client)
    secret = turn_on(client)
    codes = re.findall(r"<code>(\d+)</code>", client.get("/tai-khoan/hai-lop/ma-du-phong/").content.decode())
    assert len(codes) == 10
    client.post("/tai-khoan/dang-xuat/")
    assert sign_in(client).headers["Location"] == "/tai-khoan/hai-lop/nhap-ma/"
    assert client.get("/thang/").status_code == 302
    assert "Mã chưa đúng" in said(client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": "123456"}))
    cache.clear()  # the code of the very half minute was used to turn it on
    assert client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/thang/").status_code == 200
    client.post("/tai-khoan/dang-xuat/")
    for code, opens in ((codes[0], True), (codes[0], False)):  # each once
        sign_in(client)
        assert (client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": code}).status_code == 302) is opens
        client.post("/tai-khoan/dang-xuat/")
    assert {"people.second_factor_on", "people.sign_in_failed"} <= set(deeds())


def test_an_administrator_resets_a_lost_second_factor(client: Client, administrator: Account) -> None:
    sign_in(client)
    turn_on(client)
    response = client.post(f"/nguoi-dung/{administrator.public_id}/hai-lop", follow=True)
    assert "Đã bỏ xác thực hai lớp" in said(response)
    client.post("/tai-khoan/dang-xuat/")
    assert sign_in(client).headers["Location"] == "/"


FIRST = {
    "full_name": "Nguyễn Thị Hạnh",
    "username": "hanh",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def test_the_first_page_leads_to_the_first_account(client: Client) -> None:
    seen = said(client.get("/thang/"))
    assert "Chưa có tài khoản nào — chỉ xem, trên máy này" in seen
    assert client.post("/bat-dau/", FIRST).headers["Location"] == "/thiet-lap/"
    assert "Từ giờ ai cũng phải đăng nhập" in said(client.get("/nguoi-dung/"))
    assert Client(SERVER_NAME="localhost").get("/thang/").status_code == 302
    assert client.post("/bat-dau/", FIRST).status_code == 404


def test_the_first_account_is_not_made_from_elsewhere() -> None:
    assert Client(SERVER_NAME="localhost", REMOTE_ADDR="10.0.0.9").post("/bat-dau/", FIRST).status_code == 404
    assert not Account.objects.exists()


def test_an_onlooker_changes_nothing(client: Client) -> None:
    person = "/nguoi-dung/6f1c2a30-0000-4000-8000-000000000000"
    assert client.post("/nguoi-dung/moi/", {"full_name": "A", "role": "officer"}).status_code == 404
    assert client.post(f"{person}/ngung").status_code == 404


def invite(client: Client, **given: object) -> str:
    response = client.post("/nguoi-dung/moi/", {"full_name": "Lê Văn Tám", "role": Role.REPORTER, **given})
    found = re.search(r"http://localhost(/loi-moi/[\w-]+/)", response.content.decode())
    assert found, said(response)
    return found[1]


def test_an_invitation_is_shown_once_and_opens_an_account(client: Client, administrator: Account) -> None:
    sign_in(client)
    unit = Unit.objects.create(code="y-te", name="Phòng Y tế", listed_name="Phòng Y tế")
    address = invite(client, unit=unit.pk)
    assert address not in client.get("/nguoi-dung/").content.decode()
    guest = Client(SERVER_NAME="localhost")
    assert "người báo cáo của Phòng Y tế" in said(guest.get(address))
    taken = guest.post(address, {**FIRST, "full_name": "Lê Văn Tám"})
    assert "Tên đăng nhập này đã có người dùng" in said(taken)
    assert guest.post(address, {**FIRST, "username": "tam"}).headers["Location"] == SIGN_IN
    assert guest.get(address).status_code == 404
    assert sign_in(guest, "tam").status_code == 302
    assert not mail.outbox


def test_where_mail_can_be_sent_the_invitation_is_sent(
    client: Client, administrator: Account, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.ha-an.gov.vn"
    sign_in(client)
    address = invite(client, role=Role.OFFICER, email="tam@ha-an.gov.vn")
    assert mail.outbox[0].to == ["tam@ha-an.gov.vn"]
    assert address in mail.outbox[0].body


@pytest.mark.parametrize(
    ("role", "unit", "says"),
    [
        (Role.REPORTER, False, "Người báo cáo phải thuộc một đơn vị"),
        (Role.ADMINISTRATOR, True, "Người quản trị lo cho toàn hệ thống"),
        (Role.LEADER, True, "Vai trò này gắn với cơ quan nhận báo cáo"),
        ("onlooker", False, "không"),
    ],
)
def test_a_role_is_given_where_it_makes_sense(
    client: Client, administrator: Account, role: str, unit: bool, says: str
) -> None:
    sign_in(client)
    place = Unit.objects.create(code="y-te", name="Phòng Y tế", listed_name="Phòng Y tế")
    form = {"full_name": "Lê Văn Tám", "role": role, "unit": place.pk if unit else ""}
    assert says in said(client.post("/nguoi-dung/moi/", form))
    assert "people.invited" not in deeds()


def test_a_person_s_page_changes_roles_and_ends_the_account(client: Client, administrator: Account) -> None:
    sign_in(client)
    person = Account.objects.create(username="tam", full_name="Lê Văn Tám")
    page = f"/nguoi-dung/{person.public_id}/"
    assert "Đã thêm vai trò" in said(client.post(page + "vai-tro", {"role": Role.AUDITOR}, follow=True))
    held = person.memberships.get().public_id
    assert "Đã bỏ vai trò" in said(client.post(f"{page}vai-tro/{held}/bo", follow=True))
    assert "Đã ngừng tài khoản" in said(client.post(page + "ngung", follow=True))
    assert "Đã mở lại" in said(client.post(page + "mo-lai", follow=True))
    own = f"/nguoi-dung/{administrator.public_id}/"
    assert "người quản trị cuối cùng" in said(client.post(own + "ngung", follow=True))
    link = re.search(r"(/loi-moi/[\w-]+/)", client.post(page + "mat-khau").content.decode())
    assert link
    guest = Client(SERVER_NAME="localhost")
    assert guest.post(link[1], {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert sign_in(guest, "tam").status_code == 302


def test_forms_from_other_sites_are_refused(administrator: Account) -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403


def test_no_page_of_signing_in_holds_inline_script_or_style(client: Client, administrator: Account) -> None:
    pages = [SIGN_IN, "/nguoi-dung/", "/nguoi-dung/moi/", "/lich-su/", "/tai-khoan/", "/tai-khoan/hai-lop/"]
    pages += ["/tai-khoan/mat-khau/", f"/nguoi-dung/{administrator.public_id}/"]
    for number, page in enumerate(pages):
        if number == 1:
            sign_in(client)
        response = client.get(page)
        assert response.status_code == 200, page
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", response.content.decode()), page
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]


def test_no_english_is_left_on_the_pages(client: Client, administrator: Account) -> None:
    english = re.compile(r"\b(Password|Sign|Username|Remember|Code|Email|Confirm|This|Required|Forgot)\b")
    assert not english.findall(said(client.post(SIGN_IN, {})))
    sign_in(client)
    for page in ("/tai-khoan/mat-khau/", "/tai-khoan/xac-nhan/", "/nguoi-dung/moi/"):
        assert not english.findall(said(client.post(page, {}))), page
