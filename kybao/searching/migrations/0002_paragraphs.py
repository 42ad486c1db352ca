from django.db import migrations, models


class Migration(migrations.Migration):
    """A nullable column, which SQLite adds without making the table anew: the triggers of the full-text index stay."""

    dependencies = [("searching", "0001_entries")]

    operations = [migrations.AddField("entry", "thread", models.UUIDField(null=True))]
