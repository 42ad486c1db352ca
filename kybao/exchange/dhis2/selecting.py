"""DHIS2's `fields`, `filter`, `order` and paging over objects that are made of plain values and links to other objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kybao.exchange.problems import Problem

_PRESETS: Mapping[str, tuple[str, ...]] = {
    ":identifiable": ("id", "name", "code", "created", "lastUpdated"),
    ":nameable": ("id", "name", "shortName", "code", "created", "lastUpdated"),
}
_DEFAULT = "id,displayName"
_DEEPEST = 12
_TOKEN = re.compile(r"[^,\[\]]+|[,\[\]]")
_MOST_FIELDS = 4000


@dataclass(frozen=True, slots=True)
class Node:
    """An object by its properties; a property that is a function is asked for only when it is wanted."""

    properties: Mapping[str, Any]

    def get(self, name: str) -> Any:
        value = self.properties.get(name)
        return value() if callable(value) else value


@dataclass(slots=True)
class Selection:
    """Which properties of an object are wanted, each with what is wanted of the objects behind it."""

    names: dict[str, Selection | None] = field(default_factory=dict)

    def of(self, node: Node, depth: int = 0) -> dict[str, Any]:
        wanted = self.names
        if not wanted.keys().isdisjoint({"*", ":all", ":owner"}):
            wanted = {**dict.fromkeys(node.properties), **{k: v for k, v in wanted.items() if k[0] not in "*:"}}
        found = {
            name: _shown(node.get(name), below, depth) for name, below in wanted.items() if name in node.properties
        }
        return {name: value for name, value in found.items() if value is not None}


def selection(fields: Iterable[str]) -> Selection:
    """What `fields` parameters ask for: "id,name,parent[id]", "*", ":identifiable". Raises `Problem` where brackets do not fit."""
    text = ",".join(fields) or _DEFAULT
    if len(text) > _MOST_FIELDS:
        raise Problem(400, "Tham số fields quá dài. Hãy hỏi ít trường hơn.")
    stack = [Selection()]
    last = ""
    for token in _TOKEN.findall(text):
        token = token.strip()
        if token == "[":
            if not last or len(stack) > _DEEPEST:
                raise Problem(400, "Tham số fields có ngoặc vuông không đúng chỗ hoặc lồng quá sâu.")
            below = Selection()
            stack[-1].names[last] = below
            stack.append(below)
            last = ""
        elif token == "]":
            if len(stack) == 1:
                raise Problem(400, "Tham số fields thừa dấu đóng ngoặc vuông.")
            stack.pop()
            last = ""
        elif token and token != ",":
            last = token.split("~", 1)[0].split("::", 1)[0]
            for name in _PRESETS.get(last, (last,)):
                stack[-1].names.setdefault(name, None)
    if len(stack) > 1:
        raise Problem(400, "Tham số fields thiếu dấu đóng ngoặc vuông.")
    return stack[0]


def filtered(nodes: Iterable[Node], filters: Sequence[str], any_of: bool) -> list[Node]:
    """The objects that fit all of the filters, or with `any_of` one of them. A filter is "property:operator:value"."""
    tests = [_test(one) for one in filters]
    if not tests:
        return list(nodes)
    joined: Callable[[Iterable[bool]], bool] = any if any_of else all
    return [node for node in nodes if joined(test(node) for test in tests)]


def ordered(nodes: list[Node], order: str) -> list[Node]:
    """By "name:asc" or "level:desc,name:iasc"; by name where nothing is said."""
    for one in reversed([part for part in order.split(",") if part] or ["name:asc"]):
        name, _, direction = one.partition(":")
        nodes = sorted(nodes, key=lambda node: _sortable(node.get(name)), reverse=direction.endswith("desc"))
    return nodes


def _sortable(value: Any) -> tuple[bool, float, str]:
    return (value is None, float(value), "") if isinstance(value, int) else (value is None, 0, str(value))


def _shown(value: Any, below: Selection | None, depth: int) -> Any:
    if depth > _DEEPEST:
        return None
    if isinstance(value, Node):
        return below.of(value, depth + 1) if below is not None and below.names else {"id": value.get("id")}
    if isinstance(value, list | tuple):
        return [_shown(one, below, depth) for one in value]
    return value


def _values(node: Node, path: str) -> Iterator[Any]:
    """The values at "parent.id"; of a list all."""
    name, _, rest = path.partition(".")
    value = node.get(name)
    for one in value if isinstance(value, list | tuple) else [value]:
        if rest and isinstance(one, Node):
            yield from _values(one, rest)
        else:
            yield one.get("id") if isinstance(one, Node) else one


_COMPARED: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda value, given: value == given,
    "ieq": lambda value, given: value.lower() == given.lower(),
    "like": lambda value, given: given in value,
    "ilike": lambda value, given: given.lower() in value.lower(),
    "$like": lambda value, given: value.startswith(given),
    "$ilike": lambda value, given: value.lower().startswith(given.lower()),
    "like$": lambda value, given: value.endswith(given),
    "ilike$": lambda value, given: value.lower().endswith(given.lower()),
    "token": lambda value, given: all(word in value.lower() for word in given.lower().split()),
    "in": lambda value, given: value in given.strip("[]").split(","),
    "gt": lambda value, given: _number(value) > _number(given),
    "ge": lambda value, given: _number(value) >= _number(given),
    "lt": lambda value, given: _number(value) < _number(given),
    "le": lambda value, given: _number(value) <= _number(given),
}


def _test(written: str) -> Callable[[Node], bool]:
    name, _, rest = written.partition(":")
    operator, _, given = rest.partition(":")
    negated = operator.startswith("!")
    operator = operator.removeprefix("!")
    if operator == "null":
        return lambda node: all(value is None for value in _values(node, name)) is not negated
    compare = _COMPARED.get(operator)
    if not name or compare is None:
        raise Problem(
            400,
            f"Không hiểu bộ lọc “{written[:80]}”. Viết như name:ilike:phường, id:in:[a,b]. Các phép: {', '.join(_COMPARED)}, null.",
        )
    return lambda node: any(compare(_text(one), given) for one in _values(node, name) if one is not None) is not negated


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(text: str) -> float:
    """Only levels and dates are compared so, never figures."""
    digits = text.replace("-", "")[:14]
    return float(digits) if digits.isascii() and digits.isdigit() else float("nan")
