"""The officer's desk: the outline of the report with its states, a heading's text, the facts and the versions to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kybao.composing.models import FigureChange, PassageVersion, Report
from kybao.composing.text.editing.arranging import paragraphs_under, sections_under
from kybao.composing.text.editing.differing import differences
from kybao.composing.text.editing.following import follow, unseen_changes
from kybao.composing.text.editing.presence import arrive
from kybao.composing.text.editing.saving import Conflict
from kybao.composing.text.editing.taking import new_by_heading, offered
from kybao.composing.text.editing.versions import bindings_of, printed_text
from kybao.composing.text.facts_at_hand import FactsAtHand
from kybao.desk.access import Month, month_of, needs
from kybao.desk.composing.choosing import choices
from kybao.desk.composing.section import parts_under
from kybao.desk.composing.states import HeadingState, findings_by_place, heading_states
from kybao.filing.outlines import sections_of
from kybao.people.models import Account
from kybao.people.policy import Right
from kybao.registry.models import Section, Unit

_NO_SECTION = "Đề cương của kỳ này không có mục ấy. Hãy chọn một mục trong danh sách."


@require_safe
@needs(Right.READ_REPORTS)
def compose(request: HttpRequest, period: str) -> HttpResponse:
    """The outline: what is empty, drafted, edited and by whom, what was found; what changed since."""
    month = month_of(request, period)
    report = month.report(request.user)
    if report is None:
        return render(request, "desk/composing/begin.html", {"month": month, "here": "compose"})
    editable = may_edit(request, report)
    facts = FactsAtHand(report)
    if editable:
        follow(report, facts)
    sections = sections_of(report.regime, report.period)
    new = new_by_heading(report, sections, facts) if editable else {}
    states = heading_states(report, sections, findings_by_place(report), _account(request), new)
    context = {
        "month": month,
        "here": "compose",
        "report": report,
        "editable": editable,
        "states": states,
        "empty": [one for one in states if one.state == "empty"],
        "edited": sum(one.state == "edited" for one in states),
        "changes": _by_sentence(unseen_changes(report)),
        "tasks": report.tasks.count(),
        "untouched": editable and report.edited_at is None and report.replaces_id is None,
    }
    return render(request, "desk/composing/outline.html", context)


@require_safe
@needs(Right.READ_REPORTS)
def section(request: HttpRequest, period: str, section: str) -> HttpResponse:
    """A heading: its text in the middle, what the units wrote for it at the right; `?sua=` opens a paragraph for editing."""
    month, report = report_of(request, period)
    return section_page(request, month, report, heading_in(report, section), request.GET.get("sua", ""))


@require_safe
@needs(Right.COMPOSE)
def facts(request: HttpRequest, period: str) -> HttpResponse:
    """The facts to put into a text; as part of a page for the script, which asks so."""
    month, report = report_of(request, period)
    words = request.GET.get("tim", "").strip()[:100]
    part = request.headers.get("X-Requested-With") == "fetch"
    template = "desk/composing/facts_found.html" if part else "desk/composing/facts.html"
    found = choices(FactsAtHand(report), words)
    return render(request, template, {"month": month, "here": "compose", "words": words, "found": found})


@require_safe
@needs(Right.READ_REPORTS)
def versions(request: HttpRequest, period: str, section: str) -> HttpResponse:
    """Every version of every paragraph under a heading, removed ones too; `?doan=` narrows to one."""
    month, report = report_of(request, period)
    heading = heading_in(report, section)
    under = sections_under(sections_of(report.regime, report.period), heading)
    rows = PassageVersion.objects.filter(report__regime=report.regime, report__period=report.period, section__in=under)
    asked = request.GET.get("doan", "")
    threads: dict[str, list[PassageVersion]] = {}
    for row in rows.select_related("section").order_by("pk"):
        if asked in ("", str(row.thread)):
            threads.setdefault(str(row.thread), []).append(row)
    there = {str(one) for one in report.contributions.values_list("thread", flat=True)}
    listed = [
        {"thread": thread, "gone": thread not in there, "versions": list(reversed(_with_changes(kept)))}
        for thread, kept in threads.items()
    ]
    context = {
        "month": month,
        "here": "compose",
        "heading": state_of(report, heading, _account(request)),
        "threads": listed,
        "editable": may_edit(request, report),
    }
    return render(request, "desk/composing/versions.html", context)


@require_safe
@needs(Right.READ_REPORTS)
def task_rows(request: HttpRequest, period: str) -> HttpResponse:
    """Next period's tasks as rows to write, give to a unit, date."""
    month, report = report_of(request, period)
    context = {
        "month": month,
        "here": "compose",
        "report": report,
        "next": month.period.next(),
        "tasks": report.tasks.select_related("owner").order_by("position"),
        "units": units_of(report),
        "editable": may_edit(request, report),
        "typed": request.session.pop("task_typed", None),
    }
    return render(request, "desk/composing/tasks.html", context)


def section_page(
    request: HttpRequest,
    month: Month,
    report: Report,
    heading: Section,
    editing: str = "",
    conflict: Conflict | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    """A heading's page; with a save that met another's, or with words that could not be kept yet (`typed`)."""
    editable, account = may_edit(request, report), _account(request)
    at_hand = FactsAtHand(report)
    if editable:
        follow(report, at_hand)
        if account is not None:
            arrive(report, heading, account)
    sections = sections_of(report.regime, report.period)
    found = findings_by_place(report)
    states = heading_states(report, sections, found, account)
    under = sections_under(sections, heading)
    rows = paragraphs_under(report, under)
    parts = parts_under(report, under, rows, found, at_hand, editing if editable else "")
    offers = offered(report, sections, heading, rows, at_hand)
    place = next(number for number, one in enumerate(states) if one.section.pk == heading.pk)
    context: dict[str, Any] = {
        "month": month,
        "here": "compose",
        "report": report,
        "heading": states[place],
        "states": states,
        "parts": parts,
        "above": _above(states, place),
        "editable": editable,
        "editing": editing if editable else "",
        "offers": offers,
        "writers": {one.submission.obligation.unit.pk for one in offers},
        "filed": {one.obligation.unit.pk for one in at_hand.counting.values()},
        "changes": _by_sentence(one for one in unseen_changes(report) if heading_pk(one.section) == heading.pk),
        "next": next((one for one in states[place + 1 :] if one.holds_text), None),
        "typed": typed,
    }
    if conflict is not None:
        context["conflict"] = _beside_each_other(conflict)
    return render(request, "desk/composing/section.html", context, status=409 if conflict else 200)


def report_of(request: HttpRequest, period: str) -> tuple[Month, Report]:
    """The month and its report, where this user may read it; else a 404."""
    month = month_of(request, period)
    report = month.report(request.user)
    if report is None:
        raise Http404(f"Chưa lập báo cáo {month.period.label}. Hãy mở trang Soạn để lập dự thảo.")
    return month, report


def may_edit(request: HttpRequest, report: Report) -> bool:
    """Whether this user may write at the report, and it is a draft."""
    return report.status == Report.Status.DRAFT and may_compose(request, report)


def may_compose(request: HttpRequest, report: Report) -> bool:
    return Report.objects.for_user(request.user, Right.COMPOSE).filter(pk=report.pk).exists()


def heading_in(report: Report, key: str) -> Section:
    found = next(
        (one for one in sections_of(report.regime, report.period) if one.key == key and not one.is_passage), None
    )
    if found is None:
        raise Http404(_NO_SECTION)
    return found


def heading_pk(section: Section) -> int | None:
    return section.parent_id if section.is_passage else section.pk


def state_of(report: Report, heading: Section, account: Account | None) -> HeadingState:
    states = heading_states(report, sections_of(report.regime, report.period), {}, account)
    return next(one for one in states if one.section.pk == heading.pk)


def units_of(report: Report) -> list[Unit]:
    """The units that owe a report of the period, in the order of the list: those that a task can be given to."""
    owed = Unit.objects.filter(obligations__regime=report.regime, obligations__period=report.period)
    return list(owed.distinct().order_by("list_number", "code"))


def _by_sentence(changes: Iterable[FigureChange]) -> list[tuple[str, list[FigureChange]]]:
    """Changed figures under the sentence that they stand in, in the order in which they changed."""
    found: dict[tuple[int | None, str], list[FigureChange]] = {}
    for change in changes:
        found.setdefault((change.contribution_id, change.sentence), []).append(change)
    return [(sentence, listed) for (_, sentence), listed in found.items()]


def _above(states: list[HeadingState], place: int) -> list[HeadingState]:
    """The headings over one, from the top."""
    found: list[HeadingState] = []
    level = states[place].level
    for one in reversed(states[:place]):
        if one.level < level:
            found.insert(0, one)
            level = one.level
    return found


def _with_changes(kept: list[PassageVersion]) -> list[dict[str, object]]:
    """Each version with what it changed against the one before it; kept words against the text of then."""
    before = ""
    found: list[dict[str, object]] = []
    for version in kept:
        changed = differences(before, version.printed) if before else ()
        found.append({"version": version, "changed": changed if any(one.kind for one in changed) else ()})
        if version.what != PassageVersion.What.CONFLICT:
            before = version.printed
    return found


def _beside_each_other(conflict: Conflict) -> dict[str, object]:
    current = conflict.current
    if current is None:
        return {"gone": True, "version": conflict.version, "mine": conflict.mine}
    theirs = printed_text(current, bindings_of(current))
    return {
        "gone": False,
        "version": conflict.version,
        "current": current,
        "differences": differences(theirs, conflict.version.printed),
        "mine": conflict.mine,
        "merged": bool(conflict.merged),
        "written": conflict.merged or conflict.mine,
    }


def _account(request: HttpRequest) -> Account | None:
    return request.user if isinstance(request.user, Account) else None
