"""Data value sets as JSON, XML and CSV, written and read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.http import HttpResponse

from kybao.exchange.dhis2.answers import json_answer
from kybao.exchange.problems import Problem

_NAMESPACE = "http://dhis2.org/schema/dxf/2.0"
_FIELDS = (
    "dataElement",
    "period",
    "orgUnit",
    "categoryOptionCombo",
    "attributeOptionCombo",
    "value",
    "storedBy",
    "lastUpdated",
)
_COLUMNS = (
    "dataelement", "period", "orgunit", "categoryoptioncombo", "attributeoptioncombo", "value", "storedby",
    "lastupdated", "comment", "followup", "deleted",
)  # fmt: skip
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class ValueSet:
    """What a set says once for all its values, and each value by DHIS2's names."""

    head: Mapping[str, str]
    values: Sequence[Mapping[str, str]]


def written(found: ValueSet, form: str) -> HttpResponse:
    return _WRITERS[form](found)


def read(body: bytes, media_type: str) -> ValueSet:
    """Raises `Problem`: 415 for another kind of content, 400 for content that is not of its kind."""
    reader = next((reader for kind, reader in _READERS if kind in media_type), None)
    if reader is None:
        raise Problem(415, "Hãy gửi dataValueSets dạng application/json, application/xml hoặc application/csv.")
    found = reader(body)
    if len(found.values) > _MOST:
        raise Problem(413, f"Một lần gửi nhiều nhất {_MOST} số liệu. Hãy chia nhỏ.")
    return found


def form_of(given: str | None, accept: str) -> str:
    """By the suffix of the address, else by what the client accepts."""
    if given:
        return given
    return next((form for form in ("xml", "csv") if f"/{form}" in accept and "json" not in accept), "json")


def _json(found: ValueSet) -> HttpResponse:
    return json_answer({**found.head, "dataValues": list(found.values)})


def _xml(found: ValueSet) -> HttpResponse:
    root = Element("dataValueSet", {"xmlns": _NAMESPACE, **found.head})
    for value in found.values:
        SubElement(root, "dataValue", dict(value))
    return HttpResponse(tostring(root, "utf-8", xml_declaration=True), content_type="application/xml; charset=utf-8")


def _csv(found: ValueSet) -> HttpResponse:
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for value in found.values:
        rows.writerow([*(value.get(name, "") for name in _FIELDS), "", "false", ""])
    return HttpResponse(file.getvalue(), content_type="application/csv; charset=utf-8")


_WRITERS = {"json": _json, "xml": _xml, "csv": _csv}


def _from_json(body: bytes) -> ValueSet:
    try:
        data = json.loads(body, parse_float=str, parse_int=str)
        values = data.get("dataValues", [])
        if not isinstance(values, list):
            raise ValueError
        return ValueSet(_strings(data), [_strings(value) for value in values])
    except (ValueError, AttributeError, RecursionError) as error:
        raise Problem(
            400, 'Không đọc được JSON. Hãy gửi như {"dataValues": [{"dataElement": …, "value": …}]}.'
        ) from error


def _from_xml(body: bytes) -> ValueSet:
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Problem(400, "Không đọc được XML. Hãy gửi một dataValueSet với các dataValue.") from error
    values = [dict(one.attrib) for one in root.iter() if str(one.tag).rpartition("}")[2] == "dataValue"]
    return ValueSet(dict(root.attrib), values)


def _from_csv(body: bytes) -> ValueSet:
    try:
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Problem(400, "Không đọc được CSV. Hãy gửi CSV mã hoá UTF-8, dòng đầu là tên cột.") from error
    if rows and [one.strip().lower() for one in rows[0][:3]] == list(_COLUMNS[:3]):
        rows = rows[1:]
    return ValueSet({}, [dict(zip(_FIELDS, row, strict=False)) for row in rows if any(row)])


_READERS = (("json", _from_json), ("xml", _from_xml), ("csv", _from_csv))


def _strings(data: Mapping[str, Any]) -> dict[str, str]:
    """The plain members of an object, in writing."""
    return {
        name: str(value) for name, value in data.items() if isinstance(value, str | int) and not isinstance(value, bool)
    }
