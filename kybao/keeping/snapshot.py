"""The running database ⇄ one SQLite file. Whoever works meanwhile goes on; the copy is of one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper

from kybao.keeping.apart import make_sound
from kybao.keeping.rows import replace_rows

_KEPT = "kept"


def take_snapshot(path: Path) -> None:
    """Writes all rows of the default database into the SQLite file `path`, which is made.

    SQLite copies its own pages within one read transaction; of PostgreSQL all tables are read in one snapshot
    (REPEATABLE READ) into a new file that has the tables of this version.
    """
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(_file())) as running, closing(sqlite3.connect(path)) as copy:
            running.backup(copy)
        return
    make_sound(path)
    with _kept(path), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        replace_rows("default", _KEPT)


def put_back(path: Path) -> None:
    """Makes the default database hold what the SQLite file holds, in one step: others see all of the old or all of the new.

    The file has the tables of this version (`apart.make_sound`). Cut off midway, everything stays as it was.
    """
    if connection.vendor == "sqlite":
        connection.close()
        with closing(sqlite3.connect(path)) as kept, closing(sqlite3.connect(_file(), timeout=60)) as running:
            kept.backup(running)
        return
    with _kept(path):
        replace_rows(_KEPT, "default")


def _file() -> str:
    return str(connection.settings_dict["NAME"])


@contextmanager
def _kept(path: Path) -> Iterator[None]:
    """The SQLite file as a second database of Django."""
    options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"}
    database = DatabaseWrapper({**connection.settings_dict, "NAME": str(path), "OPTIONS": options}, _KEPT)
    connections[_KEPT] = database
    try:
        yield
    finally:
        database.close()
        del connections[_KEPT]
