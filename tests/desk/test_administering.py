"""The administrator's pages: units, regimes, outlines and indicators changed from a day or a period on, all in the history."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kybao.calendar import Period
from kybao.composing.models import Report
from kybao.people.accounts import make_first_administrator
from kybao.people.models import Account, HistoryEntry, Invitation
from kybao.registry.models import Indicator, Regime, RegistryChange, Section, Unit
from kybao.registry.units import units_on

pytestmark = pytest.mark.django_db

NOW = Period.month(date.today().year, date.today().month)
DECISION = "Quyết định 12/QĐ-UBND"
OUTLINE = "I. KINH TẾ\n1. Nông nghiệp\tcác xã\nII. XÃ HỘI\n1. Y tế\tPhòng Y tế"


@pytest.fixture
def client() -> Client:
    """The administrator of Hà An, which has been set up with three units, an outline and its first period."""
    account = make_first_administrator("quan", "Hoàng Văn Quản", "", "sông trong núi biếc")
    client = Client(SERVER_NAME="localhost")
    client.force_login(account)
    terms = {
        "name": "Ủy ban nhân dân huyện Hà An",
        "listed_name": "UBND huyện Hà An",
        "short_name": "UBND",
        "place": "Hà An",
        "level": "huyện",
    }
    post(client, "/thiet-lap/co-quan/", **terms)
    post(client, "/thiet-lap/don-vi/", text="Phòng Y tế\nCông an huyện\nUBND xã Bình Minh", save="1")
    page = client.get("/thiet-lap/che-do/")
    post(client, "/thiet-lap/che-do/", **values_in(page), save="1")
    post(client, "/thiet-lap/de-cuong/", text=OUTLINE, save="1")
    post(client, "/thiet-lap/chi-tieu/", text="Đàn trâu\tcon\tNông nghiệp\tcuối kỳ", save="1")
    post(client, "/thiet-lap/ky-dau-tien/", period=str(NOW))
    return client


def values_in(page: Any) -> dict[str, Any]:
    """What a browser would send back of a form that nobody touched."""
    form = page.context["form"]
    return {bound.name: value for bound in form if (value := bound.value()) not in (None, "")}


def post(client: Client, address: str, **data: Any) -> str:
    """What the page says after a change that is taken: its messages."""
    response = client.post(address, data, follow=True)
    assert response.status_code == 200, address
    assert response.redirect_chain, said(response)
    return said(response)


def refused(client: Client, address: str, **data: Any) -> str:
    """What the page says where a change is not taken."""
    before = RegistryChange.objects.count()
    response = client.post(address, data, follow=True)
    assert RegistryChange.objects.count() == before
    return said(response)


def said(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]*>", " ", response.content.decode()))


def the_regime() -> Regime:
    return Regime.objects.get()


def titles(period: Period) -> list[str]:
    return [one.title for one in the_regime().version_for(period).outline if not one.is_passage]


def test_the_set_up_says_what_is_done_and_what_is_missing(client: Client) -> None:
    page = said(client.get("/thiet-lap/"))
    assert "6/7 bước" in page
    assert "3 đơn vị báo cáo" in page
    assert "Chưa mời ai" in page
    assert the_regime().obligations.filter(period=NOW).count() == 3


def test_each_step_is_in_the_history(client: Client) -> None:
    actions = HistoryEntry.objects.order_by("number").values_list("action", flat=True)
    assert [action for action in actions if action.startswith("registry.")] == [
        "registry.committee_set",
        "registry.committee_set",
        "registry.units_changed",
        "registry.regime_set",
        "registry.outline_changed",
        "registry.indicators_changed",
        "registry.period_opened",
    ]
    units = HistoryEntry.objects.get(action="registry.units_changed")
    assert units.after is not None
    assert units.after["phong-y-te"] == "Phòng Y tế, phòng, thuộc ubnd-huyen-ha-an"


def test_the_first_account_is_led_to_the_set_up() -> None:
    given = {"full_name": "Hoàng Văn Quản", "username": "quan", "password1": "sông trong núi biếc"}
    page = Client(SERVER_NAME="localhost").post("/bat-dau/", {**given, "password2": given["password1"]})
    assert page.headers["Location"] == "/thiet-lap/"


def test_steps_lead_back_to_the_one_that_they_need() -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(make_first_administrator("quan", "Hoàng Văn Quản", "", "sông trong núi biếc"))
    for step in ("don-vi", "che-do", "nguoi-dung"):
        assert client.get(f"/thiet-lap/{step}/").headers["Location"] == "/thiet-lap/co-quan/"
    assert client.get("/thiet-lap/ky-dau-tien/").headers["Location"] == "/thiet-lap/che-do/"


def test_people_are_invited_in_bulk_or_not_at_all(client: Client) -> None:
    wrong = client.post(
        "/thiet-lap/nguoi-dung/", {"text": "Bà A\ta@x.vn\tPhòng Y tế\nÔng B\t\tPhòng Không", "save": "1"}
    )
    assert "Không thấy đơn vị “Phòng Không”" in said(wrong)
    assert not Invitation.objects.exists()
    people = "Bà A\ta@x.vn\tPhòng Y tế\t\nÔng B\t\t\tlãnh đạo\nÔng C\tong.c\tCông an huyện\tngười báo cáo"
    page = client.post("/thiet-lap/nguoi-dung/", {"text": people, "save": "1"})
    links = re.findall(r'class="handed">(http[^<]+)<', page.content.decode())
    assert [client.get(link).status_code for link in links] == [200, 200, 200]
    assert {(one.full_name, one.role, one.unit and one.unit.code) for one in Invitation.objects.all()} == {
        ("Bà A", "reporter", "phong-y-te"),
        ("Ông B", "leader", "ubnd-huyen-ha-an"),
        ("Ông C", "reporter", "cong-an-huyen"),
    }


def test_a_new_unit_owes_for_the_open_period(client: Client) -> None:
    day = NOW.first.isoformat()
    receiver = the_regime().receiver
    post(client, "/quan-tri/don-vi-moi/", name="Phòng Tư pháp", parent=receiver.pk, on=day, decision=DECISION)
    unit = Unit.objects.get(code="phong-tu-phap")
    assert unit.area == receiver
    assert the_regime().obligations.filter(unit=unit, period=NOW).exists()
    assert "Phòng Tư pháp" not in said(client.get("/quan-tri/don-vi/?ngay=2020-01-01"))
    assert "Phòng Tư pháp" in said(client.get(f"/quan-tri/don-vi/?ngay={day}"))


def test_a_unit_is_renamed_from_a_day_on_and_that_can_be_taken_back(client: Client) -> None:
    named = {
        "name": "Phòng Y tế - Xã hội",
        "listed_name": "",
        "kind": "phòng",
        "on": "2022-07-01",
        "decision": DECISION,
    }
    post(client, "/quan-tri/don-vi/phong-y-te/ten", **named)
    assert Unit.objects.get(code="phong-y-te").name == "Phòng Y tế - Xã hội"
    names = [state.name for tree in units_on(date(2022, 6, 30)) for state in tree.walk() if state.code == "phong-y-te"]
    assert names == ["Phòng Y tế"]
    page = client.get("/quan-tri/don-vi/phong-y-te/")
    assert "từ 01/07/2022" in said(page)
    assert "sửa về trước" in said(client.get("/quan-tri/"))
    taken_back = re.findall(r"/quan-tri/don-vi/phong-y-te/rut/\d+", page.content.decode())
    post(client, taken_back[0])
    assert Unit.objects.get(code="phong-y-te").name == "Phòng Y tế"


def test_what_a_decision_can_t_do_is_said_beside_the_form(client: Client) -> None:
    unit = "/quan-tri/don-vi/phong-y-te/"
    assert "Ô này chưa ghi" in refused(client, unit + "ten", name="Phòng", on="2022-07-01", decision="")
    own = Unit.objects.get(code="phong-y-te")
    assert "chính mình" in refused(client, unit + "nhap", into=own.pk, on="2022-07-01", decision=DECISION)
    receiver = "/quan-tri/don-vi/ubnd-huyen-ha-an/ket-thuc"
    assert "còn 3 đơn vị cấp dưới" in refused(client, receiver, on="2022-07-01", decision=DECISION)


def test_a_unit_that_ends_owes_nothing_more_where_it_has_filed_nothing(client: Client) -> None:
    post(client, "/quan-tri/don-vi/cong-an-huyen/ket-thuc", on=NOW.first.isoformat(), decision=DECISION)
    assert set(the_regime().obligations.values_list("unit__code", flat=True)) == {"phong-y-te", "ubnd-xa-binh-minh"}


def test_a_spreadsheet_of_units_is_shown_as_differences_before_it_is_taken_over(client: Client) -> None:
    address = "/quan-tri/don-vi-bang-tinh/"
    book = (
        "mã,tên,loại,đơn vị cha,từ ngày\n"
        "phong-y-te,Phòng Y tế,sở,ubnd-huyen-ha-an,\n"
        "yen-tinh,UBND xã Yên Tĩnh,xã,ubnd-huyen-ha-an,01/07/2025"
    )
    page = client.post(address, {"file": SimpleUploadedFile("don-vi.csv", book.encode()), "look": "1"})
    assert "2 khác biệt" in said(page)
    assert "loại: phòng → sở" in said(page)
    assert not Unit.objects.filter(code="yen-tinh").exists()
    carried = {name: page.context[name] for name in ("name", "data")}
    assert "đã thay đổi từ lúc xem trước" in refused(client, address, **carried, seen="khác", save="1")
    post(client, address, **carried, seen=page.context["digest"], save="1", why=DECISION)
    assert Unit.objects.get(code="yen-tinh").name == "UBND xã Yên Tĩnh"
    assert "không có gì thay đổi" in said(
        client.post(address, {"file": SimpleUploadedFile("don-vi.csv", book.encode()), "look": "1"})
    )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04hong", "cột,khác\n1,2".encode()])
def test_a_spreadsheet_that_is_none_is_refused_in_words(client: Client, content: bytes) -> None:
    file = SimpleUploadedFile("don-vi.csv", content)
    assert "Hãy" in refused(client, "/quan-tri/don-vi-bang-tinh/", file=file, look="1")


def test_a_regime_changes_from_a_period_on_and_earlier_periods_stay(client: Client) -> None:
    address = "/quan-tri/che-do/bao-cao-thang/ban/moi/"
    given = values_in(client.get(address)) | {"since": str(NOW.next()), "deadline_day": "3", "why": DECISION}
    post(client, address, **given)
    regime = the_regime()
    assert regime.version_for(NOW).deadline.day == 15
    assert regime.version_for(NOW.next()).deadline.day == 3
    assert titles(NOW.next()) == titles(NOW)
    entry = HistoryEntry.objects.filter(action="registry.regime_version").last()
    assert entry is not None
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["deadline_day"], entry.after["deadline_day"], entry.after["why"]) == ("15", "3", DECISION)


def test_a_deadline_put_right_moves_what_is_owed_in_open_periods(client: Client) -> None:
    address = "/quan-tri/che-do/bao-cao-thang/ban/0001-01-01/"
    given = values_in(client.get(address)) | {"deadline_day": "28", "deadline_moving": "none"}
    assert "Hạn nộp của 3 báo cáo" in post(client, address, **given)
    assert {one.due_at.astimezone().day for one in the_regime().obligations.all()} == {28}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"deadline_day": "0"}, "từ 1 đến 31"),
        ({"deadline_day": "x"}, "Hãy ghi một số"),
        ({"closing": "own", "opens_on": "", "closes_on": ""}, "phải ghi ngày"),
        (
            {"closing": "own", "opens_on": "20", "opens_offset": "1", "closes_on": "1", "closes_offset": "-1"},
            "Ngày cuối",
        ),
    ],
)
def test_rules_that_can_t_be_are_said_at_their_field(client: Client, changed: dict[str, str], why: str) -> None:
    address = "/quan-tri/che-do/bao-cao-thang/ban/moi/"
    assert why in refused(client, address, **(values_in(client.get(address)) | {"since": str(NOW.next())} | changed))


def test_what_a_report_prints_is_changed_with_before_and_after(client: Client) -> None:
    address = "/quan-tri/che-do/bao-cao-thang/"
    post(client, address, **(values_in(client.get(address)) | {"signer": "Nông Văn Ký"}))
    entry = HistoryEntry.objects.filter(action="registry.regime_set").last()
    assert entry is not None
    assert (entry.before, entry.after and entry.after["signer"]) == ({"signer": ""}, "Nông Văn Ký")


def test_another_regime_begins_with_what_the_first_one_prints(client: Client) -> None:
    address = "/quan-tri/che-do-moi/"
    post(client, address, **(values_in(client.get(address)) | {"name": "Báo cáo quý", "frequency": "quarter"}))
    made = Regime.objects.get(code="bao-cao-quy")
    assert (made.symbol, made.frequency, made.receiver) == (
        "BC-UBND",
        "quarter",
        Regime.objects.earliest("pk").receiver,
    )


OUTLINES = "/quan-tri/de-cuong/bao-cao-thang/"


def test_an_outline_changes_from_a_period_on_and_earlier_periods_keep_theirs(client: Client) -> None:
    later = f"?tu={NOW.next()}"
    owner = Unit.objects.get(code="cong-an-huyen").pk
    post(client, f"{OUTLINES}muc/I-1/{later}", number="1", title="Nông nghiệp, môi trường", owners=[owner])
    post(client, f"{OUTLINES}muc-moi/{later}&duoi=II", number="2", title="Giáo dục", owners=[owner])
    post(client, f"{OUTLINES}muc/II/chuyen{later}", huong="len")
    assert titles(NOW) == ["KINH TẾ", "Nông nghiệp", "XÃ HỘI", "Y tế"]
    assert titles(NOW.next()) == ["XÃ HỘI", "Y tế", "Giáo dục", "KINH TẾ", "Nông nghiệp, môi trường"]
    post(client, f"{OUTLINES}muc/I/bo{later}")
    assert titles(NOW.next()) == ["XÃ HỘI", "Y tế", "Giáo dục"]
    assert the_regime().versions.count() == 2


def test_an_outline_may_be_replaced_as_a_list_from_a_period_on(client: Client) -> None:
    post(client, f"{OUTLINES}?tu={NOW.next()}", text="1. Y tế [Phòng Y tế]\n2. Kinh tế")
    assert (titles(NOW)[0], titles(NOW.next())) == ("KINH TẾ", ["Y tế", "Kinh tế"])
    assert "Không thấy đơn vị" in refused(client, f"{OUTLINES}?tu={NOW.next()}", text="1. Y tế [Phòng Không]")


def test_an_outline_does_not_change_under_a_report_that_someone_has_written_on(client: Client) -> None:
    Report.objects.create(regime=the_regime(), period=NOW, status=Report.Status.APPROVED)
    told = refused(client, f"{OUTLINES}muc/I-1/?tu={NOW}", number="1", title="Khác")
    assert "Hãy áp dụng từ kỳ sau" in told
    assert "chỉ xem" in said(client.get(f"{OUTLINES}?tu={NOW}"))
    post(client, f"{OUTLINES}muc/I-1/?tu={NOW.next()}", number="1", title="Khác")
    assert "Khác" not in titles(NOW)


def test_a_passage_keeps_its_lead_and_its_unit(client: Client) -> None:
    passage = Section.objects.get(owner__code="phong-y-te")
    post(client, f"{OUTLINES}muc/{passage.key}/?tu={NOW}", lead="Khám chữa bệnh")
    passage.refresh_from_db()
    assert (passage.lead, passage.owner and passage.owner.code) == ("Khám chữa bệnh", "phong-y-te")


def test_indicators_are_added_changed_and_shown_with_their_use(client: Client) -> None:
    terms = {
        "name": "Đàn lợn",
        "measure": "con",
        "sector": "Nông nghiệp",
        "kind": "stock",
        "phrase": "đàn lợn\nđàn heo",
    }
    post(client, "/quan-tri/chi-tieu-moi/", **terms)
    assert Indicator.objects.get(code="dan-lon").phrase == "đàn lợn|đàn heo"
    post(client, "/quan-tri/chi-tieu/dan-lon/", **(terms | {"name": "Tổng đàn lợn"}))
    entry = HistoryEntry.objects.filter(action="registry.indicators_changed").last()
    assert entry is not None
    assert (entry.before, entry.after and entry.after["name"]) == ({"name": "Đàn lợn"}, "Tổng đàn lợn")
    assert "2 chỉ tiêu" in said(client.get("/quan-tri/chi-tieu/?dung=khong"))
    assert "0 chỉ tiêu" in said(client.get("/quan-tri/chi-tieu/?dung=co"))
    assert "Chưa có cách gọi nào" in refused(client, "/quan-tri/chi-tieu-moi/", **(terms | {"phrase": "!tiêm"}))


def test_pages_ask_the_database_a_bounded_number_of_times(client: Client, django_assert_max_num_queries: Any) -> None:
    names = "\n".join(f"Phòng số {number}" for number in range(40))
    post(client, "/thiet-lap/don-vi/", text=names, save="1")
    client.force_login(Account.objects.get())
    for address in ("/thiet-lap/", "/quan-tri/", "/quan-tri/don-vi/", OUTLINES, "/quan-tri/chi-tieu/"):
        with django_assert_max_num_queries(40):
            assert client.get(address).status_code == 200


def test_a_spreadsheet_that_is_handed_over_is_looked_at_before_it_is_saved(client: Client) -> None:
    file = SimpleUploadedFile("don-vi.csv", "TT;Tên đơn vị\n1;Phòng Tư pháp".encode())
    page = client.post("/thiet-lap/don-vi/", {"file": file, "save": "1"})
    assert page.context["text"] == "TT\tTên đơn vị\n1\tPhòng Tư pháp"
    assert not Unit.objects.filter(name="Phòng Tư pháp").exists()
    post(client, "/thiet-lap/don-vi/", text=page.context["text"], save="1")
    assert the_regime().obligations.filter(unit__name="Phòng Tư pháp", period=NOW).exists()


def test_a_form_sent_back_untouched_changes_nothing(client: Client) -> None:
    before = RegistryChange.objects.count()
    for address in ("/quan-tri/che-do/bao-cao-thang/", "/quan-tri/che-do/bao-cao-thang/ban/0001-01-01/"):
        given = {name: str(value).replace("\n", "\r\n") for name, value in values_in(client.get(address)).items()}
        assert "Không có gì thay đổi" in post(client, address, **given)
    assert RegistryChange.objects.count() == before
