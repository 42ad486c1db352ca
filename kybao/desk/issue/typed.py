"""What people type into the forms of issuing: days and numbers."""

from __future__ import annotations

from datetime import date, datetime

_FORMS = ("%Y-%m-%d", "%d/%m/%Y")


def day_typed(text: str) -> date | None:
    """A day as a browser sends it, or as it is written by hand.

    >>> day_typed("2022-01-18") == day_typed("18/01/2022")
    True
    """
    for form in _FORMS:
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def number_typed(text: str) -> int | None:
    """A whole number from 1 on; None where there is none.

    >>> number_typed(" 027 "), number_typed("0"), number_typed("²")
    (27, None, None)
    """
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        return None
    return int(text) or None
