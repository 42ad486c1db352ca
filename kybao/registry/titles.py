"""Titles that name the period: kept once with placeholders, printed for each period.

`{kỳ này}` is the reporting period and `{kỳ sau}` the next one; in capitals, so are they printed.
"""

from __future__ import annotations

import re

from kybao.calendar import Period


def printed_title(title: str, period: Period) -> str:
    """A title for one period.

    >>> printed_title("NHIỆM VỤ TRỌNG TÂM {KỲ SAU}; kết quả {kỳ này}", Period.parse("2022-01"))
    'NHIỆM VỤ TRỌNG TÂM THÁNG 02 NĂM 2022; kết quả tháng 01 năm 2022'
    """
    for placeholder, label in _labels(period):
        title = title.replace(placeholder, label).replace(placeholder.upper(), label.upper())
    return title


def kept_title(printed: str, period: Period) -> str:
    """A title printed for one period, with its placeholders again.

    >>> kept_title("BÁO CÁO THÁNG 01 NĂM 2022", Period.parse("2022-01"))
    'BÁO CÁO {KỲ NÀY}'
    """
    for placeholder, label in _labels(period):
        printed = re.sub(re.escape(label), placeholder, printed)
        printed = re.sub(re.escape(label.upper()), placeholder.upper(), printed)
    return printed


def _labels(period: Period) -> tuple[tuple[str, str], ...]:
    return (("{kỳ này}", period.label), ("{kỳ sau}", period.next().label))
