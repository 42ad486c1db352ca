"""The values of a committee's period: what the files for other programs are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kybao.calendar import Period
from kybao.exchange.values import values_of
from kybao.filing.models import Fact
from kybao.registry.models import Regime, Unit


def units_of(regime: Regime) -> Sequence[Unit]:
    """The receiver and the units right below it, in the order of the table of units."""
    return [regime.receiver, *regime.receiver.children.select_related("parent").order_by("list_number", "code")]


def month_values(regime: Regime, period: Period, user: Any) -> list[Fact]:
    """The values that count of the period, about the receiver and the units below it, as far as this user may see them."""
    facts = Fact.objects.for_user(user).filter(period=period, unit__in=[unit.pk for unit in units_of(regime)])
    return list(values_of(facts))
