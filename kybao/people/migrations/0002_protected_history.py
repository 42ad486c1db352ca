"""The history's first hash, the triggers that keep it append-only, and the table that counts failed sign-ins."""

from django.conf import settings
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from kybao.people.protection import protect, unprotect


def begin(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("people", "HistoryTail").objects.using(schema_editor.connection.alias).create(pk=1)


def protect_history(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    protect(schema_editor.connection)


def unprotect_history(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(schema_editor.connection)


def make_limits_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    table = settings.CACHES["default"]["LOCATION"]
    call_command("createcachetable", table, database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunPython(protect_history, unprotect_history),
        migrations.RunPython(make_limits_table, migrations.RunPython.noop),
    ]
