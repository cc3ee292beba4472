"""Indexes that another index of the same table serves as well: 60 MB and some seconds of each large load.

`item_code_prefix` is the index for LIKE that Django makes of a unique CharField.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_page_indexes")]

    operations = [
        migrations.RemoveIndex(model_name="item", name="item_code_prefix"),
        migrations.AlterField(
            model_name="routing",
            name="item",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="routings",
                to="catalog.item",
                verbose_name="item",
            ),
        ),
        migrations.AlterField(
            model_name="routingstep",
            name="routing",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="catalog.routing",
                verbose_name="routing",
            ),
        ),
    ]
