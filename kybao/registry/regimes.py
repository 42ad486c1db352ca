"""New versions of reporting regimes: from a day on another outline, deadline, closing window or legal basis."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from kybao.calendar import ClosingRule, Deadline, Moving
from kybao.registry.history import day_text
from kybao.registry.models import Regime, RegimeVersion, RegistryChange, Section
from kybao.registry.recording import Refused


@transaction.atomic
def new_version(
    regime: Regime,
    since: date,
    *,
    deadline: Deadline | None = None,
    closing: ClosingRule | None = None,
    legal_basis: str | None = None,
    with_outline: bool = True,
    why: str = "",
    by: str = "",
) -> RegimeVersion:
    """The version of a regime from a day on; earlier periods keep theirs. Raises `Refused`.

    What is not given is as in the version before; so is the outline, copied, unless `with_outline` is False. `closing` None:
    figures close as in the version before.
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
    if closing is not None:
        version.opens_on, version.opens_offset = closing.opens_on, closing.opens_offset
        version.closes_on, version.closes_offset = closing.closes_on, closing.closes_offset
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
