"""What a search found as its page shows it: groups by kind, each with its count, its first hits or a page of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.urls import reverse

from kybao.calendar import InvalidPeriod, Period
from kybao.desk.access import Month, User
from kybao.desk.fact_words import kind_in_words, value_in_words
from kybao.desk.places import address_of, block_id
from kybao.filing.models import Fact, Obligation
from kybao.registry.models import Indicator, Unit
from kybao.searching import finding
from kybao.searching.models import Entry
from kybao.searching.words import Piece, Question, snippet

FOREMOST = 5  # hits of each kind where all kinds are shown
PAGE = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its words with what was asked for marked, where it stands, and the address that opens it."""

    pieces: tuple[Piece, ...]
    href: str
    where: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    slug: str
    label: str


_SENTENCES = Kind("bai-nop", "Câu trong bài nộp")
_REPORTS = Kind("bao-cao", "Câu trong báo cáo")
_FACTS = Kind("so-lieu", "Số liệu")
_TASKS = Kind("nhiem-vu", "Nhiệm vụ")
_INDICATORS = Kind("chi-tieu", "Chỉ tiêu")
_UNITS = Kind("don-vi", "Đơn vị")
KINDS = (_INDICATORS, _UNITS, _FACTS, _SENTENCES, _REPORTS, _TASKS)
_OF_ENTRIES = {Entry.Kind.SENTENCE: _SENTENCES, Entry.Kind.REPORT: _REPORTS, Entry.Kind.TASK: _TASKS}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, and what it may be narrowed to; an unknown kind, period or unit narrows nothing."""

    question: Question
    kind: Kind | None
    period: Period | None
    unit: Unit | None
    page: str
    periods: tuple[Period, ...]
    units: tuple[Unit, ...]

    @classmethod
    def of(cls, user: User, query: Mapping[str, str]) -> Asked:
        seen = Obligation.objects.for_user(user).order_by().values_list("period", flat=True).distinct()
        units = finding.seen_units(user)
        return cls(
            Question.of(query.get("q", "")),
            next((kind for kind in KINDS if kind.slug == query.get("loai")), None),
            _period(query.get("ky", "")),
            next((unit for unit in units if unit.code == query.get("don-vi")), None),
            query.get("trang", ""),
            tuple(sorted(seen, reverse=True)),
            tuple(units),
        )

    @property
    def within(self) -> finding.Within:
        return finding.Within(self.period, self.unit)

    def address(self, kind: Kind | None, page: int = 1) -> str:
        """The same question, of one kind or of all."""
        named = {
            "q": self.question.text,
            "loai": kind.slug if kind else "",
            "ky": str(self.period or ""),
            "don-vi": self.unit.code if self.unit else "",
            "trang": str(page) if page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True, slots=True)
class Group:
    """`href` leads to all hits of the kind; `current` where it alone is shown."""

    kind: Kind
    count: int
    href: str
    current: bool
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """`groups` are those that found something; `page` with its neighbours where one kind alone is shown."""

    count: int
    groups: tuple[Group, ...]
    all_href: str
    page: Page[Any] | None = None
    previous: str = ""
    following: str = ""


def results_of(user: User, asked: Asked, page_size: int = PAGE, foremost: int = FOREMOST) -> Results:
    counted = _counted(user, asked)
    total = sum(count for count, _ in counted.values())
    if asked.kind is None:
        groups = tuple(
            Group(kind, count, asked.address(kind), False, _hits(kind, rows[:foremost], asked))
            for kind, (count, rows) in counted.items()
            if count
        )
        return Results(total, groups, asked.address(None))
    count, rows = counted[asked.kind]
    rows_of_page: Any = _Counted(rows, count)
    page: Page[Any] = Paginator(rows_of_page, page_size).get_page(asked.page)
    groups = tuple(
        Group(
            kind,
            many,
            asked.address(kind),
            kind == asked.kind,
            _hits(kind, list(page), asked) if kind == asked.kind else (),
        )
        for kind, (many, _) in counted.items()
        if many or kind == asked.kind
    )
    return Results(
        total,
        groups,
        asked.address(None),
        page,
        asked.address(asked.kind, page.number - 1) if page.has_previous() else "",
        asked.address(asked.kind, page.number + 1) if page.has_next() else "",
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """Rows whose number is known already, for a paginator."""

    rows: Any
    number: int

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, piece: slice) -> Any:
        return self.rows[piece]


def _counted(user: User, asked: Asked) -> dict[Kind, tuple[int, Any]]:
    """Each kind in the page's order, with the number of its hits and the hits themselves, which are not yet fetched."""
    question, within = asked.question, asked.within
    entries = finding.entries(user, question, within)
    numbers = {
        _OF_ENTRIES[Entry.Kind(row["kind"])]: row["many"]
        for row in entries.order_by().values("kind").annotate(many=Count("pk"))
    }
    facts = finding.facts(user, question, within)
    named: dict[Kind, Sequence[Any]] = {
        _INDICATORS: finding.indicators(user, question),
        _UNITS: finding.units(user, question),
    }
    found: dict[Kind, tuple[int, Any]] = {kind: (len(rows), rows) for kind, rows in named.items()}
    found[_FACTS] = (facts.count(), facts)
    for entry_kind, kind in _OF_ENTRIES.items():
        found[kind] = (numbers.get(kind, 0), entries.filter(kind=entry_kind))
    return {kind: found[kind] for kind in KINDS}


def _hits(kind: Kind, rows: Any, asked: Asked) -> tuple[Hit, ...]:
    make = _MAKERS[kind]
    return tuple(make(row, asked) for row in rows)


def _of_sentence(entry: Entry, asked: Asked) -> Hit:
    assert entry.submission is not None
    assert entry.unit is not None
    assert entry.block is not None
    href = reverse("desk:submission", args=(entry.submission.public_id,)) + f"#{block_id(entry.block)}"
    return Hit(snippet(entry.text, asked.question), href, f"{entry.unit.listed_name} · {entry.period.label}")


def _of_report(entry: Entry, asked: Asked) -> Hit:
    assert entry.report is not None
    place = f"#doan-{entry.thread}" if entry.thread else ""
    href = Month(entry.report.regime, entry.period, named=True).address("report") + place
    where = f"Báo cáo {entry.period.label}" + (f" · {entry.unit.listed_name}" if entry.unit else "")
    return Hit(snippet(entry.text, asked.question), href, where)


def _of_task(entry: Entry, asked: Asked) -> Hit:
    assert entry.report is not None
    href = Month(entry.report.regime, entry.report.period, named=True).address("tasks")
    owner = entry.unit.listed_name if entry.unit else "Chưa giao đơn vị"
    return Hit(snippet(entry.text, asked.question), href, f"{owner} · phải làm trong {entry.period.label}")


def _of_fact(fact: Fact, asked: Asked) -> Hit:
    href = address_of(fact) or reverse("desk:indicator", args=(fact.indicator.code,))
    where = f"{fact.unit.listed_name} · {fact.period.label} · {kind_in_words(fact)}"
    return Hit(snippet(fact.indicator.name, asked.question), href, where, value_in_words(fact))


def _of_indicator(indicator: Indicator, asked: Asked) -> Hit:
    where = " · ".join(filter(None, (indicator.sector, indicator.measure)))
    return Hit(snippet(indicator.name, asked.question), reverse("desk:indicator", args=(indicator.code,)), where)


def _of_unit(unit: Unit, asked: Asked) -> Hit:
    href = "?" + urlencode({"q": asked.question.text, "don-vi": unit.code})
    return Hit(snippet(unit.listed_name, asked.question), href, unit.name)


_MAKERS: dict[Kind, Callable[[Any, Asked], Hit]] = {
    _SENTENCES: _of_sentence,
    _REPORTS: _of_report,
    _TASKS: _of_task,
    _FACTS: _of_fact,
    _INDICATORS: _of_indicator,
    _UNITS: _of_unit,
}


def _period(notation: str) -> Period | None:
    try:
        return Period.parse(notation)
    except InvalidPeriod:
        return None
