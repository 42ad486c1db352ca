"""Lines over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kybao.calendar import Kind, Period
from kybao.desk.charts.scale import Scale, scale_for

WIDTH, HEIGHT = 900, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 12, 74, 16, 44  # labels stand at the right, beside the newest values
_MOST_LABELS = 13


@dataclass(frozen=True, slots=True)
class Value:
    """A value at a period as it is said to people; `href` leads to its source, `hollow` marks an estimate."""

    period: Period
    value: Decimal
    said: str
    href: str = ""
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """`tone` is the CSS class that it is drawn in; `dots` tells whether its values are marked and lead somewhere; a `yearly`
    one begins anew with every year."""

    name: str
    tone: str
    values: tuple[Value, ...]
    dots: bool = True
    yearly: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    value: Value


@dataclass(frozen=True, slots=True)
class DrawnLine:
    line: Line
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """`at` is its place along the axis, `year` is given where a year begins."""

    at: str
    label: str
    year: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    lines: tuple[DrawnLine, ...]
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    measure: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM


def chart_of(lines: Sequence[Line], periods: Sequence[Period], measure: str) -> Chart | None:
    """The lines over these periods, in order; None where there is nothing to draw."""
    values = [value.value for line in lines for value in line.values]
    if not values or not periods:
        return None
    scale = scale_for(values, measure)
    places = {period: _across(number, len(periods)) for number, period in enumerate(periods)}
    drawn = tuple(_drawn(line, places, scale) for line in lines if line.values)
    return Chart(drawn, tuple(_periods(periods, places)), tuple(_values(scale)), scale.measure)


def _drawn(line: Line, places: dict[Period, float], scale: Scale) -> DrawnLine:
    """A line breaks where a period between two of its values has none."""
    order = list(places)
    path: list[str] = []
    dots: list[Dot] = []
    before = None
    for value in line.values:
        x, y = _said(places[value.period]), _said(_upwards(scale.share(value.value)))
        goes_on = before is not None and order.index(value.period) == order.index(before) + 1
        anew = line.yearly and before is not None and before.year != value.period.year
        path.append(f"{'L' if goes_on and not anew else 'M'}{x} {y}")
        dots.append(Dot(x, y, value))
        before = value.period
    return DrawnLine(line, " ".join(path), tuple(dots) if line.dots else ())


def _periods(periods: Sequence[Period], places: dict[Period, float]) -> Iterator[Tick]:
    every = -(-len(periods) // _MOST_LABELS)
    year = None
    for number, period in enumerate(periods):
        begins = period.year != year
        year = period.year
        if begins or (len(periods) - 1 - number) % every == 0:
            crowded = any(later.year != year for later in periods[number + 1 : number + 3])
            yield Tick(_said(places[period]), _short(period), str(year) if begins and not crowded else "")


def _short(period: Period) -> str:
    if period.kind is Kind.MONTH:
        return f"T{period.number}"
    return "" if period.kind is Kind.YEAR else str(period).partition("-")[2].replace("Q", "Quý ")


def _values(scale: Scale) -> Iterator[Tick]:
    for value, label in scale.ticks:
        yield Tick(_said(_upwards(scale.share(value))), label)


def _across(number: int, count: int) -> float:
    room = WIDTH - _LEFT - _RIGHT
    return _LEFT + (room / 2 if count == 1 else 12 + (room - 24) * number / (count - 1))


def _upwards(share: float) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * share


def _said(place: float) -> str:
    return f"{place:.1f}"
