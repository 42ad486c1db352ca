"""The annex of indicators → .xlsx: every figure with its comparisons as live formulas, and a check of what was stated."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from functools import cache
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from kybao.documents.official import layout
from kybao.documents.official.layout import layout_on
from kybao.documents.official.sheet import fit_row, merge, new_workbook, set_print, set_properties, write_text
from kybao.documents.official.wording import clean


@dataclass(frozen=True, slots=True)
class Stated:
    """A percentage as a report prints it: its digits say how exact it is (`Decimal("3.50")`).

    `plan` is the place in `Annex.plans` of the plan that it is a percentage of; None: of the same period last year.
    """

    percent: Decimal
    plan: int | None = None


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """An indicator, or a part of the one above it (`depth` 1 more). Values are as printed, in `measure`.

    `plans` goes by place with `Annex.plans`; it may be shorter. `parts_complete` says that the rows one deeper below
    are all its parts: a row then compares their sum with it. `source` names the unit and the file.
    """

    code: str
    name: str
    measure: str
    depth: int = 0
    value: Decimal | None = None
    same_period: Decimal | None = None
    plans: tuple[Decimal | None, ...] = ()
    stated: tuple[Stated, ...] = ()
    source: str = ""
    parts_complete: bool = False


@dataclass(frozen=True, slots=True)
class AnnexGroup:
    """The indicators of a sector, in the order of the report, parts right below their whole."""

    title: str
    rows: tuple[AnnexRow, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """`title` are its lines, `period` heads the values ("Thực hiện tháng 01/2022"), `same_period` what they are
    compared with ("Cùng kỳ năm 2021"), `plans` name the plans ("KH tỉnh giao")."""

    title: tuple[str, ...]
    period: str
    same_period: str
    plans: tuple[str, ...]
    groups: tuple[AnnexGroup, ...]


class Verdict(StrEnum):
    """What the check of a stated percentage can say."""

    HOLDS = "đúng"
    TRUNCATED = "cắt bớt số lẻ"
    ROUNDING = "do làm tròn"
    CONTRADICTS = "lệch"
    UNDECIDED = "thiếu số liệu"


SUM_HOLDS, SUM_CONTRADICTS = "khớp với tổng", "lệch với tổng"

_NOTE = (
    "Ghi chú: các cột Tăng/giảm, %, Kiểm tra là công thức, tự tính lại khi sửa số liệu. “đúng”: tỷ lệ nêu trong báo cáo bằng "
    "tỷ lệ tính được, làm tròn đến cùng số chữ số; “cắt bớt số lẻ”: bỏ phần lẻ mà không làm tròn; “do làm tròn”: chênh lệch "
    "nằm trong phần đã làm tròn của các số liệu; “lệch”: không khớp; “thiếu số liệu”: chưa có số để so sánh."
)
_WIDTHS = {"code": 5, "name": 34, "measure": 9, "value": 10.5, "percent": 8.5, "check": 10, "source": 26}
_PERCENT_FORM = "#,##0.00"


def write_annex_xlsx(annex: Annex, *, author: str = "", dated: date | None = None) -> bytes:
    """The annex as a workbook of one sheet. Formulas carry their values, so that readers which do not recalculate
    show them as well. The same annex gives the same bytes."""
    out = io.BytesIO()
    with new_workbook(out) as book, localcontext() as context:
        context.prec = 40
        set_properties(book, title=" ".join(annex.title), author=author, dated=dated)
        _Sheet(book, annex, dated).write()
    return out.getvalue()


def verdict(stated: Decimal, value: Decimal | None, base: Decimal | None) -> Verdict:
    """What holds of a stated percentage of `base`: the same reasoning as the formula of the check column.

    >>> verdict(Decimal("87.9"), Decimal("188.9"), Decimal("203.2")).value
    'lệch'
    >>> verdict(Decimal("75.09"), Decimal(193), Decimal(257)).value
    'cắt bớt số lẻ'
    """
    if value is None or not base:
        return Verdict.UNDECIDED
    computed, step = value / base * 100, Decimal(1).scaleb(-_places(stated))
    if computed.quantize(step, ROUND_HALF_UP) == stated.quantize(step):
        return Verdict.HOLDS
    if computed.quantize(step, ROUND_DOWN) == stated.quantize(step):
        return Verdict.TRUNCATED
    return Verdict.ROUNDING if abs(computed - stated) <= _slack(stated, value, base) else Verdict.CONTRADICTS


def _slack(stated: Decimal, value: Decimal, base: Decimal) -> Decimal:
    """How far the percentage can lie from the computed one because value, base and percentage were rounded."""
    computed = abs(value / base * 100)
    relative = _half_step(value) / abs(value) + _half_step(base) / abs(base) if value else Decimal(0)
    return Decimal("0.5").scaleb(-_places(stated)) + computed * relative


def _half_step(number: Decimal) -> Decimal:
    """Half a unit of the last printed digit; whole numbers are counts, thus exact."""
    places = _places(number)
    return Decimal("0.5").scaleb(-places) if places else Decimal(0)


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The columns of a comparison: the base's, the change's (or None), the percentage's, and where any row states
    a percentage, the stated one's and the check's."""

    plan: int | None
    title: str
    base: int
    change: int | None
    percent: int
    stated: int | None

    @property
    def last(self) -> int:
        return self.percent if self.stated is None else self.stated + 1


class _Sheet:
    def __init__(self, book: xlsxwriter.Workbook, annex: Annex, dated: date | None) -> None:
        self.book, self.annex, self.form = book, annex, layout_on(dated)
        self.sheet: Worksheet = book.add_worksheet("Phụ lục chỉ tiêu")
        self.comparisons = _comparisons(annex)
        self.source = (self.comparisons[-1].last if self.comparisons else 3) + 1
        self.style = cache(self._style)

    def write(self) -> None:
        row = self._titles()
        head = row
        row = self._head(row)
        for number, group in enumerate(self.annex.groups, 1):
            merge(self.sheet, row, self.source, f"{number}. {clean(group.title)}", self.style("group"))
            fit_row(self.sheet, row, [group.title], [self._width()])
            row = self._group(group, row + 1)
        merge(self.sheet, row + 1, self.source, _NOTE, self.style("note"))
        fit_row(self.sheet, row + 1, [_NOTE], [self._width()])
        self._mark(head + 2, row)
        set_print(self.sheet, self.form, landscape=True, head=(head, head + 1))
        self.sheet.freeze_panes(head + 2, 3)

    # Title and head

    def _titles(self) -> int:
        lines = [line for line in self.annex.title if line.strip()]
        for row, line in enumerate(lines):
            merge(self.sheet, row, self.source, line, self.style("title"))
            fit_row(self.sheet, row, [line], [self._width()], layout.SHEET_TITLE_SIZE)
        return len(lines) + 1 if lines else 0

    def _head(self, row: int) -> int:
        alone = (("TT", "code"), ("Chỉ tiêu", "name"), ("Đơn vị tính", "measure"), (self.annex.period, "value"))
        for column, (title, kind) in enumerate(alone):
            self._upright(row, column, title, kind)
        for comparison in self.comparisons:
            self._comparison_head(row, comparison)
        self._upright(row, self.source, "Nguồn (đơn vị, tệp)", "source")
        titles = [comparison.title for comparison in self.comparisons]
        fit_row(self.sheet, row, titles, [3 * _WIDTHS["percent"]] * len(titles))
        fit_row(self.sheet, row + 1, ["Tăng (+), giảm (-)"], [_WIDTHS["percent"]])
        return row + 2

    def _upright(self, row: int, column: int, title: str, kind: str) -> None:
        self.sheet.merge_range(row, column, row + 1, column, "", self.style("head"))
        write_text(self.sheet, row, column, title, self.style("head"))
        self.sheet.set_column(column, column, _WIDTHS[kind])

    def _comparison_head(self, row: int, comparison: _Comparison) -> None:
        against_plan = comparison.plan is not None
        self.sheet.merge_range(row, comparison.base, row, comparison.last, "", self.style("head"))
        write_text(self.sheet, row, comparison.base, comparison.title, self.style("head"))
        below = [(comparison.base, "Kế hoạch" if against_plan else "Cùng kỳ", "value")]
        if comparison.change is not None:
            below.append((comparison.change, "Tăng (+), giảm (-)", "value"))
        below.append((comparison.percent, "% KH" if against_plan else "% so cùng kỳ", "percent"))
        if comparison.stated is not None:
            below += [(comparison.stated, "% báo cáo nêu", "percent"), (comparison.stated + 1, "Kiểm tra", "check")]
        for column, title, kind in below:
            write_text(self.sheet, row + 1, column, title, self.style("head"))
            self.sheet.set_column(column, column, _WIDTHS[kind])

    def _width(self) -> float:
        """The width of the whole table, at least."""
        return sum(_WIDTHS[kind] for kind in ("code", "name", "measure", "value", "source")) + sum(
            (comparison.last - comparison.base + 1) * _WIDTHS["percent"] for comparison in self.comparisons
        )

    # Rows

    def _group(self, group: AnnexGroup, row: int) -> int:
        """Writes the rows and, below the last part of a whole whose parts are complete, their sum."""
        at: list[int] = []
        waiting: list[int] = []  # wholes whose parts are being written, by place in the group
        for place, item in enumerate(group.rows):
            while waiting and group.rows[waiting[-1]].depth >= item.depth:
                row = self._sum(group.rows, waiting.pop(), at, row)
            at.append(row)
            self._row(row, item, whole=bool(_parts(group.rows, place)))
            if item.parts_complete and _parts(group.rows, place):
                waiting.append(place)
            row += 1
        while waiting:
            row = self._sum(group.rows, waiting.pop(), at, row)
        return row

    def _row(self, row: int, item: AnnexRow, *, whole: bool) -> None:
        bold = whole or item.depth == 0
        write_text(self.sheet, row, 0, item.code, self.style("code", bold=bold))
        write_text(self.sheet, row, 1, item.name, self.style("name", bold=bold, depth=min(max(item.depth, 0), 15)))
        write_text(self.sheet, row, 2, item.measure, self.style("code"))
        self._number(row, 3, item.value, bold=bold)
        for comparison in self.comparisons:
            self._compare(row, item, comparison, bold=bold)
        write_text(self.sheet, row, self.source, item.source, self.style("source"))
        smaller = _LOOKS["source"]["font_size"] / layout.SHEET_SIZE
        widths = (_WIDTHS["code"], _WIDTHS["name"], _WIDTHS["measure"], _WIDTHS["source"] / smaller)
        fit_row(self.sheet, row, (item.code, item.name, item.measure, item.source), widths)

    def _compare(self, row: int, item: AnnexRow, comparison: _Comparison, *, bold: bool) -> None:
        base = _base(item, comparison.plan)
        self._number(row, comparison.base, base, bold=bold)
        value_at, base_at = xl_rowcol_to_cell(row, 3), xl_rowcol_to_cell(row, comparison.base)
        if comparison.change is not None:
            change = None if item.value is None or base is None else item.value - base
            formula = f'=IF(OR({value_at}="",{base_at}=""),"",{value_at}-{base_at})'
            self._formula(row, comparison.change, formula, change, self._as_printed(change))
        percent = None if item.value is None or not base else item.value / base * 100
        formula = f'=IF(OR({value_at}="",N({base_at})=0),"",{value_at}/{base_at}*100)'
        self._formula(row, comparison.percent, formula, percent, self.style("number", form=_PERCENT_FORM))
        if comparison.stated is not None:
            self._check(row, item, comparison, comparison.stated)

    def _check(self, row: int, item: AnnexRow, comparison: _Comparison, column: int) -> None:
        stated = next((said.percent for said in item.stated if said.plan == comparison.plan), None)
        base = _base(item, comparison.plan)
        self._number(row, column, stated)
        if stated is None:
            self.sheet.write_blank(row, column + 1, None, self.style("code"))
            return
        computed_at, stated_at = xl_rowcol_to_cell(row, comparison.percent), xl_rowcol_to_cell(row, column)
        value_at, base_at = xl_rowcol_to_cell(row, 3), xl_rowcol_to_cell(row, comparison.base)
        places = _places(stated)
        slack = f"{Decimal('0.5').scaleb(-places):f}" + "".join(
            f"+ABS({computed_at})*{half:f}/ABS({at})"
            for half, at in (
                (_half_step(number or Decimal(0)), place) for number, place in ((item.value, value_at), (base, base_at))
            )
            if half
        )
        formula = (
            f'=IF({stated_at}="","",IF({computed_at}="","{Verdict.UNDECIDED}",'
            f'IF(ROUND({computed_at},{places})=ROUND({stated_at},{places}),"{Verdict.HOLDS}",'
            f'IF(TRUNC({computed_at},{places})=ROUND({stated_at},{places}),"{Verdict.TRUNCATED}",'
            f'IF(ABS({computed_at}-{stated_at})<={slack},"{Verdict.ROUNDING}","{Verdict.CONTRADICTS}")))))'
        )
        self.sheet.write_formula(row, column + 1, formula, self.style("code"), str(verdict(stated, item.value, base)))

    def _sum(self, rows: Sequence[AnnexRow], whole: int, at: list[int], row: int) -> int:
        """A row with the sum of a whole's parts, where all of them have a value, and whether it agrees with it."""
        parts = _parts(rows, whole)
        item = rows[whole]
        values = [rows[part].value for part in parts]
        known = [value for value in values if value is not None]
        if item.value is None or len(known) < len(values):
            return row
        for column in range(self.source + 1):
            self.sheet.write_blank(row, column, None, self.style("sum"))
        name = f"Cộng các phần của “{clean(item.name)}”"
        write_text(self.sheet, row, 1, name, self.style("sum"))
        fit_row(self.sheet, row, [name], [_WIDTHS["name"]])
        write_text(self.sheet, row, 2, item.measure, self.style("sum", align="center"))
        total = sum(known, Decimal(0))
        cells = _ranges([at[part] for part in parts])
        form = _number_form(_places(total))
        self._formula(row, 3, f"=SUM({cells})", total, self.style("sum", align="right", form=form))
        slack = sum(map(_half_step, (item.value, *known)), Decimal(0))
        holds = SUM_HOLDS if abs(total - item.value) <= slack else SUM_CONTRADICTS
        places = max(_places(total), _places(item.value))
        difference = f"ABS(ROUND({xl_rowcol_to_cell(row, 3)}-{xl_rowcol_to_cell(at[whole], 3)},{places + 1}))"
        formula = f'=IF({difference}<={slack:f},"{SUM_HOLDS}","{SUM_CONTRADICTS}")'
        self.sheet.write_formula(row, self.source, formula, self.style("sum"), holds)
        return row + 1

    # Cells

    def _number(self, row: int, column: int, number: Decimal | None, *, bold: bool = False) -> None:
        if number is None:
            self.sheet.write_blank(row, column, None, self.style("number"))
        else:
            form = _number_form(_places(number))
            self.sheet.write_number(row, column, float(number), self.style("number", bold=bold, form=form))

    def _formula(self, row: int, column: int, formula: str, value: Decimal | None, style: Format) -> None:
        self.sheet.write_formula(row, column, formula, style, "" if value is None else float(value))

    def _as_printed(self, number: Decimal | None) -> Format:
        return self.style("number", form=_number_form(_places(number)) if number is not None else "General")

    def _mark(self, first: int, last: int) -> None:
        """Colours what is wrong, and keeps the colour true when figures are mended."""
        wrong = self.book.add_format({"bg_color": "F8D7DA", "font_color": "8B1A1A"})
        columns = [comparison.stated + 1 for comparison in self.comparisons if comparison.stated is not None]
        for column in (*columns, self.source):
            cell = f"${xl_col_to_name(column)}{first + 1}"
            rule = {"type": "formula", "criteria": f'=LEFT({cell},4)="{Verdict.CONTRADICTS}"', "format": wrong}
            self.sheet.conditional_format(first, column, max(first, last), column, rule)

    def _style(
        self, kind: str, *, bold: bool = False, depth: int = 0, form: str = "General", align: str = ""
    ) -> Format:
        look: dict[str, Any] = _LOOKS[kind] | {"num_format": form}
        if depth:
            look["indent"] = depth
        if bold:
            look["bold"] = True
        if align:
            look["align"] = align
        return self.book.add_format(look)


_CELL = {"font_name": layout.FONT, "font_size": layout.SHEET_SIZE, "valign": "vcenter", "text_wrap": True, "border": 1}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": _CELL | {"border": 0, "bold": True, "align": "center", "font_size": layout.SHEET_TITLE_SIZE},
    "head": _CELL | {"bold": True, "align": "center", "bg_color": layout.HEAD_FILL},
    "group": _CELL | {"bold": True, "bg_color": layout.GROUP_FILL},
    "code": _CELL | {"align": "center"},
    "name": _CELL | {"align": "left"},
    "number": _CELL | {"align": "right", "text_wrap": False},
    "source": _CELL | {"align": "left", "font_size": layout.SHEET_SIZE - 2},
    "sum": _CELL | {"italic": True, "font_color": "444444"},
    "note": _CELL | {"border": 0, "italic": True, "align": "left", "font_size": layout.SHEET_SIZE - 2},
}


def _comparisons(annex: Annex) -> tuple[_Comparison, ...]:
    """The comparisons that any row has figures for, with their columns."""
    rows = [row for group in annex.groups for row in group.rows]
    found: list[_Comparison] = []
    column = 4
    for plan, title in ((None, annex.same_period), *enumerate(annex.plans)):
        stated = any(said.plan == plan for row in rows for said in row.stated)
        if not stated and all(_base(row, plan) is None for row in rows):
            continue
        change = column + 1 if plan is None else None
        percent = column + (2 if plan is None else 1)
        found.append(_Comparison(plan, title, column, change, percent, percent + 1 if stated else None))
        column = found[-1].last + 1
    return tuple(found)


def _base(row: AnnexRow, plan: int | None) -> Decimal | None:
    if plan is None:
        return row.same_period
    return row.plans[plan] if plan < len(row.plans) else None


def _parts(rows: Sequence[AnnexRow], whole: int) -> list[int]:
    """The places of the rows that are one deeper than a row, right below it."""
    parts: list[int] = []
    for place in range(whole + 1, len(rows)):
        if rows[place].depth <= rows[whole].depth:
            break
        if rows[place].depth == rows[whole].depth + 1:
            parts.append(place)
    return parts


def _ranges(rows: list[int]) -> str:
    """The cells of the values in these rows, as a formula names them: "D6:D8,D11"."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ",".join(f"D{first + 1}" if first == last else f"D{first + 1}:D{last + 1}" for first, last in runs)


def _number_form(places: int) -> str:
    """Digits in groups, as many decimals as were printed; Excel shows the separators of its user's country."""
    return "#,##0" + ("." + "0" * min(places, 10) if places else "")
