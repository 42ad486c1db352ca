"""What the signatures of a signed report are worth, in words: who, by which certificate, when, unchanged, trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kybao.composing.issue.signed import trusted_roots_folder
from kybao.composing.models import IssuedFile, Signature
from kybao.documents.signing import LaterChange, SignatureStatus, roots_in, verify

_Later = Signature.Later


@dataclass(frozen=True, slots=True)
class Judged:
    """One signature. `later` says what stands in the file behind it; `trusted` is None where no roots were there to ask."""

    signer: str
    organisation: str
    issuer: str
    serial: str
    fingerprint: str
    signed_at: datetime | None
    intact: bool
    changed: bool
    covers_whole_file: bool
    later: str
    trusted: bool | None
    problem: str
    verified_at: datetime | None = None

    @property
    def holds(self) -> bool:
        return self.intact and not self.changed and self.trusted is not False


def judged(file: IssuedFile) -> tuple[Judged, ...]:
    """As they were when the file was stored."""
    return tuple(
        Judged(
            row.signer,
            row.organisation,
            row.issuer,
            row.serial,
            row.fingerprint,
            row.signed_at,
            row.intact,
            row.later == _Later.OTHER,
            row.covers_whole_file,
            row.get_later_display(),
            row.trusted,
            row.problem,
            row.verified_at,
        )
        for row in file.signatures.all()
    )


def judged_anew(pdf: bytes) -> tuple[Judged, ...]:
    """As they are now, by the roots that the office trusts now. Raises `documents.signing.BrokenRoot`."""
    return tuple(map(_judged, verify(pdf, roots_in(trusted_roots_folder()))))


def _judged(status: SignatureStatus) -> Judged:
    return Judged(
        status.signer,
        status.organisation,
        status.issuer,
        status.serial,
        status.fingerprint,
        status.signed_at,
        status.intact,
        status.later is LaterChange.OTHER,
        status.covers_whole_file,
        status.later.value,
        status.trusted,
        status.problem,
    )
