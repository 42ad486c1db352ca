"""The full-text index that the database keeps over the entries' folded words: made once, asked for rows that have all words."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

_SQLITE = (
    "CREATE VIRTUAL TABLE searching_words USING fts5(folded, content='searching_entry', content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER searching_added AFTER INSERT ON searching_entry BEGIN "
    "INSERT INTO searching_words(rowid, folded) VALUES (new.id, new.folded); END",
    "CREATE TRIGGER searching_removed AFTER DELETE ON searching_entry BEGIN "
    "INSERT INTO searching_words(searching_words, rowid, folded) VALUES ('delete', old.id, old.folded); END",
    "CREATE TRIGGER searching_changed AFTER UPDATE OF folded ON searching_entry BEGIN "
    "INSERT INTO searching_words(searching_words, rowid, folded) VALUES ('delete', old.id, old.folded); "
    "INSERT INTO searching_words(rowid, folded) VALUES (new.id, new.folded); END",
)
_SQLITE_GONE = (
    *(f"DROP TRIGGER searching_{name}" for name in ("added", "removed", "changed")),
    "DROP TABLE searching_words",
)
_POSTGRESQL = (
    "ALTER TABLE searching_entry ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', folded)) STORED",
    "CREATE INDEX searching_entry_words ON searching_entry USING gin (words)",
)
_POSTGRESQL_GONE = ("ALTER TABLE searching_entry DROP COLUMN words",)


def make(database: BaseDatabaseWrapper) -> None:
    _run(database, _SQLITE if database.vendor == "sqlite" else _POSTGRESQL)


def drop(database: BaseDatabaseWrapper) -> None:
    _run(database, _SQLITE_GONE if database.vendor == "sqlite" else _POSTGRESQL_GONE)


def having(words: Sequence[str]) -> RawSQL:
    """The keys of the entries that have all of these words, which are letters and digits alone (`searching.words`)."""
    if connection.vendor == "sqlite":
        return RawSQL(
            "SELECT rowid FROM searching_words WHERE searching_words MATCH %s",
            (" ".join(f'"{word}"' for word in words),),
        )
    return RawSQL("SELECT id FROM searching_entry WHERE words @@ to_tsquery('simple', %s)", (" & ".join(words),))


def _run(database: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
