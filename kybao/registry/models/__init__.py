"""What a committee has before any report comes in: its units, reporting regimes with their outline, and indicators."""

from kybao.registry.models.committees import Committee
from kybao.registry.models.fields import PeriodField
from kybao.registry.models.indicators import Indicator
from kybao.registry.models.regimes import Regime, RegimeVersion, Section
from kybao.registry.models.units import RegistryChange, Succession, SuccessionPart, Unit, UnitState

__all__ = [
    "Committee",
    "Indicator",
    "PeriodField",
    "Regime",
    "RegimeVersion",
    "RegistryChange",
    "Section",
    "Succession",
    "SuccessionPart",
    "Unit",
    "UnitState",
]
