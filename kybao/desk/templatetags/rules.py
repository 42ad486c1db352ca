"""What breaks users' rules, beside what was read in a report."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from kybao.desk.access import User
from kybao.desk.rules_page import broken_by
from kybao.filing.models import Fact, Obligation

register = template.Library()


@register.inclusion_tag("desk/rules/broken.html")
def broken_rules(user: User, obligation: Obligation, facts: Iterable[Fact]) -> dict[str, object]:
    """Nothing is shown where every rule holds."""
    return {"lines": broken_by(user, obligation, list(facts)), "period": obligation.period}
