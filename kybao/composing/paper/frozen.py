"""What is printed of a report, as data that stays: the report and its annexes ⇄ JSON, and the hash of it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kybao.documents.official import (
    Annex,
    AnnexGroup,
    AnnexRow,
    Column,
    Grid,
    Heading,
    OfficialReport,
    Paragraph,
    Run,
    Stated,
)


@dataclass(frozen=True, slots=True)
class Printed:
    """All that goes out under one number: the report (with the table of units), and the annex of indicators."""

    official: OfficialReport
    annex: Annex


_CLASSES = {
    kind.__name__: kind
    for kind in (Annex, AnnexGroup, AnnexRow, Column, Grid, Heading, OfficialReport, Paragraph, Printed, Run, Stated)
}


def to_data(printed: Printed) -> dict[str, Any]:
    """JSON without floats: each value names its class, decimals and dates are text."""
    data: dict[str, Any] = _plain(printed)
    return data


def from_data(data: Mapping[str, Any]) -> Printed:
    """The very value that `to_data` was given."""
    printed = _value(data)
    assert isinstance(printed, Printed)
    return printed


def sha256(data: Mapping[str, Any]) -> str:
    """SHA-256 over canonical JSON: keys sorted, no blanks, UTF-8."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        named = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__, **named}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal | float):
        return {"is": "decimal" if isinstance(value, Decimal) else "float", "of": str(value)}
    if isinstance(value, date):
        return {"is": "date", "of": value.isoformat()}
    return value


_ATOMS: dict[str, Callable[[str], Any]] = {"decimal": Decimal, "float": float, "date": date.fromisoformat}


def _value(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(map(_value, data))
    if not isinstance(data, Mapping):
        return data
    kind = data["is"]
    if kind in _ATOMS:
        return _ATOMS[kind](data["of"])
    return _CLASSES[kind](**{name: _value(one) for name, one in data.items() if name != "is"})
