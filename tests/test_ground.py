"""The ground under the tests (conftest.py at the root) is what they take it for."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

import kybao


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for(pytestconfig: pytest.Config) -> None:
    assert connection.vendor == pytestconfig.getoption("database")


@pytest.mark.django_db
def test_sqlite_is_a_file_in_write_ahead_mode_as_in_service() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.django_db
def test_data_and_secret_key_lie_outside_the_project() -> None:
    project = Path(kybao.__file__).resolve().parent.parent
    assert settings.DATA_DIR.is_dir()
    assert project not in settings.DATA_DIR.parents
    assert (Path(os.environ["KYBAO_DATA"]) / "secret-key").stat().st_mode & 0o077 == 0
