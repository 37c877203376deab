"""Who was invited, who left or moved, who looked the list through, and who administered when. No content."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tessera.access.models import Agency, Post
from tessera.access.roles import Role
from tessera.staff import limits


class Sitting(models.Model):
    """An administrative sign-in: half an hour in which an administrator may change who works here, and why."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["until"], condition=Q(ended_at__isnull=True), name="staff_sitting_open")]

    def is_open(self, *, at: datetime) -> bool:
        return self.ended_at is None and self.began_at <= at < self.until


class Invitation(models.Model):
    """Somebody is asked to come into a post. Only the fingerprint of their link is kept."""

    class Basis(models.TextChoices):
        PERMANENT = "permanent", "Permanent"
        TEMPORARY = "temporary", "Temporary"
        AGENCY_WORKER = "agency_worker", "Agency worker"
        VOLUNTEER = "volunteer", "Volunteer"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    email = models.EmailField()
    title = models.TextField()
    roles = ArrayField(models.CharField(max_length=30, choices=Role.choices))
    basis = models.CharField(max_length=20, choices=Basis.choices)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which the post opens nothing.")
    invited_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Blank for the command."
    )
    invited_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True, null=True, help_text="Blank until the letter goes.")  # noqa: DJ001  # unique, so no blank words
    expires_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="What came of it."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "-invited_at"], name="staff_invited_newest")]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}, {self.agency.name}"

    @property
    def needs_two(self) -> bool:
        """Whether a second administrator must agree before the letter goes."""
        return self.invited_by_id is not None and bool(limits.NEEDS_TWO & set(self.roles))

    @property
    def role_words(self) -> str:
        return words_of(self.roles)


class Departure(models.Model):
    """Somebody's post ended: they left, moved to another, or its last day had come."""

    class What(models.TextChoices):
        LEFT = "left", "Left"
        MOVED = "moved", "Moved to another post"
        RAN_OUT = "ran_out", "Last day had come"

    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="departure")
    what = models.CharField(max_length=20, choices=What.choices)
    reason = models.TextField()
    by = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Blank for the worker."
    )
    at = models.DateTimeField()


class Review(models.Model):
    """A look through everybody who works at an agency: does each still need what they hold?"""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    overdue_told_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(done_at__isnull=True), name="staff_one_review_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"Review of who works at {self.agency.name}"


class ReviewAnswer(models.Model):
    """What was said of one person in a review. The newest counts; the earlier ones stay."""

    class What(models.TextChoices):
        KEEP = "keep", "Keep as it is"
        CHANGE = "change", "Change"
        REMOVE = "remove", "Remove"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="answers")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=What.choices)
    reason = models.TextField()
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


def words_of(roles: list[str]) -> str:
    """Roles as people read them."""
    known = dict(Role.choices)
    return ", ".join(str(known.get(role, role)) for role in roles)
