"""Who is at which heading now, so that two officers don't write at the same one unawares."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from kybao.composing.models import AtWork, Report
from kybao.people.models import Account
from kybao.registry.models import Section

_WHILE = timedelta(minutes=2)


def arrive(report: Report, section: Section, account: Account) -> None:
    """Notes that someone is at a heading now; one is at one place only."""
    AtWork.objects.update_or_create(report=report, account=account, defaults={"section": section, "at": timezone.now()})


def at_work(report: Report, besides: Account | None = None) -> dict[int, list[Account]]:
    """Who is at which heading, by the heading's key, without oneself."""
    rows = AtWork.objects.filter(report=report, at__gt=timezone.now() - _WHILE).select_related("account")
    found: dict[int, list[Account]] = {}
    for row in rows.exclude(account=besides) if besides else rows:
        found.setdefault(row.section_id, []).append(row.account)
    return found
