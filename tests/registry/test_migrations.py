"""Migrations: what was kept before them is kept by them."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def at(*targets: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return executor.loader.project_state(list(targets)).apps


@pytest.mark.django_db(transaction=True)
def test_an_outline_becomes_that_of_the_first_version() -> None:
    try:
        old = at(("registry", "0002_units_over_time"))
        unit = old.get_model("registry", "Unit").objects.create(code="tp", name="TP", listed_name="TP")
        regime = old.get_model("registry", "Regime").objects.create(
            code="thang", name="Tháng", receiver=unit, frequency="month", deadline_day=15
        )
        for position in range(3):
            old.get_model("registry", "Section").objects.create(
                regime=regime, key=str(position), position=position, kind="part"
            )
        new = at(("registry", "0006_decisions_of_states"))
        version = new.get_model("registry", "RegimeVersion").objects.get()
        assert version.regime_id == regime.pk
        sections = new.get_model("registry", "Section").objects.filter(version=version)
        assert [section.key for section in sections] == ["0", "1", "2"]
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "registry", "--check", "--dry-run", verbosity=0)
