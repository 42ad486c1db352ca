"""Units through time: the timeline of all changes, and one unit with its names, codes, parents, and whom it came of."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from kybao.desk.access import needs
from kybao.desk.reach import reach_of
from kybao.desk.unit_changes import about, stages, timeline
from kybao.people.policy import Right
from kybao.registry.history import History, children_on, state_on
from kybao.registry.recording import recorded, recorded_events

_PAGE = 20  # days
_CHILDREN = 60


@require_safe
@needs(Right.READ_FACTS)
def lineage(request: HttpRequest) -> HttpResponse:
    history = recorded()
    seen = about(recorded_events(), reach_of(request.user, history).seen)
    years = sorted({event.on.year for event in seen}, reverse=True)
    year = request.GET.get("nam", "")
    chosen = [event for event in seen if not year or str(event.on.year) == year]
    page = Paginator(timeline(chosen, history), _PAGE).get_page(request.GET.get("trang"))
    context = {
        "here": "lineage",
        "page": page,
        "years": [str(one) for one in years],
        "year": year,
        "count": len(chosen),
    }
    return render(request, "desk/units/timeline.html", context)


@require_safe
@needs(Right.READ_FACTS)
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Open to those who see the unit, or one that it came of or became."""
    history, events = recorded(), recorded_events()
    seen = reach_of(request.user, history).seen
    related = {one for event in about(events, seen) for one in (*event.sources, *event.targets)}
    if code not in history or (code not in seen and code not in related):
        raise Http404("Không có đơn vị này, hoặc bạn không được xem đơn vị này. Hãy chọn trong dòng thời gian.")
    today = localdate()
    own = about(events, frozenset({code}))
    below = sorted(children_on(history, code, _last_day(history, code, today)), key=lambda state: state.name)
    below = [state for state in below if state.code in seen]
    context = {
        "here": "lineage",
        "code": code,
        "state": state_on(history, code, today) or history[code][-1],
        "stands": state_on(history, code, today) is not None,
        "stages": stages(code, history, today),
        "days": timeline(own, history),
        "below": below[:_CHILDREN],
        "further": max(len(below) - _CHILDREN, 0),
        "has_figures": code in seen,
    }
    return render(request, "desk/units/unit.html", context)


def _last_day(history: History, code: str, today: date) -> date:
    """Today, or the last day on which the unit stood."""
    return min(max(history[code][-1].last, history[code][0].first), today)
