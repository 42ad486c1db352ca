"""The certificates that trust begins with: those of the offices' own certification authorities, put in a folder."""

from __future__ import annotations

from pathlib import Path

from asn1crypto import pem, x509

_KINDS = {".pem", ".crt", ".cer", ".der"}


class BrokenRoot(Exception):
    """A file of root certificates that can't be read; its message is Vietnamese."""


def roots_in(folder: Path) -> tuple[x509.Certificate, ...]:
    """All certificates of a folder's .pem, .crt, .cer and .der files; none where there is no such folder."""
    if not folder.is_dir():
        return ()
    return tuple(
        certificate
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _KINDS and path.is_file()
        for certificate in _certificates(path)
    )


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        data = path.read_bytes()
        parts = [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        found = [x509.Certificate.load(part, strict=True) for part in parts]
        for one in found:
            one.subject.native  # noqa: B018  # asn1crypto reads only what is asked for
    except (OSError, ValueError, TypeError) as error:
        raise BrokenRoot(f"{path}: không đọc được chứng thư. Hãy dùng tệp chứng thư gốc dạng PEM hoặc DER.") from error
    return found
