"""Receivers of version events, what is sent to them, who may say so, and the task that tries again each minute."""

import apps.models.models.webhooks
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.contrib.auth.management import create_permissions

SCHEDULE = "send-webhooks"
TASK = {
    "func": "apps.models.tasks.send_webhooks",
    "schedule_type": "I",
    "minutes": 1,
    "kwargs": "{'q_options': {'save': False}}",  # only failures are kept, so that they push out no other task
}
ADMINISTRATORS = "administrator"
ALLOWED = ("manage_webhooks", "view_gatepolicy")


def allow(apps, schema_editor):
    """Permissions come after a migrate by default; a migration that needs them makes them first."""
    config = apps.get_app_config("registry")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="registry", codename__in=ALLOWED
    )
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=ADMINISTRATORS)
    group.permissions.add(*permissions)


def schedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.update_or_create(name=SCHEDULE, defaults=TASK)


def unschedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=SCHEDULE).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
        ('registry', '0006b_review_start'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500, unique=True, verbose_name='address')),
                ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='events')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('secret_salt', models.CharField(default=apps.models.models.webhooks.new_salt, editable=False, max_length=32)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ['id'],
                'permissions': [('manage_webhooks', 'Can say where version events are sent, and see and repeat sendings')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='event')),
                ('body', models.TextField(verbose_name='body')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sending', 'being sent'), ('delivered', 'delivered'), ('failed', 'failed')], default='waiting', max_length=9, verbose_name='state')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('attempts_max', models.PositiveIntegerField(default=8, editable=False)),
                ('response_code', models.PositiveIntegerField(blank=True, null=True, verbose_name='answer')),
                ('failure', models.TextField(blank=True, verbose_name='failure')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next attempt')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='delivered')),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('token', models.PositiveIntegerField(default=0, editable=False)),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='registry.versionevent', verbose_name='event')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='registry.webhook', verbose_name='webhook')),
            ],
            options={
                'verbose_name': 'webhook delivery',
                'verbose_name_plural': 'webhook deliveries',
                'ordering': ['-id'],
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(('url__regex', '^https?://[^/?#]')), name='webhook_speaks_http'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('state__in', ('waiting', 'sending'))), fields=['webhook', 'next_attempt_at'], name='delivery_open_idx'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(fields=('webhook', 'event'), name='delivery_once_per_event'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_until__isnull', True)), _connector='OR'), name='delivery_leased_while_sent'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('attempts__lte', models.F('attempts_max'))), name='delivery_attempts_are_bounded'),
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
        migrations.RunPython(schedule, unschedule),
    ]
