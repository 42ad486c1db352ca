"""A report → .docx, by python-docx: real styles, headings, lists, fields and tables, so that it stays easy to edit."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from kybao.documents.official import layout, word_styles, wording
from kybao.documents.official.form import Align, Element, Grid, Heading, OfficialReport, Paragraph, Run
from kybao.documents.official.layout import Layout, layout_on
from kybao.documents.official.typeface import balanced, width_of
from kybao.documents.official.wording import clean

_PARAGRAPH_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_LIST_STYLE = {"": word_styles.BODY, "-": word_styles.DASH, "+": word_styles.PLUS}
_UNDATED = datetime(2000, 1, 1)


def write_docx(report: OfficialReport) -> bytes:
    """The report as an editable Word file. The same report gives the same bytes."""
    return _Writer(report).written()


class _Writer:
    def __init__(self, report: OfficialReport) -> None:
        self.report = report
        self.form: Layout = layout_on(report.dated)
        self.document: Document = docx.Document()
        word_styles.restyle(self.document, self.form)

    def written(self) -> bytes:
        self._set_page(self.document.sections[0], landscape=False)
        self._set_properties()
        self._head()
        self._title()
        body = wording.closed_body(self.report)
        for element in body:
            self._element(element)
        if body and isinstance(body[-1], Paragraph):
            self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        self._signature()
        for place, grid in enumerate(self.report.annexes):
            self._annex(place, grid)
        self.document.add_paragraph(style=word_styles.RULE)  # Word wants a paragraph after the last table
        return _packed(self.document)

    # The page

    def _set_page(self, section: Section, *, landscape: bool) -> None:
        form = self.form
        sides = (form.paper_height, form.paper_width) if landscape else (form.paper_width, form.paper_height)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(sides[0]), Mm(sides[1])
        section.top_margin, section.bottom_margin = Mm(form.top.used), Mm(form.bottom.used)
        section.left_margin, section.right_margin = Mm(form.left.used), Mm(form.right.used)
        section.header_distance = section.footer_distance = Mm(layout.HEADER_DISTANCE)
        section.gutter = Mm(0)
        if section._sectPr is self.document.sections[0]._sectPr:
            section.different_first_page_header_footer = True
            section.first_page_header.is_linked_to_previous = False
            _add_field(section.header.paragraphs[0], "PAGE")

    def _new_section(self, *, landscape: bool, own_numbers: bool) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self.document.paragraphs[-1].style = word_styles.RULE  # the paragraph that holds the break
        self._set_page(section, landscape=landscape)
        section.different_first_page_header_footer = own_numbers
        for old in section._sectPr.findall(qn("w:pgNumType")):
            section._sectPr.remove(old)
        if own_numbers:
            numbers = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
            section._sectPr.find(qn("w:pgMar")).addnext(numbers)

    def _set_properties(self) -> None:
        report, properties = self.report, self.document.core_properties
        moment = datetime.combine(report.dated, time()) if report.dated else _UNDATED
        properties.title = clean(" ".join((report.kind, *report.subject))).replace("\n", " ")[:255]
        properties.author = properties.last_modified_by = clean(report.agency).replace("\n", " ")[:255]
        properties.created = properties.modified = moment
        properties.language, properties.comments, properties.revision = "vi-VN", "", 1

    # The head and the title

    def _head(self) -> None:
        report, form = self.report, self.form
        left_width = form.text_width - layout.HEAD_RIGHT
        table = self._frame((left_width, layout.HEAD_RIGHT), rows=2)
        left, right = table.rows[0].cells
        if report.superior.strip():
            self._line(left, report.superior, form.superior.used)
        agency = balanced(clean(report.agency), form.agency.used, left_width - 2, bold=True)
        self._line(left, "\n".join(agency), form.agency.used, bold=True)
        longest = max((width_of(line, form.agency.used, bold=True) for line in agency), default=0)
        self._rule(left, form.agency_rule.used * min(longest, left_width), left_width)
        self._line(right, wording.NATION, form.nation.used, bold=True)
        self._line(right, wording.MOTTO, form.motto.used, bold=True)
        self._rule(right, width_of(wording.MOTTO, form.motto.used, bold=True), layout.HEAD_RIGHT)
        number, place = table.rows[1].cells
        self._line(number, wording.number_line(report), form.number.used)
        self._line(place, wording.place_and_date(report), form.place_and_date.used, italic=True)
        if report.draft:
            draft = self._line(number, wording.DRAFT, layout.TABLE_SIZE, bold=True)
            draft.paragraph_format.space_before = Pt(6)
            border = parse_xml(f'<w:bdr {nsdecls("w")} w:val="single" w:sz="6" w:space="0" w:color="auto"/>')
            draft.runs[0]._r.get_or_add_rPr().append(border)

    def _title(self) -> None:
        report, form = self.report, self.form
        _add_text(self.document.add_paragraph(style=word_styles.KIND), report.kind)
        subject = [clean(line) for line in report.subject if line.strip()]
        for line in subject:
            _add_text(self.document.add_paragraph(style=word_styles.SUBJECT), line)
        if subject:
            longest = max(width_of(part, form.subject.used, bold=True) for part in subject[-1].split("\n"))
            length = form.subject_rule.used * min(longest, form.text_width)
            self._rule(self.document, length, form.text_width).paragraph_format.space_after = Pt(16)

    # The body

    def _element(self, element: Element) -> None:
        if isinstance(element, Heading):
            self._heading(element)
        elif isinstance(element, Paragraph):
            self._paragraph(element)
        else:
            self._body_grid(element)

    def _heading(self, heading: Heading) -> None:
        parts = (clean(heading.number).strip(), clean(heading.title).strip())
        text = ("\n" if heading.level == 1 else " ").join(part for part in parts if part)
        _add_text(self.document.add_paragraph(style=f"Heading {heading.level}"), text)

    def _paragraph(self, paragraph: Paragraph) -> None:
        style = _LIST_STYLE[paragraph.marker]
        written = self.document.add_paragraph(style=style)
        _join_list(written, style)
        for run in paragraph.runs:
            _add_run(written, run)

    def _body_grid(self, grid: Grid) -> None:
        if grid.landscape:
            self._new_section(landscape=True, own_numbers=False)
        self._table_titles(grid.title)
        self._table(grid)
        if grid.landscape:
            self._new_section(landscape=False, own_numbers=False)
        else:
            _add_text(self.document.add_paragraph(style=word_styles.RULE), "")

    # Recipients and signature

    def _signature(self) -> None:
        report, form = self.report, self.form
        self.document.add_paragraph(style=word_styles.RULE).paragraph_format.space_before = Pt(10)
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        left_width = layout.SIGNATURE_LEFT
        table = self._frame((left_width, form.text_width - left_width), rows=1)
        left, right = table.rows[0].cells
        recipients = wording.recipient_lines(report)
        if recipients:
            title = self._line(left, wording.RECIPIENTS, form.recipients_title.used, bold=True, italic=True)
            title.alignment = WD_ALIGN_PARAGRAPH.LEFT
        for name in recipients:
            written = left.add_paragraph(style=word_styles.RECIPIENT)
            _join_list(written, word_styles.RECIPIENT)
            _add_text(written, name)
        for text in filter(str.strip, (report.authority, report.post)):
            self._line(right, text, form.signature.used, bold=True)
        name_line = self._line(right, report.signer, form.signature.used, bold=True)
        name_line.paragraph_format.space_before = Pt(layout.SIGNATURE_SPACE)
        for cell in (left, right):
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True

    # Tables and annexes

    def _annex(self, place: int, grid: Grid) -> None:
        self._new_section(landscape=grid.landscape, own_numbers=True)
        heading = self.document.add_paragraph(style="Heading 1")
        heading.paragraph_format.space_before = Pt(0)
        _add_text(heading, "\n".join(wording.annex_heading(self.report, place)))
        _add_text(self.document.add_paragraph(style=word_styles.ANNEX_REFERENCE), wording.annex_reference(self.report))
        self._table(grid)

    def _table_titles(self, title: tuple[str, ...]) -> None:
        for line in title:
            if line.strip():
                _add_text(self.document.add_paragraph(style=word_styles.TABLE_TITLE), line)

    def _table(self, grid: Grid) -> None:
        room = self.form.turned_width if grid.landscape else self.form.text_width
        total = sum(column.width for column in grid.columns)
        widths = [room * column.width / total for column in grid.columns]
        table = self.document.add_table(rows=0, cols=len(widths), style=word_styles.TABLE)
        _fix_widths(table, widths, layout.CELL_SIDE, layout.CELL_TOP)
        head = _add_row(table, widths)
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, column in zip(head.cells, grid.columns, strict=True):
            _fill(cell, column.title, word_styles.TABLE_HEAD, "center")
        for texts in grid.rows:
            row = _add_row(table, widths)
            for cell, text, column in zip(row.cells, texts, grid.columns, strict=True):
                _fill(cell, text, word_styles.TABLE_TEXT, column.align)

    def _frame(self, widths: tuple[float, float], rows: int) -> Table:
        """A table without borders, in which the parts of the form stand side by side."""
        table: Table = self.document.add_table(rows=0, cols=2)
        _fix_widths(table, list(widths), 0, 0)
        for _ in range(rows):
            _add_row(table, list(widths))
        return table

    def _line(self, cell: _Cell, text: str, size: float, *, bold: bool = False, italic: bool = False) -> WordParagraph:
        first: WordParagraph = cell.paragraphs[0]
        unused = len(cell.paragraphs) == 1 and not first.runs
        paragraph: WordParagraph = first if unused else cell.add_paragraph()
        paragraph.style = word_styles.CENTRED
        for run in _add_text(paragraph, text):
            run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic
        return paragraph

    def _rule(self, place: _Cell | Document, length: float, room: float) -> WordParagraph:
        """A rule of `length` mm in the middle of `room` mm: the upper border of an empty, very low paragraph."""
        paragraph: WordParagraph = place.add_paragraph(style=word_styles.RULE)
        side = Mm(max(0.0, (room - length) / 2))
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
        paragraph.paragraph_format.space_before = Pt(4)
        weight = round(layout.RULE_WEIGHT * 8)
        border = parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="{weight}" w:space="0" w:color="auto"/></w:pBdr>'
        )
        paragraph._p.get_or_add_pPr().insert_element_before(border, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr")
        return paragraph


def _add_text(paragraph: WordParagraph, text: str) -> list[WordRun]:
    """Adds clean text, a line break for each newline; returns the runs."""
    runs: list[WordRun] = []
    for place, line in enumerate(clean(text).split("\n")):
        if place:
            runs[-1].add_break(WD_BREAK.LINE)
        runs.append(paragraph.add_run(line))
    return runs


def _add_run(paragraph: WordParagraph, run: Run) -> None:
    for written in _add_text(paragraph, run.text):
        if run.bold:
            written.bold = True
        if run.italic:
            written.italic = True
        if run.superscript:
            written.font.superscript = True


def _add_field(paragraph: WordParagraph, instruction: str) -> None:
    """A field which Word computes, with "2" shown until it does."""
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>2</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)


def _join_list(paragraph: WordParagraph, style: str) -> None:
    number = word_styles.list_number(style)
    if number is not None:
        member = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        paragraph._p.get_or_add_pPr().insert_element_before(member, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _fix_widths(table: Table, widths: list[float], side: float, top: float) -> None:
    """Fixes the columns' widths and the space round the text of all cells, in mm."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    spaces = {"top": top, "left": side, "bottom": top, "right": side}
    margins = "".join(f'<w:{edge} w:w="{round(space / 25.4 * 1440)}" w:type="dxa"/>' for edge, space in spaces.items())
    cell_margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>")
    table._tbl.tblPr.insert_element_before(cell_margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _add_row(table: Table, widths: list[float]) -> _Row:
    """A row which does not break over pages."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)
    return row


def _fill(cell: _Cell, text: str, style: str, align: Align) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.alignment = _PARAGRAPH_ALIGN[align]
    _add_text(paragraph, text)


def _packed(document: Document) -> bytes:
    """The file's bytes with one fixed time in the package, without the picture of python-docx's blank document."""
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            entry = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(member))
    return packed.getvalue()
