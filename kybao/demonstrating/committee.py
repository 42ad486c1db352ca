"""The committee of a demonstration: the units, outline and indicators of January 2022 under a name that says what it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kybao.demonstrating.letters import SIGNER
from kybao.demonstrating.marking import MARK
from kybao.demonstrating.tables import rows
from kybao.exchange.month_folder import load_committee
from kybao.people.models import Account, Membership
from kybao.people.policy import Role
from kybao.registry.models import Regime, Section, Unit

_NUMBERED = "UBND xã Trình diễn {}"


@dataclass(frozen=True, slots=True)
class People:
    """Accounts made for trying things; all have one password."""

    leading: tuple[str, ...]
    reporters: tuple[str, ...]


def make_committee(month_folder: Path, folder: Path, count: int) -> Regime:
    """The committee with `count` units: of fewer than January 2022 had, some of each kind; of more, further ones are made up."""
    regime = load_committee(month_folder)
    receiver = regime.receiver
    receiver.name, receiver.listed_name = f"{receiver.name} ({MARK})", f"{receiver.listed_name} (trình diễn)"
    receiver.save()
    regime.name = f"{regime.name} ({MARK.lower()})"
    regime.agency = f"{regime.agency}\n({MARK})"
    regime.subject = f"{regime.subject}\n({MARK})"
    regime.signer = SIGNER
    regime.save()
    own = list(receiver.children.order_by("list_number"))
    _drop([unit for number, unit in enumerate(own) if number not in _spread(len(own), count)])
    _add(receiver, folder, count - len(own))
    return regime


def make_people(receiver: Unit, password: str) -> People:
    """An account of each role, and a reporter of each unit whose name is the unit's code."""
    leading = (
        ("quan-tri", "Người quản trị", Role.ADMINISTRATOR, None),
        ("tong-hop", "Cán bộ tổng hợp", Role.OFFICER, receiver),
        ("lanh-dao", "Lãnh đạo", Role.LEADER, receiver),
        ("kiem-tra", "Người kiểm tra", Role.AUDITOR, receiver),
    )
    reporters = [
        (unit.code, f"Người báo cáo {unit.listed_name}"[:120], Role.REPORTER, unit) for unit in receiver.children.all()
    ]
    hashed = _hashed(password)
    for username, full_name, role, unit in (*leading, *reporters):
        account = Account.objects.create(username=username, full_name=full_name, password=hashed)
        Membership.objects.create(account=account, role=role, unit=unit)
    return People(tuple(name for name, *_ in leading), tuple(name for name, *_ in reporters))


def _hashed(password: str) -> str:
    account = Account()
    account.set_password(password)
    return account.password


def _spread(size: int, count: int) -> frozenset[int]:
    return frozenset(range(size)) if count >= size else frozenset(number * size // count for number in range(count))


def _drop(units: list[Unit]) -> None:
    Section.objects.filter(owner__in=units).update(owner=None)
    Unit.objects.filter(pk__in=[unit.pk for unit in units]).delete()


def _add(receiver: Unit, folder: Path, count: int) -> None:
    listed = rows(folder / "units.csv")
    for row in listed[: max(count, 0)]:
        Unit.objects.create(
            code=row["code"],
            name=row["name"],
            listed_name=row["listed_name"],
            kind=row["kind"],
            parent=receiver,
            area=receiver,
            list_number=int(row["number"]),
        )
    first = max(int(row["number"]) for row in listed) + 1
    for number in range(first, first + count - len(listed)):
        name = _NUMBERED.format(number)
        Unit.objects.create(
            code=f"ubnd-xa-{number}", name=name, listed_name=name, kind="xã", parent=receiver, list_number=number
        )
