"""A program files a unit's report."""

from __future__ import annotations

from django.utils.timezone import localdate

from kybao.calendar import Period
from kybao.composing.issue.closing import PeriodIsClosed, refuse_if_closed
from kybao.composing.text.editing.following import follow_period
from kybao.documents import UnreadableFile
from kybao.exchange.problems import Problem
from kybao.exchange.tokens import Bearer
from kybao.filing.models import Obligation
from kybao.filing.obliging import NoObligation, obligation_of
from kybao.filing.receiving import Receipt, receive
from kybao.registry.models import Regime, Unit

MOST_BYTES = 50 * 1024 * 1024


def file_report(bearer: Bearer, regime: Regime, unit_code: str, period: Period, data: bytes, name: str) -> Receipt:
    """Files a report on behalf of a unit, now. Raises `Problem` where that can't be or may not be done."""
    if len(data) > MOST_BYTES:
        raise Problem(413, f"Tệp {name} lớn hơn {MOST_BYTES // 1024**2} MB. Hãy giảm cỡ ảnh hoặc tách tệp.")
    unit = Unit.objects.filter(code=unit_code).first()
    if unit is None:
        raise Problem(404, f"Không có đơn vị mang mã “{unit_code}”. Xem các mã ở /api/units.")
    if not bearer.may_file_for(unit, regime.receiver):
        raise Problem(403, f"Mã kết nối này không được nộp báo cáo của {unit}.")
    try:
        refuse_if_closed(regime, period)
        receipt = receive(_obligation(regime, unit, period), data, name)
    except PeriodIsClosed as error:
        raise Problem(409, str(error)) from error
    except UnreadableFile as error:
        raise Problem(422, str(error)) from error
    follow_period(regime, period)
    return receipt


def _obligation(regime: Regime, unit: Unit, period: Period) -> Obligation:
    """Periods of the regime's own kind that have begun come into being with the first report; others must be there."""
    found = Obligation.objects.filter(regime=regime, unit=unit, period=period).first()
    if found is not None:
        return found
    if period.kind != regime.frequency or period.first > localdate():
        raise Problem(409, f"{unit} không phải báo cáo {period.label} theo {regime}. Hãy kiểm tra kỳ báo cáo.")
    try:
        return obligation_of(regime, unit.code, period)
    except NoObligation as error:
        raise Problem(409, str(error)) from error
