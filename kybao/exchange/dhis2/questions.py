"""What a request asks of values: which units, periods, indicators and bases. Codes of errors are DHIS2's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.http import QueryDict

from kybao.calendar import InvalidPeriod, Period
from kybao.exchange.dhis2.answers import conflict
from kybao.exchange.dhis2.metadata import Metadata, basis_of
from kybao.exchange.dhis2.periods import between, parse
from kybao.registry.models import Indicator, Regime, Unit

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Question:
    """Values of these units and indicators; of `periods`, or of those that lie within `days`; of `bases`, none meaning all."""

    units: tuple[Unit, ...]
    indicators: tuple[Indicator, ...]
    regimes: tuple[Regime, ...]
    periods: tuple[Period, ...]
    days: tuple[date, date] | None
    bases: tuple[str, ...]

    @property
    def holds(self) -> Callable[[Period], bool]:
        if self.days is not None:
            return between(*self.days)
        return set(self.periods).__contains__


def question(asked: QueryDict, metadata: Metadata, *, of_values: bool = True) -> Question:
    """Raises `Problem` where the request does not say enough, or names what is not there."""
    regimes = _named(asked.getlist("dataSet"), metadata.regime_by_key, "dataSet", "tập dữ liệu")
    indicators = _named(asked.getlist("dataElement"), metadata.indicator_by_key, "dataElement", "chỉ tiêu")
    if not regimes and not (of_values and indicators):
        raise conflict("E2001", "Hãy nêu ít nhất một tập dữ liệu (dataSet) hoặc chỉ tiêu (dataElement).")
    if regimes and not indicators:
        indicators = tuple(metadata.indicators.values())
    units = _units(asked, metadata)
    periods, days = _when(asked)
    return Question(units, indicators, regimes, periods, days, _bases(asked))


def _units(asked: QueryDict, metadata: Metadata) -> tuple[Unit, ...]:
    units = _named(asked.getlist("orgUnit"), metadata.unit_by_key, "orgUnit", "đơn vị")
    if not units:
        raise conflict("E2006", "Hãy nêu ít nhất một đơn vị (orgUnit).")
    if asked.get("children", "").lower() != "true":
        return units
    return tuple({one.pk: one for unit in units for one in metadata.subtree(unit)}.values())


def _when(asked: QueryDict) -> tuple[tuple[Period, ...], tuple[date, date] | None]:
    written = [one for given in asked.getlist("period") for one in given.split(",") if one]
    first, last = asked.get("startDate"), asked.get("endDate")
    if written and (first or last):
        raise conflict("E2003", "Chỉ nêu kỳ (period), hoặc chỉ nêu startDate và endDate.")
    if written:
        return tuple(period_of(one) for one in written), None
    if not (first and last):
        raise conflict("E2002", "Hãy nêu kỳ (period), hoặc cả startDate và endDate.")
    days = (day_of(first), day_of(last))
    if days[0] > days[1]:
        raise conflict("E2004", "startDate phải trước endDate.")
    return (), days


def _bases(asked: QueryDict) -> tuple[str, ...]:
    bases = []
    for combo in asked.getlist("attributeOptionCombo"):
        basis = basis_of(combo)
        if basis is None:
            raise conflict("E1100", f"Không có attributeOptionCombo {combo}.")
        bases.append(basis)
    return tuple(bases)


def period_of(written: str) -> Period:
    try:
        return parse(written)
    except InvalidPeriod as error:
        raise conflict("E7104", str(error)) from error


def day_of(written: str) -> date:
    try:
        return date.fromisoformat(written[:10])
    except ValueError as error:
        raise conflict("E2005", f"Không có ngày “{written}”. Viết ngày như 2022-01-31.") from error


def _named(keys: Iterable[str], known: dict[str, Row], parameter: str, kind: str) -> tuple[Row, ...]:
    given: Sequence[str] = [one for key in keys for one in key.split(",") if one]
    unknown = [key for key in given if key not in known]
    if unknown:
        raise conflict("E1105", f"Không có {kind} {', '.join(unknown[:5])} ({parameter}).")
    return tuple({id(known[key]): known[key] for key in given}.values())
