"""A line so small that it stands in a table's cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, _EDGE = 120, 28, 3


@dataclass(frozen=True, slots=True)
class Spark:
    """`path` breaks where a value is missing; `x`, `y` are the last value's place."""

    path: str
    x: str
    y: str
    width: int = WIDTH
    height: int = HEIGHT


def spark_of(values: Sequence[Decimal | None]) -> Spark | None:
    """None where fewer than two values are there."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    room = high - low or Decimal(1)
    path: list[str] = []
    x = y = ""
    broken = True
    for number, value in enumerate(values):
        if value is None:
            broken = True
            continue
        x = f"{_EDGE + (WIDTH - 2 * _EDGE) * number / (len(values) - 1):.1f}"
        y = f"{HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * float((value - low) / room):.1f}"
        path.append(f"{'M' if broken else 'L'}{x} {y}")
        broken = False
    return Spark(" ".join(path), x, y)
