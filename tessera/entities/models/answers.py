"""What people answered about whether two things are the same, and what the answers rest on."""

import uuid

from django.db import models
from django.db.models import F, Q

from tessera.access.models import Post, Protected
from tessera.entities.models.things import Entity, Mention


class Match(Protected):
    """A person's answer about a mention and an entity, kept for ever.

    Readable by those who may read the mention and something of what it was compared with. What they may not
    read leaves no trace in it: the reasons, which tell of everything compared, are kept apart as its evidence.
    """

    class Judgement(models.TextChoices):
        SAME = "same", "Same"
        DIFFERENT = "different", "Different"
        UNSURE = "unsure", "Unsure"

    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="matches")
    left = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="+", help_text="The mention's entity before."
    )
    right = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+", help_text="The entity suggested.")
    judgement = models.CharField(max_length=20, choices=Judgement.choices)
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "matches"
        indexes = [
            models.Index(fields=["left", "right"], name="entities_answered"),
            models.Index(fields=["right", "left"], name="entities_answered_back"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(left=F("right")), name="entities_match_of_two")]


class Compared(models.Model):
    """One mention of the suggested entity that an answer is about. Readable with both mentions.

    Weighed when the person answering read it; otherwise somebody who answered before them did, and whoever read
    that answer reads what became of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="compared")
    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="+")
    against = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="+")
    is_weighed = models.BooleanField(default=True, help_text="Whether the reasons rest on it.")

    class Meta:
        verbose_name_plural = "compared"

    def __str__(self) -> str:
        return f"{self.mention_id} with {self.against_id}"


class Evidence(models.Model):
    """The score and reasons an answer was given on. Readable by those who may read everything compared."""

    match = models.OneToOneField(Match, on_delete=models.PROTECT, primary_key=True, related_name="evidence")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    model_version = models.CharField(max_length=40)
    mentions = models.PositiveIntegerField(help_text="How many mentions were compared with.")

    class Meta:
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return f"Evidence for {self.match_id}"


class PairAnswer(models.Model):
    """A person's answer about two things as wholes, with their reasons, kept for ever (ADR 0007).

    “Same” joined to `right` what they could read of `left`. One that `undoes` an earlier “same” took that back.
    Readable by those who may read a mention of each of the two that it was about.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    left = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    judgement = models.CharField(max_length=20, choices=Match.Judgement.choices)
    note = models.TextField(help_text="Why.")
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["left", "right"], name="entities_pair_answered")]
        constraints = [
            models.CheckConstraint(condition=~Q(left=F("right")), name="entities_pair_of_two"),
            models.CheckConstraint(condition=~Q(note=""), name="entities_pair_has_reasons"),
            models.CheckConstraint(
                condition=Q(undoes__isnull=True) | ~Q(judgement="same"), name="entities_pair_undone_is_not_same"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} and {self.right_id}: {self.judgement}"


class PairMention(models.Model):
    """A mention that an answer about two things was about: of which of them it was then, and where it was joined to.

    Readable with the mention.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(PairAnswer, on_delete=models.PROTECT, related_name="mentions")
    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="+")
    was = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+", help_text="Its entity then.")
    joined_to = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_weighed = models.BooleanField(default=True, help_text="Whether the score rests on it.")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["was", "joined_to"], name="entities_pair_was")]
        constraints = [
            models.UniqueConstraint(fields=["answer", "mention"], name="entities_pair_mention_once"),
            models.CheckConstraint(condition=~Q(was=F("joined_to")), name="entities_pair_moved_on"),
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} of {self.was_id}"


class PairBack(models.Model):
    """A mention that an undone join no longer holds. Readable with the mention."""

    joined = models.OneToOneField(PairMention, on_delete=models.PROTECT, primary_key=True, related_name="back")
    answer = models.ForeignKey(PairAnswer, on_delete=models.PROTECT, related_name="+", help_text="What undid it.")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "pairs back"

    def __str__(self) -> str:
        return f"{self.joined_id} back"


class PairEvidence(models.Model):
    """The score an answer about two things was given on. Readable by those who may read everything compared."""

    answer = models.OneToOneField(PairAnswer, on_delete=models.PROTECT, primary_key=True, related_name="evidence")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    model_version = models.CharField(max_length=40)
    mentions = models.PositiveIntegerField(help_text="How many mentions were compared.")

    class Meta:
        verbose_name_plural = "pair evidence"

    def __str__(self) -> str:
        return f"Evidence for {self.answer_id}"
