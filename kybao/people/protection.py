"""The database itself refuses to change or delete what stands in the history.

A migration that alters the table makes SQLite build it anew without triggers, so it must end with `protect`.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.backends.base.base import BaseDatabaseWrapper

_REFUSAL = "the history is append-only"
_PROTECT = {
    "sqlite": tuple(
        f"CREATE TRIGGER IF NOT EXISTS history_no_{event.lower()} BEFORE {event} ON people_historyentry "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for event in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE OR REPLACE TRIGGER history_no_change BEFORE UPDATE OR DELETE ON people_historyentry "
        "FOR EACH ROW EXECUTE FUNCTION history_refuse()",
        "CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON people_historyentry "
        "FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()",
    ),
}
_UNPROTECT = {
    "sqlite": ("DROP TRIGGER IF EXISTS history_no_update", "DROP TRIGGER IF EXISTS history_no_delete"),
    "postgresql": (
        "DROP TRIGGER IF EXISTS history_no_change ON people_historyentry",
        "DROP TRIGGER IF EXISTS history_no_truncate ON people_historyentry",
    ),
}
_COUNT = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'people_historyentry' "
    "AND name IN ('history_no_update', 'history_no_delete')",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'people_historyentry'::regclass "
    "AND tgname IN ('history_no_change', 'history_no_truncate') AND tgenabled <> 'D'",
}


def protect(connection: BaseDatabaseWrapper) -> None:
    _run(_PROTECT, connection)


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Takes the protection off: for the reverse of the migration, and for tests that empty their database."""
    _run(_UNPROTECT, connection)


def is_protected(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT[connection.vendor])
        return bool(cursor.fetchone()[0] == 2)


def _run(statements: Mapping[str, tuple[str, ...]], connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
