"""Catalogues kept in data/<name>.yaml, and the directory of contacts. Rows are retired, never deleted."""

from datetime import date
from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tessera.access.models import Agency, Post

Row = TypeVar("Row", bound=models.Model, covariant=True)


class CatalogueQuerySet(models.QuerySet[Row]):
    """Rows of a catalogue, by the day they are in force."""

    def current(self, *, on: date) -> Self:
        """Rows in force on this day. Old records keep showing the row they were made under."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on, is_approved=True)


CatalogueManager = models.Manager.from_queryset(CatalogueQuerySet)


class Catalogue(models.Model):
    """A list people read. A row is a code from a date: a record points at the version it was made under."""

    class RowOrigin(models.TextChoices):
        SUPPLIED = "supplied", "Supplied with Tessera"
        LOCAL = "local", "Added by this area"

    code = models.SlugField(max_length=80)
    label = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    source = ArrayField(models.TextField(), default=list, help_text="Where this row comes from.")
    confidence = models.CharField(max_length=20, blank=True, help_text="Our estimate; not a verification.")
    status = models.TextField(blank=True, help_text="What is known of its standing: in force, proposed, local.")
    note = models.TextField(blank=True)
    row_origin = models.CharField(max_length=20, choices=RowOrigin.choices, default=RowOrigin.SUPPLIED)
    is_approved = models.BooleanField(default=True)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CatalogueManager()
    yaml = ""

    class Meta:
        abstract = True
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="%(app_label)s_%(class)s_version"),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by__isnull=True)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
                name="%(app_label)s_%(class)s_verified_by",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def standing(self) -> str:
        """Whether a local adviser has verified this row, in words for beside it."""
        if self.verified_on:
            return f"Verified by {self.verified_by} on {self.verified_on:%-d %B %Y}"
        return "Not verified by your legal adviser"


class Indicator(Catalogue):
    """A sign of actual or suspected exploitation, or a vulnerability. Prompts curiosity; proves nothing."""

    class Kind(models.TextChoices):
        ACTUAL = "actual", "Actual exploitation"
        SUSPECTED = "suspected", "Suspected exploitation"
        VULNERABILITY = "vulnerability", "Vulnerability"

    class Asks(models.TextChoices):
        """What more a tick asks of whoever makes it."""

        ITEMS = "items", "The item, the explanation given, and the assessor's view"
        ONLINE = "online", "Usernames, platforms, numbers and devices"
        MOVED = "moved", "Whether the child was moved, and the national referral decision"
        HONOUR = "honour", "Specialist advice before any contact with the family"
        OFFENCE = "offence", "Whether what the child did was part of being exploited"
        UNLISTED = "unlisted", "What it is: the open end of the list"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    prompt_for_notes = models.TextField(blank=True)
    answers_fact = models.CharField(
        max_length=60, blank=True, help_text="The fact of the level rules that a tick sets."
    )
    asks = ArrayField(models.CharField(max_length=20, choices=Asks.choices), default=list, blank=True)
    yaml = "indicators.yaml"


class Word(Catalogue):
    """A phrase to avoid about a child, with better wording and the reason. Never blocks, never alters."""

    avoid = ArrayField(models.TextField(), default=list)
    better = ArrayField(models.TextField(), default=list)
    kind = models.CharField(max_length=30, blank=True)
    exception = models.TextField(blank=True)
    proposed_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    yaml = "language.yaml"


class ExploitationModel(Catalogue):
    """A way in which children are exploited. Several may run together."""

    signals = ArrayField(models.TextField(), default=list)
    yaml = "exploitation_models.yaml"


class Definition(Catalogue):
    """The definition of child sexual exploitation in force. Older records keep the one they were made under."""

    text = models.TextField()
    yaml = "definition.yaml"


class Origin(Catalogue):
    """Where a concern came from: school, carer, hotel…"""

    is_business = models.BooleanField(default=False)
    yaml = "origins.yaml"


class SecureMailDomain(Catalogue):
    """A domain that a written referral may be sent to by e-mail. An address anywhere else is refused."""

    domain = models.TextField()
    with_subdomains = models.BooleanField(default=False, help_text="Whether what is under it counts too.")
    excludes = ArrayField(models.TextField(), default=list, blank=True, help_text="Domains under it that do not count.")
    yaml = "secure_domains.yaml"

    class Meta(Catalogue.Meta):
        verbose_name = "secure e-mail domain"


class Unheard(Catalogue):
    """A row of the lists that are picked from when somebody was not heard, seen or answered.

    They say what services did and what stood in the way, never what a child is held to have done wrong
    (REQ lang-neutral-codes).
    """

    class Use(models.TextChoices):
        """Where a row is offered."""

        VIEW = "view", "A child’s view that is not here"
        CONTACT = "contact", "A contact with a child that did not happen"
        REPORTER = "reporter", "A reporter who was not answered"

    used_for = ArrayField(models.CharField(max_length=20, choices=Use.choices))

    class Meta(Catalogue.Meta):
        abstract = True


class Attempt(Unheard):
    """Something that services tried."""

    yaml = "attempts.yaml"

    class Meta(Unheard.Meta):
        verbose_name = "what services tried"


class Barrier(Unheard):
    """Something that got in the way."""

    yaml = "barriers.yaml"

    class Meta(Unheard.Meta):
        verbose_name = "what got in the way"


class GradeCode(Catalogue):
    """A letter of the 3x5x2 intelligence grade, or a rule on how to grade. Only a trained grader's named act grades."""

    class Kind(models.TextChoices):
        SOURCE = "source", "How reliable the source is"
        INFORMATION = "information", "How the source knows"
        HANDLING = "handling", "Who it may be shared with"
        CONDITION = "condition", "A code that a condition may quote"
        RULE = "rule", "A rule for whoever grades"
        OLDER = "older", "The older form"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    letter = models.CharField(max_length=10, blank=True)
    meaning = models.TextField()
    yaml = "grading.yaml"

    class Meta(Catalogue.Meta):
        verbose_name = "intelligence grades"


class ClockRule(Catalogue):
    """A time that law, guidance or local practice puts on something. One without a length is a prompt, not a timer."""

    length = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    warn_before_minutes = models.PositiveIntegerField(default=0)
    owner = models.TextField(blank=True)
    yaml = "clock_rules.yaml"


class TieKind(Catalogue):
    """What may tie two things together. The label stands between their names; `back` does, from the other side."""

    back = models.TextField(help_text="The words from the other side: “is used by”.")
    of = ArrayField(models.CharField(max_length=20), help_text="Kinds of thing that stand before the words.")
    to = ArrayField(models.CharField(max_length=20), help_text="Kinds of thing that stand after them.")
    is_done_to = models.BooleanField(
        default=False, help_text="Done by one person to another: never said of somebody whom the report calls a child."
    )
    yaml = "tie_kinds.yaml"


class TieStrength(Catalogue):
    """How strong a tie is, by the grades of the reports that say so. The first row with one of them counts."""

    grades = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    is_confirmed = models.BooleanField(default=False, help_text="Otherwise it is drawn as unconfirmed.")
    yaml = "tie_strengths.yaml"


class SubjectCategory(Catalogue):
    """In which capacity a report speaks of a person: a victim, a witness, suspected, convicted, or another."""

    yaml = "subject_categories.yaml"

    class Meta(Catalogue.Meta):
        verbose_name = "category of data subject"
        verbose_name_plural = "categories of data subject"


class Method(Catalogue):
    """How people who exploit children go about it: coded on reports, so that trends can be seen (soft-mo-trends)."""

    class Aspect(models.TextChoices):
        APPROACH = "approach", "How they approach"
        REWARD = "reward", "How they reward"
        CONTROL = "control", "How they control"
        MOVEMENT = "movement", "How they move children"

    aspect = models.CharField(max_length=20, choices=Aspect.choices)
    yaml = "methods.yaml"


class ImportProfile(Catalogue):
    """A kind of list that other systems hand over: what its columns may be, and what each row then says."""

    how_known = models.CharField(max_length=20, help_text="How whoever keeps the list knows, as a report says it.")
    origin = models.CharField(max_length=80, help_text="Code of the origin of its reports.")
    things = models.JSONField(help_text="What a row may speak of: the kind of each thing and the part it plays.")
    fields = models.JSONField(help_text="What a column may be, with the names that other systems give it.")
    needs = models.JSONField(default=list, help_text="Of each of these groups a row has one at least.")
    sample = models.JSONField(help_text="A short made-up list to try: the header, then rows.")
    yaml = "import_profiles.yaml"


class Contact(models.Model):
    """The named single point of contact of an agency. Checked on a date; lapsed ones raise a task."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="contacts")
    name = models.TextField()
    role = models.TextField()
    telephone = models.CharField(max_length=40)
    email = models.EmailField(blank=True)
    checked_on = models.DateField()
    checked_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["agency__name", "name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.agency.name}"
