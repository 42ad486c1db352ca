"""Columns of Kybao's own kinds of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from kybao.calendar import InvalidPeriod, Period

if TYPE_CHECKING:
    _PeriodColumn = models.CharField[Period | str, Period]
else:
    _PeriodColumn = models.CharField


class PeriodField(_PeriodColumn):
    """A `Period`, kept in its notation ("2022-01"; the longest is an ad-hoc one, "2022-01-05..2022-01-20")."""

    description = "kỳ báo cáo"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 22, **kwargs})

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Period | None:
        return None if value is None else Period.parse(value)

    def to_python(self, value: object) -> Period | None:
        if value is None or isinstance(value, Period):
            return value
        try:
            return Period.parse(str(value))
        except InvalidPeriod as error:
            raise ValidationError(str(error)) from error

    def get_prep_value(self, value: object) -> str | None:
        return None if value is None else str(self.to_python(value))

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))
