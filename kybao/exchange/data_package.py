"""A period as a Frictionless data package: CSV tables with their schema, in one ZIP file that is the same for the same data.

Source: Data Package v1 and Table Schema v1 (specs.frictionlessdata.io). Decimals are written in full, moments in UTC.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from kybao.calendar import Period
from kybao.exchange.month_values import month_values, units_of
from kybao.filing.models import Fact, Obligation
from kybao.filing.status import status_of
from kybao.filing.timeliness import Timeliness
from kybao.registry.models import Indicator, Regime

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PROFILE = "tabular-data-resource"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, type and Vietnamese title; whether it must be filled, and the values that it may have."""

    name: str
    type: str
    title: str
    required: bool = True
    among: tuple[str, ...] = ()

    def described(self) -> dict[str, Any]:
        constraints: dict[str, Any] = {"required": True} if self.required else {}
        if self.among:
            constraints["enum"] = list(self.among)
        found: dict[str, Any] = {"name": self.name, "type": self.type, "title": self.title}
        return found | ({"constraints": constraints} if constraints else {})


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the package: its columns, key, and which columns lead to which table (by its `code`)."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    links: Mapping[str, str] = field(default_factory=dict)

    def described(self) -> dict[str, Any]:
        schema: dict[str, Any] = {
            "fields": [one.described() for one in self.fields],
            "primaryKey": list(self.key),
            "missingValues": [""],
        }
        if self.links:
            schema["foreignKeys"] = [
                {"fields": column, "reference": {"resource": "" if table == self.name else table, "fields": "code"}}
                for column, table in self.links.items()
            ]
        return {
            "name": self.name,
            "title": self.title,
            "path": f"{self.name}.csv",
            "profile": _PROFILE,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": schema,
        }

    def written(self, rows: Iterable[Sequence[str]]) -> bytes:
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([one.name for one in self.fields])
        writer.writerows(rows)
        return file.getvalue().encode()


UNITS = Table(
    "units",
    "Đơn vị",
    (
        Field("code", "string", "Mã đơn vị"),
        Field("name", "string", "Tên"),
        Field("kind", "string", "Loại đơn vị", required=False),
        Field("parent", "string", "Mã đơn vị cấp trên", required=False),
    ),
    ("code",),
)
INDICATORS = Table(
    "indicators",
    "Chỉ tiêu",
    (
        Field("code", "string", "Mã chỉ tiêu"),
        Field("name", "string", "Tên"),
        Field("measure", "string", "Đơn vị tính", required=False),
        Field("sector", "string", "Ngành, lĩnh vực"),
        Field("kind", "string", "Loại chỉ tiêu", among=tuple(Indicator.Kind.values)),
    ),
    ("code",),
)
FACTS = Table(
    "facts",
    "Số liệu",
    (
        Field("unit", "string", "Mã đơn vị"),
        Field("indicator", "string", "Mã chỉ tiêu"),
        Field("period", "string", "Kỳ báo cáo"),
        Field("basis", "string", "Loại số liệu", among=tuple(Fact.Basis.values)),
        Field("value", "number", "Giá trị"),
        Field("stated", "string", "Như đã in trong báo cáo", required=False),
        Field("source", "string", "Nguồn", required=False),
    ),
    ("unit", "indicator", "period", "basis"),
    {"unit": "units", "indicator": "indicators"},
)
OBLIGATIONS = Table(
    "obligations",
    "Tình hình nộp báo cáo",
    (
        Field("unit", "string", "Mã đơn vị"),
        Field("due_at", "datetime", "Hạn nộp"),
        Field("filed_at", "datetime", "Nộp lúc", required=False),
        Field("timeliness", "string", "Thời hạn", among=tuple(one.value for one in Timeliness)),
        Field("findings", "integer", "Số phát hiện"),
    ),
    ("unit",),
    {"unit": "units"},
)


def data_package(regime: Regime, period: Period, user: Any) -> bytes:
    """The ZIP file of a period, as far as this user may see it."""
    values = month_values(regime, period, user)
    tables = (
        (UNITS, UNITS.written(_units(regime))),
        (INDICATORS, INDICATORS.written(_indicators())),
        (FACTS, FACTS.written(map(_fact, values))),
        (OBLIGATIONS, OBLIGATIONS.written(_obligations(regime, period, user))),
    )
    described = {
        "profile": "tabular-data-package",
        "name": f"kybao-{regime.code}-{period}".lower().replace("..", "-"),
        "title": f"{regime.name}, {period.label}",
        "resources": [table.described() | {"bytes": len(content)} for table, content in tables],
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, "datapackage.json", json.dumps(described, ensure_ascii=False, indent=2).encode())
        for table, content in tables:
            _put(package, f"{table.name}.csv", content)
    return file.getvalue()


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    package.writestr(entry, content)


def _units(regime: Regime) -> Iterator[Sequence[str]]:
    for unit in units_of(regime):
        yield unit.code, unit.name, unit.kind, unit.parent.code if unit.parent else ""


def _indicators() -> Iterator[Sequence[str]]:
    yield from Indicator.objects.values_list("code", "name", "measure", "sector", "kind")


def _fact(fact: Fact) -> Sequence[str]:
    source = fact.submission.file_name if fact.submission else fact.source
    return (
        fact.unit.code,
        fact.indicator.code,
        str(fact.period),
        fact.basis,
        f"{fact.value:f}",
        fact.stated,
        source,
    )


def _obligations(regime: Regime, period: Period, user: Any) -> Iterator[Sequence[str]]:
    for row in status_of(regime, period, among=Obligation.objects.for_user(user)):
        filed = row.filed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if row.filed_at else ""
        due = row.obligation.due_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield row.obligation.unit.code, due, filed, row.timeliness.value, str(row.findings)
