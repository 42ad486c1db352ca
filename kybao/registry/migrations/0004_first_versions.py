"""Every outline that there is belongs to the first version of its regime.

Apart from the migrations around it, since PostgreSQL does not alter a table in the transaction that filled it.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_first_versions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    section = apps.get_model('registry', 'Section')
    version = apps.get_model('registry', 'RegimeVersion')
    for regime in apps.get_model('registry', 'Regime').objects.all():
        first = version.objects.create(regime=regime)
        section.objects.filter(regime=regime).update(version=first)


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0003_regime_versions'),
    ]

    operations = [
        migrations.RunPython(make_first_versions, migrations.RunPython.noop),
    ]
