"""`restore`: everything as it was at a backup, while Kybao runs; what was there before is backed up first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kybao.keeping.apart import make_sound
from kybao.keeping.backing_up import BackedUp, back_up, working_folder
from kybao.keeping.bundle import DATABASE, KEYS, Manifest, sha256_of, unpack
from kybao.keeping.proving import Proof, Unsound, prove
from kybao.keeping.rows import count_rows
from kybao.keeping.snapshot import put_back
from kybao.people.history import Subject, record

RESTORED = "keeping.restored"


@dataclass(frozen=True, slots=True)
class Restored:
    """What holds now, the backup of what was there before, and the keys that a running Kybao must be started anew for."""

    manifest: Manifest
    proof: Proof
    before: BackedUp
    changed_keys: tuple[str, ...]


def restore(path: Path) -> Restored:
    """Puts a backup in the place of what is stored, after proving it, and proves the database again afterwards.

    Sessions are those of the backup: who signed in later signs in again. Raises `BrokenBundle` and `Unsound` before
    anything is changed, and `OSError` where there is no room.
    """
    with working_folder() as folder:
        manifest = unpack(path, folder)
        looked = make_sound(folder / DATABASE)
        if looked.proof.last_hash != manifest.history:
            raise Unsound("lịch sử trong bản sao lưu không khớp với tờ khai của nó")
        before = back_up(_kept_before())
        put_back(folder / DATABASE)
        changed = tuple(_put_keys(folder / KEYS))
        proof = prove()
        if (proof, count_rows()) != (looked.proof, looked.rows):
            raise Unsound(f"cơ sở dữ liệu sau khi phục hồi không khớp bản sao lưu; bản trước đó ở {before.path}")
    with transaction.atomic():
        record(RESTORED, Subject("backup", sha256_of(path), path.name), after={"made_at": manifest.made_at})
    return Restored(manifest, proof, before, changed)


def _kept_before() -> Path:
    folder = Path(settings.DATA_DIR) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"truoc-phuc-hoi-{timezone.localtime():%Y-%m-%d-%H%M%S}.zip"


def _put_keys(folder: Path) -> Iterator[str]:
    """Lays each key in its place, whole or not at all; gives those that were another before."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder)
        target = Path(settings.DATA_DIR) / name
        if target.exists() and target.read_bytes() == file.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file, target)
        yield name.as_posix()
