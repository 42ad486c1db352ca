"""The issued files and their signatures: signed here by a key file or a token, or taken in as signed elsewhere; verified."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from kybao.composing.issue.approving import Unready
from kybao.composing.issue.signed import (
    NotTheReport,
    accept_signed,
    sign_issued,
    trusted_roots_folder,
)
from kybao.composing.models import DamagedFile, IssuedFile, Report
from kybao.composing.paper.assembling import name_of_issued
from kybao.desk.access import Month, month_of, needs
from kybao.desk.issue.signatures import judged, judged_anew
from kybao.desk.issue.standing import Standing, files_of, standing_of
from kybao.documents import UnreadableFile
from kybao.documents.signing import BrokenRoot, CannotSign, Key, Pkcs12Key, Signatory, TokenKey, roots_in
from kybao.people.policy import Right

_LARGEST_KEY = 200 * 1024  # bytes: a key with a long chain has some thousands
_LARGEST_PICTURE = 2 * 1024 * 1024
_LARGEST_PDF = 50 * 1024 * 1024
_REFUSALS = (Unready, CannotSign, NotTheReport, UnreadableFile, BrokenRoot, DamagedFile)


@require_safe
@needs(Right.READ_REPORTS)
def sign_report(request: HttpRequest, period: str) -> HttpResponse:
    """The files of the issued report with their hashes, what its signatures are worth, and the ways to sign."""
    month = month_of(request, period)
    standing = standing_of(request.user, month)
    if standing is None or standing.in_force is None:
        messages.info(request, f"Báo cáo {month.period.label} chưa ban hành nên chưa có tệp để ký.")
        return redirect(month.address("report"))
    return _page(request, month, standing, standing.in_force)


@sensitive_post_parameters("secret")
@require_POST
@needs(Right.SIGN)
def sign_here(request: HttpRequest, period: str) -> HttpResponse:
    """Signs the issued PDF with the key that is sent along, or with the token of the machine that Kybao runs on."""
    month, standing, report = _to_sign(request, period)
    if standing is None or report is None:
        return redirect(month.address("report"))
    try:
        file = _signed(request, report)
    except _REFUSALS as error:
        return _page(request, month, standing, report, signing_fault=str(error))
    messages.success(request, f"Đã ký và lưu {file.name}.")
    return redirect(f"{month.address('sign')}#chu-ky")


@require_POST
@needs(Right.SIGN)
def take_signed(request: HttpRequest, period: str) -> HttpResponse:
    """Takes in the PDF as it was signed elsewhere."""
    month, standing, report = _to_sign(request, period)
    if standing is None or report is None:
        return redirect(month.address("report"))
    try:
        sent = request.FILES.get("file")
        if sent is None:
            raise NotTheReport("Chưa chọn tệp nào. Hãy chọn tệp PDF đã ký số.")
        if (sent.size or 0) > _LARGEST_PDF:
            raise NotTheReport(f"{sent.name}: tệp lớn hơn 50 MB. Hãy chọn đúng tệp PDF đã ký số.")
        file = accept_signed(report, sent.read())
    except _REFUSALS as error:
        return _page(request, month, standing, report, upload_fault=str(error))
    messages.success(request, f"Đã nhận và lưu {file.name}.")
    return redirect(f"{month.address('sign')}#chu-ky")


@sensitive_variables("secret", "key")
def _signed(request: HttpRequest, report: Report) -> IssuedFile:
    """The secret goes to the key alone: it is in no message, no log, no history."""
    secret = request.POST.get("secret", "")
    key: Key
    if request.POST.get("with") == "token":
        if not settings.PKCS11_MODULE:
            raise CannotSign(
                "Chưa cài thiết bị ký số trên máy chủ. Hãy đặt KYBAO_PKCS11_MODULE, hoặc ký bằng tệp khoá."
            )
        key = TokenKey(Path(settings.PKCS11_MODULE), settings.PKCS11_TOKEN, secret, settings.PKCS11_CERTIFICATE)
    else:
        key = Pkcs12Key(_sent(request, "key", _LARGEST_KEY, "Tệp khoá"), secret)
    if not secret:
        raise CannotSign("Chưa nhập mật khẩu hoặc mã PIN. Hãy nhập rồi ký lại.")
    picture = _sent(request, "picture", _LARGEST_PICTURE, "Hình chữ ký") if request.FILES.get("picture") else None
    who = Signatory.AGENCY if request.POST.get("as") == "agency" else Signatory.PERSON
    return sign_issued(report, key, who, picture, visible=not request.POST.get("invisible"))


def _sent(request: HttpRequest, name: str, largest: int, what: str) -> bytes:
    sent = request.FILES.get(name)
    if sent is None:
        raise CannotSign(f"{what}: chưa chọn tệp nào. Hãy chọn tệp rồi ký lại.")
    if (sent.size or 0) > largest:
        raise CannotSign(f"{what} {sent.name}: lớn hơn {largest // 1024} KB. Hãy kiểm tra lại đã chọn đúng tệp.")
    return bytes(sent.read())


def _to_sign(request: HttpRequest, period: str) -> tuple[Month, Standing | None, Report | None]:
    month = month_of(request, period)
    standing = standing_of(request.user, month)
    if standing is None or standing.in_force is None or not standing.may(Right.SIGN):
        messages.info(request, f"Báo cáo {month.period.label} chưa ban hành, hoặc bạn không ký báo cáo này.")
        return month, None, None
    return month, standing, standing.in_force


def _page(
    request: HttpRequest,
    month: Month,
    standing: Standing,
    report: Report,
    signing_fault: str = "",
    upload_fault: str = "",
) -> HttpResponse:
    files, signed = files_of(report, IssuedFile.Kind.ISSUED), files_of(report, IssuedFile.Kind.SIGNED)
    anew, verifying_fault = "xac-minh" in request.GET, ""
    last = signed[-1] if signed else None
    signatures = judged(last) if last else ()
    if last and anew:
        try:
            signatures = judged_anew(last.content)
        except _REFUSALS as error:
            verifying_fault = str(error)
    pdf = next((file for file in files if file.media_type == "application/pdf"), None)
    return render(
        request,
        "desk/issue/sign.html",
        {
            "month": month,
            "here": "report",
            "standing": standing,
            "report": report,
            "name": name_of_issued(report),
            "files": files,
            "signed": signed,
            "last": last,
            "to_sign": last or pdf,
            "signatures": signatures,
            "anew": anew and not verifying_fault,
            "verifying_fault": verifying_fault,
            "has_roots": _has_roots(),
            "may_sign": standing.may(Right.SIGN) and report.current and pdf is not None,
            "token": settings.PKCS11_MODULE and (settings.PKCS11_TOKEN or "thiết bị"),
            "signing_fault": signing_fault,
            "upload_fault": upload_fault,
            "posted": request.POST,
        },
        status=400 if signing_fault or upload_fault else 200,
    )


def _has_roots() -> bool:
    try:
        return bool(roots_in(trusted_roots_folder()))
    except BrokenRoot:
        return True
