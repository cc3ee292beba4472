"""The fifth group: those who let people in and out. It sees what viewers see."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ADMINISTRATOR = "administrator"
PERMISSIONS = ["view_changes", "decide_accessrequest", "end_sessions", "unlock_login"]


def make_group(apps, schema_editor):
    """Permissions come after a migrate by default; a migration that needs them makes them first."""
    config = apps.get_app_config("people")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=ADMINISTRATOR)
    viewer = apps.get_model("auth", "Group").objects.get(name="viewer")
    permission = apps.get_model("auth", "Permission")
    group.permissions.add(
        *permission.objects.filter(content_type__app_label="people", codename__in=PERMISSIONS),
        *viewer.permissions.all(),
    )


def drop_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=ADMINISTRATOR).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("registry", "0004_trainers_choose_attributes"),
    ]
    operations = [migrations.RunPython(make_group, drop_group)]
