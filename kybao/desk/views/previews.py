"""A file before it is filed: what was read and found in it, reasons against findings, and filing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kybao.composing.text.editing.following import follow_period
from kybao.desk.access import needs
from kybao.desk.marked_text import MarkedText, Overruled
from kybao.desk.own_work import closed_words, work_on
from kybao.filing.conformity import derived_conformity
from kybao.filing.models import Preview, Upload
from kybao.filing.outlines import outline_of_unit, sections_of
from kybao.filing.previewing import CannotFile, discard, examined_of, file_preview, overrule
from kybao.people.policy import Right


@require_safe
@needs(Right.FILE)
def preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was read and found; while the file is still being read, a page that says so and asks again."""
    upload = _upload(request, public_id)
    if upload is not None:
        return _being_read(request, upload)
    found = _preview(request, public_id)
    obligation = found.obligation
    examined = examined_of(found)
    outline = outline_of_unit(sections_of(obligation.regime, obligation.period), obligation.unit, obligation.period)
    overruled = {int(number): Overruled(reason) for number, reason in found.reasons.items()}
    text = MarkedText(examined.document, examined.findings, examined.facts, overruled=overruled)
    return render(
        request,
        "desk/preview.html",
        {
            "here": "mine",
            "preview": found,
            "work": work_on(obligation),
            "obligation": obligation,
            "drafted": obligation.draft_texts.exists(),
            "unit": obligation.unit,
            "document": examined.document,
            "facts": examined.facts,
            "parts": list(text.parts()),
            "notes": text.notes,
            "open": [note for note in text.notes if note.overruled is None],
            "conformity": derived_conformity(examined.document, outline),
        },
    )


@require_POST
@needs(Right.FILE)
def overrule_finding(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keeps a reason, or takes it back where it is empty."""
    found = _preview(request, public_id)
    number = request.POST.get("finding", "")
    try:
        overrule(found, int(number) if number.isdecimal() and len(number) < 6 else 0, request.POST.get("reason", ""))
    except CannotFile as error:
        messages.error(request, str(error))
        return redirect("desk:preview", public_id)
    return redirect(f"{reverse('desk:preview', args=(public_id,))}#phat-hien-{number}")


@require_POST
@needs(Right.FILE)
def file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _preview(request, public_id)
    work = work_on(found.obligation)
    if work.closed:
        messages.error(request, closed_words(work))
        return redirect(work.address)
    try:
        receipt = file_preview(found)
    except CannotFile as error:
        messages.error(request, str(error))
        return redirect(work.address)
    if receipt.again:
        messages.info(request, f"Tệp này đã nộp trước đây, là phiên bản {receipt.submission.version}; không nộp lại.")
    follow_period(work.obligation.regime, work.obligation.period)
    return redirect("desk:receipt", receipt.submission.public_id)


@require_POST
@needs(Right.FILE)
def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _preview(request, public_id)
    address = work_on(found.obligation).address
    discard(found)
    messages.info(request, "Đã bỏ bài xem trước. Chưa có gì được nộp.")
    return redirect(address)


def _upload(request: HttpRequest, public_id: UUID) -> Upload | None:
    rows = Upload.objects.for_user(request.user).filter(public_id=public_id)
    return rows.select_related("obligation__unit__area", "obligation__regime__receiver").first()


def _being_read(request: HttpRequest, upload: Upload) -> HttpResponse:
    work = work_on(upload.obligation)
    if upload.fault:
        messages.error(request, upload.fault)
        return redirect(work.address)
    seconds = int((timezone.now() - upload.created_at).total_seconds())
    page = "desk/filing/reading_state.html" if "trang-thai" in request.GET else "desk/filing/reading.html"
    return render(request, page, {"here": "mine", "upload": upload, "work": work, "seconds": seconds})


def _preview(request: HttpRequest, public_id: UUID) -> Preview:
    rows = Preview.objects.for_user(request.user).filter(public_id=public_id)
    found = rows.select_related("obligation__unit__area", "obligation__regime__receiver", "file").first()
    if found is None:
        raise Http404("Không còn bài xem trước này: đã nộp, đã bỏ hoặc quá 24 giờ. Hãy tải tệp lên lại.")
    return found
