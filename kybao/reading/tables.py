"""`read_tables`: the tables of a document → columns with their roles, rows with their place in the numbering, figures.

Offices' tables say most of what they mean in their heads: what a column holds (kế hoạch, thực hiện, cùng kỳ), what a
percentage compares, which columns a formula takes ("8=6/4"), and in the rows' numbering what is part of what (I, 1, 1.1,
a, -, +). Sheets carry title lines above the header and a signature below; the header is found by what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kybao.documents.model import Cell, Document, Span, Table
from kybao.reading.claim import Base
from kybao.reading.figure import Figure, FigureKind
from kybao.reading.measures import PERCENT, measure_at
from kybao.reading.numerals import Style, parse
from kybao.reading.view import View, view_of


class ColumnRole(StrEnum):
    NUMBER = "number"  # TT, STT
    LABEL = "label"  # chỉ tiêu, nội dung, tên đơn vị
    MEASURE = "measure"  # đơn vị tính
    VALUE = "value"
    PERCENT = "percent"  # a level: "% so với kế hoạch", "Tỷ lệ (%)"
    CHANGE = "change"  # an absolute change: "Tăng (+), giảm (-)"
    CHANGE_PERCENT = "change_percent"  # a relative one: "Tăng, giảm (%)"
    TICK = "tick"  # cells hold an x or nothing
    NOTE = "note"
    TEXT = "text"


class Basis(StrEnum):
    """Which kind of value a column holds."""

    NONE = ""
    ACTUAL = "actual"
    ESTIMATE = "estimate"
    PLAN = "plan"
    PLAN_PROVINCE = "plan_province"  # as the province gave it
    PLAN_COUNCIL = "plan_council"  # as the unit's own people's council gave it
    YEAR_TO_DATE = "year_to_date"
    SAME_PERIOD = "same_period"  # cùng kỳ năm trước
    PREVIOUS_PERIOD = "previous_period"  # tháng trước
    PREVIOUS_YEAR = "previous_year"


class RowKind(StrEnum):
    ITEM = "item"
    TOTAL = "total"  # Tổng số, Tổng cộng, Cộng, Toàn …
    OF_WHICH = "of_which"  # after "Trong đó": a part, and not all parts are told


Token = Decimal | str | int  # of a formula: a constant, an operator (+ - * /), or the index of a column


@dataclass(frozen=True, slots=True)
class Formula:
    """What a header says a column is computed from: `text` as printed ("8=6/4"), `postfix` ready to compute."""

    text: str
    postfix: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`heads` are the header's texts over the column, from the top down. `measure` and `scale` stand in the head.

    `basis` says which value it holds; `base` what its percentages or changes are compared with.
    `span` is the lowest head's place, where the column has a head.
    """

    index: int
    heads: tuple[str, ...]
    role: ColumnRole
    basis: Basis = Basis.NONE
    base: Base = Base.UNSTATED
    measure: str = ""
    scale: Decimal = Decimal(1)
    formula: Formula | None = None
    span: Span | None = None

    @property
    def head(self) -> str:
        return " ".join(self.heads)


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header. `place` is its position in `TableReading.rows`, `index` its row in the table.

    `number` is as printed ("1.1", "II", "a", "-"); `parent` the place of the row that it is part of, or None;
    `level` its depth. `figures` holds a `Figure` for each column that has one, `ticks` the columns with an x.
    """

    place: int
    index: int
    kind: RowKind
    number: str
    label: str
    level: int
    parent: int | None
    number_span: Span | None
    label_span: Span | None
    measure: str
    figures: tuple[tuple[int, Figure], ...]
    ticks: tuple[tuple[int, Span], ...] = ()

    def figure(self, column: int) -> Figure | None:
        return next((figure for index, figure in self.figures if index == column), None)


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table as read. `title` is what stands above its header and its caption; `header` the header's first and last row."""

    table: Table
    title: str
    measure: str
    header: tuple[int, int]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def children(self, row: Row) -> tuple[Row, ...]:
        return tuple(other for other in self.rows if other.parent == row.place)

    def ancestors(self, row: Row) -> tuple[Row, ...]:
        """The rows that a row is part of, from the top down."""
        above: list[Row] = []
        while row.parent is not None:
            row = self.rows[row.parent]
            above.append(row)
        return tuple(reversed(above))

    def with_role(self, *roles: ColumnRole) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role in roles)


def read_tables(document: Document, style: Style = Style.VIETNAMESE) -> tuple[TableReading, ...]:
    """Every table that has a header and at least one row below it, in reading order.

    `style` is how the document's numerals are printed; sheets are always printed the Vietnamese way.
    """
    style = Style.VIETNAMESE if document.media == "xlsx" else style
    readings = (_Reader(document, table, style).read() for table in document.tables)
    return tuple(reading for reading in readings if reading is not None)


# --- words of headers ---------------------------------------------------------------------------------------------

_NUMBER_HEAD = re.compile(r"(?:s?tt|số tt|số thứ tự|số t/t)", re.IGNORECASE)
_LABEL_HEAD = re.compile(
    r"chỉ tiêu|nội dung|tên\b|danh mục|diễn giải|lĩnh vực|hạng mục|đơn vị\b(?! tính)|loại\b|khoản mục|họ và tên|ngành|địa phương"
    r"|dự án|nhiệm vụ"
    r"|thủ tục|^xã\b|phường|^huyện\b|mặt hàng|tiêu chí|công trình|đối tượng|sản phẩm|cây trồng|vật nuôi|nguồn",
    re.IGNORECASE,
)
_MEASURE_HEAD = re.compile(r"(?:đvt|đơn vị tính|đv tính|đơn vị đo|đ\.v\.t)(?!\s*:)", re.IGNORECASE)
_NOTE_HEAD = re.compile(r"ghi chú|lý do|nguyên nhân|giải trình", re.IGNORECASE)
_PERCENT_HEAD = re.compile(r"%|tỷ lệ|tỉ lệ|phần trăm|cơ cấu|tỷ trọng|tốc độ", re.IGNORECASE)
_CHANGE_HEAD = re.compile(r"tăng|giảm|chênh lệch|±", re.IGNORECASE)
_KNOWN_HEADS = (
    re.compile(rf"^{_NUMBER_HEAD.pattern}$", re.IGNORECASE), _LABEL_HEAD, _MEASURE_HEAD, _NOTE_HEAD, _PERCENT_HEAD,
)  # fmt: skip
_TABLE_MEASURE = re.compile(r"(?:đvt|đơn vị tính|đơn vị)\s*:\s*([^().;\n]{1,40})", re.IGNORECASE)
_BRACKETED = re.compile(r"\(\s*(?:đvt\s*:?\s*|đơn vị(?: tính)?\s*:?\s*)?([^()]{1,25})\)", re.IGNORECASE)
_BASES = (
    (Base.SAME_PERIOD, re.compile(r"cùng kỳ|\bck\b|cùng thời điểm", re.IGNORECASE)),
    (Base.PREVIOUS_PERIOD, re.compile(r"(?:tháng|quý|kỳ) trước", re.IGNORECASE)),
    (
        Base.PLAN,
        re.compile(r"kế hoạch|\bkh\b|dự toán|\bdt\b|nghị quyết|chỉ tiêu giao|được giao|định mức", re.IGNORECASE),
    ),
    (Base.PREVIOUS_YEAR, re.compile(r"năm trước", re.IGNORECASE)),
    (Base.TOTAL, re.compile(r"cơ cấu|tỷ trọng|tổng số|tiếp nhận|chiếm|tổng", re.IGNORECASE)),
)
_HEAD_BASES = (
    (Basis.SAME_PERIOD, re.compile(r"cùng kỳ|\bck\b|cùng thời điểm", re.IGNORECASE)),
    (Basis.PREVIOUS_PERIOD, re.compile(r"(?:tháng|quý|kỳ) trước", re.IGNORECASE)),
    (Basis.YEAR_TO_DATE, re.compile(r"lũy kế|luỹ kế|cộng dồn|từ đầu năm|\b\d{1,2} tháng(?! \d)", re.IGNORECASE)),
    (Basis.ESTIMATE, re.compile(r"\bước\b", re.IGNORECASE)),
    (Basis.PLAN_COUNCIL, re.compile(r"hđnd(?! tỉnh)|hội đồng nhân dân(?! tỉnh)", re.IGNORECASE)),
    (Basis.PLAN_PROVINCE, re.compile(r"tỉnh giao|(?:ubnd|hđnd) tỉnh", re.IGNORECASE)),
    (Basis.PLAN, re.compile(r"kế hoạch|\bkh\b|dự toán|\bdt\b|chỉ tiêu giao|được giao", re.IGNORECASE)),
    (Basis.PREVIOUS_YEAR, re.compile(r"năm trước", re.IGNORECASE)),
    (Basis.ACTUAL, re.compile(r"thực hiện|kết quả|\bth\b|số lượng|đạt được|thực tế|số liệu", re.IGNORECASE)),
)
_PLANS = frozenset({Basis.PLAN, Basis.PLAN_PROVINCE, Basis.PLAN_COUNCIL})
_HEAD_TIME = re.compile(r"(?:tháng\s*(\d{1,2})\s*(?:/|năm\s*|-))?\s*\b(20\d\d)\b", re.IGNORECASE)
_HINT_CELL = re.compile(r"\(?(?:[A-ZĐ]|\d{1,2}[a-z]?)\)?|\(?\d{1,2}\)?\s*=.{3,40}")
_FORMULA = re.compile(r"(?:\(|\b)(\d{1,2})\)?\s*=\s*([-+*/x×:()\d%,.\s]{3,60})")
_FORMULA_TOKEN = re.compile(r"\d+|[-+*/x×:()]")
_TOTAL_LABEL = re.compile(r"(?:tổng(?! (?:đàn|sản lượng|diện tích|mức|giá trị|thu|chi|vốn|dân))|cộng\b|toàn (?:tỉnh|huyện|thành phố|xã|quốc|ngành))", re.IGNORECASE)  # fmt: skip  # noqa: E501
# In a table whose rows are numbered, any unnumbered "Tổng …" is a total; in others "Tổng đàn trâu" is an item.
_TOTAL_OF_NUMBERED = re.compile(r"(?:tổng|cộng)\b|toàn (?:tỉnh|huyện|thành phố|xã|quốc|ngành)", re.IGNORECASE)
_OF_WHICH = re.compile(r"(?:[-+–]\s*)?(?:trong đó|trong số đó)\b\s*:?\s*", re.IGNORECASE)
_TICK = re.compile(r"[xX×✓✔√]")
_SIGNATURE = re.compile(
    r"(?:TM|KT|TL|TUQ)\.|người lập|chủ tịch|trưởng phòng|giám đốc|thủ trưởng|nơi nhận|kế toán|ký tên|ngày\s+\S{1,4}\s+tháng",
    re.IGNORECASE,
)
_LABEL_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[A-DĐ]|[a-zđ])[.)/]\s*(?=\S)|([-+–*•])\s*(?=\S)")
_NUMBERINGS = (
    ("upper", re.compile(r"[A-HĐ]")),
    ("roman", re.compile(r"[IVX]{1,6}")),
    ("arabic", re.compile(r"\d{1,4}")),
    ("dotted", re.compile(r"(?:\d{1,3}|[IVX]{1,5})(?:[.,]\d{1,3})+")),
    ("lower", re.compile(r"[a-zđ]")),
    ("dash", re.compile(r"[-–]")),
    ("plus", re.compile(r"[+*•]")),
)
_RANKS = {"upper": 0, "roman": 1, "arabic": 2, "dotted": 3, "lower": 8, "dash": 9, "plus": 10}


def numbering(text: str) -> tuple[str, int]:
    """The style of a row's number and its rank (0 outermost); ("", 99) for what is no number.

    >>> numbering("II"), numbering("1.1"), numbering("1.1.2"), numbering("-"), numbering("Đàn bò")
    (('roman', 1), ('dotted', 3), ('dotted', 4), ('dash', 9), ('', 99))
    """
    number = text.strip().rstrip(".)")
    for style, pattern in _NUMBERINGS:
        if pattern.fullmatch(number):
            depth = len(re.findall(r"[.,]", number)) - 1 if style == "dotted" else 0
            return style, _RANKS[style] + depth
    return "", 99


def parse_formula(text: str, own: int, refs: Mapping[int, int]) -> Formula | None:
    """The formula in a head or hint cell of column `own`. `refs` maps printed column numbers to columns.

    A head may name only itself ("8=6/4"): the others are then counted off from it.

    >>> parse_formula("(5)=(4)/(3)*100", 4, {}).postfix, parse_formula("Tỷ lệ", 4, {})
    ((3, 2, '/', Decimal('100'), '*'), None)
    """
    found = _FORMULA.search(text)
    if not found or ".." in found.group(2):
        return None
    number = int(found.group(1))
    tokens = _FORMULA_TOKEN.findall(found.group(2).replace("%", ""))

    def operand(token: str) -> Token:
        value = int(token)
        return Decimal(100) if value == 100 else refs.get(value, own + value - number)

    postfix = _postfix([token if not token.isdigit() else operand(token) for token in tokens])
    if postfix is None or not any(isinstance(token, int) and token != own for token in postfix):
        return None
    return Formula(found.group().strip(), postfix) if all(not isinstance(t, int) or t >= 0 for t in postfix) else None


_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}
_OPERATORS = {"x": "*", "×": "*", ":": "/"}


def _postfix(tokens: Sequence[Token]) -> tuple[Token, ...] | None:
    """Infix to postfix; None where brackets or operands don't fit."""
    output: list[Token] = []
    stack: list[str] = []
    depth = 0
    for token in tokens:
        if not isinstance(token, str):
            output.append(token)
        elif token == "(":
            stack.append(token)
        elif token == ")":
            while stack and stack[-1] != "(":
                output.append(stack.pop())
            if not stack:
                return None
            stack.pop()
        else:
            sign = _OPERATORS.get(token, token)
            while stack and stack[-1] != "(" and _PRECEDENCE[stack[-1]] >= _PRECEDENCE[sign]:
                output.append(stack.pop())
            stack.append(sign)
    output += reversed(stack)
    for item in output:
        depth += -1 if isinstance(item, str) else 1
        if depth < 1 or item == "(":
            return None
    return tuple(output) if depth == 1 else None


def _measured(text: str) -> tuple[str, Decimal] | None:
    """A text that is a unit of measure and nothing else: "nghìn con" → ("con", 1000)."""
    text = text.strip(" .*:")
    if not text or text[0].isdigit():
        return None
    measure = measure_at(f"1 {text}", 1)
    if measure.end == len(text) + 2:
        return measure.unit, measure.scale
    return None


def _bracketed_measure(text: str) -> tuple[str, Decimal] | None:
    """The unit in a label's or head's brackets: "Thu ngân sách (tỷ đồng)"."""
    for match in _BRACKETED.finditer(text):
        measured = _measured(match.group(1))
        scaled = measured and (measured[1] != 1 or measured[0] in _CERTAIN_UNITS)
        if measured and scaled:
            return measured
    return None


# In brackets these are units; a lone noun ("nữ", "xã") may be anything.
_CERTAIN_UNITS = frozenset(
    [
        "đồng",
        "%",
        "ha",
        "m2",
        "m3",
        "km",
        "m",
        "tấn",
        "tạ",
        "kg",
        "tạ/ha",
        "tấn/ha",
        "con",
        "người",
        "hộ",
        "vụ",
        "lượt",
        "hồ sơ",
        "trường hợp",
        "ca",
        "cây",
        "kwh",
        "giờ",
        "ngày",
        "lít",
    ]
)


# --- reading one table --------------------------------------------------------------------------------------------


class _Reader:
    """One table while it is read."""

    def __init__(self, document: Document, table: Table, style: Style) -> None:
        self._document, self._table, self._style = document, table, style
        markup = document.media in ("md", "txt")
        self._views: dict[int, View] = {c.block: view_of(document.blocks[c.block], markup=markup) for c in table.cells}
        self._grid: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            for row in range(cell.row, min(cell.row + cell.row_span, table.row_count)):
                for column in range(cell.column, min(cell.column + cell.column_span, table.column_count)):
                    self._grid.setdefault((row, column), cell)

    def read(self) -> TableReading | None:
        header = self._header()
        if header is None:
            return None
        first, last = header
        title = self._title(first)
        measure = self._table_measure(title, first)
        columns = self._columns(first, last)
        rows = self._rows(columns, first, last, measure)
        return TableReading(self._table, title, measure[0] if measure else "", header, columns, rows) if rows else None

    def _text(self, row: int, column: int) -> str:
        cell = self._grid.get((row, column))
        return self._views[cell.block].text.strip() if cell else ""

    def _span(self, row: int, column: int) -> Span | None:
        cell = self._grid.get((row, column))
        if cell is None:
            return None
        view = self._views[cell.block]
        stripped = view.text.strip()
        start = view.text.find(stripped)
        return view.span(start, start + len(stripped)) if stripped else None

    def _row_texts(self, row: int) -> list[str]:
        """The texts of a row's own cells, a merged one once."""
        seen: dict[int, str] = {}
        for column in range(self._table.column_count):
            cell = self._grid.get((row, column))
            if cell is not None and self._views[cell.block].text.strip():
                seen[cell.block] = self._views[cell.block].text.strip()
        return list(seen.values())

    # the header

    def _header(self) -> tuple[int, int] | None:
        first = next((row for row in range(min(self._table.row_count, 40)) if self._is_head(row)), None)
        if first is None:
            return None
        last = first
        covered = max(
            (c.row + c.row_span - 1 for c in self._table.cells if c.row == first and c.row_span < 6), default=first
        )
        while last + 1 < self._table.row_count and (last + 1 <= covered or self._goes_on(first, last + 1)):
            last += 1
        return (first, last) if last + 1 < self._table.row_count else None

    def _is_head(self, row: int) -> bool:
        texts = self._row_texts(row)
        if len(texts) < 2 or any(self._numeral(text) for text in texts):
            return False
        known = sum(any(head.search(text) for head in _KNOWN_HEADS) or bool(_head_basis(text)) for text in texts)
        numbered = any(_NUMBER_HEAD.fullmatch(text) for text in texts) and len(texts) >= 3
        marked = all(cell.header for (r, _), cell in self._grid.items() if r == row)
        short = sum(len(t) <= 90 for t in texts)
        said = known >= 2 or numbered or marked
        return said and short == len(texts) and not any(_SIGNATURE.search(text) for text in texts)

    def _goes_on(self, first: int, row: int) -> bool:
        """Whether a row below the header's first still belongs to it: a hint row, or heads under a head with none at its left."""
        texts = self._row_texts(row)
        if not texts or self._is_hint(row):
            return bool(texts)
        if any(self._numeral(text) or _TICK.fullmatch(text) for text in texts):
            return False
        named = [
            column
            for column in range(self._table.column_count)
            if _NUMBER_HEAD.fullmatch(self._text(first, column)) or _LABEL_HEAD.search(self._text(first, column))
        ][:2]
        below = [self._grid.get((row, c)) for c in named]
        covers = all(
            cell is None or cell.row < row or not self._text(row, c) for c, cell in zip(named, below, strict=True)
        )
        return bool(named) and covers and len(texts) >= 2

    def _is_hint(self, row: int) -> bool:
        texts = self._row_texts(row)
        plain = [re.sub(r"[()]", "", t) for t in texts]
        counts = [int(t) for t in plain if t.isdigit()]
        return (
            len(texts) >= 2
            and all(_HINT_CELL.fullmatch(t) for t in texts)
            and counts == sorted(set(counts))
            and (len(counts) >= 2 or any("=" in t for t in texts))
        )

    def _title(self, first: int) -> str:
        above = [text for row in range(first) for text in self._row_texts(row)]
        caption = self._table.name
        return " ".join(dict.fromkeys([piece for piece in (caption, *above) if piece]))

    def _table_measure(self, title: str, first: int) -> tuple[str, Decimal] | None:
        """The unit that "Đơn vị tính: triệu đồng" states above the table, in its caption or right before it."""
        start = min((cell.block for cell in self._table.cells), default=0)
        nearby = [self._document.blocks[i].text for i in range(max(0, start - 2), start) if i not in self._views]
        for text in (title, *nearby):
            for match in _TABLE_MEASURE.finditer(text):
                if measured := _measured(match.group(1)):
                    return measured
        return None

    # the columns

    def _columns(self, first: int, last: int) -> tuple[Column, ...]:
        hint = last if last > first and self._is_hint(last) else None
        heads_end = last - 1 if hint is not None else last
        heads = {column: self._heads(column, first, heads_end) for column in range(self._table.column_count)}
        refs = self._references(hint, heads)
        times = [time for texts in heads.values() if (time := _head_time(" ".join(texts)))]
        latest = max(times, default=(0, 0))
        columns: list[Column] = []
        for index, texts in heads.items():
            head = " ".join(texts)
            role = self._role(index, head, last + 1, columns)
            measured = _bracketed_measure(head)
            formula_text = f"{head} {self._text(hint, index)}" if hint is not None else head
            columns.append(
                Column(
                    index,
                    texts,
                    role,
                    _basis(head, latest)
                    if role is ColumnRole.VALUE
                    else _compared_basis(head)
                    if role in _NUMERIC
                    else Basis.NONE,
                    _base(head) if role in _NUMERIC and role is not ColumnRole.VALUE else Base.UNSTATED,
                    measured[0] if measured else "",
                    measured[1] if measured else Decimal(1),
                    parse_formula(formula_text, index, refs),
                    next((span for row in range(heads_end, first - 1, -1) if (span := self._span(row, index))), None),
                )
            )
        return tuple(columns)

    def _heads(self, column: int, first: int, last: int) -> tuple[str, ...]:
        """The header's texts over a column. A sheet's merged head stands only at its left: it is spread over its sub-heads."""
        texts: list[str] = []
        for row in range(first, last + 1):
            text = self._text(row, column)
            if not text and row < last and any(self._text(lower, column) for lower in range(row + 1, last + 1)):
                text = self._spread(row, column, last)
            if text and text not in texts:
                texts.append(text)
        return tuple(texts)

    def _spread(self, row: int, column: int, last: int) -> str:
        for left in range(column - 1, -1, -1):
            if not any(self._text(lower, left) for lower in range(row + 1, last + 1)):
                return ""
            if self._text(row, left):
                return self._text(row, left)
        return ""

    def _references(self, hint: int | None, heads: Mapping[int, tuple[str, ...]]) -> dict[int, int]:
        refs: dict[int, int] = {}
        for column, texts in heads.items():
            text = (
                self._text(hint, column)
                if hint is not None
                else next(iter(re.findall(r"\((\d{1,2})\)\s*$", " ".join(texts))), "")
            )
            number = re.match(r"\(?(\d{1,2})", text)
            if number:
                refs.setdefault(int(number.group(1)), column)
        return refs

    def _role(self, index: int, head: str, body: int, earlier: Sequence[Column]) -> ColumnRole:
        if _NUMBER_HEAD.fullmatch(head):
            return ColumnRole.NUMBER
        if _NOTE_HEAD.search(head):
            return ColumnRole.NOTE
        labelled = any(column.role is ColumnRole.LABEL for column in earlier)
        if _MEASURE_HEAD.match(head) and labelled:
            return ColumnRole.MEASURE
        texts = [t for row in range(body, self._table.row_count) if (t := self._text(row, index))]
        if texts and all(_TICK.fullmatch(t) for t in texts):
            return ColumnRole.TICK
        numbers = sum(1 for t in texts if self._numeral(t))
        if not labelled and (_LABEL_HEAD.search(head) or numbers * 2 < len(texts)):
            return ColumnRole.LABEL
        if not texts or numbers * 2 < len(texts):
            return (
                ColumnRole.TICK
                if not texts and any(c.role is ColumnRole.TICK for c in earlier)
                else self._empty_role(head, texts)
            )
        return _numeric_role(head)

    @staticmethod
    def _empty_role(head: str, texts: Sequence[str]) -> ColumnRole:
        return ColumnRole.TEXT if texts or not _head_basis(head) else _numeric_role(head)

    # the rows

    def _rows(
        self, columns: Sequence[Column], first: int, last: int, measure: tuple[str, Decimal] | None
    ) -> tuple[Row, ...]:
        heads = {tuple(self._row_texts(row)) for row in range(first, last + 1)}
        rows: list[Row] = []
        tree = _Tree(self._is_numbered(columns, last + 1))
        for index in range(last + 1, self._table.row_count):
            texts = self._row_texts(index)
            if not texts or tuple(texts) in heads:
                continue
            row = self._row(index, len(rows), columns, measure, tree)
            if (
                not row.figures
                and not row.ticks
                and any(_SIGNATURE.match(t) or (_SIGNATURE.search(t) and len(t) < 40) for t in texts)
            ) and not row.number:
                break
            if row.kind is RowKind.OF_WHICH and not row.label and not row.figures:
                tree.announce(row)
            elif row.label or row.figures or row.ticks:
                rows.append(row)
                tree.add(row)
        return tuple(rows)

    def _is_numbered(self, columns: Sequence[Column], body: int) -> bool:
        number = next((column.index for column in columns if column.role is ColumnRole.NUMBER), None)
        return number is not None and any(
            numbering(self._text(row, number))[0] for row in range(body, self._table.row_count)
        )

    def _row(
        self, index: int, place: int, columns: Sequence[Column], measure: tuple[str, Decimal] | None, tree: _Tree
    ) -> Row:
        number_column = next((c.index for c in columns if c.role is ColumnRole.NUMBER), None)
        label_column = next((c.index for c in columns if c.role is ColumnRole.LABEL), None)
        number = self._text(index, number_column) if number_column is not None else ""
        label = self._text(index, label_column) if label_column is not None else ""
        merged = (
            number_column is not None
            and label_column is not None
            and self._grid.get((index, number_column)) == self._grid.get((index, label_column))
        )
        if number and (merged or not numbering(number)[0]):
            # "Tổng số" stands over the number and label columns, or in the number column alone.
            label, number = label or number, ""
        if not number and (found := _LABEL_NUMBER.match(label)):
            number, label = (found.group(1) or found.group(2)), label[found.end() :]
        own = self._row_measure(index, columns, label)
        label_span = self._span(index, label_column) if label_column is not None and label else None
        figures = tuple(
            (column.index, figure)
            for column in columns
            if column.role in _NUMERIC and (figure := self._figure(index, column, own, measure, label, label_span))
        )
        ticks = tuple(
            (column.index, span)
            for column in columns
            if column.role is ColumnRole.TICK
            and _TICK.fullmatch(self._text(index, column.index))
            and (span := self._span(index, column.index))
        )
        kind, parent, level = tree.place(number, label, bool(figures))
        return Row(
            place, index, kind, number, _OF_WHICH.sub("", label, count=1) if kind is RowKind.OF_WHICH else label, level, parent,
            self._span(index, number_column) if number and number_column is not None else None,
            label_span, own[0] if own else "", figures, ticks,
        )  # fmt: skip

    def _row_measure(self, index: int, columns: Sequence[Column], label: str) -> tuple[str, Decimal] | None:
        column = next((c.index for c in columns if c.role is ColumnRole.MEASURE), None)
        text = self._text(index, column) if column is not None else ""
        if text and text not in ('"', "”", "''", "nt", "-"):
            return _measured(text) or (text.lower(), Decimal(1))
        return _bracketed_measure(label)

    def _numeral(self, text: str) -> re.Match[str] | None:
        """A cell that is one number, with a sign or a unit at most."""
        match = _CELL_NUMBER.fullmatch(text)
        if not match or parse(match.group(3), self._style) is None:
            return None
        rest = match.group(4).strip(" )")
        return match if not rest or _measured(rest) else None

    def _figure(
        self,
        row: int,
        column: Column,
        own: tuple[str, Decimal] | None,
        table: tuple[str, Decimal] | None,
        label: str,
        label_span: Span | None,
    ) -> Figure | None:
        cell = self._grid.get((row, column.index))
        if cell is None or cell.row != row or cell.column != column.index:
            return None
        view = self._views[cell.block]
        text = view.text.strip()
        match = self._numeral(text)
        parsed = parse(match.group(3), self._style) if match else None
        if match is None or parsed is None:
            return None
        relative = column.role in (ColumnRole.PERCENT, ColumnRole.CHANGE_PERCENT)
        in_head = (column.measure, column.scale) if column.measure else None
        measure, scale = (
            (PERCENT, Decimal(1))
            if relative
            else _measured(match.group(4).strip(" )")) or own or in_head or table or ("", Decimal(1))
        )
        negative = match.group(2) in ("-", "–", "−") or (match.group(1) and match.group(4).strip().endswith(")"))
        stated = -parsed[0] if negative else parsed[0]
        start = view.text.find(text)
        span = view.span(start, start + len(text))
        numeral = view.span(start + match.start(3), start + match.end(3))
        kind = FigureKind.PERCENT if measure == PERCENT else FigureKind.QUANTITY
        basis = _FIGURE_BASIS.get(column.basis, "")
        return Figure(
            kind,
            stated * scale,
            stated,
            scale,
            parsed[1],
            measure,
            span,
            numeral,
            label=label_span,
            topic=label.lower(),
            basis=basis,
        )


_NUMERIC = frozenset({ColumnRole.VALUE, ColumnRole.PERCENT, ColumnRole.CHANGE, ColumnRole.CHANGE_PERCENT})
_CELL_NUMBER = re.compile(r"(\()?\s{0,3}([-+–−])?\s{0,3}(\d[\d.,]*\d|\d)\s{0,3}([^\d]{0,25})")
_FIGURE_BASIS = {
    Basis.ESTIMATE: "ước", Basis.YEAR_TO_DATE: "luỹ kế",
    Basis.PLAN: "kế hoạch", Basis.PLAN_PROVINCE: "kế hoạch", Basis.PLAN_COUNCIL: "kế hoạch",
}  # fmt: skip


def _head_basis(head: str) -> Basis:
    return next((basis for basis, words in _HEAD_BASES if words.search(head)), Basis.NONE)


def _head_time(head: str) -> tuple[int, int] | None:
    """(year, month) of a head; month 0 where it names a year only."""
    found = _HEAD_TIME.search(head)
    return (int(found.group(2)), int(found.group(1) or 0)) if found else None


def _basis(head: str, latest: tuple[int, int]) -> Basis:
    """Which value a head announces; a year before the latest head's makes it the same period's or the year's before."""
    basis = _head_basis(head)
    time = _head_time(head)
    if basis in (Basis.ACTUAL, Basis.NONE, Basis.ESTIMATE) and time and time < latest:
        if time[0] < latest[0]:
            return (
                Basis.PREVIOUS_YEAR
                if not time[1]
                else Basis.SAME_PERIOD
                if time[1] == latest[1]
                else Basis.PREVIOUS_PERIOD
            )
        return Basis.PREVIOUS_PERIOD if time[1] else basis
    if basis is Basis.PLAN_COUNCIL or basis is Basis.PLAN_PROVINCE:
        return basis if re.search(r"kế hoạch|\bkh\b|dự toán|\bdt\b|giao", head, re.IGNORECASE) else Basis.NONE
    return basis


def _compared_basis(head: str) -> Basis:
    """The value that a percent or change column compares, or the plan that it is a percentage of, where the head says."""
    basis = _basis(head, (0, 0))
    return (
        basis if basis in (Basis.ESTIMATE, Basis.YEAR_TO_DATE, Basis.PLAN_PROVINCE, Basis.PLAN_COUNCIL) else Basis.NONE
    )


def _base(head: str) -> Base:
    """What a percent or change head compares with; the first named counts.

    >>> _base("Tăng (+), giảm (-) so với cùng kỳ"), _base("TH/KH (%)"), _base("Tỷ lệ (%)")
    (<Base.SAME_PERIOD: 'same_period'>, <Base.PLAN: 'plan'>, <Base.UNSTATED: 'unstated'>)
    """
    found = [(match.start(), base) for base, words in _BASES if (match := words.search(head))]
    return min(found)[1] if found else Base.UNSTATED


def _numeric_role(head: str) -> ColumnRole:
    percent, change = _PERCENT_HEAD.search(head), _CHANGE_HEAD.search(head)
    if change and not re.search(r"tăng trưởng kinh tế", head, re.IGNORECASE):
        return ColumnRole.CHANGE_PERCENT if "%" in head else ColumnRole.CHANGE
    return ColumnRole.PERCENT if percent else ColumnRole.VALUE


class _Tree:
    """The rows seen so far, as a stack from the outermost to the last."""

    def __init__(self, numbered: bool) -> None:
        self._total_label = _TOTAL_OF_NUMBERED if numbered else _TOTAL_LABEL
        self._rows: list[Row] = []
        self._stack: list[tuple[int, Row]] = []  # (rank, row)
        self._of_which: Row | None = None  # the row whose parts "Trong đó" announced
        self._last: Row | None = None
        self._total: Row | None = None

    def place(self, number: str, label: str, valued: bool) -> tuple[RowKind, int | None, int]:
        """The kind of the next row, the place of its parent and its depth."""
        style, rank = numbering(number)
        parent = self._parent(rank) if style else None
        above = self._total.place if self._total else None
        if self._total_label.match(label) and not style:
            return RowKind.TOTAL, parent.place if parent else None, parent.level + 1 if parent else 0
        announced = _OF_WHICH.match(label)
        loose = style in ("", "dash", "plus")
        if announced and self._last:
            owner = parent if style == "dotted" and parent else (self._of_which or self._last)
            return RowKind.OF_WHICH, owner.place, owner.level + 1
        if self._of_which and loose:
            return RowKind.OF_WHICH, self._of_which.place, self._of_which.level + 1
        if not style and self._stack:
            owner = self._stack[-1][1]
            return RowKind.OF_WHICH, owner.place, owner.level + 1
        if parent:
            return RowKind.ITEM, parent.place, parent.level + 1
        return RowKind.ITEM, above, 1 if above is not None else 0

    def _parent(self, rank: int) -> Row | None:
        return next((row for above, row in reversed(self._stack) if above < rank), None)

    def announce(self, row: Row) -> None:
        """A row that says "Trong đó" and no more: the loose rows that follow are parts of the row before it."""
        self._of_which = self._rows[row.parent] if row.parent is not None else None

    def add(self, row: Row) -> None:
        style, rank = numbering(row.number)
        if row.kind is RowKind.TOTAL:
            self._total = row if row.parent is None and not self._stack else self._total
            self._of_which = None
        elif row.kind is RowKind.OF_WHICH:
            self._of_which = self._rows[row.parent] if row.parent is not None else None
        else:
            self._of_which = None
            if style:
                self._stack = [(above, kept) for above, kept in self._stack if above < rank]
                self._stack.append((rank, row))
        self._rows.append(row)
        if row.kind is not RowKind.OF_WHICH:
            self._last = row


def values_of(reading: TableReading) -> Iterator[tuple[Row, Column, Figure]]:
    """Every figure of a table with its row and column, in reading order."""
    for row in reading.rows:
        for column in reading.columns:
            if figure := row.figure(column.index):
                yield row, column, figure
