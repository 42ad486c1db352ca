"""A reminder goes out: recorded once, with every way that it takes to everyone who is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kybao.filing.models import Obligation, ObligationQuerySet
from kybao.people.acting import actor
from kybao.people.history import Subject, record
from kybao.people.models import Account
from kybao.reminding.models import Delivery, Message, Occasion, Reminder
from kybao.reminding.recipients import Recipients
from kybao.reminding.wording import filled, link_of, values_for, words_for
from kybao.working.queue import ask

MAIL = "reminding.mail"
AGAIN_AFTER = timedelta(minutes=10)  # a person reminds the same unit once in such a time, however often they click
_BUTTON = "nút “Mở” bên dưới"  # in place of the address, in the inbox
NO_SERVER = "Chưa đặt máy chủ gửi thư (KYBAO_SMTP_HOST)."
NO_ADDRESS = "Tài khoản chưa có địa chỉ thư điện tử."


@dataclass(frozen=True, slots=True)
class Reminded:
    """What reminding some units came to. Units `without_account` have nobody to be told; `lately` were reminded just now."""

    reminders: tuple[Reminder, ...]
    people: int
    mails: int
    without_account: tuple[Obligation, ...]
    lately: tuple[Obligation, ...]


def open_obligations(rows: ObligationQuerySet) -> list[Obligation]:
    """Those among the given that no submission meets."""
    from kybao.filing.timeliness import counting

    owed = rows.select_related("unit", "regime__receiver").prefetch_related("submissions__reviews")
    return [one for one in owed if counting(one.submissions.all()) is None]


@transaction.atomic
def remind(obligations: Sequence[Obligation], now: datetime | None = None) -> Reminded:
    """A person reminds units of what they owe, one or many."""
    now = now or timezone.now()
    locked = set(
        Obligation.objects.select_for_update()
        .filter(pk__in=[one.pk for one in obligations])
        .values_list("pk", flat=True)
    )
    recent = set(
        Reminder.objects.filter(obligation__in=locked, step="", at__gt=now - AGAIN_AFTER).values_list(
            "obligation", flat=True
        )
    )
    recipients = Recipients.among(obligations)
    sent, without, lately = [], [], []
    for obligation in obligations:
        occasion = Occasion.BEFORE if now <= obligation.due_at else Occasion.AFTER
        told = recipients.of(obligation)
        if obligation.pk in recent:
            lately.append(obligation)
        elif not told:
            without.append(obligation)
        else:
            sent.append(send(obligation, occasion, "", told, now))
    deliveries = [one for reminder in sent for one in reminder.deliveries.all()]
    return Reminded(
        tuple(sent),
        len({one.account_id for one in deliveries}),
        sum(one.state == Delivery.State.WAITING for one in deliveries),
        tuple(without),
        tuple(lately),
    )


def send(obligation: Obligation, occasion: Occasion, step: str, told: Sequence[Account], now: datetime) -> Reminder:
    """One reminder to these people, within the caller's transaction: in their inboxes at once, by e-mail through the queue."""
    own, values = words_for(obligation.regime, occasion), values_for(obligation, now)
    words, within = filled(own, values), filled(own, values | {"liên kết": _BUTTON})
    reminder = Reminder.objects.create(
        obligation=obligation,
        occasion=occasion,
        step=step,
        subject=words.subject[:300],
        text=words.text,
        by=actor().name[:200],
        at=now,
    )
    for account in told:
        Message.objects.create(
            account=account,
            key=f"reminder-{reminder.pk}",
            subject=reminder.subject,
            text=within.text,
            link=link_of(obligation),
            created_at=now,
        )
        Delivery.objects.create(
            reminder=reminder, account=account, way=Delivery.Way.INBOX, state=Delivery.State.DELIVERED, at=now
        )
        _by_mail(reminder, account)
    record(
        "reminding.reminded",
        Subject("obligation", f"{obligation.regime.code}/{obligation.period}", str(obligation), obligation.unit),
        after={"occasion": occasion.label, "recipients": ", ".join(account.full_name for account in told)},
    )
    return reminder


def _by_mail(reminder: Reminder, account: Account) -> None:
    why = NO_SERVER if not settings.EMAIL_HOST else "" if account.email else NO_ADDRESS
    delivery = Delivery.objects.create(
        reminder=reminder,
        account=account,
        way=Delivery.Way.MAIL,
        state=Delivery.State.NOT_POSSIBLE if why else Delivery.State.WAITING,
        why=why,
    )
    if not why:
        ask(MAIL, {"delivery": delivery.pk}, key=str(delivery.pk))
