"""What the signatures of a signed report are worth, in words: who, by which certificate, when, unchanged, trusted."""

from __future__ import annotations

from dataclasses import dataclass

from kybao.composing.issue.signed import trusted_roots_folder
from kybao.composing.models import IssuedFile, Signature
from kybao.documents.signing import LaterChange, SignatureStatus, roots_in, verify


@dataclass(frozen=True, slots=True)
class Judged:
    """A signature as it was kept or as it is now. `later` says what stands in the file behind it, `changed` that the
    document is another by it."""

    signature: Signature | SignatureStatus
    later: str
    changed: bool

    @property
    def holds(self) -> bool:
        return self.signature.intact and not self.changed and self.signature.trusted is not False


def judged(file: IssuedFile) -> tuple[Judged, ...]:
    """As they were when the file was stored."""
    return tuple(
        Judged(row, row.get_later_display(), row.later == Signature.Later.OTHER) for row in file.signatures.all()
    )


def judged_anew(pdf: bytes) -> tuple[Judged, ...]:
    """As they are now, by the roots that the office trusts now. Raises `documents.signing.BrokenRoot`."""
    found = verify(pdf, roots_in(trusted_roots_folder()))
    return tuple(Judged(status, status.later.value, status.later is LaterChange.OTHER) for status in found)
