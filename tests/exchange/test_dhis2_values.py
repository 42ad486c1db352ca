"""What becomes of values that DHIS2's clients send, and what they are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kybao.exchange.dhis2.identifiers import uid
from kybao.exchange.dhis2.metadata import basis_uid
from kybao.exchange.models import FactChange
from kybao.filing.models import Fact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committee")]
UNIT = uid("organisationUnit", "xa-c")
PIGS, POOR = (uid("dataElement", code) for code in ("chan-nuoi.lon", "xa-hoi.ty-le-ho-ngheo"))
SETS = "/dhis2/api/dataValueSets"
Send = Callable[..., Any]


@pytest.fixture
def client(token: Callable[..., str]) -> Client:
    return Client(headers={"authorization": f"ApiToken {token('dhis2')}"})


@pytest.fixture
def send(client: Client) -> Send:
    def sent(*values: dict[str, str], query: str = "", **head: str) -> Any:
        body = json.dumps({**head, "dataValues": values})
        return client.post(f"{SETS}{query}", body, content_type="application/json")

    return sent


def one(**other: str) -> dict[str, str]:
    return {"dataElement": POOR, "period": "202402", "orgUnit": UNIT, "value": "4.25"} | other


def counts(answer: Any) -> tuple[int, int, int, int]:
    found = answer.json()["response"]["importCount"]
    return found["imported"], found["updated"], found["ignored"], found["deleted"]


def test_new_then_updated_then_taken_out(send: Send) -> None:
    assert counts(send(one())) == (1, 0, 0, 0)
    assert counts(send(one(value="4.5"))) == (0, 1, 0, 0)
    assert Fact.objects.get(indicator__code="xa-hoi.ty-le-ho-ngheo").value.as_tuple().digits == (4, 5)
    assert counts(send(one(), query="?importStrategy=DELETE")) == (0, 0, 0, 1)
    assert [(row.before, row.after) for row in FactChange.objects.all()] == [("", "4.25"), ("4.25", "4.5"), ("4.5", "")]


def test_what_the_head_says_holds_for_every_value(send: Send) -> None:
    answer = send(
        {"dataElement": POOR, "value": "4"}, period="202402", orgUnit=UNIT, attributeOptionCombo=basis_uid("plan")
    )
    assert counts(answer) == (1, 0, 0, 0)
    assert Fact.objects.get(indicator__code="xa-hoi.ty-le-ho-ngheo").basis == "plan"


def test_a_dry_run_counts_and_keeps_nothing(send: Send) -> None:
    assert counts(send(one(), query="?dryRun=true")) == (1, 0, 0, 0)
    assert not Fact.objects.filter(indicator__code="xa-hoi.ty-le-ho-ngheo").exists()


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [("CREATE", (1, 0, 1, 0)), ("UPDATE", (0, 1, 1, 0)), ("CREATE_AND_UPDATE", (1, 1, 0, 0)), ("NEW", (1, 0, 1, 0))],
)
def test_strategies(send: Send, strategy: str, expected: tuple[int, int, int, int]) -> None:
    known = one(dataElement=PIGS, orgUnit=uid("organisationUnit", "phuong-a"), value="1305")
    assert counts(send(one(), known, query=f"?importStrategy={strategy}")) == expected


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        ({"dataElement": "abcdefghijk"}, "E7610", "Không có chỉ tiêu này: `abcdefghijk`"),
        ({"period": "2024-02"}, "E7611", "Không có kỳ “2024-02”"),
        ({"orgUnit": "abcdefghijk"}, "E7612", "Không có đơn vị này"),
        ({"categoryOptionCombo": "abcdefghijk"}, "E7613", "phân tổ"),
        ({"attributeOptionCombo": "abcdefghijk"}, "E7615", "loại số liệu"),
        ({"value": ""}, "E7618", "Thiếu giá trị"),
        ({"value": "bốn"}, "E7619", "phải là một số"),
        ({"value": "NaN"}, "E7619", "phải là một số"),
        ({"period": "202401"}, "E7643", "đã ban hành"),
    ],
)
def test_what_is_wrong_is_a_conflict_and_the_rest_is_taken(
    send: Send, wrong: dict[str, str], code: str, words: str
) -> None:
    answer = send(one(**wrong), one(dataElement=PIGS))
    summary = answer.json()["response"]
    assert (answer.status_code, summary["status"], counts(answer)) == (409, "WARNING", (1, 0, 1, 0))
    (conflict,) = summary["conflicts"]
    assert (conflict["errorCode"], conflict["indexes"], summary["rejectedIndexes"]) == (code, [0], [0])
    assert words in conflict["value"]


def test_a_unit_writes_its_own_figures_alone(token: Callable[..., str]) -> None:
    client = Client(headers={"authorization": f"ApiToken {token('phuong-a', unit='phuong-a')}"})
    answer = client.post(SETS, json.dumps({"dataValues": [one()]}), content_type="application/json")
    assert "không được ghi số liệu của Xã C" in answer.json()["response"]["conflicts"][0]["value"]


_XML = (
    '<dataValueSet xmlns="http://dhis2.org/schema/dxf/2.0" period="202402">'
    f'<dataValue dataElement="{POOR}" orgUnit="{UNIT}" value="0.125"/></dataValueSet>'
)
_HEAD = '"dataelement","period","orgunit","catoptcombo","attroptcombo","value"'
_JSON = f'{{"dataValues": [{{"dataElement": "{POOR}", "period": 202402, "orgUnit": "{UNIT}", "value": 0.125}}]}}'


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/xml", _XML),
        ("application/csv", f'{_HEAD}\n"{POOR}","202402","{UNIT}",,,"0.125"\n'),
        ("text/csv", f"{POOR},202402,{UNIT},,,0.125"),
        ("application/json", _JSON),
    ],
)
def test_every_form_is_read_exactly(client: Client, media_type: str, body: str) -> None:
    assert counts(client.post(SETS, body, content_type=media_type)) == (1, 0, 0, 0)
    assert str(Fact.objects.get(indicator__code="xa-hoi.ty-le-ho-ngheo").value) == "0.125"


@pytest.mark.parametrize(
    ("media_type", "body", "status"),
    [
        ("application/json", "{", 400),
        ("application/json", "[1]", 400),
        ("application/json", "[" * 100_000, 400),
        ("application/xml", "<a>", 400),
        ("application/xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 400),
        ("application/pdf", "%PDF", 415),
    ],
)
def test_what_can_t_be_read_is_refused(client: Client, media_type: str, body: str, status: int) -> None:
    answer = client.post(SETS, body, content_type=media_type)
    assert (answer.status_code, answer.json()["status"]) == (status, "ERROR")


def test_what_goes_out_comes_back_unchanged(client: Client) -> None:
    query = f"?dataSet={uid('dataSet', 'thang')}&orgUnit={uid('organisationUnit', 'tp')}&children=true&period=202402"
    for form, media_type in (("json", "application/json"), ("xml", "application/xml"), ("csv", "application/csv")):
        out = client.get(f"{SETS}.{form}{query}").content
        assert counts(client.post(SETS, out, content_type=media_type)) == (0, 6, 0, 0)
    assert not FactChange.objects.exists()


def test_codes_serve_as_well_as_identifiers(client: Client) -> None:
    query = "?dataSet=thang&orgUnit=phuong-a&period=202401&idScheme=CODE"
    found = client.get(f"{SETS}.json{query}").json()
    assert (found["dataSet"], found["dataValues"][0]["dataElement"]) == ("thang", "chan-nuoi.lon")


def test_who_is_complete(client: Client) -> None:
    query = (
        f"?dataSet=thang&orgUnit={uid('organisationUnit', 'tp')}&children=true&startDate=2024-02-01&endDate=2024-03-31"
    )
    found = client.get(f"/dhis2/api/completeDataSetRegistrations{query}").json()["completeDataSetRegistrations"]
    assert [(row["period"], row["storedBy"]) for row in found] == [
        ("202402", "phuong-a"),
        ("202402", "phuong-b"),
        ("202403", "phuong-a"),
    ]


def test_nobody_only_says_that_a_report_is_complete(client: Client) -> None:
    answer = client.post("/dhis2/api/completeDataSetRegistrations", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (409, "ERROR")


def test_estimates_stand_in_until_the_actual_figure_comes(client: Client, send: Send) -> None:
    def asked() -> list[list[str]]:
        query = f"?dimension=dx:{POOR}&dimension=pe:202402&dimension=ou:{UNIT}"
        rows: list[list[str]] = client.get(f"/dhis2/api/analytics.json{query}").json()["rows"]
        return rows

    assert asked() == []
    send(one(attributeOptionCombo=basis_uid("estimate"), value="5"))
    assert asked() == [[POOR, "202402", UNIT, "5"]]
    send(one(value="4.75"))
    assert asked() == [[POOR, "202402", UNIT, "4.75"]]


def test_a_rate_is_never_added_up(client: Client, send: Send) -> None:
    send(one())
    query = f"?dimension=dx:{POOR}&dimension=pe:202402;2024Q1&dimension=ou:LEVEL-2;LEVEL-3"
    assert client.get(f"/dhis2/api/analytics{query}").json()["rows"] == [[POOR, "202402", UNIT, "4.25"]]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("dimension=pe:202402&dimension=ou:LEVEL-3", "E7102"),
        ("dimension=dx:thang.REPORTING_RATE&dimension=ou:LEVEL-3", "E7104"),
        ("dimension=dx:chan-nuoi.lon&dimension=pe:202402", "E7143"),
        ("dimension=dx:khong-co&dimension=pe:202402&dimension=ou:LEVEL-3", "E7125"),
        ("dimension=dx:chan-nuoi.lon&dimension=xx:1", "E7124"),
    ],
)
def test_analytics_say_what_is_missing(client: Client, query: str, code: str) -> None:
    answer = client.get(f"/dhis2/api/analytics?{query}")
    assert (answer.status_code, answer.json()["errorCode"]) == (409, code)


@pytest.mark.parametrize("fields", ["id,[", "id]", "id,parent[", "[id]"])
def test_fields_with_wrong_brackets(client: Client, fields: str) -> None:
    assert client.get("/dhis2/api/organisationUnits", {"fields": fields}).status_code == 400


def test_a_version_in_the_address_is_let_pass(client: Client) -> None:
    assert client.get("/dhis2/api/41/system/info.json").json()["version"] == "2.41.0"
