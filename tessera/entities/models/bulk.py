"""What a comparison in bulk suggests: that what one audience holds of one thing and another of another are the same."""

import uuid

from django.db import models
from django.db.models import F, Q

from tessera.entities.models.things import Entity


class BulkRun(models.Model):
    """One comparison in bulk of everything held, started on the server. Readable with any suggestion of it.

    How much was compared and found is in the log and not here: it would tell whoever reads one suggestion of the rest.
    """

    class Engine(models.TextChoices):
        DUCKDB = "duckdb", "DuckDB"
        SPARK = "spark", "Spark"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engine = models.CharField(max_length=20, choices=Engine.choices)
    model_version = models.CharField(max_length=40)
    threshold = models.FloatField(help_text="The lowest score that was kept, in bits.")
    started_by = models.TextField(help_text="Who started it, as the server knows them.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.get_engine_display()}, model {self.model_version}"


class BulkSuggestion(models.Model):
    """A comparison in bulk found that two holdings look alike. A person answers; it joins nothing.

    Made from these two holdings and nothing else, so whoever may read both may read it, and nobody else. It is about
    what the two said then (`left_said`, `right_said`): when either says something else it is not to be read any more,
    and the next comparison in bulk looks again. Never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(BulkRun, on_delete=models.PROTECT, related_name="suggestions")
    left = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    left_audience = models.ForeignKey("access.Audience", on_delete=models.PROTECT, related_name="+")
    left_said = models.CharField(max_length=32, help_text="A digest of the facts compared.")
    right = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    right_audience = models.ForeignKey("access.Audience", on_delete=models.PROTECT, related_name="+")
    right_said = models.CharField(max_length=32, help_text="A digest of the facts compared.")
    score = models.FloatField()
    prior = models.FloatField()
    reasons = models.JSONField(default=list)
    model_version = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["-score", "id"], name="entities_bulk_best_first"),
            models.Index(fields=["run"], name="entities_bulk_of_run"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["left", "left_audience", "left_said", "right", "right_audience", "right_said", "model_version"],
                name="entities_bulk_suggested_once",
            ),
            models.CheckConstraint(condition=~Q(left=F("right")), name="entities_bulk_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} and {self.right_id}: {self.score:+g}"

    def get_absolute_url(self) -> str:
        return f"/review/{self.pk}/"
