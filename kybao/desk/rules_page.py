"""Users' validation rules as people fill them in and read their results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Q

from kybao.consolidated.models import ValidationRule
from kybao.consolidated.rules import Checked, checked, violated
from kybao.consolidating.rules import Operator, parse
from kybao.desk.access import User
from kybao.filing.models import Fact, Obligation
from kybao.reading.numerals import decimals_in, printed
from kybao.registry.models import Unit

_REQUIRED = {"required": "Ô này chưa ghi. Hãy ghi.", "max_length": "Dài quá %(limit_value)d chữ. Hãy rút gọn."}
_PAIRING = (Operator.BOTH_OR_NEITHER, Operator.NOT_BOTH)


if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[ValidationRule]
else:
    _ModelForm = forms.ModelForm


class RuleForm(_ModelForm):
    """A rule; `committees` are those that the person may set rules for, `general` whether for all as well."""

    class Meta:
        model = ValidationRule
        fields = (
            "code", "text", "message", "severity", "frequency", "missing_left", "missing_right", "committee", "active",
        )  # fmt: skip
        labels: ClassVar = {
            "code": "Mã quy tắc",
            "text": "Quy tắc",
            "message": "Điều cần xem khi không đúng",
            "severity": "Mức độ",
            "frequency": "Áp dụng cho",
            "missing_left": "Vế trái thiếu số liệu thì",
            "missing_right": "Vế phải thiếu số liệu thì",
            "committee": "Của cơ quan",
            "active": "Đang dùng",
        }
        help_texts: ClassVar = {
            "text": "Mã chỉ tiêu trong ngoặc vuông, như [tthc.giai-quyet] <= [tthc.tiep-nhan]. Cách viết ở dưới.",
            "message": "Một câu cho người báo cáo, như: Hồ sơ giải quyết không thể nhiều hơn hồ sơ tiếp nhận.",
        }
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})}
        error_messages: ClassVar = dict.fromkeys(("code", "text", "message"), _REQUIRED)

    def __init__(self, *args: Any, committees: list[Unit], general: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        committee = self.fields["committee"]
        committee.queryset = Unit.objects.filter(pk__in=[one.pk for one in committees])  # type: ignore[attr-defined]
        committee.required = not general
        committee.empty_label = "mọi cơ quan" if general else None  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages |= {**_REQUIRED, "invalid_choice": "Hãy chọn một trong danh sách."}


@dataclass(frozen=True, slots=True)
class Line:
    """A result in words: both sides with what stands between them, and the facts by which they came about."""

    checked: Checked
    unit: str
    sides: str
    facts: tuple[Fact, ...]


def line_of(checked: Checked, names: Mapping[str, str]) -> Line:
    operator = parse(checked.rule.text).operator
    result = checked.result
    sides = "" if operator in _PAIRING else f"{_number(result.left)}, phải {operator.value} {_number(result.right)}"
    once = {id(fact): fact for fact in checked.facts}  # facts that are not stored yet have no hash
    return Line(checked, names.get(checked.unit, checked.unit), sides, tuple(once.values()))


def broken_by(user: User, obligation: Obligation, facts: Sequence[Fact]) -> list[Line]:
    """What does not hold, by the rules of who receives the report, of these facts together with what the person may see.

    `facts` are those of a submission, or read in a file and not stored yet.
    """
    own = Q(committee=None) | Q(committee=obligation.regime.receiver)
    rules = list(ValidationRule.objects.for_user(user).filter(own, active=True))
    if not rules:
        return []
    values = {(fact.indicator_id, fact.unit_id) for fact in facts if not fact.comparison}
    given = [fact for fact in facts if fact.pk is None]
    found = violated(checked(rules, Fact.objects.for_user(user), obligation.period, given))
    own_part = [
        one
        for one in found
        if any((fact.indicator_id, fact.unit_id) in values and fact.period == obligation.period for fact in one.facts)
    ]
    names = {fact.unit.code: fact.unit.listed_name for one in own_part for fact in one.facts}
    return [line_of(one, names) for one in own_part]


def _number(value: Decimal | None) -> str:
    return "?" if value is None else printed(value, decimals_in(value.normalize()))
