"""The made-up figures: series with growth, seasons, noise and yearly plans. The same seed gives the same figures. Pure.

Every value follows from its own name, month and unit alone, so that the same period last year and the year to date are at
hand for any month, in whatever order they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from kybao.calendar import Period
from kybao.demonstrating.tables import rows

ORIGIN = Period.month(2022, 1)  # the month that the values of the series are of
_HUNDRED = Decimal(100)
_EVEN = (_HUNDRED,) * 12


@dataclass(frozen=True, slots=True)
class Series:
    """`value` at the origin, or the sum of `parts`. `season` is percent of January by month; `noise` percent at most."""

    name: str
    decimals: int
    value: Decimal = Decimal(0)
    parts: tuple[str, ...] = ()
    growth: Decimal = Decimal(1)
    season: tuple[Decimal, ...] = _EVEN
    noise: Decimal = Decimal(0)

    def rounded(self, value: Decimal) -> Decimal:
        """To the decimals that are printed (fewer than none: to thousands, millions); a count is never nothing."""
        step = Decimal(1).scaleb(-self.decimals)
        return max(value.quantize(step, ROUND_HALF_UP), step) if self.decimals >= 0 else _to_step(value, step)


def _to_step(value: Decimal, step: Decimal) -> Decimal:
    return max((value / step).to_integral_value(ROUND_HALF_UP), Decimal(1)) * step.quantize(Decimal(1))


def load_series(folder: Path) -> dict[str, Series]:
    """The series of `series.csv` and `seasons.csv`, by name."""
    seasons = {
        row["name"]: tuple(Decimal(row[str(month)]) for month in range(1, 13)) for row in rows(folder / "seasons.csv")
    }
    return {row["name"]: _series(row, seasons) for row in rows(folder / "series.csv")}


def _series(row: Mapping[str, str], seasons: Mapping[str, tuple[Decimal, ...]]) -> Series:
    if not row["season"]:
        return Series(row["name"], int(row["decimals"]), parts=tuple(row["value"].split("+")))
    return Series(
        row["name"],
        int(row["decimals"]),
        Decimal(row["value"]),
        growth=Decimal(row["growth"]),
        season=seasons[row["season"]],
        noise=Decimal(row["noise"]),
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """The values of one unit's series under a seed; `unit` is "" for what concerns the whole area."""

    seed: str
    series: Mapping[str, Series]
    unit: str = ""
    _known: dict[tuple[str, Period], Decimal] = field(default_factory=dict, compare=False, repr=False)

    def value(self, name: str, month: Period) -> Decimal:
        found = self._known.get((name, month))
        if found is None:
            series = self.series[name]
            if series.parts:
                found = sum((self.value(part, month) for part in series.parts), Decimal(0))
            else:
                swing = Decimal(self._draw(name, month, -1000, 1000)) / 1000 * series.noise / _HUNDRED
                found = series.rounded(self._expected(series, month) * (1 + swing))
            self._known[name, month] = found
        return found

    def year_to_date(self, name: str, month: Period) -> Decimal:
        months = (Period.month(month.year, number) for number in range(1, month.number + 1))
        return sum((self.value(name, one) for one in months), Decimal(0))

    def plan(self, name: str, year: int) -> Decimal:
        """What the year is asked for: what can be expected of it, give or take some percent."""
        months = [Period.month(year, number) for number in range(1, 13)]
        parts = [self.series[part] for part in self.series[name].parts or (name,)]
        expected = sum((self._expected(part, month) for part in parts for month in months), Decimal(0))
        asked = expected * (1000 + self._draw(name, Period.month(year, 1), -45, 60, "plan")) / 1000
        return asked.quantize(Decimal("0.1"), ROUND_HALF_UP)

    def _expected(self, series: Series, month: Period) -> Decimal:
        since = (month.year - ORIGIN.year) * 12 + month.number - ORIGIN.number
        grown = series.growth ** (Decimal(since) / 12)
        return series.value * grown * series.season[month.number - 1] / _HUNDRED * self._size()

    def _size(self) -> Decimal:
        return Decimal(Random(f"{self.seed}/{self.unit}").randint(55, 170)) / _HUNDRED if self.unit else Decimal(1)

    def _draw(self, name: str, month: Period, low: int, high: int, what: str = "") -> int:
        return Random(f"{self.seed}/{self.unit}/{name}/{month}/{what}").randint(low, high)
