"""`back_up`: everything that Kybao keeps, in one verified file, while it runs."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from kybao import __version__
from kybao.keeping.apart import make_sound
from kybao.keeping.bundle import DATABASE, KEYS, Manifest, sha256_of, unpack, write_bundle
from kybao.keeping.snapshot import take_snapshot
from kybao.people.history import Subject, record

BACKED_UP = "keeping.backed_up"
KEY_FILES = ("secret-key", "transfer-key.pem", "trusted-roots")
"""What stands in the data folder beside the database and can't be made again; folders with all files in them."""
_PATTERN = "kybao-*.zip"
_WORKING = ".keeping-"
_LONGEST = 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A file that was written, read back and compared."""

    path: Path
    sha256: str
    size: int
    manifest: Manifest


def back_up(target: Path) -> BackedUp:
    """Writes a backup to `target`, or into it where it is a folder, under a name with the moment.

    The copy is proved before it is written and the file read back after; the history then says so.
    Raises `OSError` where it can't be written and `Unsound` where the database is damaged: nothing is left then.
    """
    now = timezone.now()
    path = target / f"kybao-{timezone.localtime(now):%Y-%m-%d-%H%M%S}.zip" if target.is_dir() else target
    with working_folder() as folder:
        database = folder / DATABASE
        take_snapshot(database)
        looked = make_sound(database)
        parts = {DATABASE: database, **dict(_keys())}
        manifest = Manifest(
            made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            kybao=__version__,
            engine=connection.vendor,
            rows=looked.rows,
            history=looked.proof.last_hash,
            sha256={name: sha256_of(part) for name, part in parts.items()},
        )
        write_bundle(path, parts, manifest)
        unpack(path, folder / "read-back")
    made = BackedUp(path, sha256_of(path), path.stat().st_size, manifest)
    with transaction.atomic():
        record(BACKED_UP, Subject("backup", made.sha256, path.name), after={"bytes": made.size})
    return made


def drop_older(folder: Path, keep: int) -> list[Path]:
    """Deletes all but the `keep` newest backups in a folder, those named by `back_up` alone; gives what was deleted."""
    old = sorted(folder.glob(_PATTERN))[:-keep]
    for path in old:
        path.unlink()
    return old


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder beside the database, where there is room for a copy of it; gone afterwards. What a killed run left goes too."""
    for left in Path(settings.DATA_DIR).glob(f"{_WORKING}*"):
        if left.stat().st_mtime < time.time() - _LONGEST:
            shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=settings.DATA_DIR, prefix=_WORKING) as name:
        yield Path(name)


def _keys() -> Iterator[tuple[str, Path]]:
    for name in KEY_FILES:
        path = Path(settings.DATA_DIR) / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                yield KEYS + file.relative_to(settings.DATA_DIR).as_posix(), file
