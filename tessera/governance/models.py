"""Who reads one record against the usual: more, in an emergency; fewer, where it is restricted to named people."""

from django.db import models

from tessera.access.models import Agency, Audience, Holder, Post, Protected


class EmergencyAccess(Protected):
    """One record opened in an emergency. Its author opened it; those whose record it is and governance read of it."""

    class Kind(models.TextChoices):
        REPORT = "report", "Report"
        CASE = "case", "Case"

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", "It was justified"
        NOT_JUSTIFIED = "not_justified", "It was not justified"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    called = models.TextField(help_text="The record in words that tell nothing of what it says.")
    path = models.CharField(max_length=200, help_text="The page of the record.")
    record = models.CharField(max_length=40, help_text="What names it: a reference, or the number of a case.")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+", help_text="What the key opens by.")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When somebody ended it before its time.")
    ended_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    narrowed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the record went back to the readers it had before."
    )
    finding = models.CharField(max_length=20, choices=Finding.choices, blank=True)
    finding_note = models.TextField(blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-opened_at"]
        indexes = [models.Index(fields=["path", "-opened_at"], name="governance_emergency_of")]

    def __str__(self) -> str:
        return f"Emergency access to {self.called}"

    def get_absolute_url(self) -> str:
        return f"/emergency-access/{self.pk}/"


class Restriction(Protected):
    """One record kept to named people, for a reason, until it is looked at again. A change of who they are is a new one.

    Read by those who read the record then, and by information governance, who reads nothing of what the record says.
    """

    kind = models.CharField(max_length=10, choices=EmergencyAccess.Kind.choices)
    called = models.TextField(help_text="The record in words that tell nothing of what it says.")
    path = models.CharField(max_length=200, help_text="The page of the record.")
    record = models.CharField(max_length=40, help_text="What names it: a reference, or the number of a case.")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", help_text="Who reads it since then.")
    before = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", help_text="Who read it before.")
    reason = models.TextField()
    restricted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was lifted, or other people were named.")
    ended_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-restricted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["path"], condition=models.Q(ended_at__isnull=True), name="governance_restricted_once"
            )
        ]

    def __str__(self) -> str:
        return f"Restriction of {self.called}"

    def get_absolute_url(self) -> str:
        return f"/restrictions/{self.pk}/"
