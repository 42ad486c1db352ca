"""The register of outgoing documents: numbers without gaps, none twice, in the order of the days.

Source: Nghị định 30/2020/NĐ-CP, Điều 15: number and day are taken in the order of issue within the year, from 01 on
1 January on to 31 December.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kybao.composing.models import Register, RegisterEntry, Report
from kybao.people.history import Subject, record
from kybao.registry.models import Unit


class NumberRefused(ValueError):
    """Raised where a number or its day can't be taken; its message is Vietnamese: what, why, how to mend it."""


def take_next(report: Report, day: date) -> RegisterEntry:
    """The next number of the year for a report. To be called in the transaction that issues it."""
    register = _locked(report.regime.receiver, report.regime.symbol, day)
    if register.last_dated is not None and day < register.last_dated:
        raise NumberRefused(
            f"Không lấy được số cho ngày {day:%d/%m/%Y}: số {register.last:02}/{register.symbol} trước đó đã ghi ngày "
            f"{register.last_dated:%d/%m/%Y}. Hãy chọn ngày không sớm hơn (Nghị định 30/2020/NĐ-CP, Điều 15)."
        )
    return _entered(register, register.last + 1, day, report=report)


def take_given(report: Report, number: int, day: date, *, outside: bool = True) -> RegisterEntry:
    """A number that was given already, as where a report was issued outside of Kybao. Later numbers go on from the highest."""
    register = _locked(report.regime.receiver, report.regime.symbol, day)
    return _entered(register, number, day, report=report, outside=outside)


def take_outside(committee: Unit, symbol: str, number: int, day: date, note: str) -> RegisterEntry:
    """Takes a number for a document that is not made in Kybao, so that no report gets it."""
    with transaction.atomic():
        entry = _entered(_locked(committee, symbol, day), number, day, note=note.strip(), outside=True)
        record(
            "composing.number_taken",
            Subject("register", f"{committee.code}/{symbol}/{day.year}", str(entry.register), committee),
            after={"number": number, "dated": day, "note": entry.note},
        )
    return entry


def next_number(committee: Unit, symbol: str, year: int) -> int:
    """The number that the next document of the year will get, if no other takes it before."""
    register = Register.objects.filter(committee=committee, symbol=symbol, year=year).first()
    return register.last + 1 if register else 1


def _locked(committee: Unit, symbol: str, day: date) -> Register:
    """The year's register, held until the transaction ends: only one transaction at a time has it."""
    Register.objects.get_or_create(committee=committee, symbol=symbol, year=day.year)
    return Register.objects.select_for_update().get(committee=committee, symbol=symbol, year=day.year)


def _entered(
    register: Register, number: int, day: date, *, report: Report | None = None, note: str = "", outside: bool = False
) -> RegisterEntry:
    if number < 1:
        raise NumberRefused(f"Số {number} không dùng được. Số văn bản bắt đầu từ 1.")
    taken = register.entries.filter(number=number).select_related("report__regime").first()
    if taken is not None:
        by = taken.report or taken.note or "một văn bản khác"
        raise NumberRefused(
            f"Số {number:02}/{register.symbol} năm {register.year} đã dùng ngày {taken.dated:%d/%m/%Y} cho {by}. "
            f"Số tiếp theo là {register.last + 1:02}."
        )
    entry = RegisterEntry(register=register, number=number, report=report, note=note, dated=day, outside=outside)
    entry.save()
    if number > register.last:
        register.last, register.last_dated = number, day
        register.save(update_fields=["last", "last_dated"])
    return entry
