"""Users' own validation rules (quy tắc kiểm tra), in the language of `kybao.consolidating.rules.language`."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from kybao.calendar import Kind
from kybao.consolidating.rules import Missing, Rule, Severity, parse
from kybao.people.policy import Right
from kybao.people.scope import Holder, scope_of
from kybao.registry.models import Unit

_FREQUENCIES = [
    ("", "Mọi kỳ"),
    (Kind.MONTH.value, "Tháng"),
    (Kind.QUARTER.value, "Quý"),
    (Kind.HALF_YEAR.value, "6 tháng"),
    (Kind.NINE_MONTHS.value, "9 tháng"),
    (Kind.YEAR.value, "Năm"),
]
_SEVERITIES = [
    (Severity.ERROR.value, "Sai"),
    (Severity.WARNING.value, "Cần xem lại"),
    (Severity.NOTE.value, "Lưu ý"),
]
_MISSING = [
    (Missing.UNDECIDED_IF_ANY.value, "thiếu một số là chưa kết luận"),
    (Missing.UNDECIDED_IF_ALL.value, "thiếu hết mới là chưa kết luận"),
    (Missing.ZERO.value, "số thiếu coi như 0"),
]


class ValidationRuleQuerySet(models.QuerySet["ValidationRule"]):
    def for_user(self, user: Holder | AnonymousUser) -> ValidationRuleQuerySet:
        """Those of no committee, those of the user's committees, and those of the committee that the user's unit is under."""
        scope = scope_of(user, Right.READ_FACTS)
        if scope.everything or not scope:
            return self if scope else self.none()
        own = Q(committee__in=scope.committees) | Q(committee__children__in=scope.units) | Q(committee__in=scope.units)
        return self.filter(Q(committee=None) | Q(pk__in=ValidationRule.objects.filter(own).values("pk")))

    def for_editing(self, user: Holder | AnonymousUser) -> ValidationRuleQuerySet:
        """Whoever manages the whole registry edits all; who composes a committee's report edits that committee's."""
        scopes = [scope_of(user, right) for right in (Right.MANAGE_REGISTRY, Right.COMPOSE)]
        if any(scope.everything for scope in scopes):
            return self
        return self.filter(committee__in=frozenset().union(*(scope.committees for scope in scopes)))


class ValidationRule(models.Model):
    """A rule that a committee (None: the whole installation) sets. `text` is the condition, `message` what to look at when
    it does not hold; `frequency` the kind of period that it is about, "" for every kind."""

    committee = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="validation_rules")
    code = models.CharField(max_length=80)
    text = models.TextField()
    message = models.CharField(max_length=500)
    severity = models.CharField(max_length=10, choices=_SEVERITIES, default=Severity.WARNING.value)
    missing_left = models.CharField(max_length=5, choices=_MISSING, default=Missing.UNDECIDED_IF_ANY.value)
    missing_right = models.CharField(max_length=5, choices=_MISSING, default=Missing.UNDECIDED_IF_ANY.value)
    frequency = models.CharField(max_length=12, choices=_FREQUENCIES, blank=True)
    active = models.BooleanField(default=True)

    objects = ValidationRuleQuerySet.as_manager()

    class Meta:
        ordering = ("code", "pk")
        constraints = (
            models.UniqueConstraint(fields=("committee", "code"), name="validation_rule_code_once"),
            models.UniqueConstraint(
                fields=("code",), condition=Q(committee=None), name="validation_rule_of_all_code_once"
            ),
        )

    def __str__(self) -> str:
        return self.message or self.code

    def rule(self) -> Rule:
        return Rule(
            self.code,
            parse(self.text),
            self.message,
            Severity(self.severity),
            Missing(self.missing_left),
            Missing(self.missing_right),
            Kind(self.frequency) if self.frequency else None,
        )
