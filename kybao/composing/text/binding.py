"""Figures of a contribution → bindings: each figure keeps its place in the source and, where it is one, its fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kybao.composing.models import Binding
from kybao.composing.text.figure_forms import in_form
from kybao.filing.models import Fact
from kybao.reading import Reading


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A numeral at [start, end) of a block's text, as printed."""

    start: int
    end: int
    printed: str


def figures_in(reading: Reading, block: int, start: int = 0) -> tuple[FoundFigure, ...]:
    """The quantities whose numerals stand in a block from `start` on, in order; spelt-out ones stay words."""
    text = reading.document.blocks[block].text
    spans = sorted(
        {
            (figure.numeral.start, figure.numeral.end)
            for figure in reading.figures
            if figure.is_quantity and figure.numeral.block == block and figure.numeral.start >= start
        }
    )
    return tuple(FoundFigure(a, b, text[a:b]) for a, b in spans if text[a:b][:1].isdigit())


def fact_at(facts: Iterable[Fact], block: int, figure: FoundFigure) -> Fact | None:
    """The fact that was read from this very figure."""
    return next(
        (
            fact
            for fact in facts
            if fact.block == block
            and fact.start is not None
            and fact.end is not None
            and fact.start <= figure.start < fact.end
        ),
        None,
    )


def printed_figure(binding: Binding) -> str:
    """The figure as the report prints it: the bare numeral, or all that its chosen form says."""
    return in_form(binding)


def form_of(numeral: str) -> dict[str, object]:
    """How a numeral was printed: `width` where it is padded with zeros, `grouped` where thousands are (or would be) dotted.

    >>> form_of("08"), form_of("1242"), form_of("10.277")
    ({'width': 2, 'grouped': True}, {'width': 0, 'grouped': False}, {'width': 0, 'grouped': True})
    """
    padded = len(numeral) > 1 and numeral.startswith("0") and numeral.isdigit()
    return {"width": len(numeral) if padded else 0, "grouped": not (numeral.isdigit() and len(numeral) > 3)}


def printed_by_token(bindings: Sequence[Binding]) -> dict[int, str]:
    return {binding.token: printed_figure(binding) for binding in bindings}
