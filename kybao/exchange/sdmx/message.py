"""What all SDMX-ML 3.0 messages have: namespaces, header, names."""

from __future__ import annotations

import uuid

from django.utils import timezone
from lxml import etree
from lxml.etree import _Element as Element

from kybao.exchange.sdmx.names import AGENCY

_BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
MESSAGE, STRUCTURE, COMMON, DATA = (
    f"{{{_BASE}/{name}}}" for name in ("message", "structure", "common", "data/structurespecific")
)
SCHEMA_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {
    "mes": f"{_BASE}/message",
    "str": f"{_BASE}/structure",
    "com": f"{_BASE}/common",
    "ss": f"{_BASE}/data/structurespecific",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


def headed(kind: str, **prefixes: str) -> Element:
    """A message of a kind with its header."""
    root = etree.Element(f"{MESSAGE}{kind}", nsmap=_PREFIXES | prefixes)
    header = etree.SubElement(root, f"{MESSAGE}Header")
    etree.SubElement(header, f"{MESSAGE}ID").text = f"K{uuid.uuid4().hex}"
    etree.SubElement(header, f"{MESSAGE}Test").text = "false"
    etree.SubElement(header, f"{MESSAGE}Prepared").text = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    etree.SubElement(header, f"{MESSAGE}Sender", id=AGENCY)
    return root


def named(element: Element, name: str) -> Element:
    """Gives an element its Vietnamese name."""
    etree.SubElement(element, f"{COMMON}Name", {_LANGUAGE: "vi"}).text = name
    return element
