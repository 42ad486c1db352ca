"""A PDF and a key → the same PDF with one more signature, added behind its bytes so that earlier signatures hold."""

from __future__ import annotations

import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment as Align
from pyhanko.pdf_utils.layout import InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.stamp import StaticStampStyle

from kybao.documents.signing.appearance import Look, drawn
from kybao.documents.signing.keys import CannotSign, Key, common_name, opened
from kybao.documents.signing.places import unreadable

_FIELD = "ChuKy"
_WHOLE_BOX = SimpleBoxLayoutRule(Align.ALIGN_MID, Align.ALIGN_MID, Margins(0, 0, 0, 0), InnerScaling.STRETCH_TO_FIT)


def sign(pdf: bytes, key: Key, look: Look | None = None, *, location: str = "", reason: str = "") -> bytes:
    """The PDF with a PAdES signature (B-B, SHA-256); visible where `look` says how.

    `pdf` stands unchanged at the beginning of the result. Raises `CannotSign`, and `UnreadableFile` for a broken PDF.
    """
    field = _free_field(pdf)
    with opened(key) as signer, tempfile.TemporaryDirectory(prefix="kybao-sign-") as folder:
        metadata = PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            name=_name(signer),
            location=location or None,
            reason=reason or None,
        )
        style = None if look is None else _style(look, _name(signer), Path(folder) / "look.pdf")
        place = SigFieldSpec(field) if look is None else SigFieldSpec(field, look.box.page, _corners(look))
        try:
            signed = PdfSigner(metadata, signer, stamp_style=style, new_field_spec=place).sign_pdf(
                IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
            )
        except (PdfError, SigningError) as error:
            raise CannotSign(
                f"Không ký được tệp PDF này ({error}). Hãy ký tệp do Kỳ báo lập, hoặc tệp PDF không đặt mật khẩu."
            ) from error
    return bytes(signed.getvalue())


def _free_field(pdf: bytes) -> str:
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        taken = {signature.field_name for signature in reader.embedded_signatures}
    except Exception as error:  # pyHanko fails in many ways on bytes that are no PDF, by assertions too
        raise unreadable() from error
    return next(name for number in range(1, len(taken) + 2) if (name := f"{_FIELD}{number}") not in taken)


def _name(signer: Signer) -> str:
    return "" if signer.signing_cert is None else common_name(signer.signing_cert)


def _style(look: Look, name: str, path: Path) -> StaticStampStyle:
    path.write_bytes(drawn(look, name, datetime.now(UTC)))
    page = ImportedPdfPage(str(path))  # type: ignore[no-untyped-call]
    return StaticStampStyle(border_width=0, background=page, background_layout=_WHOLE_BOX)


def _corners(look: Look) -> tuple[int, int, int, int]:
    box = look.box
    return round(box.left), round(box.bottom), round(box.right), round(box.top)
