"""Values as SDMX observations, and the messages that carry them: SDMX-CSV 2.0, SDMX-JSON 2.0, SDMX-ML 3.0."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from lxml import etree

from kybao.exchange.sdmx.message import COMMON, DATA, MESSAGE, SCHEMA_TYPE, headed
from kybao.exchange.sdmx.names import (
    AGENCY,
    DIMENSIONS,
    FLOW,
    FREQUENCIES,
    MEASURE,
    OTHER_CONCEPTS,
    TIME,
    VALUE,
    VERSION,
    identifier,
    time_period,
    urn,
)
from kybao.filing.models import Fact

COLUMNS = (*DIMENSIONS, TIME, VALUE, MEASURE)
_STRUCTURE = urn("datastructure.DataStructure", FLOW)
_JSON_SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json"


def observation(fact: Fact) -> dict[str, str]:
    """A value by the identifiers of the data structure's components."""
    return {
        "FREQ": FREQUENCIES[fact.period.kind][0],
        "REF_AREA": identifier(fact.unit.code),
        "INDICATOR": identifier(fact.indicator.code),
        "BASIS": fact.basis,
        TIME: time_period(fact.period),
        VALUE: f"{fact.value:f}",
        MEASURE: fact.indicator.measure,
    }


@dataclass(slots=True)
class Observations:
    """Observations as they are collected, and what the codes in them are called, by dimension."""

    rows: list[dict[str, str]] = field(default_factory=list)
    labels: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in DIMENSIONS})

    def add(self, fact: Fact) -> None:
        row = observation(fact)
        self.rows.append(row)
        called = (FREQUENCIES[fact.period.kind][1], fact.unit.name, fact.indicator.name, fact.get_basis_display())
        for (dimension, labels), name in zip(self.labels.items(), called, strict=True):
            labels[row[dimension]] = name


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing observations; `names` are what a request may call it."""

    media_type: str
    names: tuple[str, ...]
    write: Callable[[Observations], bytes]


def _csv(found: Observations) -> bytes:
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(("STRUCTURE", "STRUCTURE_ID", "ACTION", *COLUMNS))
    name = f"{AGENCY}:{FLOW}({VERSION})"
    rows.writerows(("dataflow", name, "I", *(one[column] for column in COLUMNS)) for one in found.rows)
    return file.getvalue().encode()


def _xml(found: Observations) -> bytes:
    root = headed("StructureSpecificData", ns1=f"{_STRUCTURE}:ObsLevelDim:AllDimensions")
    header = root[0]
    described = etree.SubElement(
        header,
        f"{MESSAGE}Structure",
        {"structureID": FLOW, "namespace": _STRUCTURE, "dimensionAtObservation": "AllDimensions"},
    )
    etree.SubElement(described, f"{COMMON}Structure").text = _STRUCTURE
    data = etree.SubElement(
        root,
        f"{MESSAGE}DataSet",
        {f"{DATA}structureRef": FLOW, SCHEMA_TYPE: "ns1:DataSetType", "action": "Information"},
    )
    for one in found.rows:
        etree.SubElement(data, "Obs", {name: one[name] for name in COLUMNS if one[name]})
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _json(found: Observations) -> bytes:
    """Every component's values are listed once; observations are known by the values' places. Values are strings, exact."""
    listed = (*DIMENSIONS, TIME)
    places: dict[str, dict[str, int]] = {name: {} for name in (*listed, MEASURE)}
    observations: dict[str, list[Any]] = {}
    for one in found.rows:
        place = {name: known.setdefault(one[name], len(known)) for name, known in places.items()}
        observations[":".join(str(place[name]) for name in listed)] = [one[VALUE], place[MEASURE]]
    names = {name: label for name, (label, _) in DIMENSIONS.items()} | dict(OTHER_CONCEPTS)
    links = [{"rel": "dataflow", "urn": urn("datastructure.Dataflow", FLOW)}]
    message = {
        "meta": {
            "schema": _JSON_SCHEMA,
            "id": f"K{uuid.uuid4().hex}",
            "prepared": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "test": False,
            "contentLanguages": ["vi"],
            "sender": {"id": AGENCY},
        },
        "data": {
            "structures": [
                {
                    "links": links,
                    "dataSets": [0],
                    "dimensions": {
                        "observation": [
                            {
                                "id": name,
                                "name": names[name],
                                "keyPosition": position,
                                "values": [
                                    {"value": v} if name == TIME else {"id": v, "name": found.labels[name][v]}
                                    for v in places[name]
                                ],
                            }
                            for position, name in enumerate(listed)
                        ]
                    },
                    "measures": {"observation": [{"id": VALUE, "name": names[VALUE]}]},
                    "attributes": {
                        "observation": [
                            {
                                "id": MEASURE,
                                "name": names[MEASURE],
                                "relationship": {"dimensions": ["INDICATOR"]},
                                "values": [{"value": v} for v in places[MEASURE]],
                            }
                        ]
                    },
                }
            ],
            "dataSets": [{"structure": 0, "links": links, "action": "Information", "observations": observations}],
        },
    }
    return json.dumps(message, ensure_ascii=False).encode()


FORMS = (
    Form("application/vnd.sdmx.data+xml;version=3.0.0", ("xml", "sdmx-ml"), _xml),
    Form("application/vnd.sdmx.data+json;version=2.0.0", ("json", "sdmx-json"), _json),
    Form("application/vnd.sdmx.data+csv;version=2.0.0", ("csv", "sdmx-csv"), _csv),
)
