"""The numbers an assessed child goes by: what the assessment rested on, and what people joined it to since."""

import uuid

from django.db import models

from tessera.entities.models import Entity, Mention


class RestedOn(models.Model):
    """A mention that stood for the child when an assessment was begun. Readable with the assessment and the mention.

    When what is held of the child is given another number, by answers that a reader may not see, these are how the
    assessment is still found with the mention that they do see.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="rested_on")
    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "rested on"
        constraints = [models.UniqueConstraint(fields=["assessment", "mention"], name="assessments_rested_on_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id} on {self.mention_id}"


class JoinedNumber(models.Model):
    """The number under which the child of an assessment has a case, where it is another. Readable with the assessment.

    That the two are one child may rest on answers that the team beside the child cannot see. What the assessment says
    about contact with the family has to reach them all the same (REQ assess-honour-forced-marriage).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="joined_numbers")
    child = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "child"], name="assessments_joined_number_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id} as {self.child_id}"
