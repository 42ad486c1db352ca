"""What an address asks of the consolidated table, mended where it names nothing that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest

from kybao.calendar import InvalidPeriod, Kind, Period
from kybao.consolidated.kept import until_changed
from kybao.consolidated.sources import periods_behind, sources, units_through_time
from kybao.consolidated.table import Asked, Table, consolidated
from kybao.desk.reach import Reach, reach_of
from kybao.filing.models import Fact
from kybao.people.policy import Right
from kybao.people.scope import scope_of
from kybao.registry.history import BEGINNING, History, state_on
from kybao.registry.models import Indicator
from kybao.registry.recording import recorded

_WHOLE_MONTHS = (Kind.MONTH, Kind.QUARTER, Kind.HALF_YEAR, Kind.NINE_MONTHS, Kind.YEAR)


@dataclass(frozen=True, slots=True)
class Asking:
    """One person's question. `periods` and `heads` (code, name, depth) are what may be chosen; `fault` says what was wrong."""

    request: HttpRequest
    reach: Reach
    history: History
    unit: str
    period: Period | None
    on: date
    periods: tuple[Period, ...]
    fault: str = ""

    def name(self, code: str) -> str:
        """A unit's name on the table's day, or the last that it had before, or the first after."""
        states = self.history.get(code, ())
        then = state_on(self.history, code, self.on) or next(
            (one for one in reversed(states) if one.first <= self.on), None
        )
        state = then or next(iter(states), None)
        return (state.listed_name or state.name) if state else code

    def query(self, **other: str) -> str:
        """The rest of an address that asks the same, but for what is named."""
        said = {"ky": str(self.period or ""), "don-vi": self.unit}
        if self.period and self.on != self.period.last:
            said["ngay"] = self.on.isoformat()
        said |= {name.replace("_", "-"): value for name, value in other.items()}
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def table(self, sector: str) -> Table:
        """The figures of a sector's indicators, kept until something is recorded."""
        assert self.period is not None
        period, on, seen = self.period, self.on, self.reach.seen
        facts = Fact.objects.for_user(self.request.user)

        def made() -> Table:
            indicators = Indicator.objects.filter(sector=sector).select_related("parent")
            return consolidated(Asked(self.unit, period, on, seen), sources(facts, indicators, [period]))

        scope = scope_of(self.request.user, Right.READ_FACTS)
        return until_changed(("table", scope, seen, self.unit, str(period), on, sector), made)

    def heads(self) -> list[tuple[str, str, int]]:
        """The units that others stand under on the day: code, name, how deep."""
        parents = {code: state.parent for code in self.reach.seen if (state := state_on(self.history, code, self.on))}
        below: dict[str, list[str]] = {}
        for code in sorted(parents, key=lambda one: self.name(one)):
            below.setdefault(parents[code] if parents[code] in parents else "", []).append(code)
        found: list[tuple[str, str, int]] = []

        def walk(above: str, depth: int) -> None:
            for code in below.get(above, ()):
                if code in below or code == self.unit or self.reach.own_only:
                    found.append((code, self.name(code), depth))
                walk(code, depth + 1)

        walk("", 0)
        return found

    def above(self) -> list[tuple[str, str]]:
        """The units above the one asked for, from the top, as far as they may be seen."""
        path: list[tuple[str, str]] = []
        state = state_on(self.history, self.unit, self.on)
        while state and state.parent in self.reach.seen and len(path) < 20:
            path.insert(0, (state.parent, self.name(state.parent)))
            state = state_on(self.history, state.parent, self.on)
        return path

    def sectors(self) -> list[str]:
        """Those of the figures that stand behind the period."""
        assert self.period is not None
        facts = Fact.objects.for_user(self.request.user).filter(
            period__in=[str(one) for one in periods_behind([self.period])], comparison=""
        )
        return sorted(facts.order_by().values_list("indicator__sector", flat=True).distinct())


def asking(request: HttpRequest) -> Asking:
    history = recorded()
    reach = reach_of(request.user, history)
    facts = Fact.objects.for_user(request.user).filter(comparison="")
    reported = facts.order_by().values_list("period", flat=True).distinct()
    periods = _choices([one for one in reported if one.kind in _WHOLE_MONTHS])
    fault = ""
    try:
        period = Period.parse(request.GET["ky"]) if request.GET.get("ky") else None
    except InvalidPeriod as error:
        period, fault = None, str(error)
    if period is not None and period.kind not in _WHOLE_MONTHS:
        period, fault = None, "Bảng tổng hợp chỉ có cho kỳ tròn tháng. Hãy chọn một kỳ trong danh sách."
    period = period or next((one for one in periods if one.kind is Kind.MONTH), None)
    on = period.last if period else date.today()
    if given := request.GET.get("ngay"):
        try:
            on = date.fromisoformat(given)
            if on.year < 1900 or on == BEGINNING:
                raise ValueError
        except ValueError:
            fault = f"Không có ngày “{given}”. Hãy chọn ngày bằng lịch, hoặc viết như 2025-07-01."
    wanted = request.GET.get("don-vi", "")
    if wanted and wanted not in reach.seen:
        fault, wanted = f"Không có đơn vị “{wanted}”, hoặc bạn không được xem số liệu của đơn vị này.", ""
    unit = wanted or reach.first
    if unit and not state_on(history, unit, on):
        heirs = _there(units_on_day(history, unit, on), reach)
        fault = fault or (f"{_last_name(history, unit)} không có vào ngày {on:%d/%m/%Y}." if wanted else "")
        unit = heirs or unit
    return Asking(request, reach, history, unit, period, on, tuple(periods), fault)


def units_on_day(history: History, unit: str, on: date) -> list[str]:
    """What stands on a day where a unit does not: what came of it, else what stood above it."""
    through = units_through_time()
    states = history.get(unit, ())
    own = next((one for one in reversed(states) if one.first <= on), next(iter(states), None))
    if own is None:
        return []
    there = own.last if own.last < on else own.first
    heirs = through.restated_reach(unit, through.version(there), through.version(on), "")
    return [*heirs, own.parent]


def _there(codes: Sequence[str], reach: Reach) -> str:
    return next((code for code in codes if code in reach.seen), "")


def _last_name(history: History, unit: str) -> str:
    return history[unit][-1].name


def _choices(reported: Sequence[Period]) -> list[Period]:
    """The periods that were reported, and the longer ones that hold some of them; newest first."""
    longer = {
        Period(kind, one.year, number)
        for one in reported
        for kind, number in (
            (Kind.QUARTER, (one.last_month + 2) // 3),
            (Kind.HALF_YEAR, (one.last_month + 5) // 6),
            (Kind.YEAR, 1),
        )
    }
    return sorted({*reported, *longer}, reverse=True)
