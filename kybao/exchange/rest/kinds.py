"""Kinds of parameters of the REST API, with what the OpenAPI description says of them."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query
from ninja.security.base import AuthBase
from pydantic import StringConstraints

from kybao.calendar import InvalidPeriod, Period
from kybao.exchange.gate import admit
from kybao.exchange.problems import Problem
from kybao.exchange.scopes import Scope
from kybao.exchange.tokens import Bearer

PERIOD = (
    r"^(19|20)\d{2}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12]|-9M)?$"
    r"|^(19|20)\d{2}-\d{2}-\d{2}\.\.(19|20)\d{2}-\d{2}-\d{2}$"
)
_PERIOD_HELP = "Kỳ báo cáo: 2022-01, 2022-Q1, 2022-H1, 2022-9M, 2022 hoặc 2022-01-05..2022-01-20"

Code = Annotated[str, StringConstraints(pattern=r"^[-A-Za-z0-9_.]{1,80}$")]
Notation = Annotated[str, StringConstraints(pattern=PERIOD)]
Number = Annotated[str, StringConstraints(pattern=r"^-?\d{1,24}(\.\d{1,12})?$")]

PathCode = Annotated[Code, Path(description="Mã")]
PathPeriod = Annotated[Notation, Path(description=_PERIOD_HELP)]
QueryPeriod = Annotated[Notation | None, Query(description=_PERIOD_HELP)]
UnitCode = Annotated[Code | None, Query(description="Mã đơn vị")]
RegimeCode = Annotated[Code | None, Query(description="Mã chế độ báo cáo")]
IndicatorCode = Annotated[Code | None, Query(description="Mã chỉ tiêu")]
Cursor = Annotated[int, Query(ge=0, le=2**63 - 1, description="Trang tiếp: giá trị next_cursor của trang trước")]
Limit = Annotated[int, Query(ge=1, le=1000, description="Số dòng tối đa của một trang")]


class TokenAuth(AuthBase):
    """A valid token that carries these scopes. What `admit` returns becomes `request.auth`."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, *scopes: Scope) -> None:
        self.scopes = scopes
        super().__init__()

    def __call__(self, request: HttpRequest) -> Bearer:
        return admit(request, *self.scopes)


def bearer(request: HttpRequest) -> Bearer:
    """The program that `TokenAuth` has let in."""
    found: Bearer = request.auth  # type: ignore[attr-defined]
    return found


def period_of(notation: str) -> Period:
    """Raises `Problem` 404: the notation is right in form, but there is no such day."""
    try:
        return Period.parse(notation)
    except InvalidPeriod as error:
        raise Problem(404, str(error)) from error
