"""Which units' figures and changes a person may look at: all, those of their committee, or their own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from kybao.filing.models import Fact
from kybao.people.models import Account
from kybao.people.policy import Right
from kybao.people.scope import scope_of
from kybao.registry.history import History
from kybao.registry.models import Regime, Unit


@dataclass(frozen=True, slots=True)
class Reach:
    """`seen` are unit codes, `first` the one to begin with ("" where there is none); `own_only`: a reporter's."""

    seen: frozenset[str]
    first: str
    own_only: bool = False


def reach_of(user: Account | AnonymousUser, history: History) -> Reach:
    """By the right to read facts. A committee's reach goes down to all that ever stood below it."""
    scope = scope_of(user, Right.READ_FACTS)
    if scope.everything:
        receiver = Regime.objects.order_by("pk").values_list("receiver__code", flat=True).first()
        roots = sorted(code for code, states in history.items() if states and not states[-1].parent)
        return Reach(frozenset(history), receiver or next(iter(roots), ""))
    committees = sorted(Unit.objects.filter(pk__in=scope.committees).values_list("code", flat=True))
    own = sorted(Unit.objects.filter(pk__in=scope.units).values_list("code", flat=True))
    about = Fact.objects.for_user(user).order_by().values_list("unit__code", flat=True).distinct()
    seen = _with_all_below(committees, history) | set(own) | set(about)
    return Reach(frozenset(seen), next(iter([*committees, *own]), ""), not committees)


def _with_all_below(codes: list[str], history: History) -> set[str]:
    below: dict[str, set[str]] = defaultdict(set)
    for code, states in history.items():
        for state in states:
            below[state.parent].add(code)
    found: set[str] = set()
    todo = list(codes)
    while todo:
        code = todo.pop()
        if code not in found:
            found.add(code)
            todo += below[code]
    return found
