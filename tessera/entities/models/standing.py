"""The standing of a person of concern: what it rests on, who looks at it again and by when. It proves nothing."""

import uuid

from django.db import models
from django.db.models import Q

from tessera.access.models import Post
from tessera.entities.models.things import Entity, Mention


class Standing(models.Model):
    """Somebody's named act: that a person is suspected, or known, to be of concern, and what that rests on.

    Readable by those who may read every report that it rests on. Never changed: whoever looks at it again adds a review.
    Whom it is about is where the mentions that it rests on point today (`queries.standing`).
    """

    class Level(models.TextChoices):
        SUSPECTED = "suspected", "Suspected"
        KNOWN = "known", "Known"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="standings", help_text="What it was recorded on."
    )
    level = models.CharField(max_length=20, choices=Level.choices)
    basis = models.TextField(help_text="Why the reports it rests on say so, in words.")
    rests_on = models.PositiveIntegerField(help_text="How many mentions it rests on.")
    review_on = models.DateField()
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", help_text="Who looks at it again.")
    author = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "author"], name="entities_standing_by_author"),
            models.CheckConstraint(
                condition=~Q(basis="") & Q(rests_on__gt=0), name="entities_standing_rests_on_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Person of concern, {self.get_level_display().lower()}"

    def get_absolute_url(self) -> str:
        return f"/standings/{self.pk}/"


class StandingBasis(models.Model):
    """One mention that a standing rests on. Readable with the mention."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="bases")
    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="+")
    was = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+", help_text="Its entity then.")
    author = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "standing bases"
        constraints = [models.UniqueConstraint(fields=["standing", "mention"], name="entities_standing_rests_once")]

    def __str__(self) -> str:
        return f"{self.standing_id} rests on {self.mention_id}"


class StandingReview(models.Model):
    """Somebody looked at a standing again: kept with reasons until another day, or withdrawn. Readable with it."""

    class Decision(models.TextChoices):
        KEPT = "kept", "Kept"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=20, choices=Decision.choices)
    because = models.TextField()
    review_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="kept", review_on__isnull=False, owner__isnull=False)
                | Q(decision="withdrawn", review_on__isnull=True, owner__isnull=True),
                name="entities_standing_kept_until",
            ),
            models.CheckConstraint(condition=~Q(because=""), name="entities_standing_review_has_reasons"),
            models.UniqueConstraint(
                fields=["standing"], condition=Q(decision="withdrawn"), name="entities_standing_withdrawn_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_decision_display()
