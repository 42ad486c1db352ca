"""A committee's month as a folder of plain files → the database.

The folder holds `regime.toml`, `units.csv`, `outline.csv`, `office.csv`, `indicators.csv`, `plans.csv`, `previous_year.csv`
and `files/`; data/cao-bang-2022-01/README.md describes their columns. Loading twice changes nothing.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import transaction

from kybao.calendar import Period
from kybao.composing.issue.issuing import enter_issued, standing
from kybao.composing.models import Report
from kybao.composing.text.drafting import report_of, subject_of
from kybao.filing.models import Fact
from kybao.filing.obliging import oblige
from kybao.filing.receiving import receive
from kybao.people.history import record
from kybao.registry.january import OWN_AREA
from kybao.registry.models import Indicator, Regime, Section, Unit
from kybao.registry.titles import kept_title


class BrokenFolder(Exception):
    """A folder that can't be loaded; its message is Vietnamese: what, where, how to mend it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gave; `submissions` counts those that were not there before."""

    regime: Regime
    period: Period
    report: Report
    submissions: int


def load_month(folder: Path, progress: Callable[[str], None] = lambda _: None) -> Loaded:
    """Loads a month's folder whole, or nothing of it. `progress` is told each unit's name as its file is read."""
    settings = _settings(folder / "regime.toml")
    with transaction.atomic():
        regime, period = _committee(folder, settings)
        _reference_facts(folder, regime, period)
        oblige(regime, period)
        submissions = sum(_submit(folder, regime, period, row, progress) for row in _rows(folder / "units.csv"))
        report = report_of(regime, period)
        before = standing(report)
        _register(report, settings["report"])
        after = standing(report)
        if submissions or after != before:
            record(
                "exchange.month_loaded", subject_of(report), before=before, after=after | {"submissions": submissions}
            )
    return Loaded(regime, period, report, submissions)


def load_committee(folder: Path) -> Regime:
    """Loads from a month's folder what is there before any report comes in: units, regime, outline and indicators."""
    with transaction.atomic():
        return _committee(folder, _settings(folder / "regime.toml"))[0]


def _committee(folder: Path, settings: dict[str, Any]) -> tuple[Regime, Period]:
    period = Period.parse(settings["regime"]["period"])
    regime = _regime(settings, period)
    units = _units(folder, regime)
    _outline(folder, regime, units, period)
    _indicators(folder)
    return regime, period


def _settings(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BrokenFolder(f"{path}: không đọc được. Thư mục của tháng phải có tệp này.") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenFolder(f"{path}: sai cú pháp TOML ({error}). Hãy sửa dòng đã nêu.") from error


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
    except OSError as error:
        raise BrokenFolder(f"{path}: không đọc được. Thư mục của tháng phải có tệp này.") from error


def _regime(settings: dict[str, Any], period: Period) -> Regime:
    regime, deadline, report = settings["regime"], settings["deadline"], settings["report"]
    superior, _ = Unit.objects.update_or_create(
        code=regime["superior_code"],
        defaults={"name": regime["superior_full_name"], "listed_name": regime["superior"]},
    )
    receiver, _ = Unit.objects.update_or_create(
        code=regime["receiver_code"],
        defaults={"name": regime["receiver_full_name"], "listed_name": regime["receiver"], "parent": superior},
    )
    at: time = deadline["time"]
    found, _ = Regime.objects.update_or_create(
        code=regime["code"],
        defaults={
            "name": regime["name"],
            "receiver": receiver,
            "frequency": regime["frequency"],
            "legal_basis": "\n".join(regime["legal_basis"]),
            "deadline_day": deadline["day"],
            "deadline_time": at,
            "deadline_months_after": deadline["month_offset"],
            "deadline_moves": deadline["day_off"] == "next_working_day",
            "superior": regime["superior"].upper(),
            "agency": "\n".join(report["agency"]),
            "symbol": report["symbol"],
            "place": report["place"],
            "report_kind": report["kind"],
            "subject": kept_title("\n".join(report["subject"]), period),
            "recipients": "\n".join(report["recipients"]),
            "authority": report["authority"],
            "post": report["post"],
            "signer": report["signer"],
        },
    )
    return found


def _units(folder: Path, regime: Regime) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for row in _rows(folder / "units.csv"):
        area = None if row["kind"] in OWN_AREA else regime.receiver
        units[row["code"]], _ = Unit.objects.update_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "listed_name": row["listed_name"],
                "kind": row["kind"],
                "parent": regime.receiver,
                "area": area,
                "list_number": int(row["number"]) if row["number"] else None,
            },
        )
    return units


def _outline(folder: Path, regime: Regime, units: dict[str, Unit], period: Period) -> None:
    if regime.sections.exists():
        return
    texts = {row["key"]: row["text"] for row in _rows(folder / "office.csv")}
    sections: dict[str, Section] = {}
    for position, row in enumerate(_rows(folder / "outline.csv")):
        where = f"{folder / 'outline.csv'}, mục “{row['key']}”"
        if row["parent"] and row["parent"] not in sections:
            raise BrokenFolder(
                f"{where}: mục cha “{row['parent']}” chưa có ở các dòng trên. Hãy đặt mục cha trước mục con."
            )
        if row["owner"] and row["owner"] not in units:
            raise BrokenFolder(f"{where}: không có đơn vị “{row['owner']}” trong units.csv. Hãy sửa mã đơn vị.")
        sections[row["key"]] = Section.objects.create(
            regime=regime,
            key=row["key"],
            parent=sections.get(row["parent"]),
            position=position,
            kind=row["kind"],
            number=row["number"],
            title=kept_title(row["title"], period),
            lead=row["lead"],
            marker=row["marker"],
            owner=units.get(row["owner"]),
            run_on=row["run_on"] == "1",
            text=kept_title(texts.get(row["key"], ""), period),
        )


def _indicators(folder: Path) -> None:
    rows = list(_rows(folder / "indicators.csv"))
    for position, row in enumerate(rows):
        Indicator.objects.update_or_create(
            code=row["code"],
            defaults={key: row[key] for key in ("name", "measure", "sector", "kind", "phrase", "within")}
            | {"position": position},
        )
    by_code = {indicator.code: indicator for indicator in Indicator.objects.all()}
    for row in filter(lambda row: row["parent"], rows):
        if row["parent"] not in by_code:
            raise BrokenFolder(
                f"{folder / 'indicators.csv'}, chỉ tiêu “{row['code']}”: không có chỉ tiêu cha “{row['parent']}”. Hãy sửa cột parent."
            )
        Indicator.objects.filter(code=row["code"]).update(parent=by_code[row["parent"]])


def _reference_facts(folder: Path, regime: Regime, period: Period) -> None:
    """Plan values and the previous year's, which the month's files refer to."""
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    Fact.objects.filter(submission=None, unit=regime.receiver, period__in=[period, period.same_last_year()]).delete()
    rows = [(row, row["basis"], period) for row in _rows(folder / "plans.csv")]
    rows += [(row, Fact.Basis.ACTUAL, Period.parse(row["period"])) for row in _rows(folder / "previous_year.csv")]
    for row, basis, when in rows:
        if not row["value"]:
            continue
        try:
            value = Decimal(row["value"])
            indicator = indicators[row["code"]]
        except (InvalidOperation, KeyError) as error:
            raise BrokenFolder(
                f"{folder}: số liệu tham chiếu của “{row['code']}” sai mã chỉ tiêu hoặc giá trị “{row['value']}”. "
                "Giá trị viết với dấu chấm thập phân, không có dấu phân nhóm."
            ) from error
        Fact.objects.create(
            indicator=indicator,
            unit=regime.receiver,
            period=when,
            basis=basis,
            value=value,
            measure=row["measure"],
            source=row["source"],
        )


def _submit(folder: Path, regime: Regime, period: Period, row: dict[str, str], progress: Callable[[str], None]) -> int:
    if not row["file"]:
        return 0
    progress(row["listed_name"])
    path = folder / "files" / row["file"]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BrokenFolder(f"{path}: không mở được. units.csv nêu tệp này cho {row['listed_name']}.") from error
    obligation = regime.obligations.get(unit__code=row["code"], period=period)
    return 0 if receive(obligation, data, row["file"], datetime.fromisoformat(row["filed_at"])).again else 1


def _register(report: Report, head: dict[str, Any]) -> None:
    """A month that has been issued carries its number and date; the number is then taken in the register."""
    dated: date | None = head.get("date")
    if dated is not None and head.get("number"):
        enter_issued(report, int(head["number"]), dated)
