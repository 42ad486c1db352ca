"""Reminders as the board shows them: at each unit's row how often, when last and by which ways; above it, whom to remind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from kybao.composing.issue.closing import closing_report
from kybao.desk.access import Month, User
from kybao.filing.models import Obligation, ObligationQuerySet
from kybao.filing.status import StatusRow
from kybao.filing.timeliness import Timeliness
from kybao.people.models import Membership
from kybao.people.policy import Right, Role
from kybao.people.scope import scope_of
from kybao.reminding.models import Delivery, Reminder
from kybao.reminding.planning import regimes_for
from kybao.reminding.sending import Reminded

_STATES = Delivery.State


@dataclass(frozen=True, slots=True)
class Way:
    """How the last reminder went by one way: `word` to read, `arrived` whether it did, `why` not."""

    name: str
    word: str
    arrived: bool
    why: str


@dataclass(frozen=True, slots=True)
class RowReminders:
    """At one unit's row. `owes` says that nothing was filed that counts; `nobody` that it has no account to be reminded."""

    count: int
    last: Reminder | None
    ways: tuple[Way, ...]
    owes: bool
    nobody: bool


@dataclass(frozen=True, slots=True)
class ReminderPanel:
    """`late` and `open` count the units that the two buttons remind; without `server` there is no e-mail."""

    late: int
    pending: int
    server: bool
    may_set: bool
    may_send: bool
    rows: dict[int, RowReminders]

    @property
    def owing(self) -> int:
        return self.late + self.pending


def for_reminding(user: User) -> ObligationQuerySet:
    """Obligations that this user may remind of: those whose submissions they may review."""
    scope = scope_of(user, Right.REVIEW)
    return scope.narrow(Obligation.objects.all(), committee=("regime__receiver",))  # type: ignore[return-value]


def panel_of(user: User, month: Month, rows: Sequence[StatusRow]) -> ReminderPanel | None:
    """None for those who neither send nor set reminders, and once the report is issued."""
    may_send = for_reminding(user).filter(regime=month.regime, period=month.period).exists()
    may_set = regimes_for(user).filter(pk=month.regime.pk).exists()
    if not (may_send or may_set) or closing_report(month.regime, month.period) is not None:
        return None
    late = sum(row.timeliness is Timeliness.MISSING for row in rows)
    pending = sum(row.timeliness is Timeliness.PENDING for row in rows)
    return ReminderPanel(late, pending, bool(settings.EMAIL_HOST), may_set, may_send, _by_row(user, rows))


def sent_in_words(done: Reminded) -> str:
    """What the officer is told after reminding."""
    parts = []
    if done.reminders:
        units = ", ".join(one.obligation.unit.listed_name for one in done.reminders[:3])
        more = f" và {len(done.reminders) - 3} đơn vị khác" if len(done.reminders) > 3 else ""
        mails = f"đang gửi {done.mails} thư điện tử" if done.mails else "không gửi thư điện tử"
        if not settings.EMAIL_HOST:
            mails = "chưa đặt máy chủ gửi thư nên không có thư điện tử"
        parts.append(f"Đã nhắc {units}{more}: vào hộp thư của {done.people} người; {mails}.")
    if done.without_account:
        names = ", ".join(one.unit.listed_name for one in done.without_account)
        parts.append(f"Chưa nhắc được {len(done.without_account)} đơn vị vì chưa có tài khoản nào: {names}.")
    if done.lately:
        names = ", ".join(one.unit.listed_name for one in done.lately)
        parts.append(f"Vừa nhắc trong 10 phút qua, không nhắc lại: {names}.")
    return " ".join(parts) or "Không có đơn vị nào cần nhắc."


def ways_of(deliveries: Iterable[Delivery]) -> tuple[Way, ...]:
    """The ways of one reminder, each summed up over its people: what did not arrive is said before what did."""
    by_way: dict[str, list[Delivery]] = defaultdict(list)
    for one in deliveries:
        by_way[one.way].append(one)
    weight = (_STATES.FAILED, _STATES.NOT_POSSIBLE, _STATES.WAITING, _STATES.DELIVERED)
    ways = []
    for way in Delivery.Way:
        if by_way[way]:
            worst = min(by_way[way], key=lambda one: weight.index(_STATES(one.state)))
            word = f"{way.label} {worst.get_state_display()}"
            ways.append(Way(way.value, word, worst.state == _STATES.DELIVERED, worst.why))
    return tuple(ways)


def _by_row(user: User, rows: Sequence[StatusRow]) -> dict[int, RowReminders]:
    obligations = [row.obligation.pk for row in rows]
    found = Reminder.objects.for_user(user).filter(obligation__in=obligations).prefetch_related("deliveries")
    by_obligation: dict[int, list[Reminder]] = defaultdict(list)
    for one in found.defer("text"):
        by_obligation[one.obligation_id].append(one)
    units = {row.obligation.unit_id for row in rows}
    held = Membership.objects.filter(role=Role.REPORTER, account__is_active=True, unit__in=units)
    with_account = set(held.values_list("unit", flat=True))
    return {
        row.obligation.pk: _row(row, by_obligation[row.obligation.pk], row.obligation.unit_id not in with_account)
        for row in rows
    }


def _row(row: StatusRow, reminders: Sequence[Reminder], nobody: bool) -> RowReminders:
    last = reminders[0] if reminders else None
    owes = row.timeliness in (Timeliness.MISSING, Timeliness.PENDING)
    return RowReminders(len(reminders), last, ways_of(last.deliveries.all()) if last else (), owes, nobody)
