"""One run of the risk instrument about one child, with everything the professional answered and decided."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tessera.access.models import Agency, Post, Protected
from tessera.assessments.kept import KeptReading
from tessera.assessments.numbers import JoinedNumber, RestedOn
from tessera.assessments.terms import ITEM_DETAIL, Level, NwgCategory, Part, SentBack, as_it_stands, why_in_words
from tessera.entities.models import Entity
from tessera.information.models import Report
from tessera.reference.models import ExploitationModel, Indicator

__all__ = [
    "AgencyAsked", "Assessment", "ImportedFinding", "JoinedNumber", "KeptReading", "ModelSeen", "OnlineReport",
    "PartAnswer", "RestedOn", "Tick", "Told",
]  # fmt: skip


class Assessment(Protected):
    """A professional's assessment of a child's exploitation. The rule suggests; the professional decides."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Being written"
        DECIDED = "decided", "Decided, waiting for a supervisor"
        SIGNED_OFF = "signed_off", "Signed off"

    child = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="assessments")
    child_name = models.TextField()
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="later")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    started_at = models.DateTimeField(auto_now_add=True)

    born_on = models.DateField(null=True, blank=True)
    age_stated = models.PositiveIntegerField(null=True, blank=True)
    is_age_disputed = models.BooleanField(null=True)
    immediate_danger = models.BooleanField(null=True)
    current_significant_harm = models.BooleanField(null=True)
    sexual_activity = models.BooleanField(null=True)
    associates_with_known_exploiter = models.BooleanField(null=True)
    involved_with_suspected_exploiter = models.BooleanField(null=True)
    actively_disengaging = models.BooleanField(null=True)
    learning_disability = models.BooleanField(null=True)
    frequent_missing = models.BooleanField(null=True)
    level_by_police = models.CharField(
        max_length=20, choices=Level.choices, blank=True, help_text="The police's scale."
    )
    vulnerabilities_significantly_elevate = models.BooleanField(null=True)
    step_up_reason = models.TextField(blank=True)
    step_up_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_account_withdrawn = models.BooleanField(null=True, help_text="An account was withdrawn: it stays, and counts.")
    withdrawn_account = models.TextField(blank=True, help_text="The account as first given.")

    childs_view = models.TextField(blank=True)
    childs_view_tried = models.JSONField(
        default=dict, help_text="What was tried to hear the child: codes with their words."
    )
    childs_view_barriers = models.JSONField(default=dict, help_text="What got in the way: codes with their words.")
    childs_view_absent_because = models.TextField(
        blank=True, help_text="What is tried next, in the assessor's own words."
    )
    was_moved = models.BooleanField(null=True, help_text="Was the child moved? Opens the trafficking question.")
    nrm_decision = models.TextField(
        blank=True, help_text="Referred to the National Referral Mechanism or not, and why."
    )
    honour_or_forced_marriage = models.BooleanField(null=True)
    honour_said_at = models.DateTimeField(null=True, help_text="Since when a yes waits for advice.")
    specialist_advice = models.TextField(blank=True, help_text="Until this is written, no family contact.")
    specialist_advice_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="If since the decision."
    )
    specialist_advice_at = models.DateTimeField(null=True, blank=True, help_text="If since the decision.")
    advice_came_along = models.TextField(blank=True, help_text="The advice as it stood where this was begun from.")
    advice_answered_then = models.BooleanField(
        default=False, help_text="That advice had answered the yes that stood there."
    )
    next_conversation = models.TextField(blank=True)
    need_without_service = models.TextField(blank=True, help_text="A need seen for which no service is available.")

    written_since = models.JSONField(
        default=dict, help_text="Since when each sign and each answer that the rule reads has been written here."
    )
    suggestion = models.JSONField(null=True, blank=True, help_text="What the rule said when the decision was made.")
    level = models.CharField(max_length=20, choices=Level.choices, blank=True)
    level_reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_off_at = models.DateTimeField(null=True, blank=True)
    sign_off_comment = models.TextField(blank=True)
    sent_back = models.JSONField(default=list, help_text="Each time it was sent back: the fields of SentBack.")
    nwg_category = models.CharField(max_length=10, choices=NwgCategory.choices, blank=True)
    nwg_signals = ArrayField(models.CharField(max_length=80), default=list)
    nwg_reason = models.TextField(blank=True)
    nwg_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    nwg_at = models.DateTimeField(null=True, blank=True)

    is_honour_ticked: bool  # where `queries.assessments_for` read it: a tick says that telling the family could harm
    childs_view_at: datetime | None  # where `queries.with_childs_view_at` read it

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["id", "audience"], name="assessments_assessment_and_audience"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, level="")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(level="")),
                name="assessments_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by__isnull=True, signed_off_at__isnull=True)
                | Q(signed_off_by__isnull=False, signed_off_at__isnull=False),
                name="assessments_signed_off_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(vulnerabilities_significantly_elevate__isnull=True)
                | Q(vulnerabilities_significantly_elevate=False)
                | (Q(step_up_by__isnull=False) & ~Q(step_up_reason="")),
                name="assessments_stepped_up_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(nwg_category="", nwg_by__isnull=True, nwg_at__isnull=True)
                | (~Q(nwg_category="") & Q(nwg_by__isnull=False, nwg_at__isnull=False)),
                name="assessments_category_set_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(specialist_advice_by__isnull=True, specialist_advice_at__isnull=True)
                | Q(specialist_advice_by__isnull=False, specialist_advice_at__isnull=False),
                name="assessments_advice_since_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Assessment of {self.child_name}"

    def get_absolute_url(self) -> str:
        return f"/assessments/{self.pk}/"

    @property
    def advice_path(self) -> str:
        """Where specialist advice is written: with the answers about the child, after the decision on its own page."""
        place = "about/#id_specialist_advice" if self.status == self.Status.DRAFT else "specialist-advice/"
        return f"{self.get_absolute_url()}{place}"

    @property
    def why_decided(self) -> str:
        """Why this level: the words of whoever decided it or, without any, how it stands to what the rule said."""
        said = (self.suggestion or {}).get("level")
        return why_in_words(Level(self.level), Level(said) if said else None, self.level_reason)

    @property
    def sent_back_last(self) -> SentBack | None:
        """The time it was sent back, as long as nobody has decided it again."""
        return self.times_sent_back[-1] if self.sent_back and not self.level else None

    @property
    def last_decided_at(self) -> datetime | None:
        """When it was decided last, also where that was sent back since."""
        back = self.sent_back_last
        return back.decided_at if back else self.decided_at

    @property
    def level_in_words(self) -> str:
        """The level decided in it, also where that was sent back since."""
        if back := self.sent_back_last:
            return as_it_stands(back.level, is_signed_off=False, sent_back_at=back.at)
        return self.get_level_display() or "Not decided"

    @property
    def times_sent_back(self) -> list[SentBack]:
        """Each time it was sent back, the first first."""
        return [SentBack.kept(one) for one in self.sent_back]


class OfAssessment(Protected):
    """Something that hangs from an assessment and follows its audience."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="%(class)ss")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["at"]


class PartAnswer(OfAssessment):
    """How a part of the instrument stands, who last saved it and when. `version` grows with each save.

    `writers` is everybody who saved it here, also where another saved over it; nobody while it is only carried over.

    A part with a question left blank stays open: blank is not yet asked, and not known is an answer. `left` keeps
    which these are, because the answers themselves are empty in both.
    """

    class State(models.TextChoices):
        OPEN = "open", "In progress"
        CARRIED = "carried", "From the last assessment, not confirmed"
        ANSWERED = "answered", "Answered"
        NOT_KNOWN = "not_known", "Not known"

    part = models.CharField(max_length=20, choices=Part.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    version = models.PositiveIntegerField(default=1)
    left = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        help_text="Questions of the part left blank, by name.",
    )
    writers = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="The people who saved it here, by number."
    )

    class Meta(OfAssessment.Meta):
        constraints = [models.UniqueConstraint(fields=["assessment", "part"], name="assessments_part_once")]


class Tick(OfAssessment):
    """An indicator that was ticked, with the note that is its evidence. An unlisted vulnerability has no indicator."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    part = models.CharField(max_length=20, choices=Part.choices)
    label = models.TextField()
    note = models.TextField(blank=True)
    detail = models.JSONField(default=dict, help_text="ITEM_DETAIL as words; ONLINE_DETAIL as lists.")
    is_ticked = models.BooleanField(default=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_confirmed = models.BooleanField(
        default=True, help_text="A tick carried from the last assessment is confirmed here."
    )

    class Meta(OfAssessment.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                condition=Q(indicator__isnull=False),
                name="assessments_tick_once",
            )
        ]

    @property
    def is_evidenced(self) -> bool:
        """A tick without a note shows as no evidence yet."""
        return bool(self.note.strip())

    @property
    def is_explained(self) -> bool:
        """For a possession: the item, the explanation given and the assessor's view are all written.

        The concern is the missing explanation, not the item, so until then it does not count
        (REQ assess-unexplained-items).
        """
        asks = self.indicator.asks if self.indicator else []
        return Indicator.Asks.ITEMS not in asks or all(self.detail.get(name) for name in ITEM_DETAIL)

    @property
    def is_counted(self) -> bool:
        """Ticked, confirmed by this assessor, and complete enough to count."""
        return self.is_ticked and self.is_confirmed and self.is_explained


class Told(OfAssessment):
    """Who was told at once that a child is being exploited, by whom and when."""

    class Whom(models.TextChoices):
        POLICE = "police", "Police"
        SOCIAL_CARE = "social_care", "Children's social care"

    whom = models.CharField(max_length=20, choices=Whom.choices)
    person = models.TextField()
    told_at = models.DateTimeField()


class AgencyAsked(OfAssessment):
    """An agency asked what it knows before concluding. Silence shows."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.TextField(blank=True, help_text="Who at the agency answered.")

    class Meta(OfAssessment.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answered_by="", answer="")
                | (Q(answered_on__isnull=False) & ~Q(answered_by="") & ~Q(answer="")),
                name="assessments_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")),
                name="assessments_asked_before_answered",
            ),
        ]


class ModelSeen(OfAssessment):
    """A model of exploitation thought to be at work, between dates."""

    model = models.ForeignKey(ExploitationModel, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta(OfAssessment.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="assessments_model_ends_after_it_began",
            )
        ]


class ImportedFinding(OfAssessment):
    """What another tool found: it keeps its tool, date and author, beside our own findings."""

    tool = models.TextField()
    found_by = models.TextField()
    found_on = models.DateField()
    finding = models.TextField()


class OnlineReport(OfAssessment):
    """A report of online details that a save of this assessment wrote, and which of them it told of."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(default=list, help_text="Each as [which of ONLINE_DETAIL, its words].")
