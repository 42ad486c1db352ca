"""What the officer does to the text: each address takes one form, changes one thing, and leads back to the place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kybao.composing.issue.approving import Unready
from kybao.composing.models import PassageVersion, Report, Task
from kybao.composing.text.binding import printed_by_token
from kybao.composing.text.drafting import NothingToReport, ReportIsFixed, draft
from kybao.composing.text.editing import arranging, following, presence, task_rows, typed
from kybao.composing.text.editing.saving import Conflict, save
from kybao.composing.text.editing.taking import take_over
from kybao.composing.text.editing.versions import bindings_of
from kybao.composing.text.editing.written import BrokenText, with_choices
from kybao.desk.access import Month, month_of, needs
from kybao.desk.views.composing import heading_in, section_page, units_of
from kybao.filing.models import Submission
from kybao.people.models import Account
from kybao.people.policy import Right
from kybao.people.scope import scope_of
from kybao.registry.models import Regime, Section

_REFUSALS = (Unready, BrokenText, ReportIsFixed, NothingToReport)
_NOT_YOURS = "Không có báo cáo này, hoặc bạn không soạn báo cáo này."
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
_View = Callable[..., HttpResponse]


def composing(view: _View) -> _View:
    """A change of a report that this user may write at; what can't be done is said on the page that it leads back to."""

    @require_POST
    @needs(Right.COMPOSE)
    @wraps(view)
    def asked(request: HttpRequest, period: str, **places: Any) -> HttpResponse:
        month = month_of(request, period)
        rows = Report.objects.for_user(request.user, Right.COMPOSE).filter(regime=month.regime, period=month.period)
        report = rows.select_related("regime__receiver").first()
        if report is None:
            raise Http404(_NOT_YOURS)
        back = month.address("compose")
        if "section" in places:
            heading = places["section"] = heading_in(report, places["section"])
            back = month.address("compose_section", heading.key)
        try:
            return view(request, month, report, **places)
        except _REFUSALS as error:
            messages.error(request, str(error))
            return redirect(back)

    return asked


@require_POST
@needs(Right.COMPOSE)
def begin(request: HttpRequest, period: str) -> HttpResponse:
    """Drafts the report from what the units sent, or drafts it anew while nobody has edited it."""
    month = month_of(request, period)
    mine = scope_of(request.user, Right.COMPOSE).narrow(Regime.objects.all(), committee=("receiver",))
    if not mine.filter(pk=month.regime.pk).exists():
        raise Http404(_NOT_YOURS)
    try:
        report = draft(month.regime, month.period)
        count = report.contributions.count()
        messages.success(request, f"Đã lập dự thảo từ các bài đang tính: {count} đoạn văn.")
    except _REFUSALS as error:
        messages.error(request, str(error))
    return redirect(month.address("compose"))


@composing
def seen(request: HttpRequest, month: Month, report: Report) -> HttpResponse:
    count = following.see_changes(report)
    if count:
        messages.success(request, f"Đã xác nhận {count} con số thay đổi.")
    return redirect(month.address("compose"))


@composing
def add(request: HttpRequest, month: Month, report: Report, section: Section) -> HttpResponse:
    written = _written(request, {})
    try:
        made = arranging.add(report, section, written)
    except BrokenText as error:
        messages.error(request, str(error))
        return section_page(request, month, report, section, "moi", typed={"written": written})
    messages.success(request, "Đã thêm đoạn.")
    return redirect(_at(month, section, made.thread))


@composing
def save_paragraph(request: HttpRequest, month: Month, report: Report, section: Section, thread: UUID) -> HttpResponse:
    """Saves; where another saved first, shows both texts and keeps what was typed."""
    contribution = report.contributions.filter(thread=thread).first()
    printed = printed_by_token(bindings_of(contribution)) if contribution else {}
    written = _written(request, printed)
    lead, run_on = request.POST.get("lead", ""), request.POST.get("run_on") == "on"
    try:
        done = save(report, thread, _number(request.POST.get("revision")), written, lead, run_on=run_on)
    except BrokenText as error:
        messages.error(request, str(error))
        return section_page(request, month, report, section, str(thread), typed={"written": written, "lead": lead})
    if isinstance(done, Conflict):
        return section_page(request, month, report, section, str(thread), conflict=done)
    messages.success(request, "Đã lưu đoạn.")
    return redirect(_at(month, section, thread))


@composing
def move(request: HttpRequest, month: Month, report: Report, section: Section, thread: UUID) -> HttpResponse:
    arranging.move(report, thread, -1 if request.POST.get("by") == "up" else 1)
    return redirect(_at(month, section, thread))


@composing
def remove(request: HttpRequest, month: Month, report: Report, section: Section, thread: UUID) -> HttpResponse:
    arranging.remove(report, thread, _number(request.POST.get("revision")))
    messages.success(request, "Đã xoá đoạn. Bản cũ vẫn còn trong Lịch sử của mục và khôi phục được.")
    return redirect(month.address("compose_section", section.key))


@composing
def restore(request: HttpRequest, month: Month, report: Report, section: Section, version: UUID) -> HttpResponse:
    kept = PassageVersion.objects.filter(
        public_id=version, report__regime=report.regime_id, report__period=report.period
    ).first()
    if kept is None:
        raise Http404("Không có phiên bản này.")
    made = arranging.restore(kept)
    messages.success(request, "Đã khôi phục. Bản vừa được thay cũng được giữ trong lịch sử.")
    return redirect(_at(month, section, made.thread))


@composing
def take(request: HttpRequest, month: Month, report: Report, section: Section) -> HttpResponse:
    """Takes over a unit's paragraph, or the sentences that were chosen."""
    submission = (
        Submission.objects.for_user(request.user)
        .filter(obligation__regime=report.regime_id, obligation__period=report.period)
        .filter(public_id__in=_uuids(request.POST.getlist("submission")))
        .select_related("obligation__unit")
        .first()
    )
    if submission is None:
        raise Unready("Không có bài nộp này trong kỳ. Hãy mở lại trang của mục.")
    spans = [(int(a), int(b)) for one in request.POST.getlist("sentence") for a, b in _SPAN.findall(one)]
    if request.POST.get("whole") is None and not spans:
        raise Unready("Chưa chọn câu nào để lấy. Hãy đánh dấu câu cần lấy, hoặc bấm Lấy cả đoạn.")
    whole = request.POST.get("whole") is not None
    made = take_over(report, section, submission, _number(request.POST.get("block")), () if whole else spans)
    messages.success(request, f"Đã lấy từ bài của {submission.obligation.unit.listed_name}.")
    return redirect(_at(month, section, made.thread))


@composing
def bind(request: HttpRequest, month: Month, report: Report, section: Section, thread: UUID) -> HttpResponse:
    place = [_number(request.POST.get(name)) for name in ("revision", "start", "end", "fact")]
    typed.bind(report, thread, *place)
    messages.success(request, "Đã liên kết con số với số liệu.")
    return redirect(_at(month, section, thread))


@composing
def present(request: HttpRequest, month: Month, report: Report, section: Section) -> HttpResponse:
    """Renews one's place while the page is open; answers who else is at the heading."""
    account = request.user if isinstance(request.user, Account) else None
    if account is not None:
        presence.arrive(report, section, account)
    people = presence.at_work(report, account).get(section.pk, [])
    return render(request, "desk/composing/present.html", {"people": people})


@composing
def add_task(request: HttpRequest, month: Month, report: Report) -> HttpResponse:
    return _task(request, month, report, None)


@composing
def change_task(request: HttpRequest, month: Month, report: Report, task: int) -> HttpResponse:
    kept = report.tasks.filter(pk=task).first()
    if kept is None:
        messages.error(request, "Nhiệm vụ này vừa bị bỏ; điều bạn gõ còn ở dòng thêm nhiệm vụ.")
    return _task(request, month, report, kept)


def _task(request: HttpRequest, month: Month, report: Report, kept: Task | None) -> HttpResponse:
    page = month.address("compose_tasks")
    if kept is not None and request.POST.get("remove") is not None:
        task_rows.remove_task(report, kept)
        messages.success(request, "Đã bỏ nhiệm vụ. Lịch sử vẫn giữ nội dung.")
        return redirect(page)
    text, code, day = (request.POST.get(name, "") for name in ("text", "owner", "due"))
    owner = next((unit for unit in units_of(report) if unit.code == code), None)
    try:
        due = date.fromisoformat(day) if day else None
        if kept is None:
            kept = task_rows.add_task(report, text, owner, due)
        else:
            task_rows.change_task(report, kept, text, owner, due)
    except (Unready, ValueError) as error:
        fault = str(error) if isinstance(error, Unready) else f"“{day}” không phải một ngày. Hãy chọn ngày trong lịch."
        messages.error(request, fault)
        request.session["task_typed"] = {"text": text[:4000], "owner": code, "due": day}
        return redirect(page)
    messages.success(request, "Đã ghi nhiệm vụ.")
    return redirect(f"{page}#nhiem-vu-{kept.pk}")


def _written(request: HttpRequest, printed: dict[int, str]) -> str:
    """The text that was typed, with what was chosen for its figures beside it."""
    forms: dict[int, str] = {}
    unbound: dict[int, str] = {}
    for token, shown in printed.items():
        if request.POST.get(f"unbind-{token}") == "on":
            unbound[token] = shown
        elif form := request.POST.get(f"form-{token}", ""):
            forms[token] = form
    return with_choices(request.POST.get("written", ""), forms, unbound)


def _at(month: Month, section: Section, thread: UUID) -> str:
    return f"{month.address('compose_section', section.key)}#doan-{thread}"


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 10 else -1


def _uuids(values: list[str]) -> list[UUID]:
    try:
        return [UUID(value) for value in values]
    except ValueError:
        return []
