"""What a person may see, found by its address. What is not there, or not theirs, is a 404 that says why in Vietnamese.

Every view comes through here or through a queryset's `for_user`; `needs` closes a whole view to those without a right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from kybao.calendar import InvalidPeriod, Period
from kybao.composing.models import Report
from kybao.filing.models import Obligation, Submission
from kybao.people.models import Account
from kybao.people.policy import Right
from kybao.people.scope import Onlooker, may
from kybao.registry.models import Regime
from kybao.reminding.inbox import unread_count

User = Account | AnonymousUser
_View = TypeVar("_View", bound=Callable[..., Any])
_NOT_YOURS = "Không có trang này, hoặc vai trò của bạn không dùng đến trang này."


def needs(*rights: Right) -> Callable[[_View], _View]:
    """Closes a view to those who have none of these rights over anything: to them the page is not there."""

    def closed(view: _View) -> _View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not any(may(request.user, right) for right in rights):
                raise Http404(_NOT_YOURS)
            return view(request, *args, **kwargs)

        return asked  # type: ignore[return-value]

    return closed


def viewer(request: HttpRequest) -> dict[str, object]:
    """For every template: who looks, and which of the main pages are theirs."""
    user: User = getattr(request, "user", None) or AnonymousUser()
    return {
        "viewer": user if isinstance(user, Account) else None,
        "unread": partial(unread_count, user) if isinstance(user, Account) else 0,  # asked for where it is shown
        "onlooker": isinstance(user, Onlooker),
        "may_read": user.is_authenticated or isinstance(user, Onlooker),
        "may_read_reports": may(user, Right.READ_REPORTS),
        "may_compose": may(user, Right.COMPOSE),
        "may_read_history": may(user, Right.READ_HISTORY),
        "may_file": may(user, Right.FILE),
        "may_manage_registry": may(user, Right.MANAGE_REGISTRY),
        "may_manage_people": may(user, Right.MANAGE_PEOPLE),
    }


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
        return self.regime.version_for(self.period).due(self.period)

    def report(self, user: User) -> Report | None:
        """The consolidated report, if it has been begun and this user may read it."""
        return self.reports(user).first()

    def reports(self, user: User) -> QuerySet[Report]:
        """The report of `report`, or none, to fetch with what belongs to it."""
        return self.regime.reports.for_user(user).filter(period=self.period)

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


def listed_months(user: User) -> list[ListedMonth]:
    """The periods of all regimes in which this user may see an obligation, newest first; counts are of what they may see."""
    counts = (
        Obligation.objects.for_user(user)
        .values("regime", "period")
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
    seen = Obligation.objects.for_user(request.user).filter(period=period).values("regime")
    regimes = list(Regime.objects.filter(pk__in=seen).select_related("receiver").order_by("pk"))
    code = request.GET.get("che-do", "")
    regime = next((one for one in regimes if not code or one.code == code), None)
    if regime is None:
        what = f"chế độ báo cáo “{code}” {period.label}" if code else f"báo cáo {period.label}"
        raise Http404(f"Chưa có {what}. Hãy chọn một kỳ trong danh sách các kỳ báo cáo.")
    return Month(regime, period, named=len(regimes) > 1)


def submission_of(user: User, public_id: UUID) -> Submission:
    rows = Submission.objects.for_user(user).select_related("obligation__unit", "obligation__regime__receiver")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404("Không có bài nộp này. Có thể liên kết đã cũ; hãy mở lại từ trang của kỳ báo cáo.")
    return found
