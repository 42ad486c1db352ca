"""The numbers of reports that were issued before there was a register are taken."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def enter(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database = schema_editor.connection.alias
    register, entry = apps.get_model("composing", "Register"), apps.get_model("composing", "RegisterEntry")
    issued = apps.get_model("composing", "Report").objects.using(database).filter(status="issued")
    rows = issued.exclude(number=None).exclude(dated=None).select_related("regime").order_by("dated", "pk")
    for report in rows:
        found, _ = register.objects.using(database).get_or_create(
            committee_id=report.regime.receiver_id, symbol=report.regime.symbol, year=report.dated.year
        )
        if found.entries.filter(number=report.number).exists():
            continue  # two regimes with a number each from registers of their own, before Kybao kept one
        entry.objects.using(database).create(
            register=found, number=report.number, report=report, dated=report.dated, outside=True
        )
        if report.number > found.last:
            found.last, found.last_dated = report.number, report.dated
            found.save()


class Migration(migrations.Migration):

    dependencies = [("composing", "0003_issuing")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
