"""No section without a version."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_first_versions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='section',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='registry.regimeversion'),
        ),
    ]
