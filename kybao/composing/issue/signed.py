"""The issued PDF with its signatures: made here with a key, or taken in as signed elsewhere; verified and kept."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
from django.conf import settings
from django.db import transaction

from kybao.composing.issue.approving import Unready, locked
from kybao.composing.issue.issuing import kept
from kybao.composing.models import IssuedFile, Report, Signature
from kybao.composing.paper.outputs import contents_of
from kybao.composing.text.drafting import subject_of
from kybao.documents.official import OfficialReport
from kybao.documents.signing import (
    Key,
    Look,
    Signatory,
    SignatureStatus,
    roots_in,
    sign,
    signature_block,
    verify,
)
from kybao.documents.signing.appearance import picture_of, seal_size
from kybao.documents.signing.places import signed_boxes
from kybao.people.history import record

_PDF = "application/pdf"
_WORD_RATIO = 3.0  # of the words that stand where no picture is given: width to height
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")


class NotTheReport(ValueError):
    """Raised where a PDF that was signed elsewhere is not the issued report; its message is Vietnamese."""


def trusted_roots_folder() -> Path:
    """Where the office puts the certificates of the authorities that it trusts."""
    return Path(settings.DATA_DIR) / "trusted-roots"


def sign_issued(
    report: Report, key: Key, signatory: Signatory, picture: bytes | None = None, *, visible: bool = True
) -> IssuedFile:
    """Signs the issued PDF, or the one that bears signatures already, and keeps the result beside it.

    First the leader signs, then the agency seals (Nghị định 30/2020/NĐ-CP, Điều 33: the seal stands on a signature).
    Raises `Unready`, `CannotSign`, `documents.signing.BrokenRoot`.
    """
    before = latest_pdf(report)
    data = before.content
    if signatory is Signatory.AGENCY and before.kind != IssuedFile.Kind.SIGNED:
        raise Unready(
            f"Báo cáo {report.period.label} chưa có chữ ký số của lãnh đạo. Lãnh đạo ký trước, cơ quan ký sau."
        )
    look = _look(data, contents_of(report).official(), signatory, picture) if visible else None
    signed = sign(data, key, look, location=report.regime.place)
    return _keep(report, before, signed, "composing.signed")


def accept_signed(report: Report, data: bytes) -> IssuedFile:
    """Takes in the issued PDF as it was signed elsewhere. Raises `NotTheReport` where it bears no intact signature or its
    words are not those of the issued report, and `UnreadableFile` where it is no PDF."""
    before = latest_pdf(report)
    statuses = verify(data, roots_in(trusted_roots_folder()))
    name = f"Tệp đã ký của báo cáo {report.period.label}"
    if not statuses:
        raise NotTheReport(f"{name}: không có chữ ký số nào. Hãy chọn tệp PDF đã ký số.")
    if not all(status.intact for status in statuses):
        raise NotTheReport(
            f"{name}: có chữ ký không còn toàn vẹn, tệp đã bị sửa sau khi ký. Hãy ký lại tệp đã ban hành."
        )
    if not data.startswith(before.content):
        _compare(name, before.content, data)
    return _keep(report, before, data, "composing.signed_elsewhere")


def latest_pdf(report: Report) -> IssuedFile:
    """The PDF with the signatures so far, or the issued one that has none. Raises `Unready` where Kybao issued none."""
    found: IssuedFile | None = report.issued_files.filter(media_type=_PDF).select_related("file").last()
    if found is None:
        raise Unready(
            f"Báo cáo {report.period.label} chưa có tệp PDF ban hành trong Kỳ báo nên chưa ký được. "
            "Hãy duyệt và ban hành báo cáo trước."
        )
    return found


def _look(pdf: bytes, report: OfficialReport, signatory: Signatory, picture: bytes | None) -> Look:
    block = signature_block(pdf, report.post, report.signer)
    if block is None:
        raise Unready(
            f"Không tìm thấy chỗ ký giữa “{report.post}” và “{report.signer}” trong tệp PDF. "
            "Hãy ký không hiện hình, hoặc kiểm tra chức vụ và họ tên người ký trong chế độ báo cáo."
        )
    if signatory is Signatory.PERSON:
        return Look(block.person(_WORD_RATIO if picture is None else picture_of(picture).ratio), picture)
    over = next((box for box in reversed(signed_boxes(pdf)) if box.page == block.room.page), None)
    return Look(block.agency(seal_size(picture), over), picture)


def _keep(report: Report, before: IssuedFile, data: bytes, action: str) -> IssuedFile:
    statuses = verify(data, roots_in(trusted_roots_folder()))
    with transaction.atomic():
        held = locked(report, Report.Status.ISSUED, "ký")
        if latest_pdf(held).pk != before.pk:
            raise Unready(f"Báo cáo {held.period.label} vừa có thêm chữ ký khác. Hãy mở lại tệp mới nhất rồi ký.")
        count = held.issued_files.filter(kind=IssuedFile.Kind.SIGNED).count() + 1
        name = f"bao-cao-{held.period}-da-ky-{count}.pdf"
        file = kept(held, IssuedFile.Kind.SIGNED, name, f"Báo cáo đã ký số, lần {count} (PDF)", _PDF, data)
        for position, status in enumerate(statuses):
            _row(file, position, status).save()
        record(
            action,
            subject_of(held),
            before={"file": before.name, "sha256": before.file_id},
            after={
                "file": file.name,
                "sha256": file.file_id,
                "signers": ", ".join(status.signer for status in statuses),
            },
        )
    return file


def _row(file: IssuedFile, position: int, status: SignatureStatus) -> Signature:
    return Signature(
        file=file,
        position=position,
        field=status.field[:200],
        signer=status.signer[:300],
        organisation=status.organisation[:300],
        issuer=status.issuer[:300],
        serial=status.serial[:80],
        fingerprint=status.fingerprint,
        signed_at=status.signed_at,
        intact=status.intact,
        covers_whole_file=status.covers_whole_file,
        later=Signature.Later[status.later.name],
        trusted=status.trusted,
        problem=status.problem[:300],
    )


def _compare(name: str, issued: bytes, signed: bytes) -> None:
    """The same words, however they are set: another program may have made the PDF from the issued Word file."""
    words, others = _words(issued), _words(signed)
    missing, foreign = list(words - others), list(others - words)
    if missing or foreign:
        said = [f"thiếu “{', '.join(missing[:5])}”"] if missing else []
        said += [f"thừa “{', '.join(foreign[:5])}”"] if foreign else []
        raise NotTheReport(
            f"{name}: nội dung khác báo cáo đã ban hành ({'; '.join(said)}). Hãy ký đúng tệp đã ban hành."
        )


def _words(pdf: bytes) -> Counter[str]:
    """How often each word and number stands in a PDF, without page numbers, which may fall elsewhere."""
    words: Counter[str] = Counter()
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            lines = unicodedata.normalize("NFC", page.get_textpage().get_text_bounded()).splitlines()
            numbered = bool(lines) and lines[0].strip().isdigit()
            words.update(_WORD.findall("\n".join(lines[numbered:])))
    return words
