"""A reporter's own work: what is due, the form to fill in, the file to hand over, the tasks to answer."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kybao.composing.answering import CannotAnswer, answer
from kybao.composing.models import Task
from kybao.composing.paper.outline_form import outline_form
from kybao.composing.paper.outline_sheet import outline_sheet
from kybao.desk.access import needs
from kybao.desk.filling import unit_form
from kybao.desk.own_work import (
    Work,
    address_of,
    closed_words,
    earlier_figures,
    owed_headings,
    own_work,
    preview_of,
    tasks_of,
    upload_of,
    work_at,
)
from kybao.documents.errors import UnreadableFile
from kybao.filing.apart.asking import is_slow
from kybao.filing.obliging import open_current
from kybao.filing.previewing import preview as look_at
from kybao.filing.uploading import take_in, wait_for
from kybao.people.models import Account
from kybao.people.policy import Right
from kybao.people.scope import scope_of
from kybao.working.queue import worker_alive

_LARGEST = 50 * 1024 * 1024  # bytes: a long scan; what is larger is refused before it is read
_PATIENCE = 1.2  # seconds that the page waits for a file to be read before it shows that it is being read
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@needs(Right.FILE)
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that one's own units have before them; the period of today opens by itself."""
    open_current(scope_of(request.user, Right.FILE).units, timezone.localdate())
    return render(request, "desk/mine.html", {"here": "mine", "own": own_work(request.user)})


@require_safe
@needs(Right.FILE)
def prepare(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """One report that is owed: the outline, the file, the tasks, and what was filed before."""
    work = work_at(request, period, unit)
    obligation = work.obligation
    return render(
        request,
        "desk/prepare.html",
        {
            "here": "mine",
            "work": work,
            "obligation": obligation,
            "owed": owed_headings(obligation),
            "preview": preview_of(request.user, obligation),
            "upload": upload_of(request.user, obligation),
            "tasks": tasks_of(request.user, obligation),
        },
    )


@require_POST
@needs(Right.FILE)
def upload(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """Reads and checks the file, and leads on to what was read; nothing is filed yet."""
    work = work_at(request, period, unit)
    sent, fault = request.FILES.get("file"), ""
    if work.closed:
        fault = closed_words(work)
    elif sent is None:
        fault = "Chưa chọn tệp nào. Hãy chọn hoặc kéo tệp báo cáo vào ô."
    elif (sent.size or 0) > _LARGEST:
        fault = f"{sent.name}: tệp lớn hơn 50 MB. Hãy nén ảnh quét hoặc chia nhỏ tệp rồi nộp lại."
    elif isinstance(request.user, Account):
        try:
            return redirect("desk:preview", _read(work, request.user, sent.read(), sent.name or "bao-cao"))
        except UnreadableFile as error:
            fault = str(error)
    messages.error(request, fault)
    return redirect(work.address)


@require_safe
@needs(Right.FILE)
def outline(request: HttpRequest, period: str, unit: str) -> FileResponse:
    """The outline to fill in, with the period before and the tasks."""
    obligation = work_at(request, period, unit).obligation
    data = outline_form(obligation, earlier_figures(obligation), tasks_of(request.user, obligation))
    name = f"de-cuong-{obligation.unit.code}-{obligation.period}.docx"
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=_WORD)


@require_safe
@needs(Right.FILE)
def outline_workbook(request: HttpRequest, period: str, unit: str) -> FileResponse:
    """The outline as a workbook to fill in, with the period before and the tasks."""
    obligation = work_at(request, period, unit).obligation
    data = outline_sheet(obligation, unit_form(obligation), tasks_of(request.user, obligation))
    name = f"de-cuong-{obligation.unit.code}-{obligation.period}.xlsx"
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=_WORKBOOK)


@require_POST
@needs(Right.ANSWER_TASKS)
def answer_task(request: HttpRequest, task: int) -> HttpResponse:
    found = Task.objects.for_answering(request.user).filter(pk=task).select_related("owner", "report__regime").first()
    if found is None:
        raise Http404("Không có nhiệm vụ này, hoặc nhiệm vụ không phải của đơn vị bạn.")
    word: Any = request.POST.get("answer", "")
    if word not in Task.Answer.values:
        messages.error(request, "Hãy chọn một câu trả lời: đã xong, đang thực hiện hoặc chưa thực hiện.")
    else:
        try:
            answer(found, Task.Answer(word), request.POST.get("note", ""))
            messages.success(request, "Đã ghi câu trả lời nhiệm vụ.")
        except CannotAnswer as error:
            messages.error(request, str(error))
    return redirect(_back(request, found))


def _read(work: Work, owner: Account, data: bytes, name: str) -> UUID:
    """Where the preview is, or will be: what may be a scan is read behind the page, and waited for a moment."""
    if not (is_slow(data) and worker_alive()):
        return look_at(work.obligation, owner, data, name).public_id
    upload = take_in(work.obligation, owner, data, name)
    wait_for(upload, _PATIENCE)
    return upload.public_id


def _back(request: HttpRequest, task: Task) -> str:
    """To the task, on the report's page where the answer came from there, else in the list."""
    owed = task.report.regime.obligations.filter(unit=task.owner, period=task.period).select_related("unit", "regime")
    came = request.POST.get("from")
    obligation = owed.first() if came in ("prepare", "fill_in") else None
    page = address_of(obligation, "fill_in" if came == "fill_in" else "prepare") if obligation else reverse("desk:mine")
    return f"{page}#nhiem-vu-{task.pk}"
