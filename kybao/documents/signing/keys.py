"""Where a signing key is kept: a PKCS#12 file (.p12, .pfx) or a PKCS#11 token (the offices' USB tokens)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import x509
from pyhanko.sign.signers import Signer, SimpleSigner

if TYPE_CHECKING:
    from pkcs11 import Session

_SIGNING_USES = {"digital_signature", "non_repudiation"}


class CannotSign(Exception):
    """A signature that can't be made; its message is Vietnamese: what, where, how to mend it."""


@dataclass(frozen=True, slots=True)
class Pkcs12Key:
    """The bytes of a PKCS#12 file with key, certificate and chain, and the passphrase that opens it."""

    data: bytes = field(repr=False)
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key that never leaves its token. `module` is the maker's PKCS#11 library, `token` the token's label.

    `certificate` is the label of the certificate; "" where the token holds only one that has its key.
    """

    module: Path
    token: str
    pin: str = field(repr=False)
    certificate: str = ""


Key = Pkcs12Key | TokenKey


@contextmanager
def opened(key: Key) -> Iterator[Signer]:
    """pyHanko's signer for a key. Raises `CannotSign` where the key can't be opened or its certificate does not allow it."""
    if isinstance(key, Pkcs12Key):
        yield _allowed(_from_file(key))
    else:
        with _session(key) as session:
            yield _allowed(_from_token(key, session))


def _from_file(key: Pkcs12Key) -> Signer:
    try:
        signer: Signer = SimpleSigner.load_pkcs12_data(
            key.data, other_certs=[], passphrase=key.passphrase.encode() or None
        )
    except (ValueError, TypeError) as error:
        raise CannotSign(
            "Tệp khoá: không mở được, vì mật khẩu không đúng hoặc đây không phải là tệp PKCS#12 có khoá bí mật. "
            "Hãy kiểm tra mật khẩu, hoặc chọn tệp .p12 hay .pfx do nơi cấp chứng thư đã giao."
        ) from error
    return signer


@contextmanager
def _session(key: TokenKey) -> Iterator[Session]:
    try:
        import pkcs11
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import open_pkcs11_session
    except ImportError as error:
        raise CannotSign(
            "Thiết bị ký số: chưa cài thư viện python-pkcs11. Hãy cài kybao[token], hoặc ký bằng tệp .p12."
        ) from error
    if not key.module.is_file():
        raise CannotSign(
            f"Thiết bị ký số: không có thư viện {key.module}. Hãy ghi đường dẫn tệp .so của phần mềm kèm theo thiết bị."
        )
    try:
        session = open_pkcs11_session(
            str(key.module), token_criteria=TokenCriteria(label=key.token), user_pin=key.pin or None
        )
    except pkcs11.PinIncorrect as error:
        raise CannotSign(
            f"Thiết bị “{key.token}”: mã PIN không đúng. Hãy nhập lại cẩn thận, nhập sai nhiều lần thiết bị sẽ bị khoá."
        ) from error
    except pkcs11.PinLocked as error:
        raise CannotSign(
            f"Thiết bị “{key.token}” đã bị khoá vì nhập sai mã PIN nhiều lần. Hãy liên hệ nơi cấp chứng thư."
        ) from error
    except Exception as error:  # the makers' libraries fail in ways of their own, pyHanko and python-pkcs11 too
        raise CannotSign(
            f"Thiết bị “{key.token}”: không mở được qua {key.module}. Hãy cắm thiết bị và kiểm tra nhãn của nó."
        ) from error
    try:
        yield session
    finally:
        session.close()


def _from_token(key: TokenKey, session: Session) -> Signer:
    from pkcs11 import Attribute, ObjectClass
    from pyhanko.sign.pkcs11 import PKCS11Signer

    keys = {found[Attribute.ID] for found in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})}
    certificates = [
        found
        for found in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        if found[Attribute.ID] in keys and key.certificate in ("", _label(found))
    ]
    if len(certificates) != 1:
        labels = ", ".join(f"“{_label(found)}”" for found in certificates)
        raise CannotSign(
            f"Thiết bị “{key.token}”: "
            + (f"có nhiều chứng thư: {labels}. Hãy nêu một nhãn." if labels else "không có chứng thư kèm khoá bí mật.")
        )
    chosen = bytes(certificates[0][Attribute.ID])
    return PKCS11Signer(session, cert_id=chosen, key_id=chosen, other_certs_to_pull=None)


def _label(certificate: Any) -> str:
    from pkcs11 import Attribute

    return str(certificate[Attribute.LABEL])


def _allowed(signer: Signer) -> Signer:
    certificate = signer.signing_cert
    if certificate is None:
        raise CannotSign("Khoá: không có chứng thư kèm theo. Hãy chọn tệp .p12 có cả khoá và chứng thư.")
    now = datetime.now(UTC)
    since, until = certificate.not_valid_before, certificate.not_valid_after
    if not since <= now <= until:
        raise CannotSign(
            f"Chứng thư của {common_name(certificate)} chỉ có hiệu lực từ {since:%d/%m/%Y} đến {until:%d/%m/%Y}. "
            "Hãy dùng chứng thư còn hiệu lực."
        )
    uses = certificate.key_usage_value
    if uses is not None and not _SIGNING_USES & set(uses.native):
        raise CannotSign(f"Chứng thư của {common_name(certificate)} không dùng để ký. Hãy chọn chứng thư ký số.")
    return signer


def common_name(certificate: x509.Certificate) -> str:
    """The name that a certificate was given to."""
    subject = certificate.subject.native
    for part in ("common_name", "organization_name"):
        if value := subject.get(part):
            return str(value if isinstance(value, str) else value[0])
    return str(certificate.subject.human_friendly)
