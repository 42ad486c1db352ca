"""Regimes get versions, and sections a place in one."""

import datetime
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0002_units_over_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegimeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(default=datetime.date(1, 1, 1))),
                ('legal_basis', models.TextField(blank=True)),
                ('deadline_day', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('deadline_counting', models.CharField(choices=[('day_of_month', 'Ngày trong tháng'), ('working_day', 'Ngày làm việc thứ mấy trong tháng'), ('days_after_closing', 'Số ngày sau ngày chốt số liệu'), ('working_days_after_closing', 'Số ngày làm việc sau ngày chốt số liệu')], default='day_of_month', max_length=30)),
                ('deadline_time', models.TimeField(default=datetime.time(17, 0))),
                ('deadline_months_after', models.PositiveSmallIntegerField(default=0)),
                ('deadline_moving', models.CharField(choices=[('after', 'Ngày làm việc kế tiếp'), ('before', 'Ngày làm việc liền trước'), ('none', 'Giữ nguyên')], default='after', max_length=10)),
                ('opens_on', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('opens_offset', models.SmallIntegerField(default=0)),
                ('closes_on', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('closes_offset', models.SmallIntegerField(default=0)),
            ],
            options={
                'ordering': ('regime', 'since'),
            },
        ),
        migrations.AlterModelOptions(
            name='section',
            options={'ordering': ('version', 'position')},
        ),
        migrations.RemoveConstraint(
            model_name='section',
            name='section_key_once',
        ),
        migrations.RemoveConstraint(
            model_name='section',
            name='section_position_once',
        ),
        migrations.AlterField(
            model_name='regime',
            name='frequency',
            field=models.CharField(choices=[('month', 'month'), ('quarter', 'quarter'), ('half_year', 'half_year'), ('nine_months', 'nine_months'), ('year', 'year'), ('ad_hoc', 'ad_hoc')], max_length=20),
        ),
        migrations.AlterField(
            model_name='section',
            name='regime',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections_of_all_versions', to='registry.regime'),
        ),
        migrations.AddField(
            model_name='regimeversion',
            name='regime',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='registry.regime'),
        ),
        migrations.AddField(
            model_name='section',
            name='version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='registry.regimeversion'),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.UniqueConstraint(fields=('version', 'key'), name='section_key_once'),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.UniqueConstraint(fields=('version', 'position'), name='section_position_once'),
        ),
        migrations.AddConstraint(
            model_name='regimeversion',
            constraint=models.UniqueConstraint(fields=('regime', 'since'), name='regime_version_since_once'),
        ),
    ]
