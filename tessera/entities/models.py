"""Mentions and the entities they point at; what each audience holds; answers to suggested matches."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from tessera.access.models import Post, Protected
from tessera.information.models import Report
from tessera.reference.models import TieKind


class Kind(models.TextChoices):
    """What sort of thing in the world."""

    PERSON = "person", "Person"
    PHONE = "phone", "Phone or device"
    VEHICLE = "vehicle", "Vehicle"
    PLACE = "place", "Place"
    ACCOUNT = "account", "Online account"
    ORGANISATION = "organisation", "Organisation or group"


class Part(models.TextChoices):
    """The part a thing plays in a report."""

    CHILD = "child", "Child"
    CONCERN = "concern", "Person of concern"
    PROTECTS = "protects", "Person who protects"
    OTHER = "other", "Also mentioned"


class Entity(models.Model):
    """A thing in the world. It has no facts of its own: they are the mentions that point at it.

    It exists for a reader only where one of its holdings does (row-level security says so).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        verbose_name_plural = "entities"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Mention(Protected):
    """One thing a report speaks of, in the words given. Follows its report's audience."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="mentions")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="mentions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    part = models.CharField(max_length=20, choices=Part.choices, default=Part.OTHER)
    words = models.TextField(help_text="As given.")
    fields = models.JSONField(default=dict, help_text="Parsed: first_name, surname, nicknames, plate, phone…")
    position = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(help_text="When its report was sent.")

    class Meta:
        ordering = ["report", "position"]
        indexes = [
            models.Index(fields=["entity", "audience"], name="entities_facts_of"),
            models.Index("entity", F("at").desc(), "id", name="entities_newest_of"),
            models.Index(fields=["author", "entity"], name="entities_said_by"),
        ]
        constraints = [models.UniqueConstraint(fields=["id", "audience"], name="entities_mention_and_audience")]

    def __str__(self) -> str:
        return self.words


class Holding(models.Model):
    """What one audience holds of one entity, built only from that audience's mentions. Can be rebuilt."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="holdings")
    audience = models.ForeignKey("access.Audience", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.TextField(help_text="What to call it: the fullest name given.")
    also = ArrayField(models.TextField(), default=list, help_text="Other words used for it.")
    parts = ArrayField(models.CharField(max_length=20), default=list)
    fields = models.JSONField(default=dict, help_text="“said”: the distinct facts of its mentions.")
    keys = ArrayField(models.BigIntegerField(), default=list)
    mentions = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "audience"], name="entities_holding_once")]
        indexes = [
            GinIndex(fields=["keys"], name="entities_match_keys", fastupdate=False),
            models.Index(fields=["audience", "kind"], name="entities_held_by"),
        ]

    def __str__(self) -> str:
        return self.name


class Link(Protected):
    """A tie: what one report says of two things that it speaks of. Follows its report's audience.

    Which things they are is where the two mentions point today, so joining things and taking them apart again takes
    ties along. What was said stays as it was; the one change there is, is that it is withdrawn.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="links")
    one = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="+", help_text="Before the words.")
    other = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="+", help_text="After the words.")
    kind = models.ForeignKey(TieKind, on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField(null=True, blank=True, help_text="The first day of it, as far as that is known.")
    since_text = models.TextField(blank=True, help_text="As given, where that was not one day.")
    until_on = models.DateField(null=True, blank=True, help_text="The last day of it; blank while it goes on.")
    until_text = models.TextField(blank=True, help_text="As given, where that was not one day.")
    note = models.TextField(blank=True, help_text="Where in the report it is said.")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        verbose_name = "tie"
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="entities_link_of_two"),
            models.UniqueConstraint(
                fields=["report", "one", "other", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="entities_link_said_once",
            ),
            models.CheckConstraint(
                condition=Q(since_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")),
                name="entities_link_in_order",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="entities_link_withdrawn_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["one"], name="entities_link_before"),
            models.Index(fields=["other"], name="entities_link_after"),
        ]

    def __str__(self) -> str:
        return f"{self.one} {self.kind.label} {self.other}"


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


class Marker(Protected):
    """A dated marker on a person: a repeat or hate-crime victim, a missing episode, an age in dispute.

    What was recorded stays as it was; the one change there is, is its end.
    """

    class What(models.TextChoices):
        HATE_CRIME = "hate_crime", "Repeat or hate-crime victim"
        MISSING = "missing", "Has been missing"
        AGE_DISPUTED = "age_disputed", "Age in dispute: treated as a child"
        LOOKED_AFTER = "looked_after", "Looked after"
        INVESTIGATION = "investigation", "Under investigation"

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="markers")
    what = models.CharField(max_length=20, choices=What.choices)
    note = models.TextField(blank=True, help_text="How it is known.")
    officer = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(help_text="The first day of it, as far as that is known.")
    starts_text = models.TextField(blank=True, help_text="As given, where that was not one day.")
    ends_on = models.DateField(null=True, blank=True)
    ends_text = models.TextField(blank=True, help_text="As given, where that was not one day.")
    ended_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_note = models.TextField(blank=True, help_text="How it is known that it ended.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="entities_marker_in_order"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(ends_on__isnull=False), name="entities_marker_ended_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.get_what_display()
