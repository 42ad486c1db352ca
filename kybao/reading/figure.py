"""`Figure`: a number read in a text, with what it counts and how exactly it was printed."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from kybao.documents.model import Span


class FigureKind(StrEnum):
    """What a number is. Only the first four are quantities; the others are numbers that name or number something."""

    QUANTITY = "quantity"  # 10.277 con; 331,12 tỷ đồng; a bare count
    PERCENT = "percent"  # 153,3%
    POINT = "point"  # percentage points: "tăng 1,2 điểm phần trăm"
    TIMES = "times"  # "gấp 1,5 lần"
    DATE = "date"  # every number of a date, a month, a year, a period, an hour
    CITATION = "citation"  # 27/BC-UBND, Điều 12
    NUMBERING = "numbering"  # heading and list numbers: "1.", "3.2", "Phần 2"
    NAME = "name"  # tổ 7, khu 2A, mũi 3, Tiểu dự án 3, Covid-19, F0, QL 3
    SCALE = "scale"  # a map's or drawing's 1/500
    CONTACT = "contact"  # phone, post code, account


QUANTITIES = frozenset({FigureKind.QUANTITY, FigureKind.PERCENT, FigureKind.POINT, FigureKind.TIMES})


class Qualifier(StrEnum):
    """How firmly a figure is stated."""

    EXACT = ""
    ABOUT = "about"  # khoảng, gần đúng, ước khoảng, tầm
    NEARLY = "nearly"  # gần, xấp xỉ dưới
    OVER = "over"  # hơn, trên, trên dưới is ABOUT
    UNDER = "under"  # dưới, chưa đến, không quá
    FROM = "from"  # từ … (lower end of a range)
    TO = "to"  # đến … (upper end of a range)


class Figure(Struct, frozen=True, gc=False):
    """A number with its measure.

    `value` is in the measure's own unit with the scale multiplied in ("205,8 nghìn con" → 205800, measure "con").
    `stated` is the numeral as printed (205.8), `scale` the factor between (1000), `decimals` the decimals printed (1).
    `measure` is the normalised unit of measure ("con", "đồng", "m2", "ha", "%"), "" for a bare number.
    `span` covers numeral, scale and measure; `numeral` only the numeral.
    `label` is the span of the words that say what the figure is of ("đàn bò"), or None; `topic` their normalised text.

    >>> from decimal import Decimal
    >>> f = Figure(FigureKind.QUANTITY, Decimal("205800"), Decimal("205.8"), Decimal(1000), 1, "con",
    ...            Span(0, 17, 32), Span(0, 17, 22))
    >>> f.low, f.high
    (Decimal('205750.0'), Decimal('205850.0'))
    """

    kind: FigureKind
    value: Decimal
    stated: Decimal
    scale: Decimal
    decimals: int
    measure: str
    span: Span
    numeral: Span
    qualifier: Qualifier = Qualifier.EXACT
    label: Span | None = None
    topic: str = ""
    basis: str = ""  # "", "ước" (estimate), "kế hoạch" (plan), "luỹ kế" (year to date)

    @property
    def step(self) -> Decimal:
        """One unit of the last printed digit, in `value`'s unit."""
        return self.scale.scaleb(-self.decimals)

    @property
    def low(self) -> Decimal:
        """The least true value that prints as this figure when rounded."""
        return self.value - self.step / 2

    @property
    def high(self) -> Decimal:
        return self.value + self.step / 2

    @property
    def is_quantity(self) -> bool:
        return self.kind in QUANTITIES
