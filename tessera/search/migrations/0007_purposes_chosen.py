"""When a purpose was chosen. Of searches kept before it is not known, so that none of theirs is used again."""

from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0006_places_counted"),
    ]

    operations = [
        migrations.AddField(
            model_name="storesearch",
            name="purpose_at",
            field=models.DateTimeField(
                default=datetime(2026, 1, 1, tzinfo=UTC),
                help_text="When that was chosen: with this search, or with an earlier one.",
            ),
            preserve_default=False,
        ),
    ]
