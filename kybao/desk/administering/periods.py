"""The periods of a regime: which is next, from which a change may hold, and what follows for those that are open."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.db.models import ProtectedError, Q
from django.utils.timezone import localdate

from kybao.calendar import Kind, Period
from kybao.composing.models import Report
from kybao.composing.text.drafting import draft
from kybao.filing.obliging import oblige, period_on
from kybao.registry.models import Regime, RegimeVersion
from kybao.registry.recording import Refused
from kybao.registry.regimes import first_version, new_version
from kybao.registry.units import children_on


def opened(regime: Regime) -> list[Period]:
    """The periods that have obligations, oldest first."""
    return sorted(regime.obligations.order_by().values_list("period", flat=True).distinct())


def near(kind: Kind) -> list[Period]:
    """The period before the current one, the current one and the two after it; of nine months, which some days are in none
    of, this year's and its neighbours."""
    current = period_on(kind, localdate()) or (Period(kind, localdate().year) if kind is Kind.NINE_MONTHS else None)
    return [current.previous(), current, current.next(), current.next().next()] if current else []


def around(regime: Regime) -> list[Period]:
    """The periods that a change may be chosen to hold from: those near today, and the opened ones of late."""
    return sorted({*near(Kind(regime.frequency)), *opened(regime)[-6:]})


def settled(regime: Regime) -> list[Period]:
    """The periods whose report is written on, approved or issued: an outline no longer changes under them."""
    fixed = Q(edited_at__isnull=False) | ~Q(status=Report.Status.DRAFT)
    return sorted(set(Report.objects.filter(fixed, regime=regime).values_list("period", flat=True)))


def default_start(regime: Regime) -> Period | None:
    """The first period from which a change rewrites nothing that is settled."""
    fixed = settled(regime)
    choices = [period for period in around(regime) if not fixed or period.first > fixed[-1].last]
    current = period_on(Kind(regime.frequency), localdate())
    return next((period for period in choices if current is None or period.last >= current.first), None) or (
        choices[-1] if choices else None
    )


def version_from(regime: Regime, period: Period, *, by: str) -> RegimeVersion:
    """The version to change so that a change holds from a period on: the one that begins there, or a new one like the one
    before. Raises `Refused` where a later report already stands on the outline."""
    if fixed := [one for one in settled(regime) if one.last >= period.first]:
        raise Refused(
            f"Báo cáo {fixed[-1].label} đã được soạn hoặc ban hành theo đề cương cũ. Hãy áp dụng từ kỳ sau {fixed[-1].label}."
        )
    version = regime.version_for(period)
    if version.pk is None:
        version = first_version(regime)
    if version.since >= period.first or not any(one.last < period.first for one in opened(regime)):
        return version
    return new_version(regime, period.first, by=by)


def follow(regime: Regime, since: date, *, outline_changed: bool = True) -> int:
    """Gives open periods from a day on the deadline that now governs them, and where their outline is another drafts anew
    what nobody has written on; says how many deadlines changed."""
    changed = 0
    fixed = set(settled(regime))
    for period in opened(regime):
        if period.last < since or period in fixed:
            continue
        due = regime.version_for(period).due(period)
        changed += regime.obligations.filter(period=period).exclude(due_at=due).update(due_at=due)
        if outline_changed and Report.objects.filter(regime=regime, period=period).exists():
            draft(regime, period)
    return changed


def oblige_newcomers(regime: Regime) -> None:
    """Units that have come since a period was opened owe for it too, as long as its report is not settled."""
    fixed = set(settled(regime))
    for period in opened(regime):
        if period not in fixed:
            oblige(regime, period)


def release_the_departed(regime: Regime, since: date) -> None:
    """Units that no longer stand under the receiver at the end of an open period, and have filed nothing, owe nothing for it."""
    fixed = set(settled(regime))
    for period in opened(regime):
        if period.last < since or period in fixed:
            continue
        gone = regime.obligations.filter(period=period, submissions=None).exclude(
            unit__in=children_on(regime.receiver, period.last).values("pk")
        )
        for obligation in gone:
            with suppress(ProtectedError):  # what was asked of it stays on record
                obligation.delete()
