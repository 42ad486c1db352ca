"""What is answered to a comment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("composing", "0005_task_notes"),)
    operations = (migrations.AddField("reportcomment", "answer", models.TextField(blank=True)),)
