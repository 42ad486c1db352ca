"""What a table's header says of its columns: roles, bases, units of measure, formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kybao.documents.model import Span
from kybao.reading.claim import Base
from kybao.reading.measures import measure_at


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


NUMERIC = frozenset({ColumnRole.VALUE, ColumnRole.PERCENT, ColumnRole.CHANGE, ColumnRole.CHANGE_PERCENT})
NUMBER_HEAD = re.compile(r"(?:s?tt|số tt|số thứ tự|số t/t)", re.IGNORECASE)
LABEL_HEAD = re.compile(
    r"chỉ tiêu|nội dung|tên\b|danh mục|diễn giải|lĩnh vực|hạng mục|đơn vị\b(?! tính)|loại\b|khoản mục|họ và tên|ngành|địa phương"
    r"|dự án|nhiệm vụ"
    r"|thủ tục|^xã\b|phường|^huyện\b|mặt hàng|tiêu chí|công trình|đối tượng|sản phẩm|cây trồng|vật nuôi|nguồn",
    re.IGNORECASE,
)
MEASURE_HEAD = re.compile(r"(?:đvt|đơn vị tính|đv tính|đơn vị đo|đ\.v\.t)(?!\s*:)", re.IGNORECASE)
NOTE_HEAD = re.compile(r"ghi chú|lý do|nguyên nhân|giải trình", re.IGNORECASE)
PERCENT_HEAD = re.compile(r"%|tỷ lệ|tỉ lệ|phần trăm|cơ cấu|tỷ trọng|tốc độ", re.IGNORECASE)
_CHANGE_HEAD = re.compile(r"tăng(?! trưởng)|giảm(?! nghèo)|chênh lệch|±", re.IGNORECASE)
KNOWN_HEADS = (
    re.compile(rf"^{NUMBER_HEAD.pattern}$", re.IGNORECASE), LABEL_HEAD, MEASURE_HEAD, NOTE_HEAD, PERCENT_HEAD,
)  # fmt: skip
TABLE_MEASURE = re.compile(r"(?:đvt|đơn vị tính|đơn vị)\s*:\s*([^().;\n]{1,40})", re.IGNORECASE)
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
_ASSIGNED = re.compile(r"kế hoạch|\bkh\b|dự toán|\bdt\b|giao", re.IGNORECASE)
_HEAD_TIME = re.compile(r"(?:tháng\s*(\d{1,2})\s*(?:/|năm\s*|-))?\s*\b(20\d\d)\b", re.IGNORECASE)


def head_basis(head: str) -> Basis:
    return next((basis for basis, words in _HEAD_BASES if words.search(head)), Basis.NONE)


def head_time(head: str) -> tuple[int, int] | None:
    """(year, month) of a head; month 0 where it names a year only."""
    found = _HEAD_TIME.search(head)
    return (int(found.group(2)), int(found.group(1) or 0)) if found else None


def basis_of(head: str, latest: tuple[int, int]) -> Basis:
    """Which value a head announces. `latest` is the latest (year, month) of all heads: an earlier one is what is compared.

    >>> [basis_of(head, (2022, 1)).value for head in ("TH tháng 01/2022", "TH tháng 01/2021", "Năm 2021", "KH năm 2022")]
    ['actual', 'same_period', 'previous_year', 'plan']
    """
    basis, time = head_basis(head), head_time(head)
    if basis in (Basis.ACTUAL, Basis.NONE, Basis.ESTIMATE) and time and time < latest:
        return _earlier(time, latest, basis)
    if basis in (Basis.PLAN_COUNCIL, Basis.PLAN_PROVINCE) and not _ASSIGNED.search(head):
        return Basis.NONE
    return basis


def _earlier(time: tuple[int, int], latest: tuple[int, int], basis: Basis) -> Basis:
    (year, month), (last_year, last_month) = time, latest
    if year == last_year:
        return Basis.PREVIOUS_PERIOD if month else basis
    if not month:
        return Basis.PREVIOUS_YEAR
    return Basis.SAME_PERIOD if month == last_month else Basis.PREVIOUS_PERIOD


def compared_basis(head: str) -> Basis:
    """The value that a percent or change column compares, or the plan that it is a percentage of, where the head says."""
    basis = basis_of(head, (0, 0))
    return basis if basis in _SAID_OF_COMPARISONS else Basis.NONE


_SAID_OF_COMPARISONS = (Basis.ESTIMATE, Basis.YEAR_TO_DATE, Basis.PLAN_PROVINCE, Basis.PLAN_COUNCIL)


def base_of_head(head: str) -> Base:
    """What a percent or change head compares with; the first named counts.

    >>> base_of_head("Tăng (+), giảm (-) so với cùng kỳ"), base_of_head("TH/KH (%)"), base_of_head("Tỷ lệ (%)")
    (<Base.SAME_PERIOD: 'same_period'>, <Base.PLAN: 'plan'>, <Base.UNSTATED: 'unstated'>)
    """
    found = [(match.start(), base) for base, words in _BASES if (match := words.search(head))]
    return min(found)[1] if found else Base.UNSTATED


def numeric_role(head: str) -> ColumnRole:
    """The role of a column of numbers by its head."""
    if _CHANGE_HEAD.search(head):
        return ColumnRole.CHANGE_PERCENT if "%" in head else ColumnRole.CHANGE
    return ColumnRole.PERCENT if PERCENT_HEAD.search(head) else ColumnRole.VALUE


def measured(text: str) -> tuple[str, Decimal] | None:
    """A text that is a unit of measure and nothing else: "nghìn con" → ("con", 1000)."""
    text = text.strip(" .*:")
    if not text or text[0].isdigit():
        return None
    measure = measure_at(f"1 {text}", 1)
    if measure.end == len(text) + 2:
        return measure.unit, measure.scale
    return None


def bracketed_measure(text: str) -> tuple[str, Decimal] | None:
    """The unit in a label's or head's brackets: "Thu ngân sách (tỷ đồng)"."""
    for match in _BRACKETED.finditer(text):
        unit = measured(match.group(1))
        scaled = unit and (unit[1] != 1 or unit[0] in _CERTAIN_UNITS)
        if unit and scaled:
            return unit
    return None


# In brackets these are units; a lone noun ("nữ", "xã") may be anything.
_CERTAIN_UNITS = frozenset(
    {"đồng", "%", "ha", "m2", "m3", "km", "m", "tấn", "tạ", "kg", "tạ/ha", "tấn/ha", "kWh", "giờ", "ngày", "lít"}
    | {"con", "người", "hộ", "vụ", "lượt", "hồ sơ", "trường hợp", "ca", "cây"}
)


# --- formulas -------------------------------------------------------------------------------------------------------

_FORMULA = re.compile(r"(?:\(|\b)(\d{1,2})\)?\s*=\s*([-+*/x×:()\d%,.\s]{3,60})")
_FORMULA_TOKEN = re.compile(r"\d+|[-+*/x×:()]")


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
