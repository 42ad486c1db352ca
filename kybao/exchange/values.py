"""The one value of each slot: which of several statements of the same figure counts.

A slot is unit × indicator × period × basis. Values that a report sent in states come before values entered directly, except
for plans, which are given from above and only repeated by those who report. Of several statements in reports the first counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from kybao.calendar import Period
from kybao.filing.models import Fact, FactQuerySet, Review, Submission

_PLANS = frozenset({Fact.Basis.PLAN, Fact.Basis.PLAN_PROVINCE, Fact.Basis.PLAN_COUNCIL})


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value stands: primary keys of unit and indicator, period, basis."""

    unit: int
    indicator: int
    period: Period
    basis: str

    @classmethod
    def of(cls, fact: Fact) -> Slot:
        return cls(fact.unit_id, fact.indicator_id, fact.period, fact.basis)


def counting_submissions() -> QuerySet[Submission]:
    """Of each obligation the latest submission that was not returned."""
    last_word = Review.objects.filter(submission=OuterRef("pk")).order_by("-at", "-pk").values("outcome")[:1]

    def standing() -> QuerySet[Submission]:
        return Submission.objects.annotate(last_word=Subquery(last_word)).filter(
            Q(last_word=None) | ~Q(last_word=Review.Outcome.RETURNED)
        )

    later = standing().filter(obligation=OuterRef("obligation"), version__gt=OuterRef("version"))
    return standing().filter(~Exists(later))


def counting_facts(facts: FactQuerySet) -> FactQuerySet:
    """Those of the facts that stand: of submissions that count, and entered directly."""
    return facts.filter(Q(submission=None) | Q(submission__in=counting_submissions().values("pk")))


def in_slots(facts: Iterable[Fact]) -> dict[Slot, Fact]:
    """Each slot with the fact that counts, in the order in which the slots first appear."""
    chosen: dict[Slot, Fact] = {}
    for fact in facts:
        slot = Slot.of(fact)
        if not fact.comparison and (slot not in chosen or _precedence(fact) < _precedence(chosen[slot])):
            chosen[slot] = fact
    return chosen


def values_of(facts: FactQuerySet) -> Iterator[Fact]:
    """The values that count among these facts, by period, unit, indicator and basis; one query."""
    ordered = (
        counting_facts(facts)
        .filter(comparison="")
        .select_related("indicator", "unit", "submission__obligation__unit")
        .defer("submission__document_data")
        .order_by("period", "unit__code", "indicator__position", "indicator__code", "basis", "pk")
    )
    yield from in_slots(ordered).values()


def _precedence(fact: Fact) -> tuple[bool, int, int, int, int]:
    """Smaller counts."""
    direct = fact.submission_id is None
    behind = direct is not (fact.basis in _PLANS)
    return behind, fact.submission_id or 0, fact.block or 0, fact.start or 0, fact.pk
