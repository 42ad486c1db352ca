"""The outline as a workbook for one unit to fill in: its texts, its figures and its tasks, each on a sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kybao.composing.models import Task
from kybao.composing.paper.form_fields import UnitForm, number_columns, number_rows
from kybao.composing.paper.outline_body import outline_body
from kybao.documents.official import Heading, Paragraph, Run, layout
from kybao.documents.official.sheet import fit_row, new_workbook, set_properties, write_text
from kybao.filing.matching import CODE_HEAD
from kybao.filing.models import Obligation
from kybao.filing.reference_part import NOTE

_INPUT = "#FFF9DB"
_TEXT_WIDTH = 100.0
_NUMBER = "#,##0.############"  # Excel writes the point and the comma of whoever opens the workbook


def outline_sheet(obligation: Obligation, form: UnitForm, tasks: Sequence[Task]) -> bytes:
    """A .xlsx whose yellow cells are to be filled in; filled in, it reads back with its texts under their headings and each
    figure as its indicator's. What it says of the period before is no figure of this one."""
    out = io.BytesIO()
    with new_workbook(out) as book:
        set_properties(book, title=f"Đề cương báo cáo {obligation.period.label}", author="", dated=None)
        styles = _Styles(book)
        _report(book.add_worksheet("Báo cáo"), styles, obligation)
        if form.numbers:
            _numbers(book.add_worksheet("Số liệu"), styles, obligation, form)
        if tasks:
            _tasks(book.add_worksheet("Nhiệm vụ"), styles, tasks)
        if any(field.earlier for field in form.texts):
            _earlier(book.add_worksheet("Kỳ trước"), styles, form)
    return out.getvalue()


class _Styles:
    """The looks of cells."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        plain = {"font_name": layout.FONT, "font_size": layout.SHEET_SIZE, "text_wrap": True, "valign": "top"}
        self.text = book.add_format(plain)
        self.bold = book.add_format(plain | {"bold": True})
        self.title = book.add_format(plain | {"bold": True, "font_size": layout.SHEET_TITLE_SIZE})
        self.head = book.add_format(
            plain | {"bold": True, "border": 1, "bg_color": layout.HEAD_FILL, "align": "center"}
        )
        self.cell = book.add_format(plain | {"border": 1})
        self.quiet = book.add_format(plain | {"border": 1, "font_color": "#555555"})
        self.input = book.add_format(plain | {"border": 1, "bg_color": _INPUT})
        self.number = book.add_format(
            plain | {"border": 1, "bg_color": _INPUT, "num_format": _NUMBER, "align": "right"}
        )


def _report(sheet: Worksheet, styles: _Styles, obligation: Obligation) -> None:
    """One column, so that it reads as running text: the headings, and a yellow cell under each for the unit's own words."""
    sheet.set_column(0, 0, _TEXT_WIDTH)
    row = 0
    lines = (obligation.unit.name.upper(), f"BÁO CÁO {obligation.period.label.upper()}")
    for line in lines:
        row = _line(sheet, row, line, styles.title)
    for element in outline_body(obligation, lambda section: (Paragraph((Run(section.lead),)),)):
        if isinstance(element, Heading):
            row = _line(sheet, row, " ".join(filter(None, (element.number, element.title))), styles.bold)
        else:
            lead = f"{element.text}: " if element.text else ""
            write_text(sheet, row, 0, lead, styles.input)
            sheet.set_row(row, 75)
            row += 1


def _numbers(sheet: Worksheet, styles: _Styles, obligation: Obligation, form: UnitForm) -> None:
    values = number_columns(form.numbers)
    heads = ("Chỉ tiêu", "Đơn vị tính", *values, f"Ghi chú ({form.earlier} đã báo cáo)", CODE_HEAD)
    widths = (44.0, 14.0, *(16.0 for _ in values), 34.0, 24.0)
    _table(sheet, styles, f"Số liệu {obligation.period.label}", heads, widths)
    for row, one in enumerate(number_rows(form.numbers), 3):
        write_text(sheet, row, 0, one.name, styles.cell)
        write_text(sheet, row, 1, one.measure, styles.cell)
        for column, field in enumerate(one.fields, 2):
            sheet.write_blank(row, column, None, styles.number if field else styles.cell)
        write_text(sheet, row, len(heads) - 2, one.earlier, styles.quiet)
        write_text(sheet, row, len(heads) - 1, one.code, styles.quiet)
        fit_row(sheet, row, (one.name, one.measure, *("" for _ in values), one.earlier, one.code), widths)
    sheet.freeze_panes(3, 1)


def _tasks(sheet: Worksheet, styles: _Styles, tasks: Sequence[Task]) -> None:
    heads, widths = ("TT", "Nhiệm vụ", "Kết quả", "Ghi chú"), (6.0, 70.0, 20.0, 44.0)
    _table(sheet, styles, f"Trả lời nhiệm vụ trọng tâm {NOTE}", heads, widths)
    answers: list[Any] = [answer.label for answer in Task.Answer]
    for row, task in enumerate(tasks, 3):
        sheet.write_number(row, 0, row - 2, styles.cell)
        write_text(sheet, row, 1, task.text, styles.cell)
        write_text(sheet, row, 2, task.get_answer_display() if task.answer else "", styles.input)
        write_text(sheet, row, 3, task.answer_note, styles.input)
        fit_row(sheet, row, ("", task.text, "", task.answer_note), widths)
    sheet.data_validation(3, 2, 2 + len(tasks), 2, {"validate": "list", "source": answers})


def _earlier(sheet: Worksheet, styles: _Styles, form: UnitForm) -> None:
    widths = (44.0, _TEXT_WIDTH)
    _table(sheet, styles, f"Đã viết trong báo cáo {form.earlier} {NOTE}", ("Mục", "Nội dung"), widths)
    for row, field in enumerate((one for one in form.texts if one.earlier), 3):
        name, text = ". ".join(filter(None, (field.title, field.lead))), "\n".join(field.earlier)
        write_text(sheet, row, 0, name, styles.cell)
        write_text(sheet, row, 1, text, styles.quiet)
        fit_row(sheet, row, (name, text), widths)


def _table(sheet: Worksheet, styles: _Styles, title: str, heads: Sequence[str], widths: Sequence[float]) -> None:
    """A title on the first row and heads on the third; rows begin on the fourth."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, title, styles.title)
    for column, head in enumerate(heads):
        write_text(sheet, 2, column, head, styles.head)


def _line(sheet: Worksheet, row: int, text: str, style: Any) -> int:
    write_text(sheet, row, 0, text, style)
    fit_row(sheet, row, (text,), (_TEXT_WIDTH,))
    return row + 1
