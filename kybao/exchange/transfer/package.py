"""A package: an issued report's files with a manifest, signed by the Kybao that sends it (Ed25519 over the manifest's bytes).

The manifest names each file with its SHA-256, so that the signature holds for the files too.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FORM = "kybao-report-1"
_MANIFEST, _SIGNATURE = "manifest.json", "signature.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOST_FILES, _MOST_BYTES = 20, 200 * 1024 * 1024


_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, TypeError, ValueError, RuntimeError, EOFError, OSError,
)  # fmt: skip


class BrokenPackage(ValueError):
    """A package that can't be taken; its message is Vietnamese: what, where, how to mend it."""


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package whose signature and hashes hold. `report` names the file that is the report itself."""

    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]
    public_key: str

    @property
    def report(self) -> str:
        return str(self.manifest["report"])


def packed(said: Mapping[str, Any], report: str, files: Mapping[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """The package of these files; `said` is what the manifest says besides (who, what period, which number)."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = json.dumps(
        {"form": FORM, **said, "report": report, "files": hashes}, ensure_ascii=False, sort_keys=True
    ).encode()
    signature = {
        "algorithm": "Ed25519",
        "public_key": public_key_of(key),
        "signature": base64.b64encode(key.sign(manifest)).decode(),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in ((_MANIFEST, manifest), (_SIGNATURE, json.dumps(signature).encode()), *files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return file.getvalue()


def opened(data: bytes) -> Package:
    """Raises `BrokenPackage` where the package is damaged, too big, or not what was signed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > _MOST_FILES or sum(one.file_size for one in entries) > _MOST_BYTES:
                raise BrokenPackage("Gói báo cáo quá lớn hoặc có quá nhiều tệp. Hãy gửi lại từ Kybao nơi ban hành.")
            if any(one.compress_type != zipfile.ZIP_DEFLATED for one in entries):
                raise BrokenPackage("Gói báo cáo nén theo cách lạ. Hãy gửi lại từ Kybao nơi ban hành.")
            contents = {one.filename: package.read(one) for one in entries}
        signature, manifest = json.loads(contents.pop(_SIGNATURE)), contents.pop(_MANIFEST)
        public_key = str(signature["public_key"])
        verifier = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        verifier.verify(base64.b64decode(signature["signature"]), manifest)
        said = json.loads(manifest)
        hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
        if said["form"] != FORM or said["files"] != hashes or said["report"] not in contents:
            raise BrokenPackage("Gói báo cáo không khớp với bản kê đã ký. Hãy gửi lại từ Kybao nơi ban hành.")
    except InvalidSignature as error:
        raise BrokenPackage("Chữ ký của gói báo cáo không đúng. Hãy gửi lại từ Kybao nơi ban hành.") from error
    except _DAMAGED as error:
        if isinstance(error, BrokenPackage):
            raise
        raise BrokenPackage("Không đọc được gói báo cáo. Hãy gửi lại từ Kybao nơi ban hành.") from error
    return Package(said, contents, public_key)


def public_key_of(key: Ed25519PrivateKey) -> str:
    """The public half of a key, in base64."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
