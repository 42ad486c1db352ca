"""A month as files for other programs, and the Excel sheet that comes back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import pyarrow.parquet
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kybao.calendar import Period
from kybao.exchange.changing import Writer
from kybao.exchange.models import FactChange
from kybao.exchange.month_values import month_values
from kybao.exchange.values import values_of
from kybao.exchange.workbook import take_in
from kybao.filing.models import Fact
from kybao.people.scope import Onlooker
from kybao.registry.models import Indicator, Regime, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committee")]
MONTH = "/api/months/thang/2024-02"
FEBRUARY = Period.parse("2024-02")


@pytest.fixture
def client(token: Callable[..., str]) -> Client:
    return Client(headers={"authorization": f"Bearer {token('tep')}"})


class TestDataPackage:
    def test_frictionless_finds_it_valid(self, client: Client, tmp_path: Path) -> None:
        zipfile.ZipFile(io.BytesIO(client.get(f"{MONTH}/datapackage.zip").content)).extractall(tmp_path)
        report = frictionless.validate(str(tmp_path / "datapackage.json"))
        assert report.valid, report.flatten(["message"])
        assert {task.name: task.stats.get("rows") for task in report.tasks} == {
            "units": 4, "indicators": 4, "facts": 6, "obligations": 3,
        }  # fmt: skip

    def test_frictionless_reads_exact_decimals(self, client: Client, tmp_path: Path) -> None:
        zipfile.ZipFile(io.BytesIO(client.get(f"{MONTH}/datapackage.zip").content)).extractall(tmp_path)
        facts: Any = frictionless.Package(str(tmp_path / "datapackage.json")).get_resource("facts")
        assert {(row["unit"], row["indicator"]): row["value"] for row in facts.read_rows()} == {
            (one.unit.code, one.indicator.code): one.value for one in values_of(Fact.objects.filter(period=FEBRUARY))
        }

    def test_a_broken_table_is_found(self, client: Client, tmp_path: Path) -> None:
        zipfile.ZipFile(io.BytesIO(client.get(f"{MONTH}/datapackage.zip").content)).extractall(tmp_path)
        facts = tmp_path / "facts.csv"
        facts.write_text(facts.read_text("utf-8").replace("phuong-a", "khong-co"), "utf-8")
        assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid

    def test_the_same_data_make_the_same_file(self, client: Client) -> None:
        first, again = (client.get(f"{MONTH}/datapackage.zip").content for _ in range(2))
        assert first == again


def test_parquet_holds_exact_decimals(client: Client) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(client.get(f"{MONTH}/facts.parquet").content))
    found = {(row["unit"], row["indicator"], row["value"]) for row in table.to_pylist()}
    assert ("phuong-b", "trong-trot.ngo", Decimal("31.25")) in found
    assert table.num_rows == 6


class TestWorkbook:
    @pytest.fixture
    def book(self, client: Client) -> Any:
        return openpyxl.load_workbook(io.BytesIO(client.get(f"{MONTH}/facts.xlsx").content))

    @staticmethod
    def row_of(book: Any, unit: str, indicator: str) -> int:
        return next(
            row
            for row in range(4, 20)
            if (book["Số liệu"][f"A{row}"].value, book["Số liệu"][f"C{row}"].value) == (unit, indicator)
        )

    @staticmethod
    def send(client: Client, book: Any, path: str = MONTH, **more: str) -> Any:
        file = io.BytesIO()
        book.save(file)
        body = {"file": SimpleUploadedFile("so-lieu.xlsx", file.getvalue()), **more}
        return client.post(f"{path}/facts.xlsx", body)

    def test_sent_back_untouched_it_changes_nothing(self, client: Client, book: Any) -> None:
        answer = self.send(client, book).json()
        assert (answer["changes"], answer["written"]) == ([], True)
        assert not FactChange.objects.exists()

    def test_exactly_the_edited_cells_change(self, client: Client, book: Any) -> None:
        sheet = book["Số liệu"]
        maize = self.row_of(book, "phuong-b", "trong-trot.ngo")
        pigs = self.row_of(book, "phuong-a", "chan-nuoi.lon")
        sheet[f"G{maize}"], sheet[f"G{pigs}"] = 30.75, "1.310"
        before = {one.pk: one.value for one in Fact.objects.all()}
        answer = self.send(client, book).json()
        assert {(one["cell"], one["before"], one["after"]) for one in answer["changes"]} == {
            (f"G{maize}", "31.25", "30.75"),
            (f"G{pigs}", "1300", "1310"),
        }
        changed = {one.pk: one.value for one in Fact.objects.all() if one.value != before[one.pk]}
        assert sorted(changed.values()) == [Decimal("30.75"), 1310]

    def test_the_preview_says_the_same_and_writes_nothing(self, client: Client, book: Any) -> None:
        row = self.row_of(book, "phuong-b", "trong-trot.ngo")
        book["Số liệu"][f"G{row}"] = 30.75
        preview = self.send(client, book, dry_run="true").json()
        assert (preview["written"], preview["changes"][0]["outcome"]) == (False, "updated")
        assert not FactChange.objects.exists()
        assert self.send(client, book).json()["changes"] == preview["changes"]

    def test_what_changed_since_the_export_is_not_overwritten(self, client: Client, book: Any) -> None:
        row = self.row_of(book, "phuong-b", "trong-trot.ngo")
        other = self.row_of(book, "phuong-a", "trong-trot.ngo")
        book["Số liệu"][f"G{row}"], book["Số liệu"][f"G{other}"] = 30.75, 11
        Fact.objects.filter(unit__code="phuong-b", indicator__code="trong-trot.ngo", period=FEBRUARY).update(
            value=Decimal(29)
        )
        answer = self.send(client, book).json()
        assert {one["cell"]: one["outcome"] for one in answer["changes"]} == {
            f"G{row}": "stale",
            f"G{other}": "updated",
        }
        assert not answer["written"]
        assert not FactChange.objects.exists()

    def test_a_row_is_added_and_taken_out_again(self, client: Client, book: Any) -> None:
        sheet, row = book["Số liệu"], 10
        sheet[f"A{row}"], sheet[f"C{row}"], sheet[f"F{row}"] = "xa-c", "xa-hoi.ty-le-ho-ngheo", "Ước"
        sheet[f"G{row}"] = 12.5
        assert [one["outcome"] for one in self.send(client, book).json()["changes"]] == ["created"]
        again = openpyxl.load_workbook(io.BytesIO(client.get(f"{MONTH}/facts.xlsx").content))
        again["Số liệu"][f"G{self.row_of(again, 'xa-c', 'xa-hoi.ty-le-ho-ngheo')}"] = None
        assert [one["outcome"] for one in self.send(client, again).json()["changes"]] == ["deleted"]

    def test_a_value_of_a_filed_report_is_not_taken_out(self, client: Client, book: Any) -> None:
        book["Số liệu"][f"G{self.row_of(book, 'phuong-a', 'chan-nuoi.lon')}"] = None
        (change,) = self.send(client, book).json()["changes"]
        assert (change["outcome"], "nộp bản mới" in change["message"]) == ("refused", True)

    @pytest.mark.parametrize(
        ("column", "value", "words"),
        [
            ("G", "nhiều", "“nhiều” không phải là số"),
            ("A", "khong-co", "không có mã đơn vị “khong-co”"),
            ("C", "khong-co", "không có mã chỉ tiêu"),
            ("F", "khác", "không có loại số liệu"),
        ],
    )
    def test_a_cell_that_is_not_understood_is_named(
        self, client: Client, book: Any, column: str, value: str, words: str
    ) -> None:
        book["Số liệu"]["G5"] = 1
        book["Số liệu"][f"{column}5"] = value
        answer = self.send(client, book)
        assert answer.status_code == 422
        assert f"Ô {column}5: {words}" in answer.json()["detail"]

    def test_a_sheet_of_another_month_or_another_kind_is_refused(self, client: Client, book: Any) -> None:
        assert "tháng 02 năm 2024" in self.send(client, book, path="/api/months/thang/2024-03").json()["detail"]
        assert "không phải bảng số liệu" in self.send(client, openpyxl.Workbook()).json()["detail"]
        book["Số liệu"]["G3"] = "Khác"
        assert "đổi cột" in self.send(client, book).json()["detail"]

    def test_more_digits_than_excel_keeps_come_back_untouched(self, client: Client) -> None:
        fact = Fact.objects.create(
            indicator=Indicator.objects.get(code="xa-hoi.ty-le-ho-ngheo"), unit=Unit.objects.get(code="xa-c"), period=FEBRUARY,
            basis="actual", value=Decimal("1234567890123456.123456789"),
        )  # fmt: skip
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{MONTH}/facts.xlsx").content))
        assert self.send(client, book).json()["changes"] == []
        assert Fact.objects.get(pk=fact.pk).value == fact.value

    def test_a_person_at_the_desk_takes_it_in_too(self, book: Any) -> None:
        regime, file = Regime.objects.get(code="thang"), io.BytesIO()
        book["Số liệu"][f"G{self.row_of(book, 'phuong-b', 'trong-trot.ngo')}"] = 33
        book.save(file)
        taken = take_in(file.getvalue(), regime, FEBRUARY, Writer("Nguyễn Văn An", "excel"), dry_run=False)
        assert taken.written
        assert FactChange.objects.get().actor == "Nguyễn Văn An"


def test_files_hold_what_may_be_seen() -> None:
    assert len(month_values(Regime.objects.get(code="thang"), FEBRUARY, Onlooker())) == 6
