"""Changing when a regime reminds by itself, and what it says; who may, and each change in the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet

from kybao.people.history import Subject, record
from kybao.people.policy import Right
from kybao.people.scope import Holder, scope_of
from kybao.registry.models import Regime
from kybao.reminding.hours import CLOSES, OPENS
from kybao.reminding.models import Occasion, ReminderPlan, Wording
from kybao.reminding.wording import DEFAULTS, Words, faults_in, words_for

_MOST_DAYS, _MOST_HOURS, _MOST_STEPS = 30, 72, 6


class CannotPlan(ValueError):
    """Why a plan or a wording is not taken; its message is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan says, as given by a person."""

    automatic: bool
    days_before: tuple[int, ...]
    hours_before: tuple[int, ...]
    at: time
    days_after: int
    escalate_after: int
    tell_unit_leader: bool
    tell_committee_leader: bool


def regimes_for(user: Holder | AnonymousUser) -> QuerySet[Regime]:
    """Those whose reminders this user may change: their committee's officer and whoever keeps the registry."""
    rows = Regime.objects.select_related("receiver")
    allowed = [
        scope_of(user, right).narrow(rows, committee=("receiver",)) for right in (Right.REVIEW, Right.MANAGE_REGISTRY)
    ]
    return allowed[0] | allowed[1]


def plan_for(regime: Regime) -> ReminderPlan:
    """The regime's plan; where none is kept, one of the defaults that is not stored."""
    return ReminderPlan.objects.filter(regime=regime).first() or ReminderPlan(regime=regime)


def numbers(text: str, most: int) -> tuple[int, ...]:
    """Numbers from 1 that someone typed with commas or blanks between, largest first. Raises `CannotPlan`.

    >>> numbers("1, 3 ,1", 30), numbers("", 30)
    ((3, 1), ())
    """
    words = text.replace(",", " ").replace(";", " ").split()
    if not all(word.isdecimal() and len(word) < 4 and 1 <= int(word) <= most for word in words):
        raise CannotPlan(f"“{text}”: hãy ghi các số từ 1 đến {most}, cách nhau bằng dấu phẩy.")
    found = tuple(sorted({int(word) for word in words}, reverse=True))
    if len(found) > _MOST_STEPS:
        raise CannotPlan(f"“{text}”: nhiều nhất {_MOST_STEPS} lần nhắc.")
    return found


@transaction.atomic
def change_plan(regime: Regime, given: Plan) -> ReminderPlan:
    """Raises `CannotPlan` where a number is out of bounds, or the time of day is outside of office hours."""
    if not OPENS <= given.at <= CLOSES:
        raise CannotPlan(f"Giờ nhắc phải từ {OPENS:%H:%M} đến {CLOSES:%H:%M}: Kỳ báo không nhắc ban đêm.")
    if given.days_after > _MOST_DAYS or given.escalate_after > _MOST_DAYS:
        raise CannotPlan(f"Số ngày sau hạn nhiều nhất là {_MOST_DAYS}.")
    plan = plan_for(regime)
    before = _plain(plan) if plan.pk else None
    for field in Plan.__dataclass_fields__:
        value = getattr(given, field)
        setattr(plan, field, list(value) if isinstance(value, tuple) else value)
    plan.save()
    record("reminding.plan_changed", _subject(regime), before=before, after=_plain(plan))
    return plan


@transaction.atomic
def change_words(regime: Regime, occasion: Occasion, words: Words) -> None:
    """Takes the words for an occasion; those of the default are not kept. Raises `CannotPlan` with every fault."""
    words = Words(" ".join(words.subject.split()), words.text.replace("\r\n", "\n").strip())
    if faults := faults_in(words):
        raise CannotPlan(" ".join(faults))
    before = words_for(regime, occasion)
    if words == before:
        return
    if words == DEFAULTS[occasion]:
        Wording.objects.filter(regime=regime, occasion=occasion).delete()
    else:
        given = {"subject": words.subject, "text": words.text}
        Wording.objects.update_or_create(regime=regime, occasion=occasion, defaults=given)
    record(
        "reminding.words_changed",
        _subject(regime),
        before={"occasion": occasion.label, "subject": before.subject, "text": before.text},
        after={"occasion": occasion.label, "subject": words.subject, "text": words.text},
    )


def _subject(regime: Regime) -> Subject:
    return Subject("regime", regime.code, str(regime), regime.receiver)


def _plain(plan: ReminderPlan) -> dict[str, object]:
    listed = {"days_before", "hours_before"}
    return {
        field: ", ".join(map(str, getattr(plan, field))) if field in listed else getattr(plan, field)
        for field in Plan.__dataclass_fields__
        if field != "at"
    } | {"time": f"{plan.at:%H:%M}"}
