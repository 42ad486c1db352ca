"""The unit's report filled in in the browser: the form, what is saved while it is typed, and the file that is made of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kybao.composing.paper.filled_form import CannotMake, filled_form
from kybao.composing.paper.form_fields import UnitForm
from kybao.desk.access import needs
from kybao.desk.filling import filled, unit_form
from kybao.desk.own_work import Work, closed_words, tasks_of, work_at
from kybao.documents.errors import UnreadableFile
from kybao.filing.drafts import CannotSave, Typed, drop, save, take_up, texts_of
from kybao.filing.models import Preview
from kybao.filing.previewing import preview as look_at
from kybao.people.models import Account
from kybao.people.policy import Right

_OTHERS = (
    "{count} ô đã được một cửa sổ khác lưu với nội dung khác. Nội dung bạn vừa lưu nằm trong ô; "
    "nội dung kia được giữ ngay bên dưới ô để bạn so lại."
)


@require_safe
@needs(Right.FILE)
def fill_in(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    work = work_at(request, period, unit)
    obligation = work.obligation
    return render(
        request,
        "desk/filing/fill_in.html",
        {
            "here": "mine",
            "work": work,
            "obligation": obligation,
            "form": filled(obligation, unit_form(obligation)),
            "tasks": tasks_of(request.user, obligation),
        },
    )


@require_POST
@needs(Right.FILE)
def keep_draft(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """Saves what is typed. `do` says what comes after it: nothing, a preview, or a text that was kept aside.

    With `do=tu-luu` the page saves by itself, and gets the state of the fields that it sent.
    """
    work = work_at(request, period, unit)
    by_itself = request.POST.get("do") == "tu-luu"
    if work.closed:
        return _refused(request, work, closed_words(work), by_itself)
    form = unit_form(work.obligation)
    typed = _typed(request.POST, form)
    try:
        against = save(work.obligation, typed)
        if by_itself:
            whole = filled(work.obligation, form)
            sent = [one for one in (*whole.texts, *whole.numbers) if one.field.key in typed]
            return render(request, "desk/filing/saved_fields.html", {"fields": sent, "form": whole})
        if against:
            messages.warning(request, _OTHERS.format(count=len(against)))
        return _go_on(request, work, form, against)
    except (CannotSave, CannotMake, UnreadableFile) as error:
        return _refused(request, work, str(error), by_itself)


def _go_on(request: HttpRequest, work: Work, form: UnitForm, against: tuple[str, ...]) -> HttpResponse:
    what, _, number = request.POST.get("do", "").partition(":")
    aside = int(number) if number.isdecimal() and len(number) < 16 else 0
    if what == "xem-truoc" and not against and isinstance(request.user, Account):
        return redirect("desk:preview", _made(work, request.user, form).public_id)
    if what == "dung":
        take_up(work.obligation, aside)
    elif what == "bo":
        drop(work.obligation, aside)
    if not against:
        messages.success(request, "Đã lưu bản đang điền.")
    return redirect(work.form_address)


def _made(work: Work, owner: Account, form: UnitForm) -> Preview:
    obligation = work.obligation
    data = filled_form(obligation, form, texts_of(obligation), tasks_of(owner, obligation))
    return look_at(obligation, owner, data, f"bao-cao-{obligation.unit.code}-{obligation.period}.docx")


def _typed(sent: Mapping[str, str], form: UnitForm) -> dict[str, Typed]:
    """The form's own fields that were sent, each with the mark of the text that its window began from."""
    return {key: Typed(sent[key], sent.get(f"tu.{key}", "")) for key in form.keys if key in sent}


def _refused(request: HttpRequest, work: Work, fault: str, by_itself: bool) -> HttpResponse:
    if by_itself:
        return HttpResponse(fault, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, fault)
    return redirect(work.form_address)
