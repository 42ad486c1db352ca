"""analytics: values and reporting rates by dx, pe, ou, added up over units and periods where an indicator's kind allows.

The value of a unit in a period is the one stated of it: the actual one, else the estimate. Where none is stated, flows and stocks
are added up over the units right below; flows are added up over the months of a longer period, of stocks the last one stands.
Ratios and averages are never added up. A sum is of what there is, as in DHIS2: the reporting rates tell how much is behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.timezone import localdate

from kybao.calendar import Period
from kybao.exchange.dhis2.answers import conflict, json_answer
from kybao.exchange.dhis2.identifiers import DEFAULT_OPTION_COMBO
from kybao.exchange.dhis2.metadata import Metadata, basis_of, indicator_uid, regime_uid, unit_uid
from kybao.exchange.dhis2.periods import notation, parts, relative
from kybao.exchange.dhis2.questions import day_of, period_of
from kybao.exchange.gate import admit
from kybao.exchange.scopes import Scope
from kybao.exchange.tokens import Bearer
from kybao.exchange.values import counting_submissions, values_of
from kybao.filing.models import Fact, Obligation
from kybao.registry.models import Indicator, Regime, Unit

_MOST_CELLS = 200_000
_METRICS = ("REPORTING_RATE", "REPORTING_RATE_ON_TIME", "ACTUAL_REPORTS", "ACTUAL_REPORTS_ON_TIME", "EXPECTED_REPORTS")
_SUMMED = (Indicator.Kind.FLOW, Indicator.Kind.STOCK)
_FOUND_FIRST = (Fact.Basis.ACTUAL, Fact.Basis.ESTIMATE)
_COLUMNS = {
    "dx": "Data",
    "pe": "Period",
    "ou": "Organisation unit",
    "co": "Category option combo",
    "ao": "Loại số liệu",
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A reporting rate of a data set."""

    regime: Regime
    metric: str


@dataclass(slots=True)
class Query:
    """What is asked, by dimension in the order in which the answer's columns stand. A filter's one item has no column."""

    columns: list[str] = field(default_factory=list)
    items: dict[str, list[Any]] = field(default_factory=dict)
    bases: tuple[str, ...] = _FOUND_FIRST


def analytics(request: HttpRequest) -> HttpResponseBase:
    bearer, metadata = admit(request, Scope.READ_FACTS, Scope.READ_OBLIGATIONS), Metadata()
    query = _query(request, metadata, bearer)
    rows = list(_rows(query, _Values(query, metadata, bearer), _Reports(query, metadata, bearer)))
    answer: dict[str, Any] = {
        "headers": [_header(name) for name in (*query.columns, "value")],
        "rows": rows,
        "width": len(query.columns) + 1,
        "headerWidth": len(query.columns) + 1,
        "height": len(rows),
    }
    if request.GET.get("skipMeta", "false").lower() != "true":
        answer["metaData"] = _meta(query)
    return json_answer(answer)


# --- the question ---------------------------------------------------------------------------------------------------


def _query(request: HttpRequest, metadata: Metadata, bearer: Bearer) -> Query:
    query = Query()
    for parameter in ("dimension", "filter"):
        for written in request.GET.getlist(parameter):
            name, _, listed = written.partition(":")
            items = [one for one in listed.split(";") if one]
            if name not in _COLUMNS or name in query.items or not (items or name in ("co", "ao")):
                raise conflict(
                    "E7124", f"Không hiểu chiều “{written[:80]}”. Các chiều: dx, pe, ou, co, ao, mỗi chiều nêu một lần."
                )
            query.items[name] = _items(name, items, metadata, bearer)
            if parameter == "dimension":
                query.columns.append(name)
            elif len(query.items[name]) > 1:
                raise conflict("E7124", f"Bộ lọc {name} chỉ nhận một phần tử. Hãy dùng dimension={name}:…")
    if "pe" not in query.items and request.GET.get("startDate") and request.GET.get("endDate"):
        query.items["pe"] = _months_between(day_of(request.GET["startDate"]), day_of(request.GET["endDate"]))
        query.columns.append("pe")
    for name, code, what in (
        ("dx", "E7102", "chỉ tiêu (dx)"),
        ("ou", "E7143", "đơn vị (ou)"),
        ("pe", "E7104", "kỳ (pe)"),
    ):
        if not query.items.get(name):
            raise conflict(code, f"Hãy nêu ít nhất một {what}.")
    if query.items.get("ao"):
        query.bases = tuple(query.items["ao"])
    cells = len(query.items["dx"]) * len(query.items["pe"]) * len(query.items["ou"])
    if cells > _MOST_CELLS:
        raise conflict("E7128", f"Hỏi {cells} ô, nhiều hơn {_MOST_CELLS}. Hãy hỏi ít chỉ tiêu, kỳ hoặc đơn vị hơn.")
    return query


def _items(name: str, items: Sequence[str], metadata: Metadata, bearer: Bearer) -> list[Any]:
    if name == "dx":
        return [_data_item(one, metadata) for one in items]
    if name == "pe":
        today = localdate()
        return [period for one in items for period in relative(one, today) or (period_of(one),)]
    if name == "ou":
        return _units(items, metadata, bearer)
    if name == "ao":
        bases = [basis_of(one) for one in items]
        if None in bases:
            raise conflict("E7125", "Có loại số liệu (ao) không có. Xem ở categoryOptionCombos.")
        return bases
    return [DEFAULT_OPTION_COMBO for one in items if one in (DEFAULT_OPTION_COMBO, "default")]


def _data_item(written: str, metadata: Metadata) -> Indicator | Rate:
    indicator = metadata.indicator_by_key.get(written)
    if indicator is not None:
        return indicator
    identifier, _, metric = written.rpartition(".")
    regime = metadata.regime_by_key.get(identifier)
    if regime is None or metric not in _METRICS:
        raise conflict("E7125", f"Không có chỉ tiêu hay tỷ lệ nộp “{written[:80]}”.")
    return Rate(regime, metric)


def _units(items: Sequence[str], metadata: Metadata, bearer: Bearer) -> list[Unit]:
    own = metadata.units.get(bearer.token.unit_id or 0)
    roots = [own] if own else metadata.below[None]
    named, levels = [], []
    for one in items:
        if one.startswith("LEVEL-") and one[6:].isascii() and one[6:].isdigit():
            levels.append(int(one[6:8]))
        elif one == "USER_ORGUNIT":
            named += roots
        elif one == "USER_ORGUNIT_CHILDREN":
            named += [child for root in roots for child in metadata.below[root.pk]]
        elif one in metadata.unit_by_key:
            named.append(metadata.unit_by_key[one])
        else:
            raise conflict("E7143", f"Không có đơn vị hay cấp “{one[:80]}”.")
    if not levels:
        return list({unit.pk: unit for unit in named}.values())
    within = [unit for root in (named or metadata.below[None]) for unit in metadata.subtree(root)]
    return [unit for unit in {unit.pk: unit for unit in within}.values() if metadata.place(unit).level in levels]


def _months_between(first: date, last: date) -> list[Period]:
    months: list[Period] = []
    month = Period.month(first.year, first.month)
    while month.last <= last and len(months) < 1200:
        if first <= month.first:
            months.append(month)
        month = month.next()
    return months


# --- the answer -----------------------------------------------------------------------------------------------------


class _Values:
    """The figures that the question needs, read once, and what they add up to."""

    def __init__(self, query: Query, metadata: Metadata, bearer: Bearer) -> None:
        self._metadata = metadata
        wanted = [one for one in query.items["dx"] if isinstance(one, Indicator)]
        periods = {part for period in query.items["pe"] for part in (period, *parts(period))}
        units = {one.pk for unit in query.items["ou"] for one in metadata.subtree(unit)} if wanted else set()
        facts = Fact.objects.for_user(bearer).filter(
            indicator__in=[one.pk for one in wanted], period__in=periods, basis__in=query.bases, unit__in=units
        )
        stated: dict[tuple[int, int, Period], dict[str, Decimal]] = defaultdict(dict)
        for fact in values_of(facts) if wanted else ():
            stated[fact.indicator_id, fact.unit_id, fact.period][fact.basis] = fact.value
        self._stated = {key: next(one[basis] for basis in query.bases if basis in one) for key, one in stated.items()}
        self._known: dict[tuple[int, int, Period], Decimal | None] = {}

    def value(self, indicator: Indicator, unit: Unit, period: Period) -> Decimal | None:
        key = (indicator.pk, unit.pk, period)
        if key not in self._known:
            self._known[key] = self._made(indicator, unit, period)
        return self._known[key]

    def _made(self, indicator: Indicator, unit: Unit, period: Period) -> Decimal | None:
        stated = self._stated.get((indicator.pk, unit.pk, period))
        if stated is not None or indicator.kind not in _SUMMED:
            return stated
        over_time = [one for part in parts(period) if (one := self.value(indicator, unit, part)) is not None]
        if over_time:
            return over_time[-1] if indicator.kind == Indicator.Kind.STOCK else sum(over_time, Decimal())
        below = [self.value(indicator, child, period) for child in self._metadata.below[unit.pk]]
        present = [one for one in below if one is not None]
        return sum(present, Decimal()) if present else None


class _Reports:
    """Who owed and who filed what the question asks rates of."""

    def __init__(self, query: Query, metadata: Metadata, bearer: Bearer) -> None:
        self._metadata = metadata
        regimes = {one.regime.pk for one in query.items["dx"] if isinstance(one, Rate)}
        self._counts: dict[tuple[int, int, Period], tuple[int, int, int]] = {}
        if not regimes:
            return
        periods = {part for period in query.items["pe"] for part in (period, *parts(period))}
        filed: dict[int, Any] = {}
        for obligation, at in counting_first(regimes, periods):
            filed[obligation] = at
        rows = Obligation.objects.for_user(bearer).filter(regime__in=regimes, period__in=periods)
        for one in rows.only("pk", "regime_id", "unit_id", "period", "due_at"):
            at = filed.get(one.pk)
            self._counts[one.regime_id, one.unit_id, one.period] = (
                1,
                int(at is not None),
                int(bool(at and at <= one.due_at)),
            )

    def value(self, rate: Rate, unit: Unit, period: Period) -> Decimal | None:
        counts = [
            self._counts[rate.regime.pk, below.pk, part]
            for below in self._metadata.subtree(unit)
            for part in (period, *parts(period))
            if (rate.regime.pk, below.pk, part) in self._counts
        ]
        expected, actual, on_time = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
        if not expected:
            return None
        values: Mapping[str, Decimal] = {
            "EXPECTED_REPORTS": Decimal(expected),
            "ACTUAL_REPORTS": Decimal(actual),
            "ACTUAL_REPORTS_ON_TIME": Decimal(on_time),
            "REPORTING_RATE": _percent(actual, expected),
            "REPORTING_RATE_ON_TIME": _percent(on_time, expected),
        }
        return values[rate.metric]


def counting_first(regimes: set[int], periods: set[Period]) -> Iterator[tuple[int, Any]]:
    """Each obligation that a submission stands for, with the moment at which it was first met."""
    submissions = counting_submissions().filter(obligation__regime__in=regimes, obligation__period__in=periods)
    yield from submissions.values_list("obligation", "filed_at")


def _rows(query: Query, values: _Values, reports: _Reports) -> Iterator[list[str]]:
    for item in query.items["dx"]:
        for period in query.items["pe"]:
            for unit in query.items["ou"]:
                value = (
                    reports.value(item, unit, period) if isinstance(item, Rate) else values.value(item, unit, period)
                )
                if value is not None:
                    shown = {
                        "dx": _item_id(item),
                        "pe": notation(period) or str(period),
                        "ou": unit_uid(unit),
                        "co": DEFAULT_OPTION_COMBO,
                        "ao": query.bases[0],
                    }
                    yield [*(shown[name] for name in query.columns), f"{value:f}"]


def _item_id(item: Indicator | Rate) -> str:
    return f"{regime_uid(item.regime)}.{item.metric}" if isinstance(item, Rate) else indicator_uid(item)


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(100) * part / whole).quantize(Decimal("0.01")).normalize() + Decimal(0)


def _header(name: str) -> dict[str, Any]:
    if name == "value":
        return {
            "name": "value",
            "column": "Value",
            "valueType": "NUMBER",
            "type": "java.lang.Double",
            "hidden": False,
            "meta": False,
        }
    return {
        "name": name,
        "column": _COLUMNS[name],
        "valueType": "TEXT",
        "type": "java.lang.String",
        "hidden": False,
        "meta": True,
    }


def _meta(query: Query) -> dict[str, Any]:
    items: dict[str, dict[str, str]] = {name: {"name": _COLUMNS[name]} for name in query.columns}
    for item in query.items["dx"]:
        name = f"{item.regime.name} - {item.metric}" if isinstance(item, Rate) else item.name
        items[_item_id(item)] = {"name": name}
    items |= {notation(one) or str(one): {"name": one.label} for one in query.items["pe"]}
    items |= {unit_uid(one): {"name": one.name} for one in query.items["ou"]}
    return {
        "items": items,
        "dimensions": {
            "dx": [_item_id(one) for one in query.items["dx"]],
            "pe": [notation(one) or str(one) for one in query.items["pe"]],
            "ou": [unit_uid(one) for one in query.items["ou"]],
            "co": [DEFAULT_OPTION_COMBO],
        },
    }
