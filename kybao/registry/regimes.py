"""Reporting regimes: made, put right, and from a day on given a new version with another outline, deadline, closing window
or legal basis."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from kybao.calendar import ClosingRule, Deadline, Kind, Moving
from kybao.registry.history import BEGINNING, day_text
from kybao.registry.models import Regime, RegimeVersion, RegistryChange, Section, Unit
from kybao.registry.recording import Refused


@dataclass(frozen=True, slots=True)
class Heading:
    """What a regime's report is called and what its head and foot print; it has no versions."""

    name: str
    superior: str
    agency: str
    symbol: str
    place: str
    subject: str
    recipients: str
    authority: str
    post: str
    signer: str


@transaction.atomic
def make_regime(
    code: str,
    receiver: Unit,
    frequency: Kind,
    heading: Heading,
    deadline: Deadline,
    closing: ClosingRule | None,
    legal_basis: str,
    *,
    by: str = "",
) -> Regime:
    """A new regime with its first version. `closing` None: figures close as the law says. Raises `Refused`."""
    if Regime.objects.filter(code=code).exists():
        raise Refused(f"Mã chế độ báo cáo “{code}” đã dùng. Hãy chọn mã khác.")
    regime = Regime.objects.create(
        code=code,
        receiver=receiver,
        frequency=frequency.value,
        deadline_day=deadline.day,
        legal_basis=legal_basis,
        **asdict(heading),
    )
    version = RegimeVersion(regime=regime, legal_basis=legal_basis)
    _set_deadline(version, deadline)
    _set_closing(version, closing)
    version.save()
    keep_in_step(regime)
    RegistryChange.objects.create(
        what=f"{regime}: chế độ báo cáo mới",
        by=by,
        effective=localdate(),
        before={},
        after={**asdict(heading), "version": _plain(version)},
    )
    return regime


@transaction.atomic
def set_heading(regime: Regime, heading: Heading, *, by: str = "") -> bool:
    """Gives a regime another heading, for all reports that are not issued yet; says whether anything changed."""
    new = asdict(heading)
    before = {field: getattr(regime, field) for field in new}
    changed = {field: value for field, value in new.items() if value != before[field]}
    if not changed:
        return False
    for field, value in changed.items():
        setattr(regime, field, value)
    regime.save()
    RegistryChange.objects.create(
        what=f"{regime}: tên gọi và thể thức",
        by=by,
        effective=localdate(),
        before={field: before[field] for field in changed},
        after=changed,
    )
    return True


@transaction.atomic
def put_right(
    version: RegimeVersion, deadline: Deadline, closing: ClosingRule | None, legal_basis: str, *, by: str = ""
) -> bool:
    """Corrects a version where it stands, for all the periods that it governs; says whether anything changed."""
    if version.deadline_day is None:
        _write_out(version)
    before = _plain(version)
    version.legal_basis = legal_basis
    _set_deadline(version, deadline)
    _set_closing(version, closing)
    after = _plain(version)
    if after == before:
        return False
    version.save()
    RegistryChange.objects.create(
        what=f"{version.regime}: sửa bản {'đầu tiên' if version.since == BEGINNING else day_text(version.since)}",
        by=by,
        effective=version.since,
        before={"version": {field: before[field] for field in before if before[field] != after[field]}},
        after={"version": {field: after[field] for field in after if before[field] != after[field]}},
    )
    keep_in_step(version.regime)
    return True


@transaction.atomic
def new_version(
    regime: Regime,
    since: date,
    *,
    deadline: Deadline | None = None,
    closing: ClosingRule | None = None,
    closes_by_law: bool = False,
    legal_basis: str | None = None,
    with_outline: bool = True,
    why: str = "",
    by: str = "",
) -> RegimeVersion:
    """The version of a regime from a day on; earlier periods keep theirs. Raises `Refused`.

    What is not given is as in the version before; so is the outline, copied, unless `with_outline` is False. `closing` None:
    figures close as in the version before, or with `closes_by_law` as the law says.
    """
    first = first_version(regime)
    before = regime.versions.filter(since__lte=since).last() or first
    if before.since == since:
        raise Refused(f"“{regime}” đã có bản áp dụng từ ngày {day_text(since)}. Hãy sửa bản đó hoặc chọn ngày khác.")
    if before.deadline_day is None:
        _write_out(before)
    version = RegimeVersion.objects.get(pk=before.pk)
    version.pk, version.since = None, since
    version._state.adding = True
    if legal_basis is not None:
        version.legal_basis = legal_basis
    _set_deadline(version, deadline or before.deadline)
    if closing is not None or closes_by_law:
        _set_closing(version, closing)
    version.save()
    if with_outline:
        _copy_outline(before, version)
    RegistryChange.objects.create(
        what=f"{regime}: bản mới áp dụng từ ngày {day_text(since)}",
        why=why,
        by=by,
        effective=since,
        before={"version": _plain(before)},
        after={"version": _plain(version)},
    )
    keep_in_step(regime)
    return version


def first_version(regime: Regime) -> RegimeVersion:
    """The first version of a regime, which is made where none is kept yet."""
    return regime.versions.first() or RegimeVersion.objects.create(regime=regime)


def keep_in_step(regime: Regime, today: date | None = None) -> None:
    """Gives a regime's own fields what the version in force says, where that says it itself."""
    version = regime.version_on(today or localdate())
    if version.deadline_day is None:
        return
    regime.legal_basis = version.legal_basis
    regime.deadline_day = version.deadline_day
    regime.deadline_time = version.deadline_time
    regime.deadline_months_after = version.deadline_months_after
    regime.deadline_moves = version.deadline_moving != Moving.NONE
    regime.save()


def _write_out(version: RegimeVersion) -> None:
    """What the regime itself says of its only version, as that version's own."""
    version.legal_basis = version.regime.legal_basis
    _set_deadline(version, version.deadline)
    version.save()


def _set_deadline(version: RegimeVersion, deadline: Deadline) -> None:
    moves = deadline.moves
    moving = moves if isinstance(moves, Moving) else Moving.AFTER if moves else Moving.NONE
    version.deadline_day = deadline.day
    version.deadline_counting = deadline.counting.value
    version.deadline_time = deadline.at
    version.deadline_months_after = deadline.months_after
    version.deadline_moving = moving.value


def _set_closing(version: RegimeVersion, closing: ClosingRule | None) -> None:
    version.opens_on = version.closes_on = None
    version.opens_offset = version.closes_offset = 0
    if closing is not None:
        version.opens_on, version.opens_offset = closing.opens_on, closing.opens_offset
        version.closes_on, version.closes_offset = closing.closes_on, closing.closes_offset


def _copy_outline(before: RegimeVersion, after: RegimeVersion) -> None:
    copies: dict[int, Section] = {}
    for section in sorted(before.outline, key=lambda section: section.position):
        old = section.pk
        section.pk, section.version = None, after
        section._state.adding = True
        if section.parent_id is not None:
            section.parent = copies[section.parent_id]
        section.save()
        copies[old] = section


def _plain(version: RegimeVersion) -> dict[str, str]:
    return {field: str(getattr(version, field)) for field in _NOTED}


_NOTED = (
    "since",
    "legal_basis",
    "deadline_day",
    "deadline_counting",
    "deadline_time",
    "deadline_months_after",
    "deadline_moving",
    "opens_on",
    "opens_offset",
    "closes_on",
    "closes_offset",
)
