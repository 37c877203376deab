"""A child's case: its status rows, team, and the child's own voice."""

from django.db import models
from django.db.models import Q

from tessera.access.models import Agency, Post, Protected
from tessera.entities.models import Entity


class Case(Protected):
    """Our work with one child. Opened by its own verb from a concern."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    child = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="cases")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    title = models.TextField(help_text="The child's name when the case was opened.")
    born_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["id", "audience"], name="cases_case_and_audience"),
            models.UniqueConstraint(fields=["child"], condition=Q(status="open"), name="cases_one_open_case_a_child"),
        ]

    def __str__(self) -> str:
        return f"Case of {self.title}"

    def get_absolute_url(self) -> str:
        return f"/cases/{self.pk}/"


class OfCase(Protected):
    """Something that hangs from a case and follows its audience."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)ss")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["at"]


class StatusChange(OfCase):
    """A status the case was given, with the reason."""

    status = models.CharField(max_length=20, choices=Case.Status.choices)
    reason = models.TextField()


class TeamMember(OfCase):
    """Somebody beside the child, from one day to another."""

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


class CaseReport(OfCase):
    """A report that was added to this case."""

    report = models.ForeignKey("information.Report", on_delete=models.PROTECT, related_name="+")


class Voice(OfCase):
    """Something the child said, dated, in their words; or how to reach them safely."""

    class What(models.TextChoices):
        WORDS = "words", "In their own words"
        WISH = "wish", "What they want"
        SAFE_CONTACT = "safe_contact", "How to contact them safely"

    what = models.CharField(max_length=20, choices=What.choices)
    text = models.TextField()
    said_on = models.DateField()


class FamilyMember(OfCase):
    """The part somebody in the family plays now: it rules what letters and alerts they may be sent."""

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
