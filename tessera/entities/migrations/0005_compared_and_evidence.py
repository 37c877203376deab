import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0004_match_both_sides"),
    ]

    operations = [
        migrations.CreateModel(
            name="Compared",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("is_weighed", models.BooleanField(default=True, help_text="Whether the reasons rest on it.")),
                (
                    "against",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entities.mention"
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="compared",
                        to="entities.match",
                    ),
                ),
                (
                    "mention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entities.mention"
                    ),
                ),
            ],
            options={"verbose_name_plural": "compared"},
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "match",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="evidence",
                        serialize=False,
                        to="entities.match",
                    ),
                ),
                ("score", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                ("model_version", models.CharField(max_length=40)),
                ("mentions", models.PositiveIntegerField(help_text="How many mentions were compared with.")),
            ],
            options={"verbose_name_plural": "evidence"},
        ),
    ]
