"""Trainers say what models may learn from."""

from django.db import migrations

PERMISSION = {"content_type__app_label": "catalog", "codename": "change_attribute"}


def allow(apps, schema_editor):
    permission = apps.get_model("auth", "Permission").objects.get(**PERMISSION)
    apps.get_model("auth", "Group").objects.get(name="trainer").permissions.add(permission)


def forbid(apps, schema_editor):
    permission = apps.get_model("auth", "Permission").objects.get(**PERMISSION)
    apps.get_model("auth", "Group").objects.get(name="trainer").permissions.remove(permission)


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_events_append_only")]
    operations = [migrations.RunPython(allow, forbid)]
