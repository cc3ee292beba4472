"""The mapping of the export, filled with the default."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from apps.routing.export.default_mapping import DEFAULT


def fill(apps, schema_editor):
    columns = apps.get_model("routing", "ExportColumn").objects
    for sheet, those in DEFAULT.items():
        for position, each in enumerate(those, start=1):
            columns.create(
                sheet=sheet, position=position, name=each.name, source=each.source, value=each.value, kind=each.kind
            )


class Migration(migrations.Migration):

    dependencies = [
        ('routing', '0003_planners_edit_proposals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportColumn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(choices=[('P_BOP_PROC_MASTER', 'P_BOP_PROC_MASTER'), ('P_BOP_PROC_DETAIL', 'P_BOP_PROC_DETAIL'), ('P_BOP_PROC_RES', 'P_BOP_PROC_RES'), ('P_BOP_PROC_CHILD', 'P_BOP_PROC_CHILD')], max_length=32, verbose_name='sheet')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('name', models.CharField(max_length=64, verbose_name='column')),
                ('source', models.CharField(choices=[('field', 'prediction'), ('constant', 'constant'), ('input', 'planner input'), ('empty', 'empty')], default='empty', max_length=8, verbose_name='source')),
                ('value', models.CharField(blank=True, max_length=255, verbose_name='value')),
                ('kind', models.CharField(choices=[('text', 'text'), ('number', 'number'), ('date', 'date')], default='text', max_length=6, verbose_name='kind')),
            ],
            options={
                'verbose_name': 'export column',
                'verbose_name_plural': 'export columns',
                'ordering': ['sheet', 'position'],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'position'), name='export_position_once_per_sheet'), models.UniqueConstraint(models.F('sheet'), django.db.models.functions.text.Upper('name'), name='export_name_once_per_sheet'), models.CheckConstraint(condition=models.Q(('sheet__in', ['P_BOP_PROC_MASTER', 'P_BOP_PROC_DETAIL', 'P_BOP_PROC_RES', 'P_BOP_PROC_CHILD'])), name='export_sheet_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['text', 'number', 'date'])), name='export_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('source', 'empty'), ('value', '')), models.Q(('source__in', ['field', 'constant', 'input']), models.Q(('value', ''), _negated=True)), _connector='OR'), name='export_value_as_source_says')],
            },
        ),
        migrations.CreateModel(
            name='MappingEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('sheet', models.CharField(blank=True, choices=[('P_BOP_PROC_MASTER', 'P_BOP_PROC_MASTER'), ('P_BOP_PROC_DETAIL', 'P_BOP_PROC_DETAIL'), ('P_BOP_PROC_RES', 'P_BOP_PROC_RES'), ('P_BOP_PROC_CHILD', 'P_BOP_PROC_CHILD')], max_length=32, verbose_name='sheet')),
                ('before', models.JSONField(verbose_name='before')),
                ('after', models.JSONField(verbose_name='after')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'change of the export mapping',
                'verbose_name_plural': 'changes of the export mapping',
                'ordering': ['-id'],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
