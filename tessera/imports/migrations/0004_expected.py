"""How many rows of a batch are new, changed and held already, as things are when the list is read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_said_once")]
    operations = [
        migrations.AddField(
            "batch",
            "new",
            models.PositiveIntegerField(blank=True, help_text="Rows that were not held when it was read.", null=True),
        ),
        migrations.AddField(
            "batch",
            "changed",
            models.PositiveIntegerField(blank=True, help_text="Rows that were held in other words then.", null=True),
        ),
        migrations.AddField(
            "batch",
            "held",
            models.PositiveIntegerField(blank=True, help_text="Rows that were held as they are then.", null=True),
        ),
    ]
