"""The secrets of second factors as they lie in the database: encrypted by a key that is made from the installation's own.

Whoever gets at the database without the key can't make anybody's codes. The key is derived by HKDF (RFC 5869)
from `KYBAO_SECRET_KEY`; the cipher is Fernet (AES-128-CBC with HMAC-SHA-256).
"""

from __future__ import annotations

import base64
import logging
import secrets
from functools import lru_cache

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_MADE = "kybao1:"
_PURPOSE = b"kybao second factor secrets"


_FIELDS = ("secret", "seed")  # of django-allauth's TOTP and of its recovery codes
_log = logging.getLogger(__name__)


def sealed(secret: str) -> str:
    """The secret, encrypted."""
    return _MADE + _cipher(settings.SECRET_KEY).encrypt(secret.encode()).decode()


def opened(kept: str) -> str:
    """The secret again; one from before secrets were encrypted is given as it is.

    Where it was encrypted by another key, that is where the installation's key has changed, a secret that nobody knows: then
    no code is right until an administrator has taken the second factor away.
    """
    if not is_sealed(kept):
        return kept
    try:
        return _cipher(settings.SECRET_KEY).decrypt(kept.removeprefix(_MADE).encode()).decode()
    except InvalidToken:
        _log.error("The secret of a second factor was encrypted by another KYBAO_SECRET_KEY.")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def is_sealed(kept: str) -> bool:
    return kept.startswith(_MADE)


def seal_old(account: int) -> None:
    """Encrypts what an account's second factors still keep as it was before secrets were encrypted."""
    for one in Authenticator.objects.select_for_update().filter(user_id=account):
        old = [field for field in _FIELDS if field in one.data and not is_sealed(one.data[field])]
        if old:
            one.data |= {field: sealed(one.data[field]) for field in old}
            one.save(update_fields=["data"])


@lru_cache(maxsize=4)
def _cipher(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
