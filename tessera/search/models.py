"""What somebody searched for, and for whom: kept for them alone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tessera.access.models import Protected


class StoreSearch(Protected):
    """A search of everything that its author's keyring opens, made for a purpose.

    Its page has an address of its own, so that no name stands in the address of a page. Watched, it tells its author
    when more is found.
    """

    words = models.TextField(help_text="As typed.")
    purpose = models.TextField(help_text="Whom or what it was for, in words.")
    purpose_code = models.CharField(max_length=60, help_text="child: or task: and its id; or other.")
    at = models.DateTimeField()
    watched_at = models.DateTimeField(null=True, blank=True, help_text="Since when its author is told of more.")
    narrowed = models.JSONField(default=dict, help_text="The filters it is watched with.")
    found_reports = ArrayField(models.UUIDField(), default=list, help_text="What its author was shown or told of.")
    found_things = ArrayField(models.UUIDField(), default=list)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["author", "-at"], name="search_mine")]

    def __str__(self) -> str:
        return f"“{self.words}”"

    def get_absolute_url(self) -> str:
        return f"/search/{self.pk}/"
