"""What the task cluster does each minute."""

from django.db import migrations

SCHEDULES = {
    "heartbeat": "apps.diagnostics.tasks.beat",
    "probes": "apps.diagnostics.tasks.measure_probes",
    "reap-trainings": "apps.models.tasks.reap_trainings",
}
UNSAVED = "{'q_options': {'save': False}}"  # only failures are kept, so that they push out no other task


def make_schedules(apps, schema_editor):
    schedules = apps.get_model("django_q", "Schedule").objects
    each_minute = {"schedule_type": "I", "minutes": 1, "kwargs": UNSAVED}
    for name, func in SCHEDULES.items():
        schedules.update_or_create(name=name, defaults={"func": func, **each_minute})


def remove_schedules(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name__in=SCHEDULES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("diagnostics", "0002_probestate"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunPython(make_schedules, remove_schedules)]
