"""Each probe's last reading, and since when it has been in its state."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("diagnostics", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ProbeState",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=64, unique=True, verbose_name="probe")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("bad", "bad"),
                            ("watch", "watch"),
                            ("good", "good"),
                            ("not_configured", "not configured"),
                        ],
                        max_length=14,
                        verbose_name="state",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="since")),
                ("reading", models.JSONField(verbose_name="reading")),
                ("measured_at", models.DateTimeField(verbose_name="measured")),
            ],
            options={
                "verbose_name": "probe state",
                "verbose_name_plural": "probe states",
                "default_permissions": (),
            },
        ),
    ]
