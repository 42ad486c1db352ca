"""The facts of a period to choose from, found by the words of indicator, unit or sector, with or without diacritics."""

from __future__ import annotations

from dataclasses import dataclass

from kybao.composing.text.facts_at_hand import FactsAtHand, FormChoice, distinct
from kybao.desk.composing.section import FactOffer, offer_of
from kybao.documents.search import folded
from kybao.filing.models import Fact

_MOST = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact with each form as it prints and the mark that puts it into a text."""

    offer: FactOffer
    forms: tuple[tuple[FormChoice, str], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    shown: tuple[Choice, ...]
    total: int


def choices(facts: FactsAtHand, words: str) -> Choices:
    """The facts whose indicator, unit or sector has all of the words."""
    asked = folded(words).split()
    values = distinct(fact for fact in facts.current if not fact.comparison)
    found = [fact for fact in values if all(word in _said_of(fact) for word in asked)] if asked else values
    shown = tuple(_choice(fact, facts) for fact in found[:_MOST])
    return Choices(shown, len(found))


def _said_of(fact: Fact) -> str:
    submission = fact.submission
    units = [fact.unit.listed_name, submission.obligation.unit.listed_name if submission else ""]
    return folded(" ".join((fact.indicator.name, fact.indicator.sector, fact.stated, *units)))


def _choice(fact: Fact, facts: FactsAtHand) -> Choice:
    marks = ((form, f"⟦+{form.fact.pk}.{form.form.value}: {form.printed}⟧") for form in facts.forms_of(fact))
    return Choice(offer_of(fact), tuple(marks))
