"""The file of a backup (bản sao lưu): a ZIP of the database, the keys beside it, and a manifest with the SHA-256 of each part.

manifest.json     {"format": 1, "made_at", "kybao", "engine", "rows": {table: count}, "history": hash, "sha256": {part: hash}}
kybao.sqlite3     all rows, whatever kind of database they come from
keys/…            the secret key, the key of transfers, trusted roots of certificates
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
DATABASE = "kybao.sqlite3"
KEYS = "keys/"
_MANIFEST = "manifest.json"
_CHUNK = 1 << 20


class BrokenBundle(Exception):
    """A file that can't be restored; the message is Vietnamese: what, where, how to mend it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `made_at` is ISO 8601 in UTC, `engine` the kind of database it was taken from."""

    made_at: str
    kybao: str
    engine: str
    rows: Mapping[str, int]
    history: str
    sha256: Mapping[str, str]
    format: int = FORMAT


def write_bundle(target: Path, parts: Mapping[str, Path], manifest: Manifest) -> None:
    """Writes the file whole or not at all, readable by its owner alone, since it holds keys. Raises `OSError`."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle,
        ):
            for name, path in parts.items():
                bundle.write(path, name)
            bundle.writestr(_MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=2))
            bundle.close()
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> Manifest:
    """Lays the parts of a backup in `folder`, each compared with its SHA-256.

    Raises `BrokenBundle` for a file that is no backup, is damaged, or was made by a later Kybao; nothing is kept then.
    """
    with _opened(path) as bundle:
        manifest = _manifest_of(bundle, path)
        for name, expected in manifest.sha256.items():
            if _is_outside(name) or not _copy(bundle, name, folder / name, expected):
                raise BrokenBundle(f"{path}: phần {name} không còn như lúc sao lưu. Hãy dùng bản sao lưu khác.")
    return manifest


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as bundle:
            yield bundle
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise BrokenBundle(
            f"{path} không phải là bản sao lưu của Kybao, hoặc đã hỏng. Hãy chọn tệp do kybao backup ghi ra."
        ) from error
    except OSError as error:
        raise BrokenBundle(f"Không đọc được {path} ({error.strerror}). Hãy kiểm tra đường dẫn và quyền đọc.") from error


def _manifest_of(bundle: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        data: dict[str, Any] = json.loads(bundle.read(_MANIFEST))
        if data["format"] > FORMAT:
            raise BrokenBundle(
                f"{path} do bản Kybao mới hơn ({data['kybao']}) ghi ra. Hãy cập nhật Kybao rồi phục hồi."
            )
        manifest = Manifest(**data)
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenBundle(
            f"{path} không phải là bản sao lưu của Kybao: thiếu tờ khai. Hãy chọn tệp do kybao backup ghi ra."
        ) from error
    if DATABASE not in manifest.sha256:
        raise BrokenBundle(f"{path} không có cơ sở dữ liệu. Hãy dùng bản sao lưu khác.")
    return manifest


def _is_outside(name: str) -> bool:
    return PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts


def _copy(bundle: zipfile.ZipFile, name: str, target: Path, expected: str) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    try:
        with bundle.open(name) as source, _private(target) as copy:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                copy.write(chunk)
    except KeyError:
        return False
    return digest.hexdigest() == expected


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
