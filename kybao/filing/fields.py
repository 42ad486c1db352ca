"""A decimal column that is exact on every database."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _DecimalColumn = models.DecimalField[Decimal | str | int, Decimal]
else:
    _DecimalColumn = models.DecimalField


class ExactDecimalField(_DecimalColumn):
    """A `Decimal`, kept as numeric on PostgreSQL and as text on SQLite, which would else make it a float of 15 digits.

    On SQLite such a column sorts and adds up as text: roll-ups are made in `kybao.consolidating`, not in SQL.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_digits": 36, "decimal_places": 12})

    def get_internal_type(self) -> str:
        # A name of its own: Django converts what it reads of a "DecimalField" on SQLite through floats.
        return "ExactDecimalField"

    def db_type(self, connection: Any) -> str:
        return "text" if connection.vendor == "sqlite" else f"numeric({self.max_digits}, {self.decimal_places})"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        return f"{self.to_python(value):f}" if connection.vendor == "sqlite" else self.to_python(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return self.get_db_prep_value(value, connection)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else _plain(Decimal(value))


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros after the point (PostgreSQL pads them) and without an exponent."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
