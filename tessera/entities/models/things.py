"""Mentions, the entities they point at, what each audience holds of them, and markers on people."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from tessera.access.models import Post, Protected
from tessera.information.models import Report


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

    @property
    def part_words(self) -> str:
        """In which part the report speaks of a person; of a car or a place it says no such thing."""
        return str(Part(self.part).label).lower() if self.kind == Kind.PERSON else ""


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
