"""The REST API as a program meets it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kybao.exchange.models import ApiToken, FactChange
from kybao.exchange.tokens import revoke
from kybao.filing.models import Fact, Submission
from kybao.people.models import HistoryEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committee")]
Token = Callable[..., str]


@pytest.fixture
def ask(token: Token) -> Callable[..., Any]:
    """Sends a request with a token of all scopes."""
    secret = token("moi-quyen")
    client = Client(headers={"authorization": f"Bearer {secret}"})

    def asked(path: str, method: str = "get", **more: Any) -> Any:
        return getattr(client, method)(path, **more)

    return asked


def basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


class TestTokens:
    @pytest.mark.parametrize("form", ["Bearer {secret}", "ApiToken {secret}", "bearer {secret}", "basic"])
    def test_every_way_of_signing_a_request(self, token: Token, form: str) -> None:
        secret = token("tram-1", "read:facts")
        header = basic("tram-1", secret) if form == "basic" else form.format(secret=secret)
        assert Client().get("/api/facts", headers={"authorization": header}).status_code == 200

    @pytest.mark.parametrize(
        "header", ["", "Bearer ", "Bearer kybao_sai", "Basic !!!", basic("tram-1", "sai"), "Digest x", "Bearer \x00"]
    )
    def test_what_is_no_token_is_refused(self, token: Token, header: str) -> None:
        token("tram-1")
        answer = Client().get("/api/facts", headers={"authorization": header} if header else {})
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert "Basic" in answer["WWW-Authenticate"]
        assert "kybao token create" in answer.json()["detail"]

    def test_a_secret_serves_only_with_its_own_name(self, token: Token) -> None:
        secret = token("tram-1")
        token("tram-2")
        answer = Client().get("/api/units", headers={"authorization": basic("tram-2", secret)})
        assert answer.status_code == 401

    def test_a_token_ends_when_it_is_revoked_or_expires(self, token: Token) -> None:
        first, second = token("tram-1"), token("tram-2")
        revoke("tram-1")
        ApiToken.objects.filter(name="tram-2").update(expires_at=timezone.now() - timedelta(seconds=1))
        for secret in (first, second):
            assert Client().get("/api/units", headers={"authorization": f"Bearer {secret}"}).status_code == 401

    def test_the_secret_is_not_kept(self, token: Token) -> None:
        secret = token("tram-1")
        assert secret not in json.dumps(list(ApiToken.objects.values()), default=str)

    def test_a_scope_that_is_missing_is_named(self, token: Token) -> None:
        secret = token("tram-1", "read:facts")
        answer = Client().get("/api/reports", headers={"authorization": f"Bearer {secret}"})
        assert answer.status_code == 403
        assert "read:reports" in answer.json()["detail"]

    def test_requests_beyond_the_allowance_wait(self, token: Token) -> None:
        secret = token("tram-1", per_minute=2)
        client = Client(headers={"authorization": f"Bearer {secret}"})
        answers = [client.get("/api/units") for _ in range(4)]
        assert [answer.status_code for answer in answers] in (
            [200, 200, 429, 429],
            [200, 200, 200, 429],
        )  # a new minute
        assert 0 < int(answers[-1]["Retry-After"]) <= 60
        assert "2 yêu cầu mỗi phút" in answers[-1].json()["detail"]


class TestReading:
    def test_lists_are_paged_by_cursor_without_gaps(self, ask: Callable[..., Any]) -> None:
        seen, cursor = [], 0
        while cursor is not None:
            page = ask("/api/facts", data={"limit": 4, "cursor": cursor}).json()
            seen += [one["id"] for one in page["items"]]
            cursor = page["next_cursor"]
        assert seen == sorted(Fact.objects.values_list("pk", flat=True))

    @pytest.mark.parametrize(
        ("filters", "values"),
        [
            ({"unit": "phuong-a", "period": "2024-01"}, ["1250", "12.5", "320550000"]),
            ({"indicator": "chan-nuoi.lon", "period": "2024-02"}, ["1300", "905"]),
            ({"basis": "plan_province"}, ["7500000000"]),
            ({"unit": "khong-co"}, []),
        ],
    )
    def test_facts_by_filters_with_exact_decimals(
        self, ask: Callable[..., Any], filters: dict[str, str], values: list[str]
    ) -> None:
        assert [one["value"] for one in ask("/api/facts", data=filters).json()["items"]] == values

    def test_a_unit_s_token_sees_that_unit_alone(self, token: Token) -> None:
        client = Client(headers={"authorization": f"Bearer {token('phuong-a', unit='phuong-a')}"})
        assert {one["unit"] for one in client.get("/api/facts").json()["items"]} == {"phuong-a"}
        assert {one["unit"] for one in client.get("/api/submissions").json()["items"]} == {"phuong-a"}
        assert [one["unit"] for one in client.get("/api/obligations?regime=thang&period=2024-01").json()] == [
            "phuong-a"
        ]
        other = Submission.objects.filter(obligation__unit__code="phuong-b").first()
        assert other is not None
        assert client.get(f"/api/submissions/{other.public_id}").status_code == 404
        assert client.get("/api/reports").json()["items"] == []

    def test_who_filed(self, ask: Callable[..., Any]) -> None:
        rows = ask("/api/obligations?regime=thang&period=2024-02").json()
        assert [(row["unit"], row["timeliness"]) for row in rows] == [
            ("phuong-a", "on_time"),
            ("phuong-b", "on_time"),
            ("xa-c", "missing"),
        ]

    def test_periods_newest_first(self, ask: Callable[..., Any]) -> None:
        rows = ask("/api/periods").json()
        assert [(row["period"], row["obligations"], row["filed"]) for row in rows] == [
            ("2024-03", 3, 1),
            ("2024-02", 3, 2),
            ("2024-01", 3, 3),
        ]

    def test_a_submission_with_its_text_findings_and_file(self, ask: Callable[..., Any]) -> None:
        (one,) = ask("/api/submissions?unit=phuong-a&period=2024-01").json()["items"]
        assert (one["version"], one["counts"], one["file_name"]) == (1, True, "phuong-a-2024-01.md")
        path = f"/api/submissions/{one['id']}"
        fact = ask("/api/facts?unit=phuong-a&period=2024-01&indicator=chan-nuoi.lon").json()["items"][0]
        block = ask(f"{path}/text").json()["blocks"][fact["block"]]
        assert block[fact["start"] : fact["end"]] == "1.250 con"
        assert ask(f"{path}/findings").status_code == 200
        assert "Tổng đàn lợn 1.250 con" in ask(f"{path}/file").content.decode()

    def test_who_has_an_answer_already_gets_304(self, ask: Callable[..., Any]) -> None:
        first = ask("/api/indicators")
        again = ask("/api/indicators", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_a_report_and_its_files(self, ask: Callable[..., Any]) -> None:
        report = ask("/api/reports/thang/2024-01").json()
        assert (report["status"], report["number"], report["dated"]) == ("issued", 9, "2024-01-20")
        answer = ask(f"/api/reports/thang/2024-01/outputs/{report['outputs'][0]}")
        assert answer.content.startswith(b"PK")

    @pytest.mark.parametrize(
        ("path", "status", "words"),
        [
            ("/api/khong-co", 404, "Không có địa chỉ"),
            ("/api/units/khong-co", 404, "Không có đơn vị"),
            ("/api/facts?period=2022-13", 422, "period: không đúng dạng"),
            ("/api/facts?period=2022-02-30..2022-03-01", 404, "Không có kỳ báo cáo"),
            ("/api/facts?limit=5000", 422, "limit: quá lớn"),
            ("/api/obligations", 422, "regime: thiếu"),
        ],
    )
    def test_errors_say_what_is_wrong(self, ask: Callable[..., Any], path: str, status: int, words: str) -> None:
        answer = ask(path)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert words in answer.json()["detail"]

    def test_a_method_that_is_not_served_is_a_problem_too(self, ask: Callable[..., Any]) -> None:
        answer = ask("/api/units", method="delete")
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")

    def test_the_description_is_open_api_3_1_and_the_page_needs_nothing_from_outside(self) -> None:
        described = Client().get("/api/openapi.json").json()
        assert described["openapi"].startswith("3.1")
        page = Client().get("/api/").content.decode()
        assert all(path in page for path in described["paths"])
        assert "http://" not in page
        assert "https://" not in page


class TestFiling:
    @staticmethod
    def sent(client: Client, text: str = "Tổng đàn lợn 77 con.", unit: str = "xa-c", period: str = "2024-03") -> Any:
        file = SimpleUploadedFile("xa-c.md", text.encode(), "text/markdown")
        return client.post("/api/submissions", {"regime": "thang", "unit": unit, "period": period, "file": file})

    def test_a_report_is_filed_once_however_often_it_is_sent(self, token: Token) -> None:
        client = Client(headers={"authorization": f"Bearer {token('xa-c', unit='xa-c')}"})
        first, again = self.sent(client), self.sent(client)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        assert first.json()["facts"] == 1
        assert HistoryEntry.objects.filter(action="filing.filed").latest("number").actor == "mã kết nối xa-c"

    def test_a_unit_does_not_file_for_another(self, token: Token) -> None:
        client = Client(headers={"authorization": f"Bearer {token('xa-c', unit='xa-c')}"})
        assert self.sent(client, unit="phuong-b").status_code == 403

    def test_what_can_t_be_read_is_not_kept(self, ask: Callable[..., Any]) -> None:
        file = SimpleUploadedFile("hong.pdf", b"%PDF-1.7 hong")
        body = {"regime": "thang", "unit": "xa-c", "period": "2024-03", "file": file}
        before = Submission.objects.count()
        assert ask("/api/submissions", "post", data=body).status_code == 422
        assert Submission.objects.count() == before

    def test_no_report_is_owed_for_another_kind_of_period(self, token: Token) -> None:
        client = Client(headers={"authorization": f"Bearer {token('tat-ca')}"})
        assert self.sent(client, period="2024-Q1").status_code == 409
        assert self.sent(client, period="2099-01").status_code == 409


class TestWriting:
    def post(self, ask: Callable[..., Any], *values: dict[str, Any], dry_run: bool = False) -> Any:
        body = {"values": values, "dry_run": dry_run}
        return ask("/api/facts", "post", data=json.dumps(body), content_type="application/json").json()

    def test_a_stated_value_is_corrected_where_it_stands(self, ask: Callable[..., Any]) -> None:
        (fact,) = ask("/api/facts?unit=phuong-a&period=2024-02&indicator=chan-nuoi.lon").json()["items"]
        first = ask(f"/api/facts/{fact['id']}")
        sent = {"data": json.dumps({"value": "1301"}), "content_type": "application/json"}
        assert ask(f"/api/facts/{fact['id']}", "put", **sent).status_code == 428
        done = ask(f"/api/facts/{fact['id']}", "put", headers={"if-match": first["ETag"]}, **sent)
        assert (done.status_code, done.json()["value"], done.json()["stated"]) == (200, "1301", "1.300 con")
        stale = ask(f"/api/facts/{fact['id']}", "put", headers={"if-match": first["ETag"]}, **sent)
        assert stale.status_code == 412
        (change,) = FactChange.objects.all()
        assert (change.before, change.after, change.actor) == ("1300", "1301", "mã kết nối moi-quyen")

    def test_the_history_names_the_program(self, ask: Callable[..., Any]) -> None:
        self.post(ask, {"unit": "xa-c", "indicator": "xa-hoi.ty-le-ho-ngheo", "period": "2024-02", "value": "4"})
        entry = HistoryEntry.objects.latest("number")
        assert (entry.action, entry.actor, entry.unit and entry.unit.code) == (
            "exchange.values_changed",
            "mã kết nối moi-quyen",
            "xa-c",
        )

    def test_many_values_all_or_none(self, ask: Callable[..., Any]) -> None:
        good = {"unit": "xa-c", "indicator": "xa-hoi.ty-le-ho-ngheo", "period": "2024-02", "value": "4.125"}
        issued = good | {"period": "2024-01"}
        wrong = self.post(ask, good, issued)
        assert (wrong["written"], [one["outcome"] for one in wrong["changes"]]) == (False, ["created", "refused"])
        assert "đã ban hành" in wrong["changes"][1]["message"]
        assert not Fact.objects.filter(indicator__code="xa-hoi.ty-le-ho-ngheo").exists()
        right = self.post(ask, good)
        assert (right["written"], right["changes"][0]["outcome"]) == (True, "created")
        assert self.post(ask, good)["changes"][0]["outcome"] == "unchanged"
        assert self.post(ask, good | {"value": None})["changes"][0]["outcome"] == "deleted"

    def test_a_dry_run_writes_nothing(self, ask: Callable[..., Any]) -> None:
        value = {"unit": "xa-c", "indicator": "xa-hoi.ty-le-ho-ngheo", "period": "2024-02", "value": "4"}
        done = self.post(ask, value, dry_run=True)
        assert (done["written"], done["changes"][0]["outcome"]) == (False, "created")
        assert not FactChange.objects.exists()

    def test_what_changed_meanwhile_is_not_overwritten(self, ask: Callable[..., Any]) -> None:
        value = {"unit": "phuong-b", "indicator": "chan-nuoi.lon", "period": "2024-02", "value": "1", "expected": "900"}
        done = self.post(ask, value)
        assert done["changes"][0]["outcome"] == "stale"
        assert "đã đổi từ 900 thành 905" in done["changes"][0]["message"]

    def test_a_unit_writes_its_own_figures_alone(self, token: Token) -> None:
        client = Client(headers={"authorization": f"Bearer {token('phuong-a', unit='phuong-a')}"})
        value = {"unit": "phuong-b", "indicator": "chan-nuoi.lon", "period": "2024-02", "value": "1"}
        done = client.post("/api/facts", json.dumps({"values": [value]}), content_type="application/json").json()
        assert done["changes"][0]["outcome"] == "refused"

    def test_a_number_that_would_be_cut_is_refused(self, ask: Callable[..., Any]) -> None:
        value = {"unit": "xa-c", "indicator": "chan-nuoi.lon", "period": "2024-02", "value": "1.1234567890123"}
        body = json.dumps({"values": [value]})
        assert ask("/api/facts", "post", data=body, content_type="application/json").status_code == 422
