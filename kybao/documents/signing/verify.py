"""What the signatures of a PDF are worth: who, when, intact, over how much of the file, trusted by whom."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from kybao.documents.signing.appearance import VIETNAM
from kybao.documents.signing.keys import common_name
from kybao.documents.signing.places import unreadable


class LaterChange(Enum):
    """What was added to the file behind a signature."""

    NONE = "không có gì thêm vào tệp"
    SIGNATURES = "chỉ thêm chữ ký hoặc dấu thời gian"
    OTHER = "tệp bị thay đổi nội dung"


@dataclass(frozen=True, slots=True)
class SignatureStatus:
    """One signature of a PDF.

    `signed_at` is what the signer's machine or a time stamp says, None where nothing does. `intact`: what was signed is
    unchanged and the signature is the certificate's own. `covers_whole_file`: nothing stands in the file behind it, else
    `later` says what does. `trusted`: its certificate leads to one of the given roots, None where no roots were given;
    `problem` says why not. `fingerprint` is the SHA-256 of the certificate.
    """

    field: str
    signer: str
    organisation: str
    issuer: str
    serial: str
    fingerprint: str
    signed_at: datetime | None
    intact: bool
    covers_whole_file: bool
    later: LaterChange
    trusted: bool | None
    problem: str = ""

    @property
    def holds(self) -> bool:
        """The document is as it was signed; and by someone trusted, where roots to trust were given."""
        return self.intact and self.later is not LaterChange.OTHER and self.trusted is not False

    @property
    def lines(self) -> tuple[str, ...]:
        """For people to read, one thing a line."""
        when = f"{self.signed_at.astimezone(VIETNAM):%H:%M:%S ngày %d/%m/%Y}" if self.signed_at else "không rõ"
        organisation = f" ({self.organisation})" if self.organisation and self.organisation != self.signer else ""
        trust = {True: "tin cậy", False: f"không tin cậy: {self.problem}", None: "chưa xét, vì chưa có chứng thư gốc"}
        return (
            f"Người ký: {self.signer}{organisation}",
            f"Thời gian ký: {when}",
            f"Nội dung đã ký: {'toàn vẹn' if self.intact else 'đã bị thay đổi hoặc chữ ký không đúng'}",
            f"Phạm vi: {'toàn bộ tệp' if self.covers_whole_file else f'một phần tệp; sau khi ký {self.later.value}'}",
            f"Chứng thư: {trust[self.trusted]} (do {self.issuer} cấp, số {self.serial})",
        )


def verify(
    pdf: bytes, roots: Sequence[x509.Certificate] = (), moment: datetime | None = None
) -> tuple[SignatureStatus, ...]:
    """The signatures of a PDF in the order in which they were made; none where there are none.

    Certificates are judged as of `moment` (default: now), by `roots` and what the file itself holds: nothing is asked
    for over a network, so that a certificate withdrawn since then is found only where the file says so. Raises
    `UnreadableFile` where the file is no PDF.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        known = {one.field_name for one in reader.embedded_signatures}
        foreign = [name for name, _, _ in enumerate_sig_fields(reader, filled_status=True) if name not in known]
        signatures = reader.embedded_regular_signatures
    except Exception as error:  # pyHanko fails in many ways on bytes that are no PDF, by assertions too
        raise unreadable() from error
    judged = [_status(one, roots, moment) for one in signatures]
    return (*judged, *(_broken(name, "kiểu chữ ký không được hỗ trợ") for name in foreign))


def _status(
    signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], moment: datetime | None
) -> SignatureStatus:
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=moment)
    try:
        found = validate_pdf_signature(signature, signer_validation_context=context, key_usage_settings=_USES)
    except Exception as error:  # as above: what can't be judged does not hold
        return _broken(signature.field_name, f"chữ ký không đọc được ({error})")
    certificate = found.signing_cert
    subject = certificate.subject.native
    return SignatureStatus(
        field=signature.field_name,
        signer=common_name(certificate),
        organisation=_text(subject.get("organization_name")),
        issuer=_text(certificate.issuer.native.get("common_name")) or certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:X}",
        fingerprint=certificate.sha256.hex(),
        signed_at=_time(found),
        intact=bool(found.intact and found.valid),
        covers_whole_file=found.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        later=_later(found),
        trusted=bool(found.trusted) if roots else None,
        problem=_problem(found.trust_problem_indic) if roots and not found.trusted else "",
    )


# A certificate that says what it is for must be for signing; authorities write one of the two, or both.
_USES = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
_PROBLEMS: dict[AdESSubIndic, str] = {
    AdESFailure.REVOKED: "chứng thư đã bị thu hồi",
    AdESIndeterminate.REVOKED_NO_POE: "chứng thư đã bị thu hồi",
    AdESIndeterminate.REVOKED_CA_NO_POE: "chứng thư của nơi cấp đã bị thu hồi",
    AdESIndeterminate.EXPIRED: "chứng thư đã hết hạn",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "chứng thư hết hạn hoặc chưa có hiệu lực",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "chứng thư hết hạn hoặc chưa có hiệu lực",
    AdESIndeterminate.NOT_YET_VALID: "chứng thư chưa có hiệu lực",
    AdESFailure.NOT_YET_VALID: "chứng thư chưa có hiệu lực",
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: "chứng thư không do nơi nào trong các chứng thư gốc cấp",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "chứng thư không được cấp để ký số",
    AdESIndeterminate.SIG_CONSTRAINTS_FAILURE: "chữ ký không đúng chuẩn",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: "thuật toán ký không còn an toàn",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: "thuật toán ký không còn an toàn",
}


def _problem(indication: AdESSubIndic | None) -> str:
    known = _PROBLEMS.get(indication) if indication is not None else None
    return known or "không xác minh được chứng thư theo các chứng thư gốc"


def _later(found: PdfSignatureStatus) -> LaterChange:
    if found.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return LaterChange.NONE
    signed_on = found.coverage is SignatureCoverageLevel.ENTIRE_REVISION and found.docmdp_ok
    allowed = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
    return LaterChange.SIGNATURES if signed_on and found.modification_level in allowed else LaterChange.OTHER


def _time(found: PdfSignatureStatus) -> datetime | None:
    stamp = found.timestamp_validity
    if stamp is not None and stamp.intact and stamp.valid:
        return stamp.timestamp
    return found.signer_reported_dt


def _text(value: object) -> str:
    return "" if value is None else str(value[0] if isinstance(value, list) and value else value)


def _broken(field: str, why: str) -> SignatureStatus:
    return SignatureStatus(
        field=field,
        signer="không đọc được",
        organisation="",
        issuer="không rõ",
        serial="không rõ",
        fingerprint="",
        signed_at=None,
        intact=False,
        covers_whole_file=False,
        later=LaterChange.OTHER,
        trusted=False,
        problem=why,
    )
