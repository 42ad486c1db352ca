"""The table of units as it is looked at: tiles that count and filter, and the order of the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from kybao.checking.finding import Verdict
from kybao.checking.presenting.wording import VERDICTS
from kybao.filing.status import StatusRow
from kybao.filing.timeliness import Timeliness


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the table. `tone` is the CSS class that it is shown in."""

    slug: str
    label: str
    tone: str
    holds: Callable[[StatusRow], bool]
    weighs: Callable[[StatusRow], int] = lambda _: 1  # what a row adds to the count of the tile


def _of_timeliness(slug: str, label: str, kind: Timeliness) -> Facet:
    return Facet(slug, label, f"t-{kind.value}", lambda row: row.timeliness is kind)


def _of_verdict(slug: str, verdict: Verdict) -> Facet:
    def count(row: StatusRow) -> int:
        return row.verdicts.get(verdict.value, 0)

    return Facet(slug, VERDICTS[verdict].word, f"v-{verdict.value}", lambda row: count(row) > 0, count)


TIMELINESS = (
    _of_timeliness("dung-han", "đúng hạn", Timeliness.ON_TIME),
    _of_timeliness("cham", "nộp chậm", Timeliness.LATE),
    _of_timeliness("khong-co", "không có báo cáo", Timeliness.MISSING),
    _of_timeliness("chua-den-han", "chưa đến hạn", Timeliness.PENDING),
)
VERDICT_SLUGS = {
    Verdict.CONTRADICTS: "mau-thuan",
    Verdict.TRUNCATED: "cat-chu-so",
    Verdict.ROUNDING: "lam-tron",
    Verdict.UNDECIDED: "chua-du-can-cu",
}
FINDINGS = (
    *(_of_verdict(slug, verdict) for verdict, slug in VERDICT_SLUGS.items()),
    Facet("khong", "không có phát hiện", "v-holds", lambda row: row.submission is not None and not row.findings),
)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Order:
    slug: str
    label: str
    key: Callable[[StatusRow], object]


ORDERS = (
    Order("", "TT", lambda row: row.obligation.unit.list_number or 10**6),
    Order("thoi-diem", "Thời điểm nộp", lambda row: row.filed_at or _NEVER),
    Order("phat-hien", "Phát hiện", lambda row: [-row.verdicts.get(verdict.value, 0) for verdict in VERDICT_SLUGS]),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What the address asks for; an unknown word asks for nothing. `regime` is carried along."""

    timeliness: str = ""
    findings: str = ""
    order: str = ""
    regime: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Selection:
        known = {
            "nop": {facet.slug for facet in TIMELINESS},
            "phat-hien": {facet.slug for facet in FINDINGS},
            "xep": {order.slug for order in ORDERS},
        }
        given = {name: query.get(name, "") for name in known}
        chosen = {name: value if value in known[name] else "" for name, value in given.items()}
        return cls(chosen["nop"], chosen["phat-hien"], chosen["xep"], query.get("che-do", ""))

    @property
    def query(self) -> str:
        """ "?nop=cham&xep=thoi-diem", or "?" where nothing is asked for."""
        named = {"nop": self.timeliness, "phat-hien": self.findings, "xep": self.order, "che-do": self.regime}
        return "?" + urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True, slots=True)
class Tile:
    """A count that is a link: to the table narrowed to it, or, where it is `current`, back to all."""

    label: str
    tone: str
    count: int
    current: bool
    query: str


@dataclass(frozen=True, slots=True)
class Heading:
    label: str
    current: bool
    query: str


@dataclass(frozen=True, slots=True)
class Board:
    """`rows` are the rows to show, of `total`."""

    rows: tuple[StatusRow, ...]
    total: int
    filed: int
    timeliness: tuple[Tile, ...]
    findings: tuple[Tile, ...]
    orders: dict[str, Heading]
    clear: str
    narrowed: bool


def board_of(rows: Sequence[StatusRow], selection: Selection) -> Board:
    """The whole table narrowed and put in order; the tiles count all rows."""
    asked = [facet for facet in TIMELINESS if facet.slug == selection.timeliness]
    asked += [facet for facet in FINDINGS if facet.slug == selection.findings]
    order = next(order for order in ORDERS if order.slug == selection.order)
    shown = sorted((row for row in rows if all(facet.holds(row) for facet in asked)), key=order.key)  # type: ignore[arg-type]
    return Board(
        tuple(shown),
        len(rows),
        sum(row.submission is not None for row in rows),
        tuple(_tile(facet, rows, selection, "timeliness") for facet in TIMELINESS if _needed(facet, rows)),
        tuple(_tile(facet, rows, selection, "findings") for facet in FINDINGS if _needed(facet, rows)),
        {
            one.slug or "tt": Heading(one.label, one is order, replace(selection, order=one.slug).query)
            for one in ORDERS
        },
        Selection(order=selection.order, regime=selection.regime).query,
        bool(asked),
    )


def _needed(facet: Facet, rows: Sequence[StatusRow]) -> bool:
    """What is not yet due is shown only while there is such a thing; the rest also where it counts none."""
    return facet.slug != "chua-den-han" or any(map(facet.holds, rows))


def _tile(facet: Facet, rows: Sequence[StatusRow], selection: Selection, kind: str) -> Tile:
    current = getattr(selection, kind) == facet.slug
    return Tile(
        facet.label,
        facet.tone,
        sum(facet.weighs(row) for row in rows if facet.holds(row)),
        current,
        replace(selection, **{kind: "" if current else facet.slug}).query,
    )
