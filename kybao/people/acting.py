"""Who is acting: set for each request by the desk; outside of a request it is the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from kybao.people.models import Account


@dataclass(frozen=True, slots=True)
class Actor:
    """As the history names who did something: a name to read, and the account's public id where there is an account."""

    name: str
    account: UUID | None = None

    @classmethod
    def of(cls, account: Account) -> Actor:
        return cls(f"{account.full_name} ({account.username})", account.public_id)


COMMAND_LINE = Actor("dòng lệnh")
NOT_SIGNED_IN = Actor("chưa đăng nhập")
_acting: ContextVar[Actor] = ContextVar("acting", default=COMMAND_LINE)


def actor() -> Actor:
    """Who acts now."""
    return _acting.get()


@contextmanager
def acting(who: Actor) -> Iterator[None]:
    """Everything that is recorded within was done by `who`."""
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)
