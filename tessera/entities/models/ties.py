"""What reports say ties two things."""

from django.db import models
from django.db.models import F, Q

from tessera.access.models import Post, Protected
from tessera.entities.models.things import Mention
from tessera.information.models import Report
from tessera.reference.models import TieKind


class Link(Protected):
    """A tie: what one report says of two things that it speaks of. Follows its report's audience.

    Which things they are is where the two mentions point today, so joining things and taking them apart again takes
    ties along. What was said stays as it was; the one change there is, is that it is withdrawn.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="links")
    one = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="+", help_text="Before the words.")
    other = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="+", help_text="After the words.")
    kind = models.ForeignKey(TieKind, on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField(null=True, blank=True, help_text="The first day of it, as far as that is known.")
    since_text = models.TextField(blank=True, help_text="As given, where that was not one day.")
    until_on = models.DateField(null=True, blank=True, help_text="The last day of it; blank while it goes on.")
    until_text = models.TextField(blank=True, help_text="As given, where that was not one day.")
    note = models.TextField(blank=True, help_text="Where in the report it is said.")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        verbose_name = "tie"
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="entities_link_of_two"),
            models.UniqueConstraint(
                fields=["report", "one", "other", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="entities_link_said_once",
            ),
            models.CheckConstraint(
                condition=Q(since_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")),
                name="entities_link_in_order",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="entities_link_withdrawn_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["one"], name="entities_link_before"),
            models.Index(fields=["other"], name="entities_link_after"),
        ]

    def __str__(self) -> str:
        return f"{self.one} {self.kind.label} {self.other}"
