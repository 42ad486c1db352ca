"""Files to take away: what a month puts out, and what a unit sent, byte for byte."""

from __future__ import annotations

import io
import mimetypes
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from kybao.composing.paper.outputs import OUTPUTS
from kybao.desk.access import month_of, needs, submission_of
from kybao.people.policy import Right


@require_safe
@needs(Right.READ_REPORTS)
def output(request: HttpRequest, period: str, name: str) -> FileResponse:
    month = month_of(request, period)
    report = month.report(request.user)
    if report is None:
        raise Http404(f"Chưa soạn báo cáo {month.period.label} nên chưa có tệp để tải về.")
    chosen = next((output for output in OUTPUTS if output.file_name(report) == name), None)
    if chosen is None:
        raise Http404(f"Không có tệp “{name}”. Hãy chọn một tệp trong mục Tải về của trang {month.period.label}.")
    return _attachment(chosen.render(report), name, chosen.media_type)


@require_safe
def original(request: HttpRequest, public_id: UUID) -> FileResponse:
    submission = submission_of(request.user, public_id)
    media_type, _ = mimetypes.guess_type(submission.file_name)
    return _attachment(bytes(submission.file.content), submission.file_name, media_type or "application/octet-stream")


def _attachment(data: bytes, name: str, media_type: str) -> FileResponse:
    """Always to be saved, never shown within Kybao's own pages: a unit's file is not ours to trust."""
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=media_type)
