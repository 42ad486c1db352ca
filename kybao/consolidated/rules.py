"""Users' rules: set, taken over from DHIS2, taken out, and run on the values of a period. Raises `Refused`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction

from kybao.calendar import Period
from kybao.consolidated.models import ValidationRule
from kybao.consolidated.sources import DONE, units_through_time
from kybao.consolidating import ConsolidationError, Units
from kybao.consolidating.rules import (
    Imported,
    Moment,
    Outcome,
    Reference,
    Result,
    Rule,
    Untranslated,
    evaluate,
    import_rules,
    parse,
    written,
)
from kybao.exchange.values import values_of
from kybao.filing.models import Fact, FactQuerySet
from kybao.people.history import Subject, record
from kybao.registry.models import Indicator, Unit
from kybao.registry.recording import Refused

_MOST_LETTERS = 2000
_FIELDS = ("text", "message", "severity", "missing_left", "missing_right", "frequency", "active")


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule's result for a unit, with the facts that its sides refer to."""

    rule: ValidationRule
    unit: str
    result: Result
    facts: tuple[Fact, ...]


def check_text(text: str) -> None:
    """Raises `Refused` for a text that is no rule, or refers to what is not recorded."""
    if len(text) > _MOST_LETTERS:
        raise Refused(f"Quy tắc dài quá {_MOST_LETTERS} ký tự. Hãy tách thành nhiều quy tắc.")
    try:
        references = parse(text).references()
    except ConsolidationError as error:
        raise Refused(str(error)) from error
    known = set(Indicator.objects.filter(code__in=[one.indicator for one in references]).values_list("code", flat=True))
    for one in references:
        if one.indicator not in known:
            raise Refused(f"Không có chỉ tiêu mã “{one.indicator}”. {_meant(one.indicator)}")
        if one.breakdown:
            raise Refused(
                f"“[{one.indicator}: {one.breakdown}]”: số liệu đã nộp chưa có phân tổ, nên quy tắc không bao giờ kết luận được. "
                "Hãy dùng chỉ tiêu riêng của phần đó."
            )
    if not references:
        raise Refused("Quy tắc không nêu chỉ tiêu nào. Hãy viết mã chỉ tiêu trong ngoặc vuông.")


@transaction.atomic
def set_rule(rule: ValidationRule) -> None:
    """Saves a new rule or a changed one, and records what changed."""
    check_text(rule.text)
    rivals = ValidationRule.objects.filter(committee=rule.committee, code=rule.code).exclude(pk=rule.pk)
    if rivals.exists():
        raise Refused(f"Mã quy tắc “{rule.code}” đã dùng. Hãy chọn mã khác.")
    standing = ValidationRule.objects.filter(pk=rule.pk).first() if rule.pk else None
    before, after = _plain(standing) if standing else {}, _plain(rule)
    changed = [name for name in after if before.get(name) != after[name]]
    rule.save()
    if changed:
        record(
            "registry.rule_set",
            _subject(rule),
            before={name: before[name] for name in changed if name in before},
            after={name: after[name] for name in changed},
        )


@transaction.atomic
def remove_rule(rule: ValidationRule) -> None:
    record("registry.rule_removed", _subject(rule), before=_plain(rule))
    rule.delete()


def look_at_dhis2(text: str | bytes) -> Imported:
    """The rules of DHIS2's export that can be kept, and those that can't with why. Data elements are known by their code."""
    found = import_rules(text)
    kept, untranslated = [], list(found.untranslated)
    for rule in found.rules:
        try:
            check_text(written(rule.condition))
        except Refused as error:
            untranslated.append(Untranslated(rule.message or rule.code, str(error)))
        else:
            kept.append(rule)
    return replace(found, rules=tuple(kept), untranslated=tuple(untranslated))


@transaction.atomic
def take_dhis2(rules: Iterable[Rule], committee: Unit | None) -> int:
    """Adds the rules; those whose code is there already are changed."""
    count = 0
    for rule in rules:
        row = ValidationRule.objects.filter(committee=committee, code=rule.code[:80]).first()
        row = row or ValidationRule(committee=committee, code=rule.code[:80])
        row.text, row.message = written(rule.condition), (rule.message or rule.code)[:500]
        row.severity, row.frequency = rule.severity.value, rule.frequency.value if rule.frequency else ""
        row.missing_left, row.missing_right = rule.missing_left.value, rule.missing_right.value
        set_rule(row)
        count += 1
    return count


def checked(
    rules: Sequence[ValidationRule], facts: FactQuerySet, period: Period, given: Sequence[Fact] = ()
) -> list[Checked]:
    """The results of `rules` in a period, for each unit that reported any of what a rule refers to there.

    `given` are values not stored yet, in place of those stored of the same unit, indicator and period.
    """
    asked = [(row, row.rule()) for row in rules]
    asked = [(row, rule) for row, rule in asked if rule.is_about(period)]
    references = {one for _, rule in asked for one in rule.condition.references()}
    values = _Values.of(references, facts, period, given)
    return [found for row, rule in asked for found in _results(row, rule, values)]


def violated(results: Iterable[Checked]) -> list[Checked]:
    """Those that do not hold, the gravest first."""
    gravity = {"error": 0, "warning": 1, "note": 2}
    found = [one for one in results if one.result.outcome is Outcome.VIOLATED]
    return sorted(found, key=lambda one: (gravity[one.rule.severity], one.rule.code, one.unit))


def _results(row: ValidationRule, rule: Rule, values: _Values) -> Iterator[Checked]:
    references = rule.condition.references()
    for unit in sorted(values.units):
        behind = tuple(fact for one in references for fact in values.facts_of(unit, one))
        if behind:
            yield Checked(row, unit, evaluate(rule, values.at(unit)), behind)


@dataclass(frozen=True, slots=True)
class _Values:
    """What units reported of what rules refer to, at each moment; an actual value before an estimate."""

    facts: Mapping[tuple[str, str, Period], Fact]
    periods: Mapping[Moment, Period]
    below: Mapping[tuple[str, Period], tuple[str, ...]]
    units: frozenset[str]

    @classmethod
    def of(cls, references: Iterable[Reference], facts: FactQuerySet, period: Period, given: Sequence[Fact]) -> _Values:
        references = tuple(references)
        periods = {
            Moment.THIS: period,
            Moment.PREVIOUS: period.previous(),
            Moment.SAME_LAST_YEAR: period.same_last_year(),
        }
        found: dict[tuple[str, str, Period], Fact] = {}
        wanted = facts.filter(
            indicator__code__in={one.indicator for one in references},
            period__in=[str(periods[one.moment]) for one in references],
            basis__in=DONE,
        )
        for fact in (*values_of(wanted), *(one for one in given if not one.comparison and one.basis in DONE)):
            key = fact.unit.code, fact.indicator.code, fact.period
            standing = found.get(key)
            if standing is None or fact.pk is None or standing.basis == Fact.Basis.ESTIMATE:
                found[key] = fact
        heads = {unit for unit, _, _ in found}
        below: dict[tuple[str, Period], tuple[str, ...]] = {}
        if any(one.children for one in references):
            units = units_through_time()
            below = {(above, at): children for at in periods.values() for above, children in _below(units, at).items()}
            heads |= {above for above, _ in below}
        return cls(found, periods, below, frozenset(heads))

    def at(self, unit: str) -> Callable[[Reference], Decimal | None]:
        def value(reference: Reference) -> Decimal | None:
            facts = self.facts_of(unit, reference)
            needed = len(self._reporting(unit, reference))
            return sum((fact.value for fact in facts), Decimal()) if needed and len(facts) == needed else None

        return value

    def facts_of(self, unit: str, reference: Reference) -> list[Fact]:
        at = self.periods[reference.moment]
        keys = ((one, reference.indicator, at) for one in self._reporting(unit, reference))
        return [self.facts[key] for key in keys if key in self.facts]

    def _reporting(self, unit: str, reference: Reference) -> tuple[str, ...]:
        return self.below.get((unit, self.periods[reference.moment]), ()) if reference.children else (unit,)


def _below(units: Units, at: Period) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for unit, above in units.tree(units.version(at.last)).parent.items():
        if above:
            found[above].append(unit)
    return {above: tuple(sorted(children)) for above, children in found.items()}


def _meant(code: str) -> str:
    """What may have been meant: an indicator of that name."""
    named = Indicator.objects.filter(name__iexact=code).first()
    if named:
        return f"Hãy viết mã của chỉ tiêu này: [{named.code}]."
    return "Hãy xem mã trong danh sách chỉ tiêu ở dưới."


def _plain(rule: ValidationRule) -> dict[str, object]:
    return {name: getattr(rule, name) for name in _FIELDS}


def _subject(rule: ValidationRule) -> Subject:
    return Subject("rule", rule.code, f"{rule.code}: {rule.message}"[:300], rule.committee)
