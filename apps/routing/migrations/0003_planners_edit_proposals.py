"""Everyone in a group reads proposals; planners make, edit and decide them, and keep sets of steps."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

READ = [
    "view_proposal", "view_proposalstep", "view_proposalevent", "view_operationset", "view_routingrule",
    "view_drawingviewer",
]
PLAN = ["add_proposal", "change_proposal", "decide_proposal", "add_operationset"]
GROUPS = {"viewer": READ, "planner": [*READ, *PLAN], "trainer": READ, "approver": READ}


def permissions(apps, codenames):
    rows = apps.get_model("auth", "Permission").objects
    return rows.filter(content_type__app_label="routing", codename__in=codenames)


def allow(apps, schema_editor):
    """Permissions come after a migrate by default; a migration that needs them makes them first."""
    config = apps.get_app_config("routing")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    for name, codenames in GROUPS.items():
        apps.get_model("auth", "Group").objects.get(name=name).permissions.add(*permissions(apps, codenames))


def forbid(apps, schema_editor):
    for name, codenames in GROUPS.items():
        apps.get_model("auth", "Group").objects.get(name=name).permissions.remove(*permissions(apps, codenames))


class Migration(migrations.Migration):
    dependencies = [("routing", "0002_what_stays"), ("registry", "0004_trainers_choose_attributes")]
    operations = [migrations.RunPython(allow, forbid)]
