"""How far a person's right goes, as a value that narrows a query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from kybao.people.policy import POLICY, Reach, Right, Role

_Rows = TypeVar("_Rows", bound=Model)


class Onlooker(AnonymousUser):
    """Whoever sits at the machine while no account exists: sees, changes nothing."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and the unit that it is held for; None is the whole installation."""

    role: Role
    unit: int | None


class Holder(Protocol):
    """Who can hold rights: an account, or a program that acts by a token."""

    @property
    def is_active(self) -> bool: ...

    @property
    def narrowed_to(self) -> frozenset[Right] | None:
        """The only rights that hold, for a token; None for a person, whose roles say it all."""

    @property
    def grants(self) -> tuple[Grant, ...]: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """`everything`, or what is a unit's own (`units`) and what is received by a committee (`committees`), by primary key."""

    everything: bool = False
    units: frozenset[int] = frozenset()
    committees: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.units or self.committees)

    def narrow(
        self, rows: QuerySet[_Rows], *, unit: str | None = None, committee: Iterable[str] = ()
    ) -> QuerySet[_Rows]:
        """The rows within the scope: by the field that leads to their unit, or one that leads to their committee."""
        if self.everything:
            return rows
        within = Q(pk__in=[])
        if unit is not None and self.units:
            within |= Q(**{f"{unit}__in": self.units})
        if self.committees:
            for path in committee:
                within |= Q(**{f"{path}__in": self.committees})
        return rows.filter(within)


NOWHERE = Scope()
EVERYWHERE = Scope(everything=True)


def scope_of(user: Holder | AnonymousUser, right: Right) -> Scope:
    """How far a right of this user goes, by the table of rights."""
    if isinstance(user, Onlooker):
        return EVERYWHERE if POLICY[right][Role.ONLOOKER] is Reach.ALL else NOWHERE
    if isinstance(user, AnonymousUser) or not user.is_active:
        return NOWHERE
    if user.narrowed_to is not None and right not in user.narrowed_to:
        return NOWHERE
    everything = False
    units: set[int] = set()
    committees: set[int] = set()
    for grant in user.grants:
        reach = POLICY[right][grant.role]
        if reach is Reach.OWN and grant.unit is not None:
            units.add(grant.unit)
        elif reach is Reach.ALL and grant.unit is not None:
            committees.add(grant.unit)
        elif reach is Reach.ALL:
            everything = True
    return Scope(everything, frozenset(units), frozenset(committees))


def may(user: Holder | AnonymousUser, right: Right) -> bool:
    """Whether the user has a right over anything at all."""
    return bool(scope_of(user, right))
