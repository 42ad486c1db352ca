"""The structure message in SDMX-ML 3.0: code lists, concepts, data structure and dataflow of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree
from lxml.etree import _Element as Element

from kybao.exchange.sdmx.message import MESSAGE, STRUCTURE, headed, named
from kybao.exchange.sdmx.names import (
    AGENCY,
    CONCEPTS,
    DIMENSIONS,
    FLOW,
    FREQUENCIES,
    MEASURE,
    OTHER_CONCEPTS,
    TIME,
    VALUE,
    VERSION,
    identifier,
    urn,
)
from kybao.filing.models import Fact
from kybao.registry.models import Indicator, Unit

Item = tuple[str, str, str | None]  # identifier, name, identifier of the item above


def structure_message() -> bytes:
    """Everything that one needs to read the data messages."""
    root = headed("Structure")
    structures = etree.SubElement(root, f"{MESSAGE}Structures")
    flow = _maintained(etree.SubElement(structures, f"{STRUCTURE}Dataflows"), "Dataflow", FLOW, "Số liệu")
    etree.SubElement(flow, f"{STRUCTURE}Structure").text = urn("datastructure.DataStructure", FLOW)
    _code_lists(etree.SubElement(structures, f"{STRUCTURE}Codelists"))
    _concepts(etree.SubElement(structures, f"{STRUCTURE}ConceptSchemes"))
    _data_structure(etree.SubElement(structures, f"{STRUCTURE}DataStructures"))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _code_lists(parent: Element) -> None:
    units = Unit.objects.order_by("list_number", "code").values_list("code", "name", "parent__code")
    indicators = Indicator.objects.order_by("position", "code").values_list("code", "name", "parent__code")
    lists: dict[str, Iterable[Item]] = {
        "FREQ": [(code, name, None) for code, name in dict.fromkeys(FREQUENCIES.values())],
        "REF_AREA": [_item(*row) for row in units],
        "INDICATOR": [_item(*row) for row in indicators],
        "BASIS": [(basis.value, str(basis.label), None) for basis in Fact.Basis],
    }
    for concept, (name, code_list) in DIMENSIONS.items():
        found = _maintained(parent, "Codelist", code_list, name)
        for code, label, above in lists[concept]:
            item = named(etree.SubElement(found, f"{STRUCTURE}Code", id=code), label)
            if above is not None:
                etree.SubElement(item, f"{STRUCTURE}Parent").text = above


def _item(code: str, name: str, parent: str | None) -> Item:
    return identifier(code), name, None if parent is None else identifier(parent)


def _concepts(parent: Element) -> None:
    scheme = _maintained(parent, "ConceptScheme", CONCEPTS, "Khái niệm của Kybao")
    names = {concept: name for concept, (name, _) in DIMENSIONS.items()} | dict(OTHER_CONCEPTS)
    for concept, name in names.items():
        named(etree.SubElement(scheme, f"{STRUCTURE}Concept", id=concept), name)


def _data_structure(parent: Element) -> None:
    components = etree.SubElement(
        _maintained(parent, "DataStructure", FLOW, "Số liệu"), f"{STRUCTURE}DataStructureComponents"
    )
    dimensions = etree.SubElement(components, f"{STRUCTURE}DimensionList")
    for position, (concept, (_, code_list)) in enumerate(DIMENSIONS.items(), 1):
        dimension = etree.SubElement(dimensions, f"{STRUCTURE}Dimension", id=concept, position=str(position))
        representation = _identified(dimension, concept)
        etree.SubElement(representation, f"{STRUCTURE}Enumeration").text = urn("codelist.Codelist", code_list)
    time = _identified(etree.SubElement(dimensions, f"{STRUCTURE}TimeDimension", id=TIME), TIME)
    etree.SubElement(time, f"{STRUCTURE}TextFormat", textType="ObservationalTimePeriod")
    attributes = etree.SubElement(components, f"{STRUCTURE}AttributeList")
    attribute = etree.SubElement(attributes, f"{STRUCTURE}Attribute", id=MEASURE, usage="optional")
    etree.SubElement(_identified(attribute, MEASURE), f"{STRUCTURE}TextFormat", textType="String")
    relation = etree.SubElement(attribute, f"{STRUCTURE}AttributeRelationship")
    etree.SubElement(relation, f"{STRUCTURE}Dimension").text = "INDICATOR"
    measures = etree.SubElement(components, f"{STRUCTURE}MeasureList")
    measure = _identified(etree.SubElement(measures, f"{STRUCTURE}Measure", id=VALUE), VALUE)
    etree.SubElement(measure, f"{STRUCTURE}TextFormat", textType="Decimal")


def _identified(component: Element, concept: str) -> Element:
    """Names a component's concept, and gives the place of its representation."""
    etree.SubElement(
        component, f"{STRUCTURE}ConceptIdentity"
    ).text = f"{urn('conceptscheme.Concept', CONCEPTS)}.{concept}"
    return etree.SubElement(component, f"{STRUCTURE}LocalRepresentation")


def _maintained(parent: Element, kind: str, name: str, label: str) -> Element:
    attributes = {"id": name, "version": VERSION, "agencyID": AGENCY, "isExternalReference": "false"}
    return named(etree.SubElement(parent, f"{STRUCTURE}{kind}", attributes), label)
