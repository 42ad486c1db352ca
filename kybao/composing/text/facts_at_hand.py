"""The facts that a report can be bound to, and the forms in which each can be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from kybao.composing.models import Binding, Report
from kybao.composing.text.figure_forms import in_form, measure_of, scale_of
from kybao.filing.models import Fact, Obligation, Submission
from kybao.filing.timeliness import counting
from kybao.reading.numerals import printed
from kybao.registry.models import Indicator, Unit

_Form, _Basis, _Comparison = Binding.Form, Fact.Basis, Fact.Comparison
_PLANS = (_Basis.PLAN, _Basis.PLAN_PROVINCE, _Basis.PLAN_COUNCIL)
_IN_PERIOD = (_Basis.ACTUAL, _Basis.ESTIMATE)
# What a chosen form compares with, where the comparison itself is stated as a fact.
_STATED = {
    _Form.PERCENT_OF_SAME_PERIOD: _Comparison.PERCENT_OF_SAME_PERIOD,
    _Form.CHANGE_ON_SAME_PERIOD: _Comparison.CHANGE_ON_SAME_PERIOD,
    _Form.PERCENT_OF_PLAN: _Comparison.PERCENT_OF_PLAN,
}
_Series = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One form of a figure: the fact behind it, the fact that it is compared with (None where the fact is the comparison)."""

    form: Binding.Form
    fact: Fact
    base: Fact | None
    printed: str


class FactsAtHand:
    """What the counting submissions of the period state, the plans, and the same period's values of the year before.

    `counting` are the submissions that count, by obligation; `current` their facts in the order of the indicators.
    """

    def __init__(self, report: Report) -> None:
        period, then = report.period, report.period.same_last_year()
        regime = report.regime
        light = Submission.objects.defer("document_data").prefetch_related("reviews")
        owed = Obligation.objects.filter(regime=regime, period__in=(period, then))
        counted = {
            one: counting(one.submissions.all())
            for one in owed.select_related("unit").prefetch_related(Prefetch("submissions", light))
        }
        self.counting = {one.pk: sent for one, sent in counted.items() if sent is not None and one.period == period}
        before = [sent.pk for one, sent in counted.items() if sent is not None and one.period == then]
        now = {sent.pk for sent in self.counting.values()}
        area = Q(unit=regime.receiver_id) | Q(unit__parent=regime.receiver_id)
        self.all = list(
            Fact.objects.filter(
                Q(submission__in=now)
                | Q(submission__in=before, period=then, comparison="")
                | (Q(submission=None, period__in=(period, then)) & area)
            ).order_by("indicator__position", "indicator", "submission", "block", "start", "pk")
        )
        _give(self.all, counted)
        self.current = [fact for fact in self.all if fact.submission_id in now]
        self._by_key = {fact.pk: fact for fact in self.all}
        self._now, self._then = period, then
        self._by_series: dict[_Series, list[Fact]] = {}
        for fact in self.all:
            self._by_series.setdefault((fact.indicator_id, fact.unit_id, fact.comparison), []).append(fact)

    def get(self, key: int) -> Fact | None:
        return self._by_key.get(key)

    def alike(self, fact: Fact) -> list[Fact]:
        """The facts that state the same of the same thing: indicator, unit, period, kind of value, comparison."""
        found = self._of(fact, fact.comparison, fact.period)
        return [one for one in found if _family(one.basis) == _family(fact.basis)]

    def forms_of(self, fact: Fact) -> tuple[FormChoice, ...]:
        """The forms that the figures at hand allow, each with what it prints."""
        found = [self._choice(form, fact) for form in _Form if form != _Form.NUMERAL]
        return tuple(choice for choice in found if choice is not None)

    def _choice(self, form: Binding.Form, fact: Fact) -> FormChoice | None:
        value = self._value_of(fact)
        if form == _Form.VALUE:
            return _made(form, value, None) if value else None
        stated = self._stated(_STATED[form], fact)
        if stated is not None:
            return _made(form, stated, None)
        base = self._base_of(form, value) if value else None
        if value is None or base is None or (base.value == 0 and form != _Form.CHANGE_ON_SAME_PERIOD):
            return None
        return _made(form, value, base)

    def _value_of(self, fact: Fact) -> Fact | None:
        if not fact.comparison:
            return fact
        families = [_family(fact.basis)] if fact.basis not in _PLANS else ["in_period", _Basis.YEAR_TO_DATE]
        values = self._of(fact, "", fact.period)
        return _nearest(fact, [one for one in values if _family(one.basis) in families])

    def _stated(self, comparison: str, fact: Fact) -> Fact | None:
        if fact.comparison == comparison:
            return fact
        found = self._of(fact, comparison, fact.period)
        if comparison != _Comparison.PERCENT_OF_PLAN:
            found = [one for one in found if _family(one.basis) == _family(fact.basis)]
        return _nearest(fact, found)

    def _base_of(self, form: Binding.Form, value: Fact) -> Fact | None:
        if form == _Form.PERCENT_OF_PLAN:
            plans = self._of(value, "", value.period)
            ranked = sorted(
                (one for one in plans if one.basis in _PLANS), key=lambda one: _PLANS.index(_Basis(one.basis))
            )
            return ranked[0] if ranked and value.basis not in _PLANS else None
        if value.period != self._now:
            return None
        return _nearest(
            value, [one for one in self._of(value, "", self._then) if _family(one.basis) == _family(value.basis)]
        )

    def _of(self, fact: Fact, comparison: str, period: object) -> list[Fact]:
        return [
            one
            for one in self._by_series.get((fact.indicator_id, fact.unit_id, comparison), ())
            if one.period == period
        ]


def distinct(facts: Iterable[Fact]) -> list[Fact]:
    """Facts without those that say again what one before them says."""
    by_saying: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        saying = (fact.indicator_id, fact.unit_id, fact.period, fact.basis, fact.comparison, fact.value)
        by_saying.setdefault(saying, fact)
    return list(by_saying.values())


def new_binding(choice: FormChoice, token: int) -> Binding:
    """A binding of a fact in a chosen form, as it is put into a text."""
    numeral = printed(abs(choice.fact.value) / scale_of(choice.fact), choice.fact.decimals)
    return Binding(
        token=token,
        fact=choice.fact,
        printed=numeral,
        form=choice.form,
        base=choice.base,
        measure=measure_of(choice.fact),
        scale=scale_of(choice.fact),
    )


def _give(facts: Sequence[Fact], counted: Mapping[Obligation, Submission | None]) -> None:
    """Gives facts their indicator, unit and submission, one object for all facts that share it."""
    indicators = Indicator.objects.in_bulk({fact.indicator_id for fact in facts})
    units = Unit.objects.in_bulk({fact.unit_id for fact in facts})
    submissions = {}
    for obligation, submission in counted.items():
        if submission is not None:
            submission.obligation = obligation
            submissions[submission.pk] = submission
    for fact in facts:
        fact.indicator, fact.unit = indicators[fact.indicator_id], units[fact.unit_id]
        fact.submission = submissions[fact.submission_id] if fact.submission_id is not None else None


def _made(form: Binding.Form, fact: Fact, base: Fact | None) -> FormChoice:
    choice = FormChoice(form, fact, base, "")
    return FormChoice(form, fact, base, in_form(new_binding(choice, 0)))


def _family(basis: str) -> str:
    return "in_period" if basis in _IN_PERIOD else basis


def _nearest(fact: Fact, found: Sequence[Fact]) -> Fact | None:
    """One of the same submission before others."""
    return next((one for one in found if one.submission_id == fact.submission_id), found[0] if found else None)
