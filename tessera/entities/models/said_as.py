"""In which category of data subject a report speaks of somebody, and whether what it says is fact or opinion."""

from django.db import models
from django.db.models import Q

from tessera.access.models import Protected
from tessera.entities.models.things import Mention
from tessera.information.models import Report
from tessera.reference.models import SubjectCategory


class SaidAs(Protected):
    """A person's named act about what one report says of one thing. The report stays as it was given.

    Follows its report's audience. Never changed: the newest stands, and the earlier stay on record. Law-enforcement
    processing tells the categories of people apart, and fact from opinion (Data Protection Act 2018 Part 3; REQ
    soft-provenance-hearsay).
    """

    class Nature(models.TextChoices):
        FACT = "fact", "Fact"
        OPINION = "opinion", "Opinion"
        BOTH = "both", "Fact and opinion"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="said_as")
    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="said_as")
    category = models.ForeignKey(
        SubjectCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Of a person."
    )
    nature = models.CharField(max_length=20, choices=Nature.choices)
    note = models.TextField(blank=True, help_text="Which of it is opinion, and whose.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "said as"
        indexes = [models.Index(fields=["mention", "-at", "-id"], name="entities_said_as_in_force")]
        constraints = [
            models.CheckConstraint(condition=Q(nature="fact") | ~Q(note=""), name="entities_opinion_says_which")
        ]

    def __str__(self) -> str:
        return (
            f"{self.category.label}; {self.get_nature_display().lower()}"
            if self.category
            else self.get_nature_display()
        )
