"""The consolidated table, units through time and users' rules in the desk."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kybao.consolidated.kept import forget
from kybao.consolidated.models import ValidationRule
from kybao.desk.consolidated.rows import in_words
from kybao.filing.models import Fact
from kybao.filing.previewing import preview
from kybao.people.models import HistoryEntry
from kybao.registry.models import Indicator, Unit
from kybao.registry.succession import NewUnit, merge, split

pytestmark = pytest.mark.django_db
TABLE = "/tong-hop/?don-vi=ha-an&ky=2022-01&linh-vuc=Chung"
OF_INDICATOR = "/tong-hop/ho-so/?don-vi=ha-an&ky=2022-01"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def sign_in(client: Client, committees: Any) -> Callable[[str], Client]:
    def signed_in(name: str) -> Client:
        client.force_login(committees.people[name])
        return client

    return signed_in


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def text(client: Client, address: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]*>", " ", html(client, address)))


SignIn = Callable[[str], Client]


class TestTable:
    def test_from_the_committee_to_the_sentence(self, sign_in: SignIn, committees: Any) -> None:
        officer = sign_in("officer")
        assert "16 tấn" in text(officer, TABLE)
        assert "2/2 đơn vị" in text(officer, TABLE)
        page = html(officer, OF_INDICATOR)
        sentence = re.search(r'href="(/bai-nop/[^"]+)"', page)
        assert sentence
        public_id = sentence[1].split("/")[2]
        assert public_id in {str(one.public_id) for one in committees.submissions.values()}

    def test_a_unit_that_is_missing_is_named(self, sign_in: SignIn) -> None:
        Fact.objects.filter(unit__code="ha-an-van-hoa").update(period="2021-12")
        seen = text(sign_in("officer"), TABLE)
        assert "1/2 đơn vị thiếu: ha-an-van-hoa" in seen
        assert "8 tấn chưa đủ" in seen

    def test_a_correction_is_seen_at_once(self, sign_in: SignIn) -> None:
        officer = sign_in("officer")
        assert "16 tấn" in text(officer, TABLE)
        fact = Fact.objects.get(unit__code="ha-an-y-te")
        Fact.objects.create(
            indicator=fact.indicator, unit=Unit.objects.get(code="ha-an"), period="2022-01", basis="plan", value=32
        )
        assert "50,0% kế hoạch: 32 tấn" in text(officer, TABLE)

    def test_a_reporter_s_table_names_and_counts_nobody_else(self, sign_in: SignIn) -> None:
        reporter = sign_in("reporter")
        for address in ("/tong-hop/?ky=2022-01", "/tong-hop/ho-so/?ky=2022-01", TABLE):
            seen = html(reporter, address)
            assert "ha-an-van-hoa" not in seen
            assert "tan-phu" not in seen
        assert "8 tấn" in text(reporter, "/tong-hop/?ky=2022-01")

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("ky=2022-99", "2022-99"),
            ("ngay=hom-nay", "Không có ngày “hom-nay”"),
            ("don-vi=khong-co", "Không có đơn vị “khong-co”"),
            ("don-vi=tan-phu", "không được xem"),
        ],
    )
    def test_what_is_asked_wrongly_is_said(self, sign_in: SignIn, query: str, said: str) -> None:
        assert said in text(sign_in("officer"), f"/tong-hop/?{query}")

    def test_questions_to_the_database_are_as_many_for_more_units(
        self, sign_in: SignIn, django_assert_max_num_queries: Callable[..., CaptureQueriesContext]
    ) -> None:
        officer = sign_in("officer")
        parent = Unit.objects.get(code="ha-an")
        indicator = Indicator.objects.get(code="ho-so")
        for number in range(40):
            unit = Unit.objects.create(
                code=f"xa-{number}", name=f"Xã {number}", listed_name=f"Xã {number}", parent=parent
            )
            Fact.objects.create(indicator=indicator, unit=unit, period="2022-01", basis="actual", value=number)
        html(officer, TABLE)
        with django_assert_max_num_queries(40):
            html(officer, OF_INDICATOR)


class TestUnitsThroughTime:
    def test_a_merger_reads_from_whom_to_whom(self, sign_in: SignIn) -> None:
        old = [Unit.objects.get(code=f"ha-an-{name}") for name in ("y-te", "van-hoa")]
        new = NewUnit("ha-an-xa-hoi", "Phòng Văn hoá - Xã hội", parent=Unit.objects.get(code="ha-an"))
        merge(old, new, date(2023, 7, 1), "Nghị quyết 12/NQ-HĐND")
        officer = sign_in("officer")
        seen = text(officer, "/don-vi/dong-thoi-gian/")
        assert re.search(
            r"01/07/2023 Nghị quyết 12/NQ-HĐND Sáp nhập Phòng y-te ha-an Phòng van-hoa ha-an → thành Phòng Văn hoá",
            seen,
        )
        assert "Sáp nhập" in text(officer, "/don-vi/ha-an-xa-hoi/")
        assert "đến nay" not in text(officer, "/don-vi/ha-an-y-te/")
        assert "30/06/2023" in text(officer, "/don-vi/ha-an-y-te/")

    def test_the_same_period_is_restated_and_said_to_be(self, sign_in: SignIn) -> None:
        old = [Unit.objects.get(code=f"ha-an-{name}") for name in ("y-te", "van-hoa")]
        new = NewUnit("ha-an-xa-hoi", "Phòng Xã hội", listed_name="Xã hội", parent=Unit.objects.get(code="ha-an"))
        merge(old, new, date(2022, 7, 1), "Nghị quyết 12")
        unit = Unit.objects.get(code="ha-an-xa-hoi")
        Fact.objects.create(
            indicator=Indicator.objects.get(code="ho-so"), unit=unit, period="2023-01", basis="actual", value=20
        )
        seen = text(sign_in("auditor"), "/tong-hop/ho-so/?don-vi=ha-an&ky=2023-01")
        assert re.search(r"Xã hội 20 tấn 16 tấn tính lại tăng 25,0%", seen)

    def test_a_split_without_shares_is_said_to_be_incomparable(self, sign_in: SignIn) -> None:
        parent = Unit.objects.get(code="ha-an")
        old = Unit.objects.get(code="ha-an-y-te")
        parts = [NewUnit(f"ha-an-{name}", f"Phòng {name}", parent=parent) for name in ("mot", "hai")]
        split(old, parts, date(2022, 7, 1), "Nghị quyết 13")
        indicator = Indicator.objects.get(code="ho-so")
        for part in parts:
            Fact.objects.create(
                indicator=indicator, unit=Unit.objects.get(code=part.code), period="2023-01", basis="actual", value=5
            )
        auditor = sign_in("auditor")
        assert "không so sánh được: đơn vị chia tách chưa có tỷ lệ" in text(
            auditor, "/tong-hop/ho-so/?don-vi=ha-an&ky=2023-01"
        )
        assert "Chưa có tỷ lệ chia số liệu" in text(auditor, "/don-vi/dong-thoi-gian/")

    def test_a_reporter_sees_the_changes_of_their_unit(self, sign_in: SignIn) -> None:
        for name in ("y-te", "van-hoa"):
            old = Unit.objects.get(code=f"ha-an-{name}")
            merge([old], NewUnit(f"moi-{name}", f"Phòng mới {name}"), date(2023, 7, 1), f"Nghị quyết về {name}")
        seen = text(sign_in("reporter"), "/don-vi/dong-thoi-gian/")
        assert "Phòng mới y-te" in seen
        assert "van-hoa" not in seen


RULE = {
    "code": "HS-1",
    "text": "[ho-so] <= 5",
    "message": "Quá nhiều hồ sơ.",
    "severity": "error",
    "missing_left": "any",
    "missing_right": "any",
    "active": "on",
}


class TestRules:
    def test_a_rule_is_set_and_run(self, sign_in: SignIn, committees: Any) -> None:
        officer = sign_in("officer")
        data = RULE | {"committee": committees.own.receiver.pk}
        assert officer.post("/quy-tac/moi/", data).headers["Location"] == "/quy-tac/"
        assert HistoryEntry.objects.filter(action="registry.rule_set", actor__contains="officer").exists()
        seen = text(officer, "/quy-tac/ket-qua/?ky=2022-01")
        assert "2 chỗ không đúng quy tắc" in seen
        assert "8, phải ≤ 5" in seen
        assert "/bai-nop/" in html(officer, "/quy-tac/ket-qua/?ky=2022-01")

    def test_what_is_written_wrongly_is_said_at_its_place(self, sign_in: SignIn, committees: Any) -> None:
        data = RULE | {"committee": committees.own.receiver.pk, "text": "[ho-so] <="}
        response = sign_in("officer").post("/quy-tac/moi/", data)
        page = re.sub(r"\s+", " ", response.content.decode())
        assert re.search(r'id="id_text_error"><p>Quy tắc “\[ho-so\] &lt;=”, ký tự thứ 11: Ở đây cần một số', page)

    def test_an_officer_sets_no_rule_for_another_committee(self, sign_in: SignIn, committees: Any) -> None:
        officer = sign_in("officer")
        other = committees.other.receiver
        assert (
            "Hãy chọn một trong danh sách"
            in officer.post("/quy-tac/moi/", RULE | {"committee": other.pk}).content.decode()
        )
        theirs = ValidationRule.objects.create(committee=other, code="q", text="[ho-so] > 0", message="Của họ.")
        assert officer.get(f"/quy-tac/{theirs.pk}/").status_code == 404
        assert "Của họ." not in text(officer, "/quy-tac/")
        assert "Của họ." in text(sign_in("administrator"), "/quy-tac/")

    def test_dhis2_s_rules_are_looked_at_and_taken_over(self, sign_in: SignIn) -> None:
        side = {"expression": "#{a1}"}
        rule = {
            "id": "r1",
            "name": "R1",
            "operator": "equal_to",
            "periodType": "Monthly",
            "leftSide": side,
            "rightSide": side,
        }
        export = json.dumps({"dataElements": [{"id": "a1", "code": "ho-so"}], "validationRules": [rule]})
        officer = sign_in("officer")
        looked = officer.post("/quy-tac/nhap/", {"text": export}).content.decode()
        assert "[ho-so] = [ho-so]" in looked
        assert not ValidationRule.objects.exists()
        officer.post("/quy-tac/nhap/", {"text": export, "save": "1"})
        assert ValidationRule.objects.get().code == "r1"
        assert "không phải JSON" in officer.post("/quy-tac/nhap/", {"text": "xin chào"}).content.decode()

    def test_a_report_is_held_to_the_rules_before_and_after_it_is_filed(self, sign_in: SignIn, committees: Any) -> None:
        ValidationRule.objects.create(
            committee=committees.own.receiver, code="q", text="[ho-so] <= 5", message="Quá nhiều."
        )
        obligation = committees.submissions["ha-an-y-te"].obligation
        reporter = sign_in("reporter")
        assert "Quá nhiều. 8, phải ≤ 5" in text(reporter, f"/bai-nop/{committees.submissions['ha-an-y-te'].public_id}/")
        said = "Sản lượng lúa đạt 12 tấn."
        looked_at = preview(obligation, committees.people["reporter"], said.encode(), "moi.md")
        assert "Quá nhiều. 12, phải ≤ 5" in text(reporter, f"/xem-truoc/{looked_at.public_id}/")


@pytest.mark.parametrize(
    ("value", "measure", "said"),
    [
        ("38812345000", "đồng", "38.812,345 triệu đồng"),
        ("411060000000", "đồng", "411,06 tỷ đồng"),
        ("123456789", "đồng", "123.456.789 đồng"),
        ("0.300000", "ha", "0,3 ha"),
        ("1100", "con", "1.100 con"),
    ],
)
def test_totals_are_printed_exactly(value: str, measure: str, said: str) -> None:
    assert in_words(Decimal(value), Indicator(measure=measure)) == said
