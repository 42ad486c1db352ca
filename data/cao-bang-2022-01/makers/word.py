"""A letter as a Word file: with real heading styles, with bold lines only, or in the old TCVN3 encoding."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from makers.letter import MOTTO, NATION, RECIPIENTS, SIGNED, SUBJECT, TITLE, Letter, Line, LineKind
from makers.tcvn3 import TEXT_FONT, encoded

Encoder = Callable[[str], tuple[str, str]]  # text → text as typed, and its font

_UNICODE_FONT = "Times New Roman"
_STYLES = {LineKind.PART: 1, LineKind.CHAPTER: 2, LineKind.SECTION: 3, LineKind.SUBSECTION: 4}
_STAMP = (2022, 1, 17, 8, 0, 0)  # of every member of the package: the same bytes each time


@dataclass(frozen=True, slots=True)
class Look:
    """How an office types: with heading styles or without, at which size, in which encoding."""

    styled: bool
    size: int
    font: str
    encode: Encoder


def _as_is(text: str) -> tuple[str, str]:
    return text, _UNICODE_FONT


LOOKS = {
    "styled": Look(True, 14, _UNICODE_FONT, _as_is),
    "bold": Look(False, 13, _UNICODE_FONT, _as_is),
    "tcvn3": Look(False, 14, TEXT_FONT, encoded),
}


def word_file(letter: Letter) -> bytes:
    """The bytes of the .docx; the same letter gives the same bytes under the same python-docx."""
    return _Typist(letter, LOOKS[letter.form]).typed()


class _Typist:
    def __init__(self, letter: Letter, look: Look) -> None:
        self.letter = letter
        self.look = look
        self.word: WordDocument = docx.Document()

    def typed(self) -> bytes:
        self._prepare()
        self._head()
        self._title()
        self._paragraph(self.letter.opening)
        for line in self.letter.body:
            self._line(line)
        self._paragraph(self.letter.closing)
        self._foot()
        buffer = io.BytesIO()
        self.word.save(buffer)
        return _restamped(buffer.getvalue())

    def _prepare(self) -> None:
        section = self.word.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        normal = self.word.styles["Normal"]
        normal.font.name, normal.font.size = self.look.font, Pt(self.look.size)
        normal.paragraph_format.space_after = Pt(6)
        for level in _STYLES.values():
            font = self.word.styles[f"Heading {level}"].font
            spacing = self.word.styles[f"Heading {level}"].paragraph_format
            spacing.space_before, spacing.space_after = Pt(6), Pt(6)
            font.name, font.size, font.color.rgb = self.look.font, Pt(self.look.size), RGBColor(0, 0, 0)
            fonts = self.word.styles[f"Heading {level}"].element.rPr.rFonts
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
        moment = datetime.combine(self.letter.issued, time(8))
        properties = self.word.core_properties
        properties.author = properties.last_modified_by = self.letter.name
        properties.title, properties.comments = "Báo cáo tháng 01 năm 2022", ""
        properties.created = properties.modified = moment

    def _head(self) -> None:
        table = self.word.add_table(rows=2, cols=2)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, (Mm(68), Mm(97)), strict=True):
            column.width = width
            for cell in column.cells:
                cell.width = width
        office, nation, number, day = (cell for row in table.rows for cell in row.cells)
        self._cell(office, self.letter.superior, size=12)
        self._cell(office, self.letter.agency, bold=True, size=13)
        self._cell(nation, NATION, bold=True, size=12)
        self._cell(nation, MOTTO, bold=True, underlined=True, size=13)
        self._cell(number, self.letter.number, size=13)
        self._cell(day, self.letter.place_and_date, italic=True, size=13)

    def _title(self) -> None:
        title = self._paragraph(TITLE, bold=True, centred=True)
        title.paragraph_format.space_before = Pt(12)
        for text in SUBJECT:
            self._paragraph(text, bold=True, centred=True)

    def _line(self, line: Line) -> None:
        if line.kind is not LineKind.PARAGRAPH:
            self._heading(line)
            return
        paragraph = self._paragraph(f"{line.marker} " if line.marker else "")
        if line.lead:
            self._run(paragraph, f"{line.lead}:", italic=True)
            self._run(paragraph, " ")
        self._run(paragraph, line.text)

    def _heading(self, line: Line) -> None:
        centred = line.kind is LineKind.PART
        italic = line.kind is LineKind.SUBSECTION
        if self.look.styled:
            heading = self.word.add_heading(level=_STYLES[line.kind])
            self._run(heading, line.text, bold=True, italic=italic)
            heading.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else None
        else:
            self._paragraph(line.text, bold=True, italic=italic, centred=centred)

    def _paragraph(self, text: str, bold: bool = False, italic: bool = False, centred: bool = False) -> Paragraph:
        paragraph = self.word.add_paragraph()
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.first_line_indent = Mm(12.7)
        if text:
            self._run(paragraph, text, bold, italic)
        return paragraph

    def _foot(self) -> None:
        table = self.word.add_table(rows=1, cols=2)
        recipients, signature = table.rows[0].cells
        self._cell(recipients, "Nơi nhận:", bold=True, italic=True, size=12, centred=False)
        for text in RECIPIENTS:
            self._cell(recipients, text, size=11, centred=False)
        for text in filter(None, (self.letter.authority, self.letter.post)):
            self._cell(signature, text, bold=True)
        signature.add_paragraph()
        self._cell(signature, SIGNED, italic=True)

    def _cell(
        self,
        cell: _Cell,
        text: str,
        bold: bool = False,
        italic: bool = False,
        underlined: bool = False,
        size: int | None = None,
        centred: bool = True,
    ) -> None:
        first = cell.paragraphs[0]
        paragraph = first if not first.runs else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        self._run(paragraph, text, bold, italic, underlined, size)

    def _run(
        self,
        paragraph: Paragraph,
        text: str,
        bold: bool = False,
        italic: bool = False,
        underlined: bool = False,
        size: int | None = None,
    ) -> None:
        typed, font = self.look.encode(text)
        run = paragraph.add_run(typed)
        run.bold, run.italic, run.underline = bold or None, italic or None, underlined or None
        run.font.size = Pt(size) if size else None
        run.font.name = font
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        for script in ("eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), font)
        if self.look.encode is encoded:
            run.font.no_proof = True  # old-font text is gibberish to a spelling checker: offices switch it off


def _restamped(package: bytes) -> bytes:
    """The package with one fixed moment on all its members, since a zip keeps the hour it was packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(member))
    return buffer.getvalue()
