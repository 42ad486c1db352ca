"""Units by date, and which came of which."""

import datetime
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegistryChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.CharField(blank=True, max_length=150)),
                ('why', models.TextField(blank=True)),
                ('what', models.TextField()),
                ('effective', models.DateField(help_text='Ngày đầu tiên mà thay đổi có hiệu lực')),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
            ],
            options={
                'ordering': ('-at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('created', 'Thành lập'), ('renamed', 'Đổi tên'), ('merged', 'Sáp nhập'), ('split', 'Chia tách'), ('moved', 'Chuyển cấp trên'), ('abolished', 'Kết thúc hoạt động')], max_length=20)),
                ('date', models.DateField(db_index=True, help_text='Ngày có hiệu lực')),
                ('decision', models.TextField(help_text='Số, ký hiệu, ngày và cơ quan ban hành của văn bản')),
            ],
            options={
                'ordering': ('date', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SuccessionPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator_group', models.CharField(blank=True, max_length=100)),
                ('share', models.DecimalField(decimal_places=6, max_digits=7, null=True)),
            ],
            options={
                'ordering': ('succession', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='UnitState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(default=datetime.date(1, 1, 1))),
                ('last_day', models.DateField(default=datetime.date(9999, 12, 31))),
                ('name', models.CharField(max_length=200)),
                ('listed_name', models.CharField(max_length=200)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('gso_code', models.CharField(blank=True, max_length=10)),
            ],
            options={
                'ordering': ('unit', 'first_day'),
            },
        ),
        migrations.AddField(
            model_name='unit',
            name='gso_code',
            field=models.CharField(blank=True, help_text='Mã của Tổng cục Thống kê', max_length=10),
        ),
        migrations.AddField(
            model_name='registrychange',
            name='succession',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='changes', to='registry.succession'),
        ),
        migrations.AddField(
            model_name='successionpart',
            name='from_unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts_from', to='registry.unit'),
        ),
        migrations.AddField(
            model_name='successionpart',
            name='succession',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='registry.succession'),
        ),
        migrations.AddField(
            model_name='successionpart',
            name='to_unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts_to', to='registry.unit'),
        ),
        migrations.AddField(
            model_name='unitstate',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='states_below', to='registry.unit'),
        ),
        migrations.AddField(
            model_name='unitstate',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='states', to='registry.unit'),
        ),
        migrations.AddConstraint(
            model_name='successionpart',
            constraint=models.CheckConstraint(condition=models.Q(('share', None), models.Q(('share__gt', 0), ('share__lte', 1)), _connector='OR'), name='succession_share_of_one'),
        ),
        migrations.AddConstraint(
            model_name='successionpart',
            constraint=models.CheckConstraint(condition=models.Q(('from_unit__isnull', False), ('to_unit__isnull', False), _connector='OR'), name='succession_part_of_a_unit'),
        ),
        migrations.AddIndex(
            model_name='unitstate',
            index=models.Index(fields=['first_day', 'last_day'], name='unit_state_days'),
        ),
        migrations.AddConstraint(
            model_name='unitstate',
            constraint=models.UniqueConstraint(fields=('unit', 'first_day'), name='unit_state_first_day_once'),
        ),
        migrations.AddConstraint(
            model_name='unitstate',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='unit_state_forwards'),
        ),
    ]
