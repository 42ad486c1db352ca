"""People invited many at once, from a pasted list: name, e-mail, unit, role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kybao.people.accounts import invite
from kybao.people.models import Account, Invitation
from kybao.people.policy import GRANTED_ROLES, Role
from kybao.registry.models import Unit
from kybao.registry.pasted.naming import found_by_name, key_of, likely
from kybao.registry.pasted.rows import Row, rows_of
from kybao.registry.recording import Refused

_COLUMNS = {
    "full_name": ("họ và tên", "họ tên", "tên"),
    "contact": ("thư điện tử", "email", "e-mail", "tên đăng nhập"),
    "unit": ("đơn vị", "tên đơn vị", "mã đơn vị"),
    "role": ("vai trò",),
}
_ORDER = ("full_name", "contact", "unit", "role")
_INVITED = tuple(role for role in GRANTED_ROLES if role is not Role.API_CLIENT)
_WORDS = {key_of(role.label): role for role in _INVITED} | {
    "tong hop": Role.OFFICER,
    "chuyen vien tong hop": Role.OFFICER,
    "lanh dao": Role.LEADER,
    "bao cao": Role.REPORTER,
    "quan tri vien": Role.ADMINISTRATOR,
}
_OF_COMMITTEE = (Role.OFFICER, Role.LEADER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class PastedPerson:
    """One row as it is understood; `unit` None is the whole installation."""

    number: int
    full_name: str
    email: str
    unit: Unit | None
    role: Role
    note: str
    faults: tuple[str, ...]


def look_at_people(text: str, committee: Unit) -> tuple[PastedPerson, ...]:
    """Rows without a name are passed over: a list of units is handed out to be filled in."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    names = {code: (unit.name, unit.listed_name) for code, unit in units.items()}
    receivers = {committee.pk, *Unit.objects.exclude(received_regimes=None).values_list("pk", flat=True)}
    taken = {email.lower() for email in Account.objects.exclude(email="").values_list("email", flat=True)}
    found: list[PastedPerson] = []
    for row in rows_of(text, _COLUMNS, _ORDER):
        if not row["full_name"]:
            continue
        code = found_by_name(row["unit"], names) if row["unit"] else None
        unit = units[code] if code else None
        role = _WORDS.get(key_of(row["role"]))
        given = role or (Role.OFFICER if unit and unit.pk in receivers else Role.REPORTER)
        if given in _OF_COMMITTEE and unit is None and not row["unit"]:
            unit = committee
        email = row["contact"].lower() if "@" in row["contact"] else ""
        note = "" if email or not row["contact"] else "Người được mời tự chọn tên đăng nhập khi mở liên kết."
        faults = tuple(_faults(row, unit, role, given, email, receivers, names, taken))
        if email:
            taken.add(email)
        found.append(PastedPerson(row.number, row["full_name"], email, unit, given, note, faults))
    return tuple(found)


@transaction.atomic
def invite_all(people: Sequence[PastedPerson]) -> list[tuple[Invitation, str]]:
    """An invitation and the secret of its link for each; for all or, raising `Refused`, for none."""
    if wrong := [one for one in people if one.faults]:
        raise Refused(*(f"Dòng {one.number}: {fault}" for one in wrong for fault in one.faults))
    if not people:
        raise Refused("Chưa có tên người nào. Hãy ghi mỗi người một dòng: họ và tên, thư điện tử, đơn vị, vai trò.")
    return [invite(one.full_name, one.email, one.role, one.unit) for one in people]


def _faults(
    row: Row,
    unit: Unit | None,
    role: Role | None,
    given: Role,
    email: str,
    receivers: set[int],
    names: dict[str, tuple[str, str]],
    taken: set[str],
) -> Iterator[str]:
    if len(row["full_name"]) > 120:
        yield "Họ và tên dài quá 120 chữ. Hãy rút gọn."
    if email:
        try:
            validate_email(email)
        except ValidationError:
            yield f"“{row['contact']}” không phải là địa chỉ thư điện tử. Hãy sửa, hoặc để trống."
        if email in taken:
            yield f"Địa chỉ {email} đã dùng cho người khác. Hãy sửa, hoặc để trống."
    if row["role"] and role is None:
        yield f"Không có vai trò “{row['role']}”. Hãy ghi một trong: {', '.join(one.label for one in _INVITED)}."
    if row["unit"] and unit is None:
        near = likely(row["unit"], names)
        yield f"Không thấy đơn vị “{row['unit']}”.{f' Có phải “{near}” không?' if near else ''} Hãy sửa tên đơn vị."
    elif given is Role.REPORTER and unit is None:
        yield "Người báo cáo phải thuộc một đơn vị. Hãy ghi tên đơn vị."
    elif given is Role.ADMINISTRATOR and unit is not None:
        yield "Người quản trị lo cho toàn hệ thống. Hãy để trống đơn vị."
    elif given in _OF_COMMITTEE and unit is not None and unit.pk not in receivers:
        yield f"Vai trò {given.label.lower()} gắn với cơ quan nhận báo cáo. Hãy ghi tên cơ quan đó, hoặc để trống."
