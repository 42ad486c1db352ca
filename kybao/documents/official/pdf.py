"""A report → .pdf, by Typst: PDF/A-2a, tagged, with its typeface embedded, and the look of the .docx."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from kybao.documents.official import layout, wording
from kybao.documents.official.form import Element, Grid, Heading, OfficialReport
from kybao.documents.official.layout import Layout, Measure, layout_on
from kybao.documents.official.typeface import FAMILY, FOLDER, balanced, letters, width_of

_TEMPLATE = Path(__file__).parent / "report.typ"
_UNKNOWN = "□"  # stands for a letter that the typeface does not have
_MARKS = ("Mn", "Me", "Mc")  # what leaves no gap when it is left out
_RESERVED = "\ufffc"  # Typst's own sign for what is not text
_HALF_PAGE = 110.0  # mm
_WORD = re.compile(r"\S+")
_BREAK = "\u200b"  # a place where a line may break, of no width


def write_pdf(report: OfficialReport) -> bytes:
    """The report as PDF/A-2a. The same report gives the same bytes.

    A character which the typeface lacks (an emoji, a Chinese letter) is drawn as "□".
    """
    moment = datetime.combine(report.dated, time(), UTC) if report.dated else datetime(2000, 1, 1, tzinfo=UTC)
    pdf = _compiler().compile(
        input=str(_TEMPLATE),
        format="pdf",
        sys_inputs={"report": json.dumps(_data(report), ensure_ascii=False)},
        pdf_standards=["a-2a"],
        timestamp=moment,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no PDF")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def _compiler() -> typst.Compiler:
    return typst.Compiler(input=str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=_fonts())


def _data(report: OfficialReport) -> dict[str, Any]:
    form = layout_on(report.dated)
    agency_room = form.text_width - layout.HEAD_RIGHT - 2
    agency = balanced(_drawn(report.agency), form.agency.used, agency_room, bold=True)
    subject = [_drawn(line) for line in report.subject if line.strip()]
    return {
        "measures": _measures(form),
        "family": FAMILY,
        "title": _drawn(" ".join((report.kind, *report.subject))),
        "author": _drawn(report.agency.replace("\n", " ")),
        "superior": _drawn(report.superior),
        "agency": agency,
        "agency_rule": form.agency_rule.used * _longest(agency, form.agency.used, agency_room),
        "nation": wording.NATION,
        "motto": wording.MOTTO,
        "motto_rule": width_of(wording.MOTTO, form.motto.used, bold=True),
        "number": _drawn(wording.number_line(report)),
        "place_and_date": _drawn(wording.place_and_date(report)),
        "draft": wording.DRAFT if report.draft else "",
        "kind": _drawn(report.kind),
        "subject": subject,
        "subject_rule": form.subject_rule.used * _longest(subject[-1:], form.subject.used, form.text_width),
        "body": [_element(element, form) for element in wording.closed_body(report)],
        "recipients_title": wording.RECIPIENTS,
        "recipients": [_drawn(name) for name in wording.recipient_lines(report)],
        "authority": _drawn(report.authority),
        "post": _drawn(report.post),
        "signer": _drawn(report.signer),
        "annex_reference": _drawn(wording.annex_reference(report)),
        "annexes": [
            {"heading": list(map(_drawn, wording.annex_heading(report, place))), **_grid(grid, form)}
            for place, grid in enumerate(report.annexes)
        ],
    }


def _measures(form: Layout) -> dict[str, float]:
    from_decree = {name: value.used for name in form.__slots__ if isinstance(value := getattr(form, name), Measure)}
    return from_decree | {
        "table": layout.TABLE_SIZE,
        "head_right": layout.HEAD_RIGHT,
        "header_distance": layout.HEADER_DISTANCE,
        "rule_weight": layout.RULE_WEIGHT,
        "cell_side": layout.CELL_SIDE,
        "cell_top": layout.CELL_TOP,
        "signature_left": layout.SIGNATURE_LEFT,
        "signature_space": layout.SIGNATURE_SPACE,
    }


def _element(element: Element, form: Layout) -> dict[str, Any]:
    if isinstance(element, Heading):
        number, title = _drawn(element.number), _drawn(element.title)
        parts = [number, title] if element.level == 1 else [f"{number} {title}"]
        return {"kind": "heading", "level": element.level, "lines": [part.strip() for part in parts if part.strip()]}
    if isinstance(element, Grid):
        return {"kind": "grid", **_grid(element, form)}
    runs = [
        {
            "text": _split(_drawn(run.text), form.body.used, form.text_width),
            "bold": run.bold,
            "italic": run.italic,
            "superscript": run.superscript,
        }
        for run in element.runs
    ]
    return {"kind": "paragraph", "marker": element.marker, "runs": runs}


def _grid(grid: Grid, form: Layout) -> dict[str, Any]:
    room = form.turned_width if grid.landscape else form.text_width
    total = sum(column.width for column in grid.columns)
    widths = [max(3.0, room * column.width / total - 2 * layout.CELL_SIDE) for column in grid.columns]
    return {
        "title": [_drawn(line) for line in grid.title if line.strip()],
        "landscape": grid.landscape,
        "columns": [
            {"title": _split(_drawn(c.title), layout.TABLE_SIZE, width), "width": c.width / total, "align": c.align}
            for c, width in zip(grid.columns, widths, strict=True)
        ],
        "rows": [[_cell(_drawn(text), width) for text, width in zip(row, widths, strict=True)] for row in grid.rows],
    }


def _cell(text: str, width: float) -> dict[str, Any]:
    """A cell may break over pages only where it is higher than half a page."""
    lines = sum(1 + width_of(line, layout.TABLE_SIZE) // width for line in text.split("\n"))
    return {"text": _split(text, layout.TABLE_SIZE, width), "breakable": lines * layout.TABLE_SIZE * 0.405 > _HALF_PAGE}


def _split(text: str, size: float, room: float) -> str:
    """Text in which a word that is wider than its room (an address of a web page) may break anywhere."""
    if width_of(max(text.split(), key=len, default=""), size, bold=True) <= room:
        return text
    return _WORD.sub(lambda word: word[0] if width_of(word[0], size, bold=True) <= room else _BREAK.join(word[0]), text)


def _longest(lines: tuple[str, ...] | list[str], size: float, room: float) -> float:
    return min(room, max((width_of(part, size, bold=True) for line in lines for part in line.split("\n")), default=0))


def _drawn(text: str) -> str:
    """Clean text of which the typeface has every letter (PDF/A allows no other)."""
    return "".join(map(_letter, wording.clean(text)))


@cache
def _letter(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":  # marks of direction and joins: of no use in Vietnamese, and Typst may fail on them
        return ""
    if character == "\n":
        return character
    # Typst may fail on letters and marks that are written from the right; of such scripts the typeface has Hebrew.
    foreign = character in _RESERVED or category == "Co" or unicodedata.name(character, "").startswith("HEBREW")
    if ord(character) in letters() and not foreign:
        return character
    if category in _MARKS:
        return ""
    return " " if category == "Zs" else _UNKNOWN
