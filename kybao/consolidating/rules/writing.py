"""A rule's tree as text in the language of `language`: what `parse` reads back, up to brackets and negative numbers."""

from __future__ import annotations

from kybao.consolidating.rules.language import Condition, Moment, Node, Number, Operation, Reference

_MOMENTS = {Moment.THIS: "", Moment.PREVIOUS: " @ kỳ trước", Moment.SAME_LAST_YEAR: " @ cùng kỳ"}
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2}


def written(condition: Condition) -> str:
    """
    >>> from kybao.consolidating.rules.language import parse
    >>> written(parse("[a]*( [b:giới:nữ]-0.5 ) <= cấp_dưới([c @ kỳ trước])"))
    '[a] * ([b: giới:nữ] - 0,5) ≤ cấp_dưới([c @ kỳ trước])'
    """
    return f"{written_side(condition.left)} {condition.operator.value} {written_side(condition.right)}"


def written_side(node: Node) -> str:
    match node:
        case Number(value):
            text = f"{abs(value):f}".replace(".", ",")
            return f"(-{text})" if value < 0 else text
        case Reference():
            return _reference(node)
        case Operation(sign, left, right):
            here = _BINDING[sign]
            # Of what binds alike the left is taken first, so that the right needs its brackets.
            return f"{_inside(left, here)} {sign} {_inside(right, here + 1)}"


def _inside(node: Node, least: int) -> str:
    text = written_side(node)
    return f"({text})" if isinstance(node, Operation) and _BINDING[node.sign] < least else text


def _reference(reference: Reference) -> str:
    breakdown = f": {reference.breakdown}" if reference.breakdown else ""
    text = f"[{reference.indicator}{breakdown}{_MOMENTS[reference.moment]}]"
    return f"cấp_dưới({text})" if reference.children else text
