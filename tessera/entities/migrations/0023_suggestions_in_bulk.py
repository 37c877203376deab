"""What a comparison in bulk suggests of two holdings, open to whoever may read both and to nobody else.

Protected from the first row. The digests keep a suggestion from telling of what a holding said before and says no more.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

RULE = """
ALTER TABLE entities_bulksuggestion ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_bulksuggestion FOR SELECT USING (
    EXISTS (SELECT FROM entities_holding h WHERE h.entity_id = entities_bulksuggestion.left_id
        AND h.audience_id = entities_bulksuggestion.left_audience_id
        AND md5(h.fields::text) = entities_bulksuggestion.left_said)
    AND EXISTS (SELECT FROM entities_holding h WHERE h.entity_id = entities_bulksuggestion.right_id
        AND h.audience_id = entities_bulksuggestion.right_audience_id
        AND md5(h.fields::text) = entities_bulksuggestion.right_said));

ALTER TABLE entities_bulkrun ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_bulkrun FOR SELECT USING (
    EXISTS (SELECT FROM entities_bulksuggestion s WHERE s.run_id = entities_bulkrun.id));

-- Written on the server by the owner of the tables, once. The site reads, and its people answer elsewhere.
REVOKE INSERT, UPDATE, DELETE ON entities_bulksuggestion, entities_bulkrun FROM tessera_app;
"""
BACK = """
GRANT INSERT, UPDATE, DELETE ON entities_bulksuggestion, entities_bulkrun TO tessera_app;
DROP POLICY readable ON entities_bulkrun;
DROP POLICY readable ON entities_bulksuggestion;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_trained_graders"),
        ("entities", "0022_rare_keys_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkRun",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("engine", models.CharField(choices=[("duckdb", "DuckDB"), ("spark", "Spark")], max_length=20)),
                ("model_version", models.CharField(max_length=40)),
                ("threshold", models.FloatField(help_text="The lowest score that was kept, in bits.")),
                ("started_by", models.TextField(help_text="Who started it, as the server knows them.")),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BulkSuggestion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("left_said", models.CharField(help_text="A digest of the facts compared.", max_length=32)),
                ("right_said", models.CharField(help_text="A digest of the facts compared.", max_length=32)),
                ("score", models.FloatField()),
                ("prior", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                ("model_version", models.CharField(max_length=40)),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.entity",
                    ),
                ),
                (
                    "left_audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.audience"
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.entity",
                    ),
                ),
                (
                    "right_audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.audience"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="suggestions", to="entities.bulkrun"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-score", "id"], name="entities_bulk_best_first"),
                    models.Index(fields=["run"], name="entities_bulk_of_run"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "left",
                            "left_audience",
                            "left_said",
                            "right",
                            "right_audience",
                            "right_said",
                            "model_version",
                        ),
                        name="entities_bulk_suggested_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left", models.F("right")), _negated=True), name="entities_bulk_of_two"
                    ),
                ],
            },
        ),
        migrations.RunSQL(RULE, BACK),
    ]
