"""What was approved and issued, kept as it was: the list of versions, each to read, two to compare, and the issued files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from kybao.composing.models import IssuedFile, Report, ReportVersion
from kybao.composing.paper.assembling import as_written, name_of_issued
from kybao.composing.paper.comparing import changes
from kybao.composing.paper.outputs import OUTPUTS, Contents, contents_of, contents_of_version, pdf_of
from kybao.composing.text.printing import printed_body
from kybao.desk.access import Month, User, month_of, needs
from kybao.desk.issue.inline import inline_pdf
from kybao.desk.issue.paper_page import paper_context
from kybao.desk.issue.standing import files_of, replaced_by, standing_of
from kybao.desk.report_text import shown_report
from kybao.documents.official import OfficialReport
from kybao.people.policy import Right

_NOW = "nay"  # what stands in the report in hand, in the address of a comparison


@require_safe
@needs(Right.READ_REPORTS)
def versions(request: HttpRequest, period: str) -> HttpResponse:
    """All reports of the period, each with its versions; the newest first."""
    month = month_of(request, period)
    reports = (
        Report.every.for_user(request.user)
        .filter(regime=month.regime, period=month.period)
        .select_related("regime", "replaces", "replaced_by")
        .prefetch_related(Prefetch("versions", ReportVersion.objects.defer("body")))
        .order_by("-pk")
    )
    listed = list(reports)
    found = [version for one in listed for version in reversed(one.versions.all())]
    return render(
        request,
        "desk/issue/versions.html",
        {
            "month": month,
            "here": "report",
            "reports": listed,
            "current": next((one for one in listed if one.current), None),
            "draft": next((one for one in listed if one.current and one.status == Report.Status.DRAFT), None),
            "now": _NOW,
            "newest": [str(version.public_id) for version in found],
            "comparable": len(found) + any(one.current and one.status == Report.Status.DRAFT for one in listed) > 1,
        },
    )


@require_safe
@needs(Right.READ_REPORTS)
def difference(request: HttpRequest, period: str) -> HttpResponse:
    """What changed from one version to another, sentence by sentence."""
    month = month_of(request, period)
    before, after = (_side(request, month, request.GET.get(name, "")) for name in ("cu", "moi"))
    return render(
        request,
        "desk/issue/difference.html",
        {
            "month": month,
            "here": "report",
            "before": before.label,
            "after": after.label,
            "changes": changes(before.written, after.written),
        },
    )


@require_safe
@needs(Right.READ_REPORTS)
def version(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A version as it was approved, with the files that were issued of it."""
    found = _version(request.user, public_id)
    report = found.report
    contents = contents_of_version(found)
    issued = report.status == Report.Status.ISSUED and not contents.superseded
    standing = standing_of(request.user, month := Month(report.regime, report.period, named=True))
    return render(
        request,
        "desk/issue/version.html",
        paper_context(shown_report(contents, tuple(printed_body(report))))
        | {
            "month": month,
            "here": "report",
            "standing": standing,
            "version": found,
            "report": report,
            "issued": issued,
            "name": name_of_issued(report) if issued else "",
            "superseded": contents.superseded,
            "replaced_by": (by := replaced_by(report)),
            "replaced_by_name": name_of_issued(by) if by else "",
            "in_force": issued and by is None,
            "files": files_of(report, IssuedFile.Kind.ISSUED) if issued else [],
            "signed": files_of(report, IssuedFile.Kind.SIGNED) if issued else [],
            "downloads": [
                (one.label, reverse("desk:version_output", args=(found.public_id, one.file_name(report))))
                for one in OUTPUTS
                if one.issued
            ],
        },
    )


@require_safe
@needs(Right.READ_REPORTS)
def version_print(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    found = _version(request.user, public_id)
    contents = contents_of_version(found)
    kept = None
    if not contents.superseded:
        kept = found.report.issued_files.filter(media_type="application/pdf").select_related("file").last()
    data = pdf_of(contents.official()) if kept is None else kept.content
    return inline_pdf(request, data, f"bao-cao-{found.report.period}-ban-{found.number}.pdf")


@require_safe
@needs(Right.READ_REPORTS)
def version_output(request: HttpRequest, public_id: UUID, name: str) -> FileResponse:
    found = _version(request.user, public_id)
    contents = contents_of_version(found)
    output = next((one for one in OUTPUTS if one.issued and one.file_name(found.report) == name), None)
    if output is None:
        raise Http404(f"Không có tệp “{name}”. Hãy chọn một tệp trong mục Tải về của bản báo cáo.")
    data = output.made(contents) if contents.superseded else output.render(found.report)
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=output.media_type)


@require_safe
@needs(Right.READ_REPORTS)
def issued_file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """A file as it was issued or signed; "?xem" opens a PDF in the browser."""
    rows = IssuedFile.objects.for_user(request.user).filter(public_id=public_id)
    found: IssuedFile | None = rows.select_related("file").first()
    if found is None:
        raise Http404("Không có tệp này, hoặc vai trò của bạn không xem báo cáo này.")
    if "xem" in request.GET and found.media_type == "application/pdf":
        return inline_pdf(request, found.content, found.name)
    return FileResponse(
        io.BytesIO(found.content), as_attachment=True, filename=found.name, content_type=found.media_type
    )


def _version(user: User, public_id: UUID) -> ReportVersion:
    rows = ReportVersion.objects.for_user(user).filter(public_id=public_id)
    found: ReportVersion | None = rows.select_related("report__regime__receiver", "report__replaces__regime").first()
    if found is None:
        raise Http404("Không có bản báo cáo này, hoặc vai trò của bạn không xem báo cáo này.")
    return found


@dataclass(frozen=True, slots=True)
class _Side:
    label: str
    contents: Contents

    @property
    def written(self) -> OfficialReport:
        """Without what a replacement says of the report that it replaces."""
        return as_written(self.contents.official(), replacing=self.contents.report.replaces_id is not None)


def _side(request: HttpRequest, month: Month, name: str) -> _Side:
    """One side of a comparison: a version of the period's reports, or what stands now."""
    current = month.report(request.user)
    if name == _NOW and current is not None:
        return _Side("Nội dung hiện nay", contents_of(current))
    try:
        found = _version(request.user, UUID(name))
    except ValueError as error:
        raise Http404("Chưa chọn hai bản để so sánh. Hãy chọn trong danh sách các bản.") from error
    report, contents = found.report, contents_of_version(found)
    if (report.regime_id, report.period) != (month.regime.pk, month.period):
        raise Http404(f"Bản này không phải của báo cáo {month.period.label}. Hãy chọn lại hai bản.")
    if report.status == Report.Status.ISSUED and not contents.superseded:
        return _Side(name_of_issued(report), contents)
    return _Side(f"Bản {found.number}, duyệt {localtime(found.at):%H:%M %d/%m/%Y}", contents)
