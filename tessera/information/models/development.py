"""What trained people make of a report once it is graded. The report itself stays as it was given."""

from django.db import models
from django.db.models import Q

from tessera.access.models import Post, Protected
from tessera.information.models.reports import Grade, Report
from tessera.reference.models import Method


class Promotion(Protected):
    """A trained person's named act: what a report is used as from now on, and what was done to it first.

    Read by whoever reads the report under a key of theirs. Never changed: the newest stands. REQ soft-cleanse-and-check.
    """

    class Step(models.TextChoices):
        SOFT = "soft", "Soft information"
        INTELLIGENCE = "intelligence", "Graded intelligence"
        EVIDENCE = "evidence", "Evidence"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="promotions")
    step = models.CharField(max_length=20, choices=Step.choices)
    grade = models.ForeignKey(
        Grade, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="In force at the time."
    )
    duplicates = models.TextField(blank=True, help_text="Which other reports say the same, and what was done about it.")
    hearsay = models.TextField(blank=True, help_text="What was seen apart from what was told, and opinion from fact.")
    identities = models.TextField(blank=True, help_text="How the source and the child are protected.")
    checked = models.TextField(blank=True, help_text="Which records it was checked against.")
    result = models.TextField(help_text="What the check showed; or why it was taken back.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["report", "-at", "-id"], name="information_used_as")]
        constraints = [
            models.CheckConstraint(
                condition=Q(step="soft")
                | (Q(grade__isnull=False) & ~Q(duplicates="") & ~Q(hearsay="") & ~Q(identities="") & ~Q(checked="")),
                name="information_promoted_when_cleansed",
            ),
            models.CheckConstraint(condition=~Q(result=""), name="information_promotion_has_a_result"),
        ]

    def __str__(self) -> str:
        return self.get_step_display()


class PoliceItem(Protected):
    """A named act: that a report carries the exploitation category for the police, or no longer does.

    Read by whoever reads the report under a key of theirs. Never changed: the newest stands. REQ soft-se-category.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="police_marks")
    is_marked = models.BooleanField()
    because = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["report", "-at", "-id"], name="information_for_police")]
        constraints = [models.CheckConstraint(condition=~Q(because=""), name="information_for_police_has_a_reason")]

    def __str__(self) -> str:
        return "For police: exploitation" if self.is_marked else "No longer for police"


class Sanitised(Protected):
    """A version of a report for wider sharing, written by a trained grader: what the source and the child are kept out of.

    It has readers and a reference of its own, and nothing in it leads to the report. What it says is never
    changed; withdrawn, no page shows it any more. The way to the report is kept apart (`SanitisedFrom`), for those who
    may open the report.
    """

    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    grade = models.CharField(max_length=2, help_text="Source and information, as graded when it was written.")
    conditions = models.TextField(blank=True, help_text="What whoever shares it further must keep to.")
    shared_with = models.TextField(help_text="In words. Its audience also holds whoever reads the report.")
    prepared_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.TextField(blank=True, help_text="Shown to whoever could read it.")

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "sanitised version"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="information_version_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Sanitised version {self.reference}"

    def get_absolute_url(self) -> str:
        return f"/shared/{self.reference}/"


class SanitisedFrom(Protected):
    """Which report a sanitised version was written from. Read by whoever reads the report, and has no author."""

    sanitised = models.OneToOneField(Sanitised, on_delete=models.PROTECT, related_name="source")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sanitised")
    sha256 = models.CharField(
        max_length=64, help_text="Hash of the report as it was then: the same as when it was sent."
    )
    originator = models.TextField(
        blank=True, help_text="Who agreed that it is shared on, when and on what terms; asked for with handling C."
    )

    class Meta:
        verbose_name_plural = "sanitised from"


class MethodCoded(Protected):
    """A named act: that a report shows a method of approach, reward, control or movement. Follows its report's audience.

    What was coded stays; the one change there is, is that it is withdrawn.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="methods")
    method = models.ForeignKey(Method, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, help_text="Where in the report it is said.")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ["method__position", "at", "id"]
        verbose_name = "method"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "method"],
                condition=Q(withdrawn_at__isnull=True),
                name="information_method_coded_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="information_method_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method.get_aspect_display()}: {self.method.label}"
