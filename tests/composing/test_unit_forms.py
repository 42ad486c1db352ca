"""What a unit fills in, in the browser or in the prepared workbook, reads back as exactly that: each figure as its indicator's."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from kybao.calendar import Period
from kybao.composing.paper.filled_form import CannotMake, filled_form
from kybao.composing.paper.form_fields import UnitForm
from kybao.composing.paper.outline_sheet import outline_sheet
from kybao.desk.filling import unit_form
from kybao.documents import read_bytes
from kybao.filing.models import Fact, Obligation
from kybao.filing.obliging import oblige
from kybao.filing.outlines import outline_of_unit, sections_of
from kybao.filing.placing import place
from kybao.filing.receiving import examine
from kybao.reading.numerals import parse
from kybao.registry.models import Regime

pytestmark = pytest.mark.django_db

Values = dict[tuple[str, str], Decimal]


@pytest.fixture(scope="module")
def february(january: Any, django_db_blocker: Any) -> list[Obligation]:
    """What the units of the real January owe for February, those that reported figures."""
    with django_db_blocker.unblock():
        oblige(Regime.objects.get(), Period.parse("2022-02"))
        rows = Obligation.objects.filter(period="2022-02", unit__obligations__submissions__facts__isnull=False)
        return list(rows.select_related("unit__area", "regime__receiver").distinct())


def values(facts: Any) -> Values:
    return {(fact.indicator.code, fact.basis): fact.value for fact in facts if not fact.comparison}


def reported(obligation: Obligation) -> Values:
    """What the unit's January report says, each figure at its first place."""
    facts = Fact.objects.filter(submission__obligation__unit=obligation.unit, comparison="")
    return values(facts.select_related("indicator").order_by("-block", "-start"))


def test_the_figures_of_every_unit_of_the_real_month_come_back_from_the_form_in_the_browser(february: Any) -> None:
    assert len(february) > 10
    for obligation in february:
        form = unit_form(obligation)
        typed = {field.key: field.earlier for field in form.numbers}
        examined = examine(obligation, filled_form(obligation, form, typed, []), "bao-cao.docx")
        assert values(examined.facts) == reported(obligation), obligation
        assert [one.explanation for one in examined.findings] == [], obligation


def test_the_figures_of_every_unit_of_the_real_month_come_back_from_the_workbook(february: Any) -> None:
    for obligation in february:
        form = unit_form(obligation)
        empty = examine(obligation, outline_sheet(obligation, form, []), "de-cuong.xlsx")
        assert (empty.facts, empty.findings) == ((), ()), obligation
        examined = examine(obligation, filled_workbook(outline_sheet(obligation, form, []), form), "de-cuong.xlsx")
        assert values(examined.facts) == reported(obligation), obligation
        assert [one.explanation for one in examined.findings] == [], obligation


def filled_workbook(data: bytes, form: UnitForm) -> bytes:
    """The workbook with the figures of before typed into its cells, as its person would."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Số liệu"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    rows = {(sheet.cell(row, heads["Mã chỉ tiêu"]).value, sheet.cell(row, 2).value): row for row in range(4, 60)}
    for field in form.numbers:
        number = parse(field.earlier.removeprefix("-"))
        assert number is not None
        sheet.cell(rows[field.code, field.measure], heads[field.kind]).value = float(number[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_texts_come_back_under_the_headings_and_leads_they_were_typed_for(february: Any) -> None:
    for obligation in february:
        form = unit_form(obligation)
        typed = {field.key: f"Đã làm việc thứ {number}.\nCòn việc khác." for number, field in enumerate(form.texts)}
        document = read_bytes(filled_form(obligation, form, typed, []), "bao-cao.docx")
        outline = outline_of_unit(sections_of(obligation.regime, obligation.period), obligation.unit, obligation.period)
        placed = place(document, outline.headings, outline.passages)
        texts = {one.passage: document.blocks[one.block].text[one.start :] for one in placed if one.passage}
        first = {passage: text.splitlines()[0] for passage, text in texts.items()}
        expected = {field.section: f"Đã làm việc thứ {number}." for number, field in enumerate(form.texts)}
        assert {key: first.get(key) for key in expected} == expected, obligation


def test_texts_typed_into_the_workbook_stand_under_their_headings(february: Any) -> None:
    obligation = next(one for one in february if one.unit.code == "dvnn")
    form = unit_form(obligation)
    book = openpyxl.load_workbook(io.BytesIO(outline_sheet(obligation, form, [])))
    sheet = book["Báo cáo"]
    yellow = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).fill.fgColor.rgb == "FFFFF9DB"]
    assert len(yellow) == len(form.texts)
    for number, row in enumerate(yellow):
        sheet.cell(row, 1).value = f"{sheet.cell(row, 1).value or ''}Đã làm việc thứ {number}."
    out = io.BytesIO()
    book.save(out)
    document = read_bytes(out.getvalue(), "de-cuong.xlsx")
    outline = outline_of_unit(sections_of(obligation.regime, obligation.period), obligation.unit, obligation.period)
    placed = place(document, outline.headings, outline.passages)
    said = [document.blocks[one.block].text[one.start :] for one in placed if one.passage]
    assert said == [f"Đã làm việc thứ {number}." for number in range(len(form.texts))]


def test_what_the_unit_wrote_before_stands_beside_the_field(february: Any) -> None:
    obligation = next(one for one in february if one.unit.code == "dvnn")
    form = unit_form(obligation)
    assert form.earlier == "tháng 01 năm 2022"
    assert all(field.earlier for field in form.texts)
    assert {"Đàn bò"} <= {field.name for field in form.numbers}


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("", "Chưa điền ô nào"), ("hai trăm", "“hai trăm” không phải là số"), ("1.2.3", "“1.2.3” không phải là số")],
)
def test_no_file_is_made_of_nothing_or_of_what_is_no_number(february: Any, typed: str, fault: str) -> None:
    form = unit_form(february[0])
    with pytest.raises(CannotMake, match=fault):
        filled_form(february[0], form, {form.numbers[0].key: typed}, [])
