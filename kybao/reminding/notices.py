"""What people should know of what others did: read off the history, which has everything whichever way it was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from kybao.filing.models import Review, Submission
from kybao.filing.timeliness import is_returned
from kybao.people.models import Account, HistoryEntry, HistoryTail, Membership
from kybao.people.policy import Role
from kybao.reminding.models import Followed, Message
from kybao.reminding.recipients import officers_of
from kybao.working.kinds import Effect

_AT_ONCE = 500  # entries looked at in one run
_NEWS = timedelta(days=7)  # what is older, as in months that are loaded, is no news


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told to these people."""

    told: list[Account]
    subject: str
    text: str
    link: str


def follow_history(_: Mapping[str, Any]) -> Effect | None:
    """The recurring job: tells of what was recorded since it ran last."""
    tail = HistoryTail.objects.values_list("number", flat=True).first() or 0
    followed = Followed.objects.filter(pk=1).first()
    return None if followed is not None and followed.number >= tail else follow


def follow() -> int:
    """Tells of the entries that were added, within the caller's transaction, and how many messages that made. What was
    there before the first run is told to nobody."""
    tail = HistoryTail.objects.values_list("number", flat=True).first() or 0
    followed, _ = Followed.objects.select_for_update().get_or_create(pk=1, defaults={"number": tail})
    numbers = (followed.number + 1, followed.number + _AT_ONCE)
    entries = HistoryEntry.objects.filter(number__range=numbers, action__in=_NOTICES, at__gt=timezone.now() - _NEWS)
    seen = list(entries.select_related("unit"))
    followed.number = min(tail, followed.number + _AT_ONCE)
    followed.save(update_fields=["number"])
    return sum(_tell(entry) for entry in seen)


def _tell(entry: HistoryEntry) -> int:
    notice = _NOTICES[entry.action](entry)
    if notice is None:
        return 0
    told = [account for account in notice.told if account.public_id != entry.actor_id]
    made = Message.objects.bulk_create(
        [
            Message(
                account=account,
                key=f"history-{entry.number}",
                subject=notice.subject[:300],
                text=notice.text,
                link=notice.link,
                created_at=entry.at,
            )
            for account in told
        ],
        ignore_conflicts=True,
    )
    return len(made)


def _returned(entry: HistoryEntry) -> Notice | None:
    """To the unit's reporters: why, and at which sentence."""
    submission = _submission(entry)
    review = submission.reviews.filter(outcome=Review.Outcome.RETURNED).last() if submission else None
    if submission is None or review is None:
        return None
    place = f"#b{review.block}-{review.start}" if review.block is not None else ""
    after = entry.after or {}
    quote = f"\n\nTại câu: “{after['quote']}”" if after.get("quote") else ""
    return Notice(
        _reporters(entry.unit_id),
        f"Bài nộp {submission.obligation.period.label} bị trả lại (bản {submission.version})",
        f"Lý do: {after.get('reason', '')}{quote}",
        reverse("desk:submission", args=(submission.public_id,)) + place,
    )


def _filed(entry: HistoryEntry) -> Notice | None:
    """To the officers, where the version before had been returned."""
    submission = _submission(entry)
    before = submission.obligation.submissions.filter(version=submission.version - 1).first() if submission else None
    if submission is None or before is None or not is_returned(before):
        return None
    unit = submission.obligation.unit
    return Notice(
        officers_of(submission.obligation.regime.receiver_id),
        f"{unit.listed_name} đã nộp lại báo cáo {submission.obligation.period.label}",
        f"Bản {submission.version} ({submission.file_name}), sau khi bản {before.version} bị trả lại.",
        reverse("desk:submission", args=(submission.public_id,)),
    )


def _about_report(subject: str) -> Callable[[HistoryEntry], Notice | None]:
    """To the officers of the committee whose report it is."""

    def made(entry: HistoryEntry) -> Notice | None:
        regime, _, period = entry.object_id.partition("/")
        after = entry.after or {}
        said = after.get("comment") or after.get("text") or after.get("reason") or ""
        quote = f"“{after['quote']}”\n\n" if after.get("quote") else ""
        return Notice(
            officers_of(entry.unit_id),
            f"{subject}: {entry.object_name}",
            f"{entry.actor}: {quote}{said}",
            f"{reverse('desk:report', args=(period,))}?che-do={regime}",
        )

    return made


_NOTICES: Mapping[str, Callable[[HistoryEntry], Notice | None]] = {
    "filing.returned": _returned,
    "filing.filed": _filed,
    "composing.changes_asked": _about_report("Lãnh đạo yêu cầu sửa"),
    "composing.commented": _about_report("Có góp ý"),
    "composing.approved": _about_report("Đã duyệt"),
}


def _submission(entry: HistoryEntry) -> Submission | None:
    rows = Submission.objects.defer("document_data").select_related("obligation__unit", "obligation__regime")
    return rows.filter(public_id=entry.object_id).first()


def _reporters(unit: int | None) -> list[Account]:
    held: Iterable[Membership] = Membership.objects.filter(
        account__is_active=True, role=Role.REPORTER, unit=unit
    ).select_related("account")
    return [one.account for one in held]
