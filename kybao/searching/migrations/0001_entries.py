import django.db.models.deletion
import kybao.registry.models.fields
from django.db import migrations, models

from kybao.searching.full_text import drop, make


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("composing", "0005_task_notes"),
        ("filing", "0003_previews_and_reviews"),
        ("registry", "0006_decisions_of_states"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sentence", "Câu trong bài nộp"),
                            ("report", "Câu trong báo cáo"),
                            ("task", "Nhiệm vụ"),
                        ],
                        max_length=10,
                    ),
                ),
                # Before the long texts, so that SQLite counts and narrows without reading those.
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", db_index=False, to="registry.unit"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="composing.report",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="filing.submission",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="composing.task"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        db_index=False, to="registry.unit",
                    ),
                ),
                ("period", kybao.registry.models.fields.PeriodField(max_length=22)),
                ("block", models.PositiveIntegerField(null=True)),
                ("start", models.PositiveIntegerField(null=True)),
                ("section", models.CharField(blank=True, max_length=60)),
                ("text", models.TextField()),
                ("folded", models.TextField()),
                ("plain", models.TextField()),
            ],
        ),
        migrations.RunPython(
            lambda apps, schema_editor: make(schema_editor.connection),
            lambda apps, schema_editor: drop(schema_editor.connection),
        ),
    ]
