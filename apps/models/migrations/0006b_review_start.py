"""What the review starts from: the first policy, who may do what, and the hourly round of the task cluster."""

from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.utils import timezone

GRANTED = {
    "approver": ("override_gates", "decide_gatepolicy", "view_gatepolicy"),
    "trainer": ("view_gatepolicy",),
    "planner": ("view_gatepolicy",),
    "viewer": ("view_gatepolicy",),
}
ROUND = "reviews"
UNSAVED = "{'q_options': {'save': False}}"  # only failures are kept


def start(apps, schema_editor):
    policies = apps.get_model("registry", "GatePolicy").objects
    policies.create(
        number=1,
        status="confirmed",
        comment="The policy that Routewright comes with.",
        proposed_at=timezone.now().replace(microsecond=0),  # a dump in JSON and back gives the same row
    )
    config = apps.get_app_config("registry")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="registry")
    for name, codenames in GRANTED.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):  # it may have got another name
            group.permissions.add(*permissions.filter(codename__in=codenames))
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name=ROUND,
        defaults={"func": "apps.models.tasks.tend_reviews", "schedule_type": "H", "kwargs": UNSAVED},
    )


def stop(apps, schema_editor):
    """The policies go with their table."""
    apps.get_model("django_q", "Schedule").objects.filter(name=ROUND).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006a_review_rules"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(start, stop)]
