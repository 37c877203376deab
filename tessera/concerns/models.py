"""A concern: the triage question, its band, what was searched and added, the decision and the answer given back."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from tessera.access.models import Agency, Post, Protected
from tessera.entities.models import Mention
from tessera.information.models import Report


class Band(models.TextChoices):
    """How soon the desk must answer. Each has its own clock."""

    EMERGENCY = "emergency", "Emergency"
    URGENT = "urgent", "Urgent"
    NOT_URGENT = "not_urgent", "Not urgent"


class Concern(Protected):
    """The question the triage desk has to answer about one or more reports."""

    class Status(models.TextChoices):
        NEW = "new", "New"
        DEVELOPING = "developing", "In development"
        AWAITING_AGREEMENT = "awaiting_agreement", "Waiting for a second person"
        DECIDED = "decided", "Decided"
        FINISHED = "finished", "Finished"

    reference = models.CharField(max_length=20, unique=True)
    subject = models.TextField(help_text="Who or what it is about, in words.")
    band = models.CharField(max_length=20, choices=Band.choices)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.NEW)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    version = models.PositiveIntegerField(
        default=1, help_text="Goes up with each change, so two people cannot overwrite."
    )

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["id", "audience"], name="concerns_concern_and_audience"),
            # There is no third state of nothing happening (REQ triage-allocate-or-develop). A new concern is the
            # desk's, with the clock of its band running; from the first decision on somebody answers for it.
            models.CheckConstraint(
                condition=Q(status__in=["new", "finished"]) | Q(owner__isnull=False) | Q(review_on__isnull=False),
                name="concerns_open_has_owner_or_review",
            ),
        ]
        indexes = [
            models.Index(fields=["band", "received_at"], condition=~Q(status="finished"), name="concerns_open_by_band")
        ]

    def __str__(self) -> str:
        return f"Concern {self.reference}"

    def get_absolute_url(self) -> str:
        return f"/concerns/{self.pk}/"


class Hanging(Protected):
    """Something that hangs from a concern and is read only within it: it follows the concern's audience."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="%(class)ss")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["at"]


class ConcernReport(Hanging):
    """A report this concern is about."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")


class BandChange(Hanging):
    """A band the concern was given, and why. Earlier ones stay."""

    band = models.CharField(max_length=20, choices=Band.choices)
    reason = models.TextField()


class Search(Hanging):
    """What was searched, with which words, and what was found. The searches write these themselves."""

    system = models.TextField()
    terms = models.TextField()
    found = models.TextField()
    mention = models.ForeignKey(
        Mention, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="What a search of Tessera itself was for; blank for a search of another system.",
    )  # fmt: skip

    class Meta(Hanging.Meta):
        verbose_name_plural = "searches"
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "mention", "found"], condition=Q(mention__isnull=False),
                name="concerns_search_once_an_outcome",
            )
        ]  # fmt: skip


class PartnerAsk(Hanging):
    """An agency that was asked what it knows: from then on its safeguarding leads read this concern."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()


class Contribution(Hanging):
    """What a hub partner added, to be read only within this concern."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()


# What a decision also says, in the order of a page. A review date is on the concern itself.
SAID = {
    "agreed": "What was agreed",
    "child_name": "Child",
    "assessor": "Assessor",
    "agency": "Agency",
    "to": "To",
    "taker": "Taken on by",
    "address": "Sent to",
    "answer": "Answer",
    "sent_to": "Sent on to the investigating team",
    "disruption_considered": "Disruption considered",
    "not_named": "The child of that case",
}


PRESENT = {"present": True}  # that somebody took part, as a decision keeps it


def absent(why: str) -> dict[str, str]:
    """That somebody did not take part, and why, as a decision keeps it."""
    return {"absent": why}


def why_absent(said: Mapping[str, Any] | str) -> str | None:
    """Why somebody did not take part in a strategy discussion; None where they did.

    Decisions of before kept one text for both: “present”, or the reason.
    """
    if isinstance(said, str):
        return None if said == "present" else said
    return None if "present" in said else str(said["absent"])


class Decision(Hanging):
    """What the desk decided to do, with reasons. One concern may see several; each stays."""

    class What(models.TextChoices):
        STRATEGY = "strategy", "Urgent joint action: hold a strategy discussion"
        ASSESS = "assess", "Assess the child"
        ADD_TO_CASE = "add_to_case", "Add to an open case"
        KEEP = "keep", "Keep as information, and review"
        EARLY_HELP = "early_help", "Refer to early help"
        PASS_ON = "pass_on", "Pass to another agency or area"
        ANSWER_REQUEST = "answer_request", "Answer a request for information"
        NOT_EXPLOITATION = "not_exploitation", "Not exploitation: signpost"
        NOT_ENOUGH = "not_enough", "Not enough evidence to act now"

    what = models.CharField(max_length=20, choices=What.choices)
    reasons = models.TextField()
    detail = models.JSONField(default=dict, help_text="What this kind of decision also needs, by name.")
    needs_agreement = models.BooleanField(default=False)
    agreed_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_note = models.TextField(blank=True)
    at_version = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="The version of the concern that was decided on: two presses make one decision.",
    )
    was_made_already = False  # set on the answer to a second press, which changes nothing

    class Meta(Hanging.Meta):
        constraints = [
            models.UniqueConstraint(fields=["concern", "at_version"], name="concerns_decision_once_a_version"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="concerns_agreed_by_somebody",
            ),
        ]

    @property
    def said(self) -> list[tuple[str, str]]:
        """What this kind of decision also says, each with its label, for a page."""
        attendance = self.detail.get("attendance", {})
        took_part = [
            (
                str(Agency.Kind(kind).label),
                "Took part" if (why := why_absent(said)) is None else f"Did not take part: {why}",
            )
            for kind, said in attendance.items()
        ]
        return took_part + [(label, self.detail[name]) for name, label in SAID.items() if self.detail.get(name)]


class Feedback(Hanging):
    """What the person who reported was told, or why they were not."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    told = models.TextField(blank=True)
    tried = models.JSONField(default=dict, help_text="Codes of what was tried, with their words.")
    barriers = models.JSONField(default=dict, help_text="Codes of what got in the way, with their words.")
    not_told_because = models.TextField(blank=True, help_text="More about why, in words.")

    class Meta(Hanging.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(told="", barriers={}, not_told_because=""), name="concerns_feedback_says_something"
            )
        ]


class Referral(Protected):
    """A report was marked as a defined risk to a child, or as an offence: who has to act on it now, and where it went.

    Follows its report's audience, so it is read with the report and leads back to it. Never changed. To another area or
    force it goes by a secure channel outside Tessera. REQ soft-onward-if-risk.
    """

    class What(models.TextChoices):
        RISK = "risk", "A defined risk to a child"
        OFFENCE = "offence", "An offence that may have been committed"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="referrals")
    what = models.CharField(max_length=20, choices=What.choices)
    child = models.ForeignKey(
        Mention,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="As the report names them.",
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.TextField(blank=True, help_text="Another area’s authority or force.")
    taker = models.TextField(blank=True, help_text="Who there takes it on.")
    address = models.TextField(blank=True, help_text="At a domain on the secure list.")
    because = models.TextField(help_text="What the risk or the offence is.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, area="", taker="", address="")
                | (Q(agency__isnull=True) & ~Q(area="") & ~Q(taker="") & ~Q(address="")),
                name="concerns_referral_goes_somewhere",
            ),
            models.CheckConstraint(condition=~Q(because=""), name="concerns_referral_has_reasons"),
            models.CheckConstraint(
                condition=Q(what="offence") | Q(child__isnull=False), name="concerns_referral_of_a_child"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: referred to {self.to}"

    @property
    def to(self) -> str:
        """Who has to act on it, in words."""
        return self.agency.name if self.agency else f"{self.area} ({self.taker}, {self.address})"
