"""A child's case: its status rows, team, family, the child's own voice, care reviews, and contacts that did not happen."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower

from tessera.access.keyring import current
from tessera.access.models import Agency, Post, Protected
from tessera.access.protected import ReadableQuerySet, Row
from tessera.entities.models import Entity


class Case(Protected):
    """Our work with one child. Opened by its own verb from a concern.

    Nothing in the database stops a child from having two open cases: a refusal because of a case that one may not
    see would tell of it. Whoever may read both is shown both.
    """

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    child = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="cases")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    title = models.TextField(help_text="What the child is called here.")
    born_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    is_restricted = models.BooleanField(
        default=False,
        help_text="Kept to its team, and the safeguarding leads of its agency, until somebody lifts that.",
    )
    transition_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the worker asked for the move to adult services to be planned."
    )
    version = models.PositiveIntegerField(
        default=1, help_text="Goes up with each change, so two people cannot overwrite."
    )

    class Meta:
        ordering = ["-opened_at"]
        constraints = [models.UniqueConstraint(fields=["id", "audience"], name="cases_case_and_audience")]
        indexes = [
            models.Index(
                fields=["born_on"],
                condition=Q(status="open", transition_asked_at__isnull=True),
                name="cases_growing_up",
            )
        ]

    def __str__(self) -> str:
        return f"Case of {self.title}"

    def get_absolute_url(self) -> str:
        return f"/cases/{self.pk}/"


class CaseNotice(Protected):
    """What the triage desk knows of every case: that it is open, where, and whom to ring. Nothing else of it.

    Without it the desk would open a second case for a child who has one, or leave a new report with nobody. Kept apart
    from the case, which the desk mostly does not read.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="notice")
    child = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    key_worker = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"A case at {self.agency}"


class OfCaseQuerySet(ReadableQuerySet[Row]):
    """Rows that hang from a case: the database lets whoever opened the case read all of it."""

    def readable(self) -> Self:
        """Rows the current keyring opens, and all of a case that this post opened."""
        post = current().post
        if post is None:
            return super().readable()
        return super().readable() | self.filter(Exists(Case.objects.filter(pk=OuterRef("case"), author=post)))


OfCaseManager = models.Manager.from_queryset(OfCaseQuerySet)


class OfCase(Protected):
    """Something that hangs from a case and follows its audience."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)ss")
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = OfCaseManager()

    class Meta:
        abstract = True
        ordering = ["at"]


class StatusChange(OfCase):
    """A status the case was given, with the reason."""

    status = models.CharField(max_length=20, choices=Case.Status.choices)
    reason = models.TextField()


class TeamMember(OfCase):
    """Somebody beside the child in one part, from one day to another."""

    class Part(models.TextChoices):
        KEY_WORKER = "key_worker", "Key worker"
        SOCIAL_WORKER = "social_worker", "Social worker"
        POLICE_OFFICER = "police_officer", "Police officer"
        SUPERVISOR = "supervisor", "Supervisor"
        OTHER = "other", "Also on the team"

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=Part.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    left_because = models.TextField(blank=True)
    left_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Who took them off the team."
    )

    class Meta(OfCase.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["case", "post", "part"], condition=Q(ends_on__isnull=True), name="cases_one_part_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="cases_leaves_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}, {self.get_part_display().lower()}"


class CaseReport(OfCase):
    """A report that was added to this case."""

    report = models.ForeignKey("information.Report", on_delete=models.PROTECT, related_name="+")

    class Meta(OfCase.Meta):
        constraints = [models.UniqueConstraint(fields=["case", "report"], name="cases_report_once")]


class Voice(OfCase):
    """Something the child said, dated, in their words; how to reach them safely; how they need to be spoken with."""

    class What(models.TextChoices):
        WORDS = "words", "In their own words"
        WISH = "wish", "What they want"
        FEAR = "fear", "What frightens them"
        SAFE_CONTACT = "safe_contact", "How to contact them safely"
        NEEDS = "needs", "Language, interpreter and communication needs"

    what = models.CharField(max_length=20, choices=What.choices)
    text = models.TextField()
    said_on = models.DateField()


class MissedContact(OfCase):
    """A contact with the child that was meant to happen and did not: what services tried and what got in the way."""

    meant_for = models.DateField()
    tried = models.JSONField(help_text="Codes of what was tried, with their words.")
    barriers = models.JSONField(help_text="Codes of what got in the way, with their words.")
    tried_next = models.TextField(help_text="What is done differently next time.")

    class Meta(OfCase.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(tried={}) & ~Q(barriers={}), name="cases_missed_contact_says_why")
        ]

    @property
    def words(self) -> str:
        """What was tried, what got in the way and what comes next, as one line."""
        tried, barriers = "; ".join(self.tried.values()), "; ".join(self.barriers.values())
        return f"Tried: {tried}. In the way: {barriers}. Next: {self.tried_next}"


class CareReview(OfCase):
    """A care plan review of a looked-after child. It says something on exploitation and on being missing, even if nil."""

    NOTHING = "Considered: nothing to report."

    held_on = models.DateField()
    chaired_by = models.TextField()
    exploitation = models.TextField(help_text="What was considered on exploitation; NOTHING when that was nil.")
    missing = models.TextField(help_text="What was considered on missing episodes; NOTHING when that was nil.")

    class Meta(OfCase.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(exploitation__regex=r"\S") & Q(missing__regex=r"\S"), name="cases_care_review_says_both"
            )
        ]

    @property
    def words(self) -> str:
        """Who chaired it and what was considered, as one text."""
        return f"Chaired by {self.chaired_by}. On exploitation: {self.exploitation} On being missing: {self.missing}"


class FamilyMember(OfCase):
    """The part somebody in the family plays, from one day to another: it rules what letters and alerts they are sent."""

    class Part(models.TextChoices):
        PROTECTIVE = "protective", "Protective"
        UNKNOWN = "unknown", "Not known yet"
        UNSAFE = "unsafe", "Not safe to inform"
        OF_CONCERN = "of_concern", "Of concern"

    name = models.TextField()
    relation = models.TextField()
    part = models.CharField(max_length=20, choices=Part.choices, default=Part.UNKNOWN)
    from_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta(OfCase.Meta):
        constraints = [
            models.UniqueConstraint(
                "case", Lower("name"), condition=Q(ends_on__isnull=True), name="cases_one_part_in_the_family"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("from_on")), name="cases_family_part_in_order"
            ),
        ]
