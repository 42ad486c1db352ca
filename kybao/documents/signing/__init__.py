"""Digital signatures on PDF (PAdES, ETSI EN 319 142-1, baseline B-B): signing with a key, and saying what a signature is worth."""

from kybao.documents.signing.appearance import Look, Signatory
from kybao.documents.signing.keys import CannotSign, Key, Pkcs12Key, TokenKey
from kybao.documents.signing.places import Box, SignatureBlock, signature_block
from kybao.documents.signing.roots import BrokenRoot, roots_in
from kybao.documents.signing.sign import sign
from kybao.documents.signing.verify import LaterChange, SignatureStatus, verify

__all__ = [
    "Box",
    "BrokenRoot",
    "CannotSign",
    "Key",
    "LaterChange",
    "Look",
    "Pkcs12Key",
    "Signatory",
    "SignatureBlock",
    "SignatureStatus",
    "TokenKey",
    "roots_in",
    "sign",
    "signature_block",
    "verify",
]
