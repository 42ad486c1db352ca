"""The consolidated report as it will be printed, with what is said of it; and the tasks that it announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kybao.composing.issue.approving import Unready, comment_at, resolve
from kybao.composing.models import Contribution, IssuedFile, Report, ReportComment, Task
from kybao.composing.paper.assembling import name_of_issued
from kybao.composing.paper.outputs import OUTPUTS, contents_of, pdf_of
from kybao.composing.text.printing import printed_body
from kybao.desk.access import Month, month_of, needs
from kybao.desk.excel.exporting import is_export
from kybao.desk.issue.comment_places import Asking, place_named
from kybao.desk.issue.inline import inline_pdf
from kybao.desk.issue.paper_page import paper_context
from kybao.desk.issue.standing import Standing, files_of, replaced_by, standing_of, version_of
from kybao.desk.issue.steps import steps_of
from kybao.desk.report_text import Paragraph, Remark, shown_report
from kybao.desk.task_list import task_list
from kybao.people.policy import Right

_KINDS = IssuedFile.Kind


@require_safe
@needs(Right.READ_REPORTS)
def report(request: HttpRequest, period: str) -> HttpResponse:
    """The report in force, or the one in hand where none is."""
    month = month_of(request, period)
    standing = standing_of(request.user, month)
    if standing is None:
        return render(request, "desk/report/none.html", {"month": month, "here": "report"})
    return _page(request, month, standing, standing.foremost)


@require_safe
@needs(Right.READ_REPORTS)
def report_in_hand(request: HttpRequest, period: str) -> HttpResponse:
    """The report that will replace the one in force."""
    month = month_of(request, period)
    standing = standing_of(request.user, month)
    if standing is None or not standing.replacing:
        return redirect(month.address("report"))
    return _page(request, month, standing, standing.in_hand)


@require_safe
@needs(Right.READ_REPORTS)
def report_print(request: HttpRequest, period: str) -> HttpResponseBase:
    """The PDF of the report in hand, as it would go to paper now; of one that is issued the file that was issued."""
    month = month_of(request, period)
    standing = standing_of(request.user, month)
    if standing is None:
        raise Http404(f"Chưa soạn báo cáo {month.period.label} nên chưa có bản in.")
    shown = standing.in_hand
    kept = shown.issued_files.filter(media_type="application/pdf").select_related("file").last()
    data = pdf_of(contents_of(shown).official()) if kept is None else kept.content
    return inline_pdf(request, data, f"bao-cao-{month.period}.pdf")


@require_POST
@needs(Right.COMMENT)
def comment(request: HttpRequest, period: str) -> HttpResponse:
    """Keeps a comment at a sentence; what can't be kept comes back with what was typed."""
    month = month_of(request, period)
    place = place_named(name := request.POST.get("place", ""))
    rows = Contribution.objects.filter(
        report__in=Report.objects.for_user(request.user, Right.COMMENT).filter(
            regime=month.regime, period=month.period
        ),
        thread=place.thread if place else None,
    )
    passage = rows.first()
    text = request.POST.get("text", "")
    try:
        if place is None or passage is None:
            raise Unready("Đoạn được góp ý không còn trong báo cáo. Hãy chọn lại câu cần góp ý.")
        made = comment_at(passage, place.start, place.end, text, request.POST.get(f"quote.{name}"))
    except Unready as error:
        standing = standing_of(request.user, month)
        if standing is None or passage is None:
            messages.error(request, f"{error} Lời góp ý vừa viết: “{text.strip()}”")
            return redirect(month.address("report"))
        return _page(request, month, standing, standing.in_hand, name, text, str(error))
    messages.success(request, "Đã ghi góp ý.")
    standing = standing_of(request.user, month)
    return redirect(f"{_address(month, standing)}#gop-y-{made.public_id}")


@require_POST
@needs(Right.COMMENT)
def settle_comment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    rows = ReportComment.objects.for_user(request.user, Right.COMMENT).filter(public_id=public_id)
    found = rows.select_related("report__regime").first()
    if found is None:
        raise Http404("Không có góp ý này, hoặc bạn không trả lời góp ý của báo cáo này.")
    resolve(found, request.POST.get("answer", ""))
    messages.success(request, "Đã đánh dấu góp ý là đã xong.")
    month = Month(found.report.regime, found.report.period, named=True)
    return redirect(f"{_address(month, standing_of(request.user, month))}#gop-y-{public_id}")


@require_safe
@needs(Right.READ_TASKS)
def tasks(request: HttpRequest, period: str) -> HttpResponse:
    month = month_of(request, period)
    context = {"month": month, "here": "tasks"}
    if not month.regime.reports.filter(period=month.period).exists():
        return render(request, "desk/report/none.html", context)
    rows = Task.objects.for_user(request.user).filter(report__regime=month.regime, report__period=month.period)
    listed = task_list(rows, month.period, request.GET.get("don-vi", ""))
    template = "desk/tasks_table.html" if is_export(request) else "desk/tasks.html"
    return render(request, template, context | {"next": month.period.next(), "listed": listed})


@dataclass(frozen=True, slots=True)
class Download:
    label: str
    href: str


def _page(
    request: HttpRequest,
    month: Month,
    standing: Standing,
    shown: Report,
    place: str = "",
    typed: str = "",
    fault: str = "",
) -> HttpResponse:
    """A report as it is printed. `place`, `typed` and `fault` are of a comment that could not be kept."""
    body = tuple(printed_body(shown))
    issued = shown.status == Report.Status.ISSUED
    comments = [] if issued else list(shown.comments.all())
    at_sentences = [one for one in comments if one.quote]
    paper = shown_report(contents_of(shown, body), body, at_sentences)
    version = version_of(shown)
    files, signed = (files_of(shown, kind) if issued else [] for kind in (_KINDS.ISSUED, _KINDS.SIGNED))
    commenting = standing.may_comment and shown == standing.in_hand
    place = place or request.GET.get("gop-y", "")
    paragraph = next(
        (
            part.id
            for part in paper.parts
            if isinstance(part, Paragraph) and place and any(one.place == place for one in part.sentences)
        ),
        "",
    )
    return render(
        request,
        "desk/report/page.html",
        paper_context(paper)
        | {
            "month": month,
            "here": "report",
            "standing": standing,
            "shown_report": shown,
            "showing_in_force": issued,
            "replacing_draft": shown.replaces_id is not None and not issued,
            "replaces_name": name_of_issued(shown.replaces) if shown.replaces else "",
            "replaces_version": shown.replaces.versions.last() if shown.replaces and issued else None,
            "replaced_by": replaced_by(shown) if issued and not shown.current else None,
            "steps": steps_of(shown, version, signed),
            "files": files,
            "signed": signed,
            "may_sign": standing.may(Right.SIGN) and not signed and shown.current,
            "commenting": commenting,
            "asking": Asking(place, paragraph, standing.address(month), typed, fault)
            if commenting and paragraph
            else None,
            "asked": [Remark(one, False) for one in comments if not one.quote],
            "print_href": _print_of(month, standing, shown),
            "downloads": _downloads(month, standing, shown, [*reversed(signed), *files]),
        },
        status=400 if fault else 200,
    )


def _address(month: Month, standing: Standing | None) -> str:
    return standing.address(month) if standing is not None else month.address("report")


def _print_of(month: Month, standing: Standing, shown: Report) -> str:
    """The one in hand has an address of its own; one that is being replaced is frozen."""
    if shown == standing.in_hand:
        return month.address("report_print")
    version = shown.versions.last()
    assert version is not None, "a report that is being replaced has been frozen"
    return reverse("desk:version_print", args=(version.public_id,))


def _downloads(month: Month, standing: Standing, shown: Report, kept: list[IssuedFile]) -> list[Download]:
    """The files that were signed and issued; of a report in hand, or of one issued outside of Kybao, what stands now."""
    links = [Download(file.label, reverse("desk:issued_file", args=(file.public_id,))) for file in kept]
    if shown == standing.in_hand:
        made = [output for output in OUTPUTS if not kept or not output.issued]
        return links + [Download(one.label, month.address("output", one.file_name(shown))) for one in made]
    version = shown.versions.last()
    if kept or version is None:
        return links
    return [
        Download(one.label, reverse("desk:version_output", args=(version.public_id, one.file_name(shown))))
        for one in OUTPUTS
        if one.issued
    ]
