"""A database looked at in a process of its own: brought to the form of this version, and proved.

Migrations and checks work on Django's default database, so another one needs another process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from kybao import starting
from kybao.keeping.proving import Proof, Unsound, prove
from kybao.keeping.rows import count_rows
from kybao.people.protection import protect

_PROGRAM = """
from kybao import starting
starting.set_up_django()
from kybao.keeping.apart import main
main()
"""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in the database: its proof, and how many rows each table has."""

    proof: Proof
    rows: Mapping[str, int]


def make_sound(database: Path) -> Looked:
    """Migrates the SQLite file (made where there is none), protects its history and proves it. Raises `Unsound`."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kybao.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "KYBAO_DATA": str(database.parent),
        "KYBAO_SECRET_KEY": "not-needed-to-look",
    }
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unsound(f"không mở được cơ sở dữ liệu ({(done.stderr.strip().splitlines() or ['?'])[-1]})")
    said = json.loads(done.stdout)
    if "unsound" in said:
        raise Unsound(said["unsound"])
    return Looked(Proof(**said["proof"]), said["rows"])


def main() -> None:
    """The other process: what it found, as JSON."""
    try:
        _refuse_later_versions()
        starting.migrate()
        protect(connection)
        said: dict[str, object] = {"proof": asdict(prove()), "rows": count_rows()}
    except (Unsound, DatabaseError, starting.CannotStart) as error:
        said = {"unsound": str(error)}
    print(json.dumps(said, ensure_ascii=False))


def _refuse_later_versions() -> None:
    loader = MigrationLoader(connection)
    if set(loader.applied_migrations) - set(loader.disk_migrations):
        raise Unsound("cơ sở dữ liệu do bản Kybao mới hơn ghi ra; hãy cập nhật Kybao rồi làm lại")
