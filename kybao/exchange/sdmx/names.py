"""What SDMX calls Kybao's things: identifiers, periods, frequencies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from kybao.calendar import InvalidPeriod, Kind, Period

AGENCY = "KYBAO"
VERSION = "1.0.0"
FLOW = "FACTS"
CONCEPTS = "CS_KYBAO"
DIMENSIONS: Mapping[str, tuple[str, str]] = {  # concept → its Vietnamese name, its code list
    "FREQ": ("Tần suất", "CL_FREQ"),
    "REF_AREA": ("Đơn vị", "CL_UNIT"),
    "INDICATOR": ("Chỉ tiêu", "CL_INDICATOR"),
    "BASIS": ("Loại số liệu", "CL_BASIS"),
}
TIME, VALUE, MEASURE = "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE"
OTHER_CONCEPTS: Mapping[str, str] = {TIME: "Kỳ báo cáo", VALUE: "Giá trị", MEASURE: "Đơn vị tính"}
FREQUENCIES: Mapping[Kind, tuple[str, str]] = {
    Kind.MONTH: ("M", "Tháng"),
    Kind.QUARTER: ("Q", "Quý"),
    Kind.HALF_YEAR: ("S", "6 tháng"),
    Kind.YEAR: ("A", "Năm"),
    Kind.NINE_MONTHS: ("_O", "Khác"),
    Kind.AD_HOC: ("_O", "Khác"),
}
_PLAIN = re.compile(r"[A-Za-z0-9_-]")
_ENCODED = re.compile(r"@([0-9a-f]+)@|\$|(.)", re.DOTALL)
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})/P(?:(\d{1,5})D|9M)")


def identifier(code: str) -> str:
    """A code as an SDMX identifier, which has no dots: "." is "$", any other sign its number between "@".

    >>> identifier("chan-nuoi.lon"), code_of("chan-nuoi$lon"), code_of(identifier("a b_$"))
    ('chan-nuoi$lon', 'chan-nuoi.lon', 'a b_$')
    """
    return "".join(one if _PLAIN.match(one) else "$" if one == "." else f"@{ord(one):x}@" for one in code)


def code_of(identifier: str) -> str:
    """The code that an identifier was made of."""
    return _ENCODED.sub(lambda m: m[2] or ("." if m[1] is None else _character(m[1])), identifier)


def time_period(period: Period) -> str:
    """A period as SDMX writes it; what SDMX has no notation for as a day with a duration.

    >>> [time_period(Period.parse(one)) for one in ("2022-01", "2022-Q1", "2022-H2", "2022", "2022-9M")]
    ['2022-01', '2022-Q1', '2022-S2', '2022', '2022-01-01/P9M']
    >>> time_period(Period.parse("2022-01-05..2022-01-20"))
    '2022-01-05/P16D'
    """
    if period.kind is Kind.NINE_MONTHS:
        return f"{period.first}/P9M"
    if period.kind is Kind.AD_HOC:
        return f"{period.first}/P{(period.last - period.first).days + 1}D"
    return str(period).replace("-H", "-S")


def period_of(written: str) -> Period:
    """The period that SDMX writes so. Raises `InvalidPeriod`.

    >>> period_of("2022-S1"), period_of("2022-01-01/P9M"), period_of("2022-01-05/P16D")
    (Period.parse('2022-H1'), Period.parse('2022-9M'), Period.parse('2022-01-05..2022-01-20'))
    """
    if match := _SPAN.fullmatch(written):
        first = Period.parse(f"{match[1]}..{match[1]}").first
        if match[2] is None:
            return Period.parse(f"{first.year}-9M")
        try:
            return Period.between(first, first + timedelta(days=int(match[2]) - 1))
        except OverflowError as error:
            raise InvalidPeriod(f"Không có kỳ báo cáo “{written}”.") from error
    return Period.parse(written.replace("-S", "-H"))


def urn(kind: str, name: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.{kind}={AGENCY}:{name}({VERSION})"


def _character(number: str) -> str:
    return chr(int(number[:6], 16) % 0x110000)
