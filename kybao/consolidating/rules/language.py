"""The language of users' own validation rules: text → tree.

    [thu ngân sách] >= [thu thuế] + [thu phí]
    [dân số] = cấp_dưới([dân số])
    [đàn lợn] <= 2 * [đàn lợn @ kỳ trước]
    [học sinh] = [học sinh : giới:nữ] + [học sinh : giới:nam]

    rule       = side operator side
    operator   = "=" | "≠" "!=" | "<" | "≤" "<=" | ">" | "≥" ">=" | "kèm" | "trừ nhau"
    side       = term { ("+" | "-") term }
    term       = factor { ("*" | "/") factor }
    factor     = ["-"] ( number | reference | "cấp_dưới" "(" reference ")" | "(" side ")" )
    reference  = "[" code [ ":" breakdown ] [ "@" period ] "]"
    period     = "kỳ này" | "kỳ trước" | "cùng kỳ"
    number     = digits with a decimal comma or point ("0,5"), no thousands separators

`cấp_dưới(…)` is the sum over the units right under the unit, and is missing when any of them has not reported. `a kèm b`
holds when both sides or neither are reported, `a trừ nhau b` when not both are. Products and quotients are rounded to six
decimals, halves up (`kybao.consolidating.exact`); division by zero has no value. Nothing is ever handed to an interpreter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kybao.consolidating.schema import TOTAL, ConsolidationError


class InvalidRule(ConsolidationError):
    """A rule's text that says nothing. The message tells the place (characters are counted from 1) and how to mend it."""


class Moment(StrEnum):
    THIS = "this"
    PREVIOUS = "previous"
    SAME_LAST_YEAR = "same_last_year"


class Operator(StrEnum):
    EQUAL = "="
    UNEQUAL = "≠"
    LESS = "<"
    AT_MOST = "≤"
    GREATER = ">"
    AT_LEAST = "≥"
    BOTH_OR_NEITHER = "kèm"
    NOT_BOTH = "trừ nhau"


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Reference:
    """An indicator's value: of its total or an item of a breakdown, at a moment; or the sum over the units right below."""

    indicator: str
    breakdown: str = TOTAL
    moment: Moment = Moment.THIS
    children: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` is one of + - * /."""

    sign: str
    left: Node
    right: Node


Node = Number | Reference | Operation


@dataclass(frozen=True, slots=True)
class Condition:
    left: Node
    operator: Operator
    right: Node

    def references(self) -> tuple[Reference, ...]:
        """All that it refers to, each once, in order."""
        return tuple(dict.fromkeys((*references_in(self.left), *references_in(self.right))))


def parse(text: str) -> Condition:
    """The condition that `text` says. Raises `InvalidRule`.

    >>> parse("[a] <= 2 * [b @ kỳ trước]").operator
    <Operator.AT_MOST: '≤'>
    """
    return _Parser(text).condition()


def parse_side(text: str) -> Node:
    """The one side that `text` says. Raises `InvalidRule`."""
    return _Parser(text).only_side()


def references_in(node: Node) -> Iterator[Reference]:
    match node:
        case Reference():
            yield node
        case Operation(_, left, right):
            yield from references_in(left)
            yield from references_in(right)


_OPERATORS = {operator.value: operator for operator in Operator} | {
    "!=": Operator.UNEQUAL,
    "<=": Operator.AT_MOST,
    ">=": Operator.AT_LEAST,
}
_MOMENTS = {"kỳ này": Moment.THIS, "kỳ trước": Moment.PREVIOUS, "cùng kỳ": Moment.SAME_LAST_YEAR}
_CHILDREN = "cấp_dưới"
_DEEPEST = 50
_TOKEN = re.compile(
    r"\s*(?:(?P<reference>\[[^\[\]]*\])|(?P<number>\d+(?:[.,]\d+)?)|(?P<sign>[-+*/()])"
    r"|(?P<operator><=|>=|!=|[=≠<≤>≥]|kèm\b|trừ nhau\b)|(?P<children>cấp_dưới\b))"
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.next = 0
        self.depth = 0

    def condition(self) -> Condition:
        left = self._side()
        operator = self._take("operator", "dấu so sánh (=, ≠, <, ≤, >, ≥)")
        right = self.only_side()
        return Condition(left, _OPERATORS[operator.text], right)

    def only_side(self) -> Node:
        side = self._side()
        if self.next < len(self.tokens):
            raise self._error(self._here(), "Thừa phần sau đây. Mỗi quy tắc có hai vế và một dấu so sánh.")
        return side

    def _side(self) -> Node:
        node = self._term()
        while sign := self._sign("+-"):
            node = Operation(sign, node, self._term())
        return node

    def _term(self) -> Node:
        node = self._factor()
        while sign := self._sign("*/"):
            node = Operation(sign, node, self._factor())
        return node

    def _factor(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error(self._here(), f"Quy tắc lồng quá {_DEEPEST} lớp ngoặc. Hãy viết gọn lại.")
        node = self._inner()
        self.depth -= 1
        return node

    def _inner(self) -> Node:
        if self._sign("-"):
            return Operation("-", Number(Decimal()), self._factor())
        if self._sign("("):
            node = self._side()
            self._close()
            return node
        if self._is("children"):
            self.next += 1
            if not self._sign("("):
                raise self._error(self._here(), f"Sau “{_CHILDREN}” phải là dấu “(”, ví dụ {_CHILDREN}([dân số]).")
            found = self._reference(self._take("reference", "một chỉ tiêu trong ngoặc vuông"), children=True)
            self._close()
            return found
        if self._is("number"):
            self.next += 1
            return Number(Decimal(self.tokens[self.next - 1].text.replace(",", ".")))
        return self._reference(self._take("reference", "một số, hoặc một chỉ tiêu trong ngoặc vuông như [dân số]"))

    def _reference(self, token: _Token, children: bool = False) -> Reference:
        named, _, moment = token.text[1:-1].partition("@")
        indicator, _, breakdown = (" ".join(part.split()) for part in named.partition(":"))
        moment = " ".join(moment.split()) or "kỳ này"
        if not indicator:
            raise self._error(token.at, "Thiếu mã chỉ tiêu trong ngoặc vuông.")
        if moment not in _MOMENTS:
            raise self._error(token.at, f"Không có kỳ “{moment}”. Hãy chọn một trong: {', '.join(_MOMENTS)}.")
        return Reference(indicator, breakdown, _MOMENTS[moment], children)

    def _close(self) -> None:
        if not self._sign(")"):
            raise self._error(self._here(), "Thiếu dấu “)”.")

    def _is(self, kind: str) -> bool:
        return self.next < len(self.tokens) and self.tokens[self.next].kind == kind

    def _sign(self, among: str) -> str | None:
        if self._is("sign") and self.tokens[self.next].text in among:
            self.next += 1
            return self.tokens[self.next - 1].text
        return None

    def _take(self, kind: str, what: str) -> _Token:
        if not self._is(kind):
            raise self._error(self._here(), f"Ở đây cần {what}.")
        self.next += 1
        return self.tokens[self.next - 1]

    def _here(self) -> int:
        return self.tokens[self.next].at if self.next < len(self.tokens) else len(self.text)

    def _tokens(self) -> Iterator[_Token]:
        at, end = 0, len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            if not match or match.lastgroup is None:
                while self.text[at].isspace():
                    at += 1
                raise self._error(
                    at, f"Không hiểu “{self.text[at : at + 20]}”. Chỉ tiêu viết trong ngoặc vuông, như [dân số]."
                )
            yield _Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup))
            at = match.end()

    def _error(self, at: int, what: str) -> InvalidRule:
        return InvalidRule(f"Quy tắc “{self.text}”, ký tự thứ {at + 1}: {what}")
