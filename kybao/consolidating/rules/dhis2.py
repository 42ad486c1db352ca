"""DHIS2's validation rules (metadata export, `validationRules` as JSON) as Kybao's; what can't be translated is said, with why.

Source: DHIS2 developer documentation, "Validation" and "Expressions". Translated are the operators (compulsory and exclusive
pairs too), importance, the strategies for missing values, `#{data element}`, `#{data element.category option combo}`,
`C{constant}`, `.periodOffset(-1)` and the one that gives the same period last year, numbers, + - * / and brackets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from kybao.calendar import Kind
from kybao.consolidating.rules.language import (
    Condition,
    InvalidRule,
    Moment,
    Node,
    Number,
    Operation,
    Operator,
    Reference,
    parse_side,
)
from kybao.consolidating.rules.rule import Missing, Rule, Severity
from kybao.consolidating.schema import TOTAL, ConsolidationError


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A rule, by name, that was not imported; `reason` is Vietnamese."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    rules: tuple[Rule, ...]
    untranslated: tuple[Untranslated, ...]


def import_rules(
    text: str | bytes, indicators: Mapping[str, str] | None = None, breakdowns: Mapping[str, str] | None = None
) -> Imported:
    """The rules in DHIS2's JSON.

    `indicators` gives the indicator's code of a data element's identifier, `breakdowns` that of a category option combo
    ("sex:female"). Data elements that are not in it are known by their own `code`, if the export holds them.
    Raises `ConsolidationError` for text that is no such export.
    """
    try:
        export = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise ConsolidationError(
            "Tệp không phải JSON của DHIS2. Hãy xuất lại metadata (validationRules) từ DHIS2."
        ) from error
    rows = export.get("validationRules") if isinstance(export, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConsolidationError(
            "Trong tệp không có mục “validationRules”. Hãy xuất lại metadata từ DHIS2, có chọn quy tắc kiểm tra."
        )
    names = _Names(
        {**_named(export, "dataElements", "code"), **(indicators or {})},
        breakdowns or {},
        {
            key: number
            for key, value in _named(export, "constants", "value").items()
            if (number := _decimal(value)) is not None
        },
    )
    rules: list[Rule] = []
    untranslated: list[Untranslated] = []
    for row in rows:
        try:
            rules.append(_rule(row, names))
        except (_CannotTranslate, InvalidRule) as reason:
            untranslated.append(Untranslated(str(row.get("name") or row.get("id") or "?"), str(reason)))
    return Imported(tuple(rules), tuple(untranslated))


class _CannotTranslate(Exception):
    """With the reason in Vietnamese."""


@dataclass(frozen=True, slots=True)
class _Names:
    indicators: Mapping[str, Any]
    breakdowns: Mapping[str, str]
    constants: Mapping[str, Decimal]


_OPERATORS = {
    "equal_to": Operator.EQUAL,
    "not_equal_to": Operator.UNEQUAL,
    "greater_than": Operator.GREATER,
    "greater_than_or_equal_to": Operator.AT_LEAST,
    "less_than": Operator.LESS,
    "less_than_or_equal_to": Operator.AT_MOST,
    "compulsory_pair": Operator.BOTH_OR_NEITHER,
    "exclusive_pair": Operator.NOT_BOTH,
}
_SEVERITIES = {"HIGH": Severity.ERROR, "MEDIUM": Severity.WARNING, "LOW": Severity.NOTE}
_STRATEGIES = {
    "SKIP_IF_ANY_VALUE_MISSING": Missing.UNDECIDED_IF_ANY,
    "SKIP_IF_ALL_VALUES_MISSING": Missing.UNDECIDED_IF_ALL,
    "NEVER_SKIP": Missing.ZERO,
}
# The kind of period, and how many such periods make a year.
_PERIODS = {
    "Monthly": (Kind.MONTH, 12),
    "Quarterly": (Kind.QUARTER, 4),
    "SixMonthly": (Kind.HALF_YEAR, 2),
    "Yearly": (Kind.YEAR, 1),
}
_ITEM = re.compile(r"(?P<type>[#C])\{(?P<names>[\w.*]*)\}(?:\.periodOffset\(\s*(?P<offset>[+-]?\d{1,4})\s*\))?")
_PLAIN = re.compile(r"[\d\s.+\-*/()\[\]]*")


def _rule(row: Mapping[str, Any], names: _Names) -> Rule:
    operator = _OPERATORS.get(str(row.get("operator")).lower())
    if operator is None:
        raise _CannotTranslate(f"Kybao không có phép so sánh “{row.get('operator')}”.")
    if row.get("periodType") not in _PERIODS:
        raise _CannotTranslate(f"Kybao không có loại kỳ “{row.get('periodType')}”.")
    if row.get("organisationUnitLevels"):
        raise _CannotTranslate("Quy tắc chỉ áp dụng ở một số cấp đơn vị; Kybao áp dụng cho mọi đơn vị có số liệu.")
    frequency, a_year = _PERIODS[row["periodType"]]
    sides = [_side(row.get(name), names, a_year) for name in ("leftSide", "rightSide")]
    (left, missing_left), (right, missing_right) = sides
    return Rule(
        code=str(row.get("code") or row.get("id") or row.get("name")),
        condition=Condition(left, operator, right),
        message=str(row.get("instruction") or row.get("description") or row.get("name") or ""),
        severity=_SEVERITIES.get(str(row.get("importance")), Severity.WARNING),
        missing_left=missing_left,
        missing_right=missing_right,
        frequency=frequency,
    )


def _side(side: object, names: _Names, a_year: int) -> tuple[Node, Missing]:
    if not isinstance(side, dict) or not isinstance(side.get("expression"), str):
        raise _CannotTranslate("Quy tắc thiếu biểu thức ở một vế.")
    if side.get("slidingWindow"):
        raise _CannotTranslate("Kybao không có cửa sổ trượt (slidingWindow).")
    strategy = str(side.get("missingValueStrategy") or "SKIP_IF_ALL_VALUES_MISSING")
    if strategy not in _STRATEGIES:
        raise _CannotTranslate(f"Kybao không có cách xử lý thiếu số liệu “{strategy}”.")
    items: list[Node] = []

    def numbered(match: re.Match[str]) -> str:
        items.append(_item(match, names, a_year))
        return f"[{len(items) - 1}]"

    text = _ITEM.sub(numbered, side["expression"])
    if not _PLAIN.fullmatch(text) or re.search(r"\[\D", text):
        raise _CannotTranslate(f"Biểu thức “{side['expression']}” có hàm hoặc đối tượng mà Kybao không có.")
    return _filled(parse_side(text), lambda number: items[number]), _STRATEGIES[strategy]


def _item(match: re.Match[str], names: _Names, a_year: int) -> Node:
    first, *others = match["names"].split(".")
    if match["type"] == "C":
        if first not in names.constants:
            raise _CannotTranslate(f"Không có giá trị của hằng số “{first}” trong tệp.")
        return Number(names.constants[first])
    if first not in names.indicators:
        raise _CannotTranslate(f"Không biết phần tử dữ liệu “{first}” là chỉ tiêu nào. Hãy bổ sung bảng đối chiếu.")
    combo, *attributes = others or ["*"]
    if combo != "*" and combo not in names.breakdowns:
        raise _CannotTranslate(f"Không biết “{combo}” là phân tổ nào. Hãy bổ sung bảng đối chiếu.")
    if any(each != "*" for each in attributes):
        raise _CannotTranslate("Kybao không có tổ hợp thuộc tính (attribute option combo).")
    breakdown = TOTAL if combo == "*" else names.breakdowns[combo]
    return Reference(str(names.indicators[first]), breakdown, _moment(int(match["offset"] or 0), a_year))


def _moment(offset: int, a_year: int) -> Moment:
    moments = {0: Moment.THIS, -a_year: Moment.SAME_LAST_YEAR, -1: Moment.PREVIOUS}
    if offset not in moments:
        raise _CannotTranslate(f"Kybao chỉ so với kỳ trước và cùng kỳ năm trước, không so với kỳ cách {offset} kỳ.")
    return moments[offset]


def _filled(node: Node, item: Callable[[int], Node]) -> Node:
    match node:
        case Reference(number):
            return item(int(number))
        case Operation(sign, left, right):
            return Operation(sign, _filled(left, item), _filled(right, item))
        case _:
            return node


def _named(export: Mapping[str, Any], kind: str, name: str) -> dict[str, Any]:
    rows: Iterable[Any] = export.get(kind) or ()
    return {
        row["id"]: row[name] for row in rows if isinstance(row, dict) and row.get("id") and row.get(name) is not None
    }


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
