"""What a Word paragraph or run looks like, once its styles are followed to the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from docx.oxml.ns import qn
from lxml.etree import _Element

_HEADING_STYLE = re.compile(r"(?:heading|tiêu đề|đầu đề|đề mục)\s*(\d)", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|mục lục)\s*\d", re.IGNORECASE)
_LONGEST_CHAIN = 30


@dataclass(frozen=True, slots=True)
class Look:
    """Bold, italic, hidden, font; and of paragraphs the outline level (1 …, 0 for none), the list and the style's name."""

    bold: bool = False
    italic: bool = False
    hidden: bool = False
    raised: bool = False
    font: str = ""
    level: int = 0
    num: str = ""
    depth: int = 0
    contents: bool = False  # a line of the table of contents


@dataclass(slots=True)
class Styles:
    """The styles of one file by their ids."""

    elements: dict[str, _Element] = field(default_factory=dict)
    default: Look = field(default_factory=Look)
    _default_paragraph: str = ""
    _known: dict[str, Look] = field(default_factory=dict)

    @classmethod
    def of(cls, part: _Element) -> Styles:
        """Reads styles.xml."""
        styles = cls()
        for defaults in part.iter(qn("w:docDefaults")):
            for properties in defaults.iter(qn("w:rPr")):
                styles.default = _with_run(styles.default, properties)
        for style in part.iter(qn("w:style")):
            key = style.get(qn("w:styleId"), "")
            styles.elements[key] = style
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on"):
                styles._default_paragraph = key
        return styles

    def paragraph(self, properties: _Element | None) -> Look:
        """The look of a paragraph from its `w:pPr`, and so of its runs where they say nothing."""
        key = _value(properties, "pStyle") or self._default_paragraph
        return _with_paragraph(self._style(key, self.default), properties)

    def run(self, properties: _Element | None, paragraph: Look) -> Look:
        """The look of a run from its `w:rPr`, in a paragraph of this look."""
        if properties is None:
            return paragraph
        key = _value(properties, "rStyle")
        return _with_run(self._style(key, paragraph) if key else paragraph, properties)

    def _style(self, key: str, base: Look) -> Look:
        cached = self._known.get(key) if base is self.default else None
        if cached is not None:
            return cached
        chain: list[_Element] = []
        at = key
        while at in self.elements and len(chain) < _LONGEST_CHAIN:
            chain.append(self.elements[at])
            at = _value(self.elements[at], "basedOn")
        look = base
        for style in reversed(chain):
            look = _with_paragraph(look, style.find(qn("w:pPr")))
            if (properties := style.find(qn("w:rPr"))) is not None:
                look = _with_run(look, properties)
            name = _value(style, "name")
            if heading := _HEADING_STYLE.match(name):
                look = replace(look, level=int(heading.group(1)))
            elif _CONTENTS_STYLE.match(name):
                look = replace(look, contents=True, level=0)
        if base is self.default:
            self._known[key] = look
        return look


def _value(element: _Element | None, name: str) -> str:
    child = element.find(qn(f"w:{name}")) if element is not None else None
    return child.get(qn("w:val"), "") if child is not None else ""


def _flag(properties: _Element, name: str, otherwise: bool) -> bool:
    child = properties.find(qn(f"w:{name}"))
    return otherwise if child is None else child.get(qn("w:val"), "1") not in ("0", "false", "off", "none")


def _with_run(look: Look, properties: _Element) -> Look:
    fonts = properties.find(qn("w:rFonts"))
    font = (fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi"))) if fonts is not None else None
    position = _value(properties, "vertAlign")
    return replace(
        look,
        bold=_flag(properties, "b", look.bold),
        italic=_flag(properties, "i", look.italic),
        hidden=_flag(properties, "vanish", look.hidden),
        raised=position == "superscript" if position else look.raised,
        font=font or look.font,
    )


def _with_paragraph(look: Look, properties: _Element | None) -> Look:
    if properties is None:
        return look
    outline = _value(properties, "outlineLvl")
    if outline.isascii() and outline.isdigit() and len(outline) < 4:
        look = replace(look, level=int(outline) + 1 if int(outline) < 9 else 0)
    numbering = properties.find(qn("w:numPr"))
    if numbering is not None:
        num, depth = _value(numbering, "numId"), _value(numbering, "ilvl")
        depth_number = int(depth) if depth.isascii() and depth.isdigit() and len(depth) < 4 else look.depth
        look = replace(look, num=("" if num == "0" else num) if num else look.num, depth=min(depth_number, 8))
    return look
