"""The four groups. Each holds what the one before it may do only where the table says so."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

VIEW = [
    "catalog.view_attribute", "catalog.view_importrun", "catalog.view_item", "catalog.view_operation",
    "catalog.view_purchaseorder", "catalog.view_rejectedrow", "catalog.view_resource", "catalog.view_routing",
    "catalog.view_routingstep", "catalog.view_vendor", "catalog.view_workresult",
    "registry.view_modelversion", "registry.view_trainingrun", "registry.view_versionevent",
    "diagnostics.view_diagnostics",
]
GROUPS = {
    "viewer": VIEW,
    "planner": [*VIEW, "registry.predict_modelversion"],
    "trainer": [
        *VIEW, "registry.predict_modelversion", "registry.train_modelversion", "registry.submit_modelversion",
        "catalog.load_catalog",
    ],
    "approver": [
        *VIEW, "registry.predict_modelversion", "registry.review_modelversion", "registry.activate_modelversion",
    ],
}


def make_groups(apps, schema_editor):
    """Permissions come after a migrate by default; a migration that needs them makes them first."""
    for label in ("catalog", "registry", "diagnostics"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
        config.models_module = None
    permission_of = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in apps.get_model("auth", "Permission").objects.select_related("content_type")
    }
    for name, permissions in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*(permission_of[p] for p in permissions))


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0001_initial"),
        ("catalog", "0001_initial"),
        ("diagnostics", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
