"""Tasks with their clocks, and messages in the app."""

from django.db import models
from django.db.models import F, Q

from tessera.access.models import Holder, Post, Protected


class Task(Protected):
    """Something a person or a desk has to do. With a due time it is a clock: it warns, then it is overdue."""

    title = models.TextField()
    subject = models.TextField(help_text="What it is about, in words.")
    path = models.CharField(max_length=200, help_text="The page where it is done.")
    why = models.TextField(blank=True, help_text="What whoever gave it wrote to whoever does it.")
    given_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Blank for the worker."
    )
    is_apart = models.BooleanField(
        default=False, help_text="Whoever does it may not open the page it is about: what they need is in `why`."
    )
    rule = models.CharField(max_length=80, blank=True, help_text="The clock rule's code, or blank for a promise.")
    ends_when = models.TextField(
        blank=True, help_text="What alone ends it, in words. Blank: whoever does it says that it is done."
    )
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    desk = models.ForeignKey(Holder, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    struck_at = models.DateTimeField(null=True, blank=True, help_text="When the clock ran out with the task undone.")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="work_task_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(desk__isnull=False),
                name="work_task_has_an_owner_or_desk",
            ),
            models.CheckConstraint(
                condition=Q(warn_at__isnull=True) | Q(warn_at__lte=F("due_at")),
                name="work_task_warns_before_due",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(done_at__isnull=True), name="work_task_open_by_due"),
            models.Index(fields=["owner"], condition=Q(done_at__isnull=True), name="work_task_open_by_owner"),
            models.Index(fields=["desk"], condition=Q(done_at__isnull=True), name="work_task_open_by_desk"),
            models.Index(fields=["path"], name="work_task_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.subject}"


class Message(Protected):
    """A message in the app to one person: the author is nobody, the audience is the person or the desk told."""

    text = models.TextField()
    path = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["audience", "-at"], name="work_message_newest")]
