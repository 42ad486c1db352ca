"""The names of places in a submission's page: every block, figure and finding can be linked to."""

from __future__ import annotations

from django.urls import reverse

from kybao.filing.models import Fact


def block_id(block: int) -> str:
    return f"b{block}"


def figure_id(block: int, start: int) -> str:
    """The element that begins at a character of a block.

    >>> figure_id(12, 34)
    'b12-34'
    """
    return f"b{block}-{start}"


def place_of(block: int | None, start: int | None) -> str:
    """The part of an address after the page's own: "#b12-34", "#b12", or "" where the place is not known."""
    if block is None:
        return ""
    return f"#{block_id(block) if start is None else figure_id(block, start)}"


def address_of(fact: Fact) -> str:
    """The sentence that a fact was read from; "" where it was read from none."""
    if fact.submission is None:
        return ""
    return reverse("desk:submission", args=(fact.submission.public_id,)) + place_of(fact.block, fact.start)
