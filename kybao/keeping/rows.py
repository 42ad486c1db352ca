"""The rows of one database put into another one, of another kind too: SQLite ⇄ PostgreSQL, each value exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from kybao.people.protection import protect, unprotect

_AT_ONCE = 200  # rows with whole files in them are read so many at a time


def kept_models() -> list[type[models.Model]]:
    """All models with a table of their own, the tables between two models included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]


def count_rows(using: str = "default") -> dict[str, int]:
    return {model._meta.db_table: model._base_manager.using(using).count() for model in kept_models()}


def replace_rows(source: str, target: str) -> None:
    """Empties the tables of `target` and fills them from `source` (aliases of databases), all in one transaction.

    Both have the tables of this version. Whoever reads `target` meanwhile sees either all old rows or all new ones.
    """
    connection = connections[target]
    with transaction.atomic(using=target):
        unprotect(connection)
        _empty(connection)
        for model in kept_models():
            _copy(model, source, connection)
        _set_sequences(connection)
        protect(connection)
        connection.check_constraints()


def _empty(connection: BaseDatabaseWrapper) -> None:
    tables = [connection.ops.quote_name(model._meta.db_table) for model in kept_models()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")


def _copy(model: type[models.Model], source: str, target: BaseDatabaseWrapper) -> None:
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    name = target.ops.quote_name
    statement = (
        f"INSERT INTO {name(model._meta.db_table)} ({', '.join(name(str(field.column)) for field in fields)}) "
        f"VALUES ({', '.join(['%s'] * len(fields))})"
    )
    rows = (
        model._base_manager.using(source)
        .order_by("pk")
        .values_list(*(field.attname for field in fields))
        .iterator(chunk_size=_AT_ONCE)
    )
    with target.cursor() as cursor:
        for some in _batches(rows):
            cursor.executemany(
                statement,
                [
                    tuple(field.get_db_prep_save(value, target) for field, value in zip(fields, row, strict=True))
                    for row in some
                ],
            )


def _batches(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    remaining = iter(rows)
    while some := list(islice(remaining, _AT_ONCE)):
        yield some


def _set_sequences(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)
