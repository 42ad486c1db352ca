"""`Claim`: a figure with what the text says of it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from kybao.documents.model import Span
from kybao.reading.figure import Figure


class Base(StrEnum):
    """What a figure is compared with."""

    SAME_PERIOD = "same_period"  # cùng kỳ năm trước
    PREVIOUS_PERIOD = "previous_period"  # tháng trước, quý trước
    PREVIOUS_YEAR = "previous_year"  # so với năm trước, năm 2021
    PLAN = "plan"  # kế hoạch, dự toán, chỉ tiêu, nghị quyết
    TOTAL = "total"  # tổng số
    DATE = "date"  # so với đầu năm, so với ngày …
    OTHER = "other"
    UNSTATED = "unstated"


class Direction(StrEnum):
    UP = "up"  # tăng, vượt, nhiều hơn
    DOWN = "down"  # giảm, thấp hơn, hụt
    NONE = ""


class Ratio(Struct, frozen=True, gc=False):
    """x out of y, with or without the percentage: "21/23 (91,3%)", "8,199 tỷ/234,05 tỷ đồng, đạt 3% kế hoạch"."""

    part: Figure
    whole: Figure
    percent: Figure | None
    span: Span
    base: Base = Base.TOTAL


class Comparison(Struct, frozen=True, gc=False):
    """A figure against a base: "245 con bằng 133,15% so với cùng kỳ (tăng 61 con)".

    `percent` is the figure as a share of the base ("bằng 133,15%"); `change` the absolute change ("tăng 61 con"),
    `change_percent` the relative one ("tăng 33,15%", in percent or times); `base_value` the base, where it is printed.
    `giver` says whose plan it is ("tỉnh giao", "HĐND thành phố giao"), where the text says.
    """

    subject: Figure
    base: Base
    span: Span
    percent: Figure | None = None
    change: Figure | None = None
    change_percent: Figure | None = None
    base_value: Figure | None = None
    direction: Direction = Direction.NONE
    giver: str = ""


class Breakdown(Struct, frozen=True, gc=False):
    """A total and its parts: "27 trường hợp, trong đó: 17 …; 08 …; 02 …".

    `complete` says that the wording announces all parts ("gồm", "bao gồm", "tổng cộng", "còn lại"); "trong đó" leaves it open.
    `bracketed` says that they stand in a bracket or behind a colon without any such word, which mostly means all.
    `remainder` says that the last part is what is left of the total after the others ("còn lại 55 ha").
    """

    total: Figure
    parts: tuple[Figure, ...]
    span: Span
    complete: bool = False
    bracketed: bool = False
    remainder: bool = False


class Listing(Struct, frozen=True, gc=False):
    """A count and the things listed for it: "07 xã, phường (xã Hưng Đạo, Chu Trinh, …)"."""

    count: Figure
    items: tuple[Span, ...]
    span: Span
    open_ended: bool = False  # the list ends in "…", "v.v."


Claim = Ratio | Comparison | Breakdown | Listing
