"""What a person may see, found by its address. What is not there, or not theirs, is a 404 that says why in Vietnamese.

Kybao answers on localhost only as yet, so that whoever reaches it sees all; rights will narrow these querysets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from kybao.calendar import InvalidPeriod, Period
from kybao.composing.models import Report
from kybao.filing.models import Obligation, Submission
from kybao.registry.models import Regime


@dataclass(frozen=True, slots=True)
class Month:
    """One regime's period. `named` says that its addresses must name the regime, since the period has others too."""

    regime: Regime
    period: Period
    named: bool = False

    @property
    def title(self) -> str:
        """ "Tháng 01 năm 2022"."""
        return self.period.label[:1].upper() + self.period.label[1:]

    @property
    def due_at(self) -> datetime:
        return self.regime.deadline.due(self.period)

    @property
    def report(self) -> Report | None:
        """The consolidated report, if it has been begun."""
        return self.regime.reports.filter(period=self.period).first()

    def address(self, page: str, *more: str) -> str:
        """The address of one of its pages."""
        place = reverse(f"desk:{page}", args=(str(self.period), *more))
        return f"{place}?che-do={self.regime.code}" if self.named else place


@dataclass(frozen=True, slots=True)
class ListedMonth:
    """A month in the list of all: how many units owe a report, and how many have filed one."""

    month: Month
    units: int
    filed: int


def listed_months() -> list[ListedMonth]:
    """All periods of all regimes, newest first."""
    counts = (
        Obligation.objects.values("regime", "period")
        .annotate(units=Count("pk", distinct=True), filed=Count("submissions__obligation", distinct=True))
        .order_by()
    )
    regimes = Regime.objects.in_bulk()
    listed = [
        ListedMonth(
            Month(regimes[row["regime"]], row["period"], named=len(regimes) > 1), units=row["units"], filed=row["filed"]
        )
        for row in counts
    ]
    return sorted(listed, key=lambda one: (one.month.period, one.month.regime.code), reverse=True)


def month_of(request: HttpRequest, notation: str) -> Month:
    """The month of an address; `?che-do=` names the regime, else it is the first that has the period."""
    try:
        period = Period.parse(notation)
    except InvalidPeriod as error:
        raise Http404(str(error)) from error
    regimes = list(
        Regime.objects.filter(obligations__period=period).select_related("receiver").distinct().order_by("pk")
    )
    code = request.GET.get("che-do", "")
    regime = next((one for one in regimes if not code or one.code == code), None)
    if regime is None:
        what = f"chế độ báo cáo “{code}” {period.label}" if code else f"báo cáo {period.label}"
        raise Http404(f"Chưa có {what}. Hãy chọn một kỳ trong danh sách các kỳ báo cáo.")
    return Month(regime, period, named=len(regimes) > 1)


def submissions() -> QuerySet[Submission]:
    return Submission.objects.select_related("obligation__unit", "obligation__regime__receiver")


def submission_of(public_id: UUID) -> Submission:
    found = submissions().filter(public_id=public_id).first()
    if found is None:
        raise Http404("Không có bài nộp này. Có thể liên kết đã cũ; hãy mở lại từ trang của kỳ báo cáo.")
    return found
