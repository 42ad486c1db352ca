"""Values entered or changed by programs and spreadsheets: first what would be done, then all of it in one transaction.

A value that a report states is corrected in its place, so that the report's sentences say the corrected figure; a value that
no report states is entered on its own. Nothing changes in a period whose report is approved or issued.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from kybao.composing.models import Report
from kybao.exchange.models import FactChange
from kybao.exchange.tokens import Bearer
from kybao.exchange.values import Slot, counting_facts, in_slots
from kybao.filing.models import Fact
from kybao.people.history import Subject, record
from kybao.reading.numerals import decimals_in
from kybao.registry.models import Indicator, Unit

_WHOLE_DIGITS, _DECIMALS = 24, 12


@dataclass(frozen=True, slots=True)
class Entry:
    """A value to be written to a slot; None takes the value out. With `checked`, only where `expected` is what stands there."""

    unit: Unit
    indicator: Indicator
    slot: Slot
    value: Decimal | None
    checked: bool = False
    expected: Decimal | None = None


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    UNCHANGED = "unchanged"
    STALE = "stale"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an entry; `message` says in Vietnamese why it is refused or stale."""

    entry: Entry
    outcome: Outcome
    before: Decimal | None
    message: str = ""

    @property
    def is_wrong(self) -> bool:
        return self.outcome in (Outcome.STALE, Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, by which way ("api", "dhis2", "excel"). Without `bearer` it is a person whom the desk has asked."""

    name: str
    way: str
    bearer: Bearer | None = None

    @classmethod
    def of(cls, bearer: Bearer, way: str) -> Writer:
        return cls(bearer.name, way, bearer)

    def may_write(self, unit: Unit) -> bool:
        return self.bearer is None or self.bearer.may_write_facts(unit)


def change(entries: Sequence[Entry], writer: Writer, *, dry_run: bool = False, whole: bool = False) -> list[Change]:
    """What becomes of each entry, in order. With `whole` nothing is written where anything is wrong."""
    with transaction.atomic():
        # Who writes to the same units waits, so that no slot is filled twice.
        list(Unit.objects.select_for_update().filter(pk__in={entry.unit.pk for entry in entries}).order_by("pk"))
        facts = _facts_of(entries)
        changes = _planned(entries, facts, writer)
        if not dry_run and not (whole and any(one.is_wrong for one in changes)):
            for one in changes:
                _apply(one, facts.get(one.entry.slot), writer)
            _record(changes, writer)
    return changes


_WRITTEN = frozenset({Outcome.CREATED, Outcome.UPDATED, Outcome.DELETED})


def _record(changes: Sequence[Change], writer: Writer) -> None:
    """One entry of the history for all that was written at once; each value's own is its `FactChange`."""
    written = [one for one in changes if one.outcome in _WRITTEN]
    if not written:
        return
    units = {one.entry.unit for one in written}
    periods = sorted({one.entry.slot.period for one in written})
    name = f"{len(written)} số liệu {', '.join(period.label for period in periods[:3])}"
    counts = Counter(one.outcome.value for one in written)
    subject = Subject("values", writer.way, name, units.pop() if len(units) == 1 else None)
    record("exchange.values_changed", subject, after={**counts, "period": [str(period) for period in periods]})


def _facts_of(entries: Sequence[Entry]) -> dict[Slot, Fact]:
    wanted = Q(
        unit__in={entry.slot.unit for entry in entries},
        indicator__in={entry.slot.indicator for entry in entries},
        period__in={entry.slot.period for entry in entries},
        comparison="",
    )
    return in_slots(counting_facts(Fact.objects.filter(wanted)).order_by("pk"))


def _planned(entries: Sequence[Entry], facts: dict[Slot, Fact], writer: Writer) -> list[Change]:
    fixed = _fixed(entries)
    seen: set[Slot] = set()
    changes: list[Change] = []
    for entry in entries:
        fact = facts.get(entry.slot)
        before = fact.value if fact else None
        outcome, message = _outcome(entry, fact, writer, fixed, entry.slot in seen)
        seen.add(entry.slot)
        changes.append(Change(entry, outcome, before, message))
    return changes


def _outcome(
    entry: Entry, fact: Fact | None, writer: Writer, fixed: set[tuple[int, str]], again: bool
) -> tuple[Outcome, str]:
    before = fact.value if fact else None
    if again:
        return Outcome.REFUSED, f"{_name(entry)} được ghi hai lần trong cùng một yêu cầu. Hãy chỉ để lại một giá trị."
    if not writer.may_write(entry.unit):
        return Outcome.REFUSED, f"Mã kết nối này không được ghi số liệu của {entry.unit}."
    if entry.value is not None and (fault := _fault(entry.value)):
        return Outcome.REFUSED, f"{_name(entry)}: {fault}"
    if entry.checked and entry.expected != before:
        return Outcome.STALE, (
            f"{_name(entry)}: giá trị đã đổi từ {_shown(entry.expected)} thành {_shown(before)} sau khi xuất. "
            "Hãy lấy số liệu mới rồi sửa lại."
        )
    if entry.value == before:
        return Outcome.UNCHANGED, ""
    period = str(entry.slot.period)
    if (entry.unit.pk, period) in fixed or (entry.unit.parent_id, period) in fixed:
        return Outcome.REFUSED, (
            f"{_name(entry)}: báo cáo {entry.slot.period.label} đã duyệt hoặc đã ban hành nên không sửa số liệu được. "
            "Hãy lập báo cáo thay thế nếu cần sửa."
        )
    if entry.value is None and fact is not None and fact.submission_id is not None:
        return Outcome.REFUSED, f"{_name(entry)}: số liệu này nằm trong báo cáo đã nộp. Hãy nộp bản mới nếu cần bỏ."
    if entry.value is None:
        return Outcome.DELETED, ""
    return (Outcome.CREATED if fact is None else Outcome.UPDATED), ""


def _fixed(entries: Sequence[Entry]) -> set[tuple[int, str]]:
    """Receivers and periods whose report is no longer a draft."""
    reports = Report.objects.exclude(status=Report.Status.DRAFT).filter(
        period__in={entry.slot.period for entry in entries}
    )
    return {(receiver, str(period)) for receiver, period in reports.values_list("regime__receiver", "period")}


def _apply(one: Change, fact: Fact | None, writer: Writer) -> None:
    entry, slot = one.entry, one.entry.slot
    if one.outcome is Outcome.DELETED and fact is not None:
        fact.delete()
        fact = None
    elif one.outcome is Outcome.UPDATED and fact is not None and entry.value is not None:
        fact.value = entry.value
        fact.decimals = max(fact.decimals, decimals_in((entry.value / fact.scale).normalize()))
        fact.save(update_fields=["value", "decimals"])
    elif one.outcome is Outcome.CREATED and entry.value is not None:
        fact = Fact.objects.create(
            indicator_id=slot.indicator,
            unit_id=slot.unit,
            period=slot.period,
            basis=slot.basis,
            value=entry.value,
            decimals=decimals_in(entry.value.normalize()),
            measure=entry.indicator.measure,
            source=f"Nhập trực tiếp ({writer.way}) bởi {writer.name}",
        )
    else:
        return
    FactChange.objects.create(
        actor=writer.name,
        way=writer.way,
        fact=fact,
        unit_id=slot.unit,
        indicator_id=slot.indicator,
        period=slot.period,
        basis=slot.basis,
        before=plain(one.before),
        after=plain(entry.value),
    )


def plain(value: Decimal | None) -> str:
    """A value in digits, without an exponent; nothing for None."""
    return "" if value is None else f"{value:f}"


def _fault(value: Decimal) -> str:
    if not value.is_finite():
        return "giá trị phải là một con số."
    if value and (value.adjusted() >= _WHOLE_DIGITS or decimals_in(value.normalize()) > _DECIMALS):
        return f"giá trị quá dài; chỉ nhận {_WHOLE_DIGITS} chữ số nguyên và {_DECIMALS} chữ số thập phân."
    return ""


def _name(entry: Entry) -> str:
    basis = Fact.Basis(entry.slot.basis).label.lower()
    return f"“{entry.indicator}” ({basis}) của {entry.unit}, {entry.slot.period.label}"


def _shown(value: Decimal | None) -> str:
    return plain(value) or "trống"
