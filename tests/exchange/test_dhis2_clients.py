"""The published clients of DHIS2, unchanged, against a served Kybao."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dhis2_fetch
import pytest
from dhis2 import Api, RequestException
from dhis2_client import DHIS2Client

from kybao.exchange.dhis2.identifiers import uid
from kybao.exchange.dhis2.metadata import basis_uid

WARD_A, WARD_B, COMMUNE, CITY = (uid("organisationUnit", code) for code in ("phuong-a", "phuong-b", "xa-c", "tp"))
PIGS, MAIZE, BUDGET, POOR = (
    uid("dataElement", code) for code in ("chan-nuoi.lon", "trong-trot.ngo", "tai-chinh.thu", "xa-hoi.ty-le-ho-ngheo")
)
MONTHLY = uid("dataSet", "thang")


@pytest.fixture
def credentials(token: Callable[..., str], request: pytest.FixtureRequest) -> tuple[str, str]:
    name = f"client-{abs(hash(request.node.nodeid))}"
    return name, token(name)


class TestDhis2Py:
    """`dhis2.py`."""

    @pytest.fixture
    def api(self, served: Any, credentials: tuple[str, str]) -> Api:
        return Api(f"{served.address}/dhis2", *credentials)

    def test_version(self, api: Api) -> None:
        assert api.version_int == 41
        assert api.revision.startswith("kybao-")

    def test_metadata_in_pages(self, api: Api) -> None:
        units = api.get_paged(
            "organisationUnits", params={"fields": "id,name,level,parent[id]"}, page_size=2, merge=True
        )
        by_name = {one["name"]: one for one in units["organisationUnits"]}
        assert by_name["Phường A"] == {"id": WARD_A, "name": "Phường A", "level": 3, "parent": {"id": CITY}}
        assert len(by_name) == 5

    @pytest.mark.parametrize(
        ("filters", "names"),
        [
            (["name:ilike:phường"], ["Phường A", "Phường B"]),
            (["level:eq:3", "name:!like:Phường"], ["Xã C"]),
            (["code:in:[tp,xa-c]"], ["Thành phố", "Xã C"]),
            (["parent.id:null"], ["Ủy ban nhân dân tỉnh"]),
            ([f"path:like:/{CITY}/"], ["Phường A", "Phường B", "Xã C"]),
        ],
    )
    def test_filters(self, api: Api, filters: list[str], names: list[str]) -> None:
        params = [("fields", "name"), ("paging", "false"), *(("filter", one) for one in filters)]
        found = api.get("organisationUnits", params=params).json()["organisationUnits"]
        assert [one["name"] for one in found] == names

    @pytest.mark.parametrize("file_type", ["json", "xml", "csv"])
    def test_values_in_every_form(self, api: Api, file_type: str) -> None:
        params = {"dataSet": MONTHLY, "orgUnit": WARD_A, "period": "202401"}
        text = api.get("dataValueSets", file_type=file_type, params=params).text
        assert all(value in text for value in ("1250", "12.5", "320550000"))

    def test_what_is_asked_badly_is_a_conflict_with_its_code(self, api: Api) -> None:
        with pytest.raises(RequestException, match="E2002"):
            api.get("dataValueSets", params={"dataSet": MONTHLY, "orgUnit": WARD_A})

    def test_values_are_written_in_partitions_and_read_back(self, api: Api) -> None:
        values = [
            {"dataElement": POOR, "period": "202402", "orgUnit": unit, "value": value}
            for unit, value in ((WARD_A, "3.25"), (WARD_B, "4.5"), (COMMUNE, "12.125"))
        ]
        answers = list(api.post_partitioned("dataValueSets", json={"dataValues": values}, thresh=2))
        assert sum(one.json()["response"]["importCount"]["imported"] for one in answers) == 3
        params = {"dataElement": POOR, "orgUnit": CITY, "children": "true", "period": "202402"}
        found = api.get("dataValueSets", params=params).json()["dataValues"]
        assert {one["orgUnit"]: one["value"] for one in found} == {WARD_A: "3.25", WARD_B: "4.5", COMMUNE: "12.125"}

    def test_a_wrong_secret_is_refused(self, served: Any) -> None:
        with pytest.raises(RequestException, match="401"):
            Api(f"{served.address}/dhis2", "khong-co", "sai").get("me")


class TestDhis2Client:
    """`dhis2-client`."""

    @pytest.fixture
    def client(self, served: Any, credentials: tuple[str, str]) -> DHIS2Client:
        name, secret = credentials
        return DHIS2Client(base_url=f"{served.address}/dhis2", username=name, password=secret)

    def test_who_and_where(self, client: DHIS2Client, credentials: tuple[str, str]) -> None:
        assert client.get_system_info()["calendar"] == "iso8601"
        assert client.get_current_user()["username"] == credentials[0]

    def test_a_token_in_the_header(self, served: Any, token: Callable[..., str]) -> None:
        client = DHIS2Client(base_url=f"{served.address}/dhis2", token=token("ma-trong-dau-muc"))
        assert client.get_current_user()["username"] == "ma-trong-dau-muc"

    def test_the_tree_of_units(self, client: DHIS2Client) -> None:
        tree = client.get_org_unit_tree(levels=3)
        (province,) = tree["organisationUnits"]
        (city,) = province["children"]
        assert [one["displayName"] for one in city["children"]] == ["Phường A", "Phường B", "Xã C"]

    def test_data_elements_and_data_sets(self, client: DHIS2Client) -> None:
        elements = {one["id"]: one for one in client.get_data_elements(fields="id,aggregationType,valueType")}
        assert elements[BUDGET]["aggregationType"] == "SUM"
        assert elements[PIGS]["aggregationType"] == "LAST"
        data_set = client.get_data_set(MONTHLY, fields="periodType,dataSetElements[dataElement[id]]")
        assert data_set["periodType"] == "Monthly"
        assert {one["dataElement"]["id"] for one in data_set["dataSetElements"]} == {PIGS, MAIZE, BUDGET, POOR}

    def test_one_value_is_set_read_and_taken_out(self, client: DHIS2Client) -> None:
        client.set_data_value(POOR, "202403", WARD_A, "2.5", co="HllvX50cXC0")
        found: Any = client.get_data_value(POOR, "202403", WARD_A)
        assert found == ["2.5"]
        client.delete_data_value(POOR, "202403", WARD_A, co="HllvX50cXC0")
        with pytest.raises(Exception, match="Chưa có số liệu này"):
            client.get_data_value(POOR, "202403", WARD_A)

    def test_analytics_add_up_where_the_kind_allows(self, client: DHIS2Client) -> None:
        found = client.get_analytics_data(dx=[PIGS, MAIZE, BUDGET], pe=["202401", "2024Q1"], ou=[CITY, WARD_A])
        rows = {(dx, pe, ou): value for dx, pe, ou, value in found["rows"]}
        assert rows[PIGS, "202401", CITY] == "6140"  # 1250 + 880 + 4010
        assert rows[MAIZE, "202401", CITY] == "162.5"
        assert rows[BUDGET, "202401", CITY] == "545550000"
        assert rows[PIGS, "2024Q1", WARD_A] == "1275"  # the last month
        assert rows[MAIZE, "2024Q1", WARD_A] == "31.25"  # 12.5 + 10 + 8.75
        assert found["metaData"]["items"][CITY]["name"] == "Thành phố"

    def test_reporting_rates(self, client: DHIS2Client) -> None:
        metrics = ["EXPECTED_REPORTS", "ACTUAL_REPORTS", "REPORTING_RATE", "REPORTING_RATE_ON_TIME"]
        dx = [f"{MONTHLY}.{metric}" for metric in metrics]
        found = client.get_analytics_data(dx=dx, pe="202402", ou=[CITY, COMMUNE])
        rows = {(item.split(".")[1], ou): value for item, _, ou, value in found["rows"]}
        assert [rows[metric, CITY] for metric in metrics] == ["3", "2", "66.67", "66.67"]
        assert rows["REPORTING_RATE", COMMUNE] == "0"

    def test_the_latest_period_with_values(self, client: DHIS2Client) -> None:
        found = client.analytics_latest_period_for_level(MAIZE, 3)
        assert (found["existing"]["id"], found["next"]["id"]) == ("202403", "202404")


class TestDhis2Fetch:
    """`dhis2-fetch`."""

    @pytest.fixture(autouse=True)
    def connected(self, served: Any, credentials: tuple[str, str]) -> None:
        dhis2_fetch.connect(f"{served.address}/dhis2", *credentials, quiet=True)

    def test_what_there_is(self) -> None:
        items = dhis2_fetch.fetch_data_items()
        assert dict(zip(items["dataid"], items["datatype"], strict=True)) == {
            PIGS: "DE", MAIZE: "DE", BUDGET: "DE", POOR: "DE", MONTHLY: "DS",
        }  # fmt: skip
        assert dhis2_fetch.fetch_orgunit_levels() == {1: "Cấp 1", 2: "Cấp 2", 3: "Cấp 3"}

    def test_a_table_of_months_and_wards(self, tmp_path: Path) -> None:
        table = dhis2_fetch.download_data(
            [PIGS, BUDGET], "202401", "202402", "Month", download_level=3, output_dir=str(tmp_path)
        )
        found = {(row["pe"], row["Cấp 3_uid"]): row["Tổng đàn lợn"] for _, row in table.iterrows()}
        assert (found["202401", WARD_A], found["202402", WARD_B]) == (1250, 905)
        assert table.attrs["data_available"]["Failed"] == []

    def test_a_data_set_with_its_reporting_rates(self, tmp_path: Path) -> None:
        table = dhis2_fetch.download_data(
            [MONTHLY], "202401", "202401", "Month", download_level=3, output_dir=str(tmp_path),
            dataset_choices={MONTHLY: {"elements": [MAIZE], "metrics": True}},
        )  # fmt: skip
        assert table.attrs["data_available"]["Failed"] == []
        row = table[table["Cấp 3_uid"] == COMMUNE].iloc[0]
        assert row["Báo cáo tháng_REPORTING_RATE"] == 100


def test_identifiers_of_bases_are_known_to_both_sides(served: Any, credentials: tuple[str, str]) -> None:
    api = Api(f"{served.address}/dhis2", *credentials)
    params = {
        "dataElement": BUDGET,
        "orgUnit": CITY,
        "period": "2024",
        "attributeOptionCombo": basis_uid("plan_province"),
    }
    (value,) = api.get("dataValueSets", params=params).json()["dataValues"]
    assert (value["value"], value["attributeOptionCombo"]) == ("7500000000", basis_uid("plan_province"))
