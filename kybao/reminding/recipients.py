"""Who is told about a unit's report: its reporters; its leader and the committee's too where it has gone on too long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kybao.filing.models import Obligation
from kybao.people.models import Account, Membership
from kybao.people.policy import Role
from kybao.reminding.models import ReminderPlan


@dataclass(frozen=True, slots=True)
class Recipients:
    """The active accounts by unit (its primary key): those who report, those who lead."""

    reporters: dict[int, list[Account]]
    leaders: dict[int, list[Account]]

    @classmethod
    def among(cls, obligations: Iterable[Obligation]) -> Recipients:
        """Reads `unit` and `regime`, and the memberships in one query."""
        units = {one.unit_id for one in obligations} | {one.regime.receiver_id for one in obligations}
        held = Membership.objects.filter(
            account__is_active=True, role__in=(Role.REPORTER, Role.LEADER), unit__in=units
        ).select_related("account")
        by_role: dict[str, dict[int, list[Account]]] = {
            role: defaultdict(list) for role in (Role.REPORTER, Role.LEADER)
        }
        for one in held.order_by("account__full_name", "pk"):
            assert one.unit_id is not None
            by_role[one.role][one.unit_id].append(one.account)
        return cls(by_role[Role.REPORTER], by_role[Role.LEADER])

    def of(self, obligation: Obligation, escalating: ReminderPlan | None = None) -> list[Account]:
        """Everyone to be told, each once, reporters first; where a plan escalates, also the leaders whom it names."""
        told = list(self.reporters.get(obligation.unit_id, ()))
        if escalating is not None and escalating.tell_unit_leader:
            told += self.leaders.get(obligation.unit_id, ())
        if escalating is not None and escalating.tell_committee_leader:
            told += self.leaders.get(obligation.regime.receiver_id, ())
        return list({account.pk: account for account in told}.values())


def officers_of(committee: int | None) -> list[Account]:
    """The officers of a committee, and those of the whole installation."""
    held = Membership.objects.filter(account__is_active=True, role=Role.OFFICER).select_related("account")
    found = [one.account for one in held.order_by("pk") if one.unit_id is None or one.unit_id == committee]
    return list({account.pk: account for account in found}.values())
