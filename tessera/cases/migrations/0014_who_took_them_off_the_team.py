"""Who took somebody off a team. Of those who left before this, nobody kept it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_audiences_are_fixed"),
        ("cases", "0013_notices_are_the_desks"),
    ]

    operations = [
        migrations.AddField(
            model_name="teammember",
            name="left_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Who took them off the team.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.post",
            ),
        ),
    ]
