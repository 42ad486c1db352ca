"""When a period closes: an issued report ends filing, returning and answering for it."""

from __future__ import annotations

from kybao.calendar import Period
from kybao.composing.models import Report
from kybao.registry.models import Regime


class PeriodIsClosed(ValueError):
    """Raised where something would still be filed for a closed period; its message is Vietnamese."""

    def __init__(self, report: Report) -> None:
        number = f" (số {report.number})" if report.number else ""
        super().__init__(
            f"Báo cáo {report.period.label} đã ban hành{number} nên không nộp thêm được. "
            "Nếu phải sửa, hãy lập báo cáo thay thế trước (kybao replace) rồi nộp lại."
        )


def closing_report(regime: Regime, period: Period) -> Report | None:
    """The issued report that closes a period: what it was made from is no longer filed, returned or answered.

    A report that is being replaced opens its period again.
    """
    return Report.objects.filter(regime=regime, period=period, status=Report.Status.ISSUED).first()


def refuse_if_closed(regime: Regime, period: Period) -> None:
    """Raises `PeriodIsClosed` where an issued report closes the period."""
    report = closing_report(regime, period)
    if report is not None:
        raise PeriodIsClosed(report)
