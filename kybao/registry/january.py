"""The month of January 2022 of Cao Bằng city as something to begin from: its outline and its catalogue of indicators."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

SAMPLE_MONTH = Path(__file__).resolve().parents[2] / "data" / "cao-bang-2022-01"
OWN_AREA = frozenset({"phường", "xã", "thị trấn"})
"""Kinds of units that report on their own area; all others report on the whole area of the body above them."""


@cache
def january_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one of its files ("outline", "indicators", "units"); none where Kybao was installed without them."""
    path = SAMPLE_MONTH / f"{name}.csv"
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))
