"""Digital signatures on PDF (PAdES, ETSI EN 319 142-1, baseline B-B): signing with a key, and saying what a signature is worth."""

import logging

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

# What is wrong with a file is said by statuses and errors; the libraries would say it in English on the terminal too.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
