"""What somebody searched for, and for whom; and what an agency lets others learn of."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tessera.access.models import Agency, Post, Protected
from tessera.entities.models import Mention
from tessera.ui.words import date as in_words

AS_WATCHED = "watched"


class StoreSearch(Protected):
    """A search of everything that its author's keyring opens, made for a purpose.

    Its page has an address of its own, so that no name stands in the address of a page. Watched, it tells its author
    when more is found.
    """

    words = models.TextField(help_text="As typed.")
    purpose = models.TextField(help_text="Whom or what it was for, in words.")
    purpose_code = models.CharField(max_length=60, help_text="child: or task: and its id; or other.")
    purpose_at = models.DateTimeField(help_text="When that was chosen: with this search, or with an earlier one.")
    at = models.DateTimeField()
    watched_at = models.DateTimeField(null=True, blank=True, help_text="Since when its author is told of more.")
    narrowed = models.JSONField(default=dict, help_text="The filters it is watched with.")
    found_reports = ArrayField(models.UUIDField(), default=list, help_text="What its author was shown or told of.")
    found_things = ArrayField(models.UUIDField(), default=list)
    found_versions = ArrayField(models.UUIDField(), default=list)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["author", "-at"], name="search_mine")]

    def __str__(self) -> str:
        return f"“{self.words}”"

    def get_absolute_url(self) -> str:
        return f"/search/{self.pk}/"

    @property
    def watched_path(self) -> str:
        """Where it opens with the filters that it is watched with."""
        return self.get_absolute_url() + (f"?{AS_WATCHED}=1" if self.narrowed else "")


class Discoverable(Protected):
    """An agency lets others learn that it holds something about a person: no more than that, and whom to speak to.

    It rests on one mention in a report of that agency and is read with that report. Whom it is about is where the
    mention points today. Never on by itself (design §4).
    """

    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    contact = models.TextField(help_text="Whom to speak to, and how.")
    reason = models.TextField(help_text="Why others may learn of it.")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mention"], condition=Q(ended_at__isnull=True), name="search_discoverable_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended_because="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_because="")),
                name="search_discoverable_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.mention.words


class PointerAsk(Protected):
    """Somebody asked whether any agency holds something about a person. For them alone; owners are told all of it."""

    first_name = models.TextField()
    surname = models.TextField()
    born_on = models.DateField(null=True, blank=True)
    phone = models.TextField(blank=True)
    purpose = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["author", "-at"], name="search_asked_by")]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.first_name, self.surname])) or "somebody"

    @property
    def said(self) -> str:
        """Whom it asks about, with all that was typed to mean one person."""
        born = f", born {in_words(self.born_on)}" if self.born_on else ""
        phone = f"{',' if born else ''} with the telephone number {self.phone}" if self.phone else ""
        return f"{self}{born}{phone}"
