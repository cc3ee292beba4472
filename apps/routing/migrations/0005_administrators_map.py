"""Administrators see proposals, and set what a plant asks of them: rules, the drawing viewer, the upload's columns."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ADMINISTRATORS = "administrator"
READ = ("proposal", "proposalstep", "proposalevent", "operationset", "routingrule", "drawingviewer")
SET = ("add_routingrule", "change_routingrule", "delete_routingrule", "add_drawingviewer", "change_drawingviewer",
       "change_operationset", "delete_operationset", "change_exportcolumn")
ALLOWED = (*(f"view_{name}" for name in READ), *SET)


def allow(apps, schema_editor):
    """Permissions come after a migrate by default; a migration that needs them makes them first."""
    config = apps.get_app_config("routing")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="routing", codename__in=ALLOWED
    )
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=ADMINISTRATORS)
    group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("routing", "0004_export"), ("people", "0002_administrators")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
