"""A cell's text → what Excel keeps: a number with the format that prints it as the page does, a moment, or text. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kybao.reading.numerals import decimals_in
from kybao.searching.words import number_in

_NUMBER = re.compile(
    r"(?P<before>≈ ?|khoảng |tăng |giảm )?(?P<number>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,15}(?:,\d+)?)"
    r"(?P<percent> ?%)?(?: (?P<scale>nghìn|triệu|tỷ)(?= |$))?(?P<after> [^\d\"]{1,40})?"
)
_SCALES = {"nghìn": 3, "triệu": 6, "tỷ": 9}
_MOMENTS = (
    ("%H:%M:%S %d/%m/%Y", "hh:mm:ss dd/mm/yyyy"),
    ("%H:%M %d/%m/%Y", "hh:mm dd/mm/yyyy"),
    ("%d/%m/%Y %H:%M", "dd/mm/yyyy hh:mm"),
    ("%d/%m/%Y", "dd/mm/yyyy"),
)
_MOMENT = re.compile(r"[\d/: ]{10,19}")


@dataclass(frozen=True, slots=True)
class Value:
    """`value` as Excel keeps it, and the number format that prints it ("" for text).

    A value in thousands, millions or billions is kept whole, and a percentage as a part of one; the format prints both as the
    page does, so that a column can be added up whatever scales its cells are printed in.
    """

    value: Decimal | datetime | str
    format: str = ""


def value_of(text: str) -> Value:
    """
    >>> value_of("37,46 tỷ đồng")
    Value(value=Decimal('37460000000.00'), format='#,##0.00,,," tỷ đồng"')
    >>> value_of("106,09%").value, value_of("giảm 26 con").value, value_of("17:05 16/11/2026").value
    (Decimal('1.0609'), Decimal('-26'), datetime.datetime(2026, 11, 16, 17, 5))
    >>> value_of("11/12").value, value_of("Phòng Y tế").value
    ('11/12', 'Phòng Y tế')
    """
    if _MOMENT.fullmatch(text):
        for pattern, form in _MOMENTS:
            try:
                return Value(datetime.strptime(text, pattern), form)
            except ValueError:
                continue
    found = _NUMBER.fullmatch(text)
    number = number_in(found["number"]) if found else None
    if found is None or number is None:
        return Value(text)
    return _number(found, number)


def _number(found: re.Match[str], number: Decimal) -> Value:
    decimals = decimals_in(number)
    before, after, scale = found["before"] or "", found["after"] or "", found["scale"] or ""
    digits = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    if found["percent"]:
        return Value(_signed(before, number / 100), _with_sign(before, f"{digits}%", after))
    power = _SCALES.get(scale, 0)
    words = f" {scale}{after}" if scale else after
    return Value(_signed(before, number * 10**power), _with_sign(before, digits + "," * (power // 3), words))


def _signed(before: str, number: Decimal) -> Decimal:
    return -number if before == "giảm " else number


def _with_sign(before: str, digits: str, after: str) -> str:
    said = f'{digits}"{after}"' if after else digits
    if before in ("tăng ", "giảm "):
        return f'"tăng "{said};"giảm "{said}'
    return f'"{before}"{said}' if before else said
