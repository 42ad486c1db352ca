"""One question to all that can be found, for one person: entries by their words, facts by name and number, units, indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from kybao.calendar import Period
from kybao.exchange.values import counting_facts
from kybao.filing.models import Fact, FactQuerySet, Obligation
from kybao.people.policy import Right
from kybao.people.scope import Holder, may
from kybao.reading.numerals import decimals_in, printed
from kybao.registry.models import Indicator, Unit
from kybao.searching.full_text import having
from kybao.searching.models import Entry, EntryQuerySet
from kybao.searching.words import Question, folded

# What a match weighs: the question as it was typed, its words in this order without diacritics, each word with its diacritics.
_AS_TYPED, _IN_ORDER, _WITH_DIACRITICS = 8, 4, 1
_MOST_DECIMALS = 4

Seeker = Holder | AnonymousUser


@dataclass(frozen=True, slots=True)
class Within:
    """What a search is narrowed to."""

    period: Period | None = None
    unit: Unit | None = None


def entries(user: Seeker, question: Question, within: Within = Within()) -> EntryQuerySet:
    """Sentences and tasks that have every word of the question, best first; of equals the newest period first."""
    if not question:
        return Entry.objects.none()
    found = Entry.objects.for_user(user).filter(pk__in=having(question.words))
    for phrase in question.phrases:
        found = found.filter(folded__contains=f" {phrase} ")
    if within.period is not None:
        found = found.filter(period=within.period)
    if within.unit is not None:
        found = found.filter(unit=within.unit)
    ranked = found.annotate(weight=_weight(question)).order_by("-weight", "-period", "pk")
    return ranked.select_related("unit", "submission", "report__regime").defer(
        "submission__document_data", "folded", "plain"
    )


def facts(user: Seeker, question: Question, within: Within = Within()) -> FactQuerySet:
    """Facts of the indicators (and unit) that the question names, or, where it gives numbers, those that have one of them;
    newest first."""
    rows = counting_facts(Fact.objects.for_user(user)).select_related(
        "indicator", "unit", "submission__obligation__unit"
    )
    rows = rows.defer("submission__document_data")
    if question.names:
        named = _named_facts(user, question)
        if named is None:
            return Fact.objects.none()
        rows = rows.filter(named)
    if question.numbers:
        rows = rows.filter(_stating(question))
    elif not question.names:
        return Fact.objects.none()
    if within.period is not None:
        rows = rows.filter(period=within.period)
    if within.unit is not None:
        rows = rows.filter(Q(unit=within.unit) | Q(submission__obligation__unit=within.unit))
    return rows.order_by("-period", "indicator__position", "unit__list_number", "comparison", "basis", "pk")


def indicators(user: Seeker, question: Question) -> list[Indicator]:
    """The indicators whose name, code or sector has all words."""
    if not question or not may(user, Right.READ_FACTS):
        return []
    return [one for one in Indicator.objects.all() if _all_in(question.words, f"{one.name} {one.code} {one.sector}")]


def units(user: Seeker, question: Question) -> list[Unit]:
    """Of the units that the user may see, those whose name or code has all words."""
    return [one for one in seen_units(user) if question and _all_in(question.words, _names_of(one))]


def seen_units(user: Seeker) -> list[Unit]:
    """The units that owe reports which the user may see."""
    return list(Unit.objects.filter(pk__in=Obligation.objects.for_user(user).values("unit")))


def _weight(question: Question) -> Combinable:
    words = question.plain.split()[:8]
    weight: Combinable = _when("plain", question.plain, _AS_TYPED) + _when("folded", question.folded, _IN_ORDER)
    for word in words:
        weight = weight + _when("plain", f" {word} ", _WITH_DIACRITICS)
    return weight


def _when(column: str, text: str, weight: int) -> Combinable:
    return Case(
        When(**{f"{column}__contains": text}, then=Value(weight)), default=Value(0), output_field=IntegerField()
    )


def _named_facts(user: Seeker, question: Question) -> Q | None:
    """The facts of the indicators that have all names; else of those that have what a unit's name leaves over."""
    known = [(one.pk, _words(f"{one.name} {one.sector}")) for one in Indicator.objects.all()]
    asked = frozenset(question.names)
    fitting = [key for key, words in known if asked <= words]
    if fitting:
        return Q(indicator__in=fitting)
    named = Q(pk__in=[])
    found = False
    for unit in seen_units(user):
        left = asked - _words(_names_of(unit))
        fitting = [key for key, words in known if left <= words] if left and left != asked else []
        if fitting:
            found = True
            named |= Q(indicator__in=fitting) & (Q(unit=unit) | Q(submission__obligation__unit=unit))
    return named if found else None


def _stating(question: Question) -> Q:
    """Facts whose value is one of the numbers, or that print one, whatever scale stands behind it."""
    stating = Q(pk__in=[])
    for number in question.numbers:
        decimals = decimals_in(number)
        # A decimal that SQLite keeps as text equals only itself, noughts included.
        stating |= Q(value__in=[round(number, places) for places in range(decimals, _MOST_DECIMALS + 1)])
        for form in {
            printed(number, decimals),
            printed(number, decimals, grouped=False),
            printed(number, decimals, width=2),
        }:
            stating |= Q(stated=form) | Q(stated__startswith=f"{form} ") | Q(stated__startswith=f"{form}%")
    return stating


def _names_of(unit: Unit) -> str:
    return f"{unit.name} {unit.listed_name} {unit.code}"


def _words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


def _all_in(words: Sequence[str], text: str) -> bool:
    return _words(text).issuperset(words)
