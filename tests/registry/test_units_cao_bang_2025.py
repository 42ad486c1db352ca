"""The worked example: the wards and communes of Cao Bằng city before and after 1 July 2025."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import kybao
from kybao.calendar import Period
from kybao.registry.lineage import restated
from kybao.registry.models import Unit
from kybao.registry.unit_import import DifferenceKind, apply, preview
from kybao.registry.unit_sheets import Book, read_book
from kybao.registry.units import lineage_between, state_of, units_on

pytestmark = pytest.mark.django_db

FOLDER = Path(kybao.__file__).parent.parent / "data" / "don-vi-cao-bang-2025"
EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)
CITY, PROVINCE = "ubnd-tp-cao-bang", "ubnd-tinh-cao-bang"


@pytest.fixture
def book() -> Book:
    return read_book(FOLDER / "don-vi.csv", FOLDER / "ke-thua.csv")


def below(code: str, day: date) -> set[str]:
    return {state.code for unit in units_on(day, Unit.objects.get(code=code)) for state in unit.walk()} - {code}


def test_the_city_had_eleven_wards_and_communes_and_then_was_no_more(book: Book) -> None:
    apply(preview(book))
    assert len(below(CITY, EVE)) == 11
    assert not below(CITY, DAY)
    assert below(PROVINCE, DAY) == {"ubnd-thuc-phan", "ubnd-nung-tri-cao", "ubnd-tan-giang-2025"}


def test_a_statistical_code_is_no_units_name_through_the_years(book: Book) -> None:
    apply(preview(book))
    old, new = (
        state_of(Unit.objects.get(code=code), day) for code, day in (("ubnd-hop-giang", EVE), ("ubnd-thuc-phan", DAY))
    )
    assert old is not None
    assert new is not None
    assert old.gso_code == new.gso_code == "01273"


def test_the_same_period_of_a_new_ward_is_the_sum_of_its_predecessors(book: Book) -> None:
    apply(preview(book))
    august = Period.parse("2025-08")
    through = lineage_between(august.same_last_year().last, august.last)
    herds = {code: Decimal(number * 10) for number, code in enumerate(sorted(through.sources), 1)}
    found = restated(herds, through)
    for ward, predecessors in {
        "ubnd-thuc-phan": ["song-hien", "de-tham", "hop-giang", "hung-dao", "hoang-tung"],
        "ubnd-nung-tri-cao": ["ngoc-xuan", "song-bang", "vinh-quang"],
        "ubnd-tan-giang-2025": ["tan-giang", "duyet-trung", "hoa-chung", "chu-trinh", "le-chung"],
    }.items():
        assert {part.unit for part in found[ward].parts} == {f"ubnd-{name}" for name in predecessors}
        assert found[ward].value == sum(herds[f"ubnd-{name}"] for name in predecessors)


def test_what_a_new_ward_reports_can_not_be_told_apart_by_its_predecessors(book: Book) -> None:
    apply(preview(book))
    assert not lineage_between(date(2025, 8, 31), date(2024, 8, 31)).comparable("ubnd-hop-giang")


def test_districts_end_without_a_successor(book: Book) -> None:
    apply(preview(book))
    assert lineage_between(EVE, DAY).lost == ("ubnd-huyen-hoa-an", CITY)


def test_it_is_laid_over_the_units_of_january_2022(book: Book) -> None:
    """The month's folder gives the city's wards by the same codes and names; its departments are warned of."""
    province = Unit.objects.create(
        code=PROVINCE, name="Ủy ban nhân dân tỉnh Cao Bằng", listed_name="UBND tỉnh Cao Bằng"
    )
    city = Unit.objects.create(
        code=CITY, name="Ủy ban nhân dân thành phố Cao Bằng", listed_name="UBND thành phố Cao Bằng", parent=province
    )
    with (FOLDER.parent / "cao-bang-2022-01" / "units.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            Unit.objects.create(**{key: row[key] for key in ("code", "name", "listed_name", "kind")}, parent=city)
    found = preview(book)
    ended = [each.subject for each in found.differences if each.kind is DifferenceKind.ENDED]
    assert len(ended) == 12  # the city and its wards
    fields = {name for each in found.differences if each.kind is DifferenceKind.CHANGED for name, _, _ in each.changes}
    assert fields == {"loại", "mã TCTK"}
    assert len(found.warnings) == 25
    apply(found)
    assert "ubnd-hop-giang" in below(CITY, Period.parse("2022-01").last)


def test_every_row_says_whether_it_is_certain() -> None:
    for name in ("don-vi.csv", "ke-thua.csv"):
        with (FOLDER / name).open(encoding="utf-8", newline="") as file:
            assert {row["chắc_chắn"] for row in csv.DictReader(file)} <= {"chắc chắn", "giả định"}


def test_the_documentation_says_how(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = (FOLDER.parent.parent / "docs" / "units.md").read_text("utf-8")
    code = text.split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(FOLDER.parent.parent)
    exec(code, {})
    assert capsys.readouterr().out.startswith("Sẽ thêm 23, sửa 0, kết thúc 0, bỏ 0.\n")
    assert below(PROVINCE, DAY) == {"ubnd-thuc-phan", "ubnd-nung-tri-cao", "ubnd-tan-giang-2025"}
