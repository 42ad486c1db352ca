"""The wards of Cao Bằng before and after 1 July 2025, with pigs reported by each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import kybao

FOLDER = Path(kybao.__file__).parent.parent / "data" / "don-vi-cao-bang-2025"
BOOK = FOLDER / "don-vi.csv", FOLDER / "ke-thua.csv"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Tests take their changes back, so that what another test kept would look like theirs."""
    from kybao.consolidated.kept import forget

    forget()
    yield
    forget()


@pytest.fixture
def units(db: None) -> None:
    from kybao.registry.unit_import import apply, preview
    from kybao.registry.unit_sheets import read_book

    apply(preview(read_book(*BOOK)))


@pytest.fixture
def report(units: None) -> Callable[..., None]:
    """Enters a value of each unit: `report("2025-08", {"ubnd-thuc-phan": 100})`."""
    from kybao.filing.models import Fact
    from kybao.registry.models import Indicator, Unit

    def entered(period: str, values: dict[str, int], code: str = "lon", basis: str = "actual") -> None:
        indicator, _ = Indicator.objects.get_or_create(
            code=code,
            defaults={"name": f"Đàn {code}", "measure": "con", "sector": "Nông nghiệp", "kind": "stock"},
        )
        for unit, value in values.items():
            Fact.objects.create(
                indicator=indicator, unit=Unit.objects.get(code=unit), period=period, basis=basis, value=value
            )

    return entered


@pytest.fixture
def figures(units: None) -> Callable[..., dict]:  # type: ignore[type-arg]
    """The table of a unit and a period, by unit: `figures("ubnd-tinh-cao-bang", "2025-08")`."""
    from datetime import date

    from kybao.calendar import Period
    from kybao.consolidated.sources import sources
    from kybao.consolidated.table import Asked, Figure, consolidated
    from kybao.filing.models import Fact
    from kybao.registry.models import Indicator, Unit

    def made(unit: str, notation: str, on: date | None = None, seen: Iterable[str] | None = None) -> dict[str, Figure]:
        period = Period.parse(notation)
        codes = frozenset(Unit.objects.values_list("code", flat=True) if seen is None else seen)
        found = sources(Fact.objects.all(), Indicator.objects.select_related("parent"), [period])
        table = consolidated(Asked(unit, period, on or period.last, codes), found)
        return {code: figure for (code, _), figure in table.figures.items()}

    return made
