"""The made-up figures and sentences: the same from the same seed, and right where they don't slip."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

import kybao
from kybao.calendar import Period
from kybao.checking import check
from kybao.demonstrating.prose import Author, lunar_year
from kybao.demonstrating.series import Figures, load_series
from kybao.documents import document_of_text
from kybao.reading import read

TABLES = Path(kybao.__file__).parent.parent / "data" / "trinh-dien"
SERIES = load_series(TABLES)
MARCH = Period.parse("2025-03")
LIVESTOCK = "Đàn trâu hiện có {trau} con bằng {trau:cùng kỳ} so với cùng kỳ năm trước ({trau:tăng giảm} con)."
PERMITS = "Đã giải quyết {gpxd-gq} hồ sơ (Cấp mới: {gpxd-moi} hồ sơ, Điều chỉnh: {gpxd-sua} hồ sơ)."


def author(seed: str = "1", slips: int = 0, unit: str = "") -> Author:
    return Author(Figures(seed, SERIES, unit), "UBND xã Hưng Đạo", MARCH, Random(seed), slips)


def test_a_seed_decides_every_figure() -> None:
    assert Figures("1", SERIES).value("trau", MARCH) == Figures("1", SERIES).value("trau", MARCH)
    assert author("1").filled(LIVESTOCK) == author("1").filled(LIVESTOCK)
    values = {Figures(str(seed), SERIES).value("trau", MARCH) for seed in range(20)}
    assert len(values) > 10


def test_totals_are_the_sums_of_their_parts_and_years_of_their_months() -> None:
    figures = Figures("7", SERIES)
    assert figures.value("gpxd-gq", MARCH) == figures.value("gpxd-moi", MARCH) + figures.value("gpxd-sua", MARCH)
    months = [Period.month(2025, number) for number in (1, 2, 3)]
    assert figures.year_to_date("thu", MARCH) == sum(figures.value("thu", month) for month in months)


@pytest.mark.parametrize("name", [name for name, one in SERIES.items() if not one.parts])
def test_series_stay_near_what_they_begin_with(name: str) -> None:
    series, figures = SERIES[name], Figures("3", SERIES)
    for month in (Period.month(2022, 1), Period.month(2024, 12), Period.month(2026, 6)):
        value = figures.value(name, month)
        assert Decimal(0) < value < series.value * 10


@pytest.mark.parametrize("seed", [str(number) for number in range(12)])
@pytest.mark.parametrize("template", [LIVESTOCK, PERMITS])
def test_what_does_not_slip_holds(template: str, seed: str) -> None:
    reading = read(document_of_text(author(seed).filled(template)))
    assert not [finding for finding in check(reading) if finding.verdict.value == "contradicts"]


def test_what_slips_is_found() -> None:
    sentences = [author(str(seed), slips=1000).filled(LIVESTOCK) for seed in range(12)]
    found = [any(one.verdict.value == "contradicts" for one in check(read(document_of_text(s)))) for s in sentences]
    assert sum(found) >= 8


def test_a_text_of_january_2022_is_dated_anew_without_its_figures() -> None:
    said = author().unfigured("Ban hành kế hoạch năm 2022. Đàn bò có 245 con. Tổ chức đón Tết Nhâm Dần.")
    assert said == "Ban hành kế hoạch năm 2025."


def test_lunar_years_are_named() -> None:
    assert [lunar_year(year) for year in (2022, 2024, 2025)] == ["Nhâm Dần", "Giáp Thìn", "Ất Tỵ"]
