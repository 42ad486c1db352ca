"""`Finding`: a rule's result on one place of a document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from kybao.documents.model import Span


class Verdict(StrEnum):
    HOLDS = "holds"  # đúng
    ROUNDING = "rounding"  # lệch do làm tròn: within what the printed precision of all figures allows
    TRUNCATED = "truncated"  # cắt bỏ chữ số: the printed value is the computed one cut, not rounded
    CONTRADICTS = "contradicts"  # mâu thuẫn
    UNDECIDED = "undecided"  # chưa đủ căn cứ


class Finding(Struct, frozen=True, gc=False):
    """What is stated, what follows from the document's own figures, and where.

    `span` is the place that a person must look at and `quote` its exact text; `evidence` are the other places
    from which `computed` follows. `stated` and `computed` are printed as plain decimals or ISO dates.
    `explanation` is one Vietnamese sentence: what is stated, what follows, and from which figures.
    """

    rule: str
    verdict: Verdict
    span: Span
    quote: str
    stated: str
    computed: str
    explanation: str
    evidence: tuple[Span, ...] = ()
    page: int | None = None

    @property
    def needs_eye(self) -> bool:
        """Whether a person must look at it: everything but what holds."""
        return self.verdict is not Verdict.HOLDS


def plain(value: Decimal | date | None) -> str:
    """A value as findings print it: no exponent, no trailing zeros beyond the point.

    >>> plain(Decimal("1E+3")), plain(Decimal("3.5032")), plain(date(2022, 1, 21)), plain(None)
    ('1000', '3.5032', '2022-01-21', '')
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
