"""One's own messages."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from kybao.people.models import Account
from kybao.reminding.models import Message


def messages_of(account: Account) -> QuerySet[Message]:
    """Newest first."""
    return Message.objects.filter(account=account)


def unread_count(account: Account) -> int:
    return messages_of(account).filter(read_at=None).count()


def open_message(account: Account, public_id: UUID) -> Message | None:
    """A message of one's own, read from now on."""
    mine = messages_of(account).filter(public_id=public_id)
    mine.filter(read_at=None).update(read_at=timezone.now())
    return mine.first()


def read_all(account: Account) -> int:
    """How many were unread."""
    return messages_of(account).filter(read_at=None).update(read_at=timezone.now())
