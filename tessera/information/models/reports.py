"""A report as given, its drafts, its files, and a source kept sealed."""

from datetime import time, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tessera.access.models import Agency, Protected
from tessera.documents.models import File
from tessera.lib import calendar
from tessera.lib.local_time import local
from tessera.reference.models import Definition, Origin

ALMOST_A_DAY = timedelta(hours=22)  # the shortest day has 23, and no part of a day is as long


class Report(Protected):
    """One piece of information as given. Never edited: “add or correct” makes another that points at it."""

    class Kind(models.TextChoices):
        CONCERN = "concern", "Concern"
        SIGHTING = "sighting", "Sighting"
        SPOKEN = "spoken", "Spoken concern, logged by the desk"
        ASSESSMENT = "assessment", "Online details of an assessment"
        IMPORTED = "imported", "From a list"

    class HowKnown(models.TextChoices):
        SAW = "saw", "I saw it"
        CHILD_TOLD = "child_told", "The child told me"
        OTHER_TOLD = "other_told", "Someone else told me"
        WORKED_OUT = "worked_out", "I worked it out"

    class Source(models.TextChoices):
        SELF = "self", "Me: I am the source"
        PROFESSIONAL = "professional", "Another professional, who is named"
        PUBLIC_NAMED = "public_named", "A member of the public, who agrees to be named"
        PUBLIC_WITHHELD = "public_withheld", "A member of the public, whose name is withheld"

    class SourceRisk(models.TextChoices):
        NOT_ASSESSED = "not_assessed", "Not thought about yet"
        NONE = "none", "No risk seen"
        SOME = "some", "Some risk"
        SERIOUS = "serious", "Serious risk"

    class Known(models.TextChoices):
        NOT_SAID = "", "Not said"
        YES = "yes", "Yes"
        NO = "no", "No"
        UNSAFE = "unsafe", "No: telling them may not be safe"

    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.CONCERN)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, null=True, related_name="+")
    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, null=True, related_name="+")
    came_from = models.TextField(blank=True, help_text="The page it was written on, where that was no report’s own.")
    sent_key = models.UUIDField(unique=True, help_text="One press of Send makes one report, however often it arrives.")
    is_restricted = models.BooleanField(
        default=False,
        help_text="Kept to people who are named, until somebody lifts that: it is shared with nobody else.",
    )
    sha256 = models.CharField(max_length=64, help_text="Hash of everything as sent.")
    sent_to = models.TextField(
        blank=True, help_text="Who it was sent to, in words, at that moment: its audience may be moved later."
    )

    narrative = models.TextField()
    about_child = models.TextField(blank=True, help_text="The children it is about, as named: one a line.")
    about_concern = models.TextField(blank=True, help_text="People of concern, as named: one a line.")
    about_protects = models.TextField(blank=True, help_text="People who protect, as named: one a line.")
    childs_words = models.TextField(blank=True, help_text="The child's own words, kept apart and exact.")
    when_text = models.TextField(blank=True)
    happened_from = models.DateTimeField(null=True, blank=True)
    happened_until = models.DateTimeField(null=True, blank=True)
    happened_words = models.TextField(blank=True)
    where_text = models.TextField(blank=True)
    how_known = models.CharField(max_length=20, choices=HowKnown.choices, blank=True)

    immediate_danger = models.BooleanField(null=True)
    significant_harm = models.BooleanField(null=True)
    route_shown = models.TextField(blank=True, help_text="The emergency route that was shown, and when.")

    child_knows = models.CharField(max_length=10, choices=Known.choices, blank=True)
    child_wants = models.TextField(blank=True)
    parents_know = models.CharField(max_length=10, choices=Known.choices, blank=True)
    parents_want = models.TextField(blank=True)
    sharing_risk = models.TextField(blank=True)

    source = models.CharField(max_length=20, choices=Source.choices, default=Source.SELF)
    source_name = models.TextField(blank=True)
    source_role = models.TextField(blank=True)
    source_agency = models.TextField(blank=True)
    source_reference = models.TextField(
        blank=True, help_text="The holding agency's own reference for a withheld source."
    )
    source_contact = models.TextField(blank=True, help_text="How to reach the source safely.")
    source_risk = models.CharField(max_length=20, choices=SourceRisk.choices, default=SourceRisk.NOT_ASSESSED)
    source_risk_note = models.TextField(blank=True)

    premises = models.TextField(blank=True, help_text="For a business report: the premises it is about.")
    is_business_report = models.BooleanField(default=False, help_text="Makesafe-marked: reaches the desk as urgent.")
    child_is_suspect = models.BooleanField(null=True, help_text="A child here is suspected of an offence.")
    behind_offence = models.TextField(blank=True, help_text="What may lie behind the offence: the screening answer.")
    is_statutory_notification = models.BooleanField(default=False)
    learned_on = models.DateField(null=True, blank=True, help_text="When the person under a duty came to know.")
    delay_reason = models.TextField(blank=True)
    latest_permitted_on = models.DateField(null=True, blank=True)

    started_at = models.DateTimeField(help_text="When writing began.")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [
            models.Index(fields=["-sent_at"], name="information_newest"),
            models.Index(fields=["author", "-sent_at"], name="information_mine"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "audience"], name="information_report_and_audience"),
            models.CheckConstraint(
                condition=~Q(source="public_withheld") | ~Q(source_reference=""),
                name="information_withheld_has_reference",
            ),
            models.CheckConstraint(
                condition=Q(happened_from__isnull=True) | Q(happened_from__lte=F("happened_until")),
                name="information_happened_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.reference}"

    def get_absolute_url(self) -> str:
        return f"/reports/{self.reference}/"

    @property
    def is_complete(self) -> bool:
        """Has author, agency, day, time of day, place, how the writer knows: what evidence needs. Not the same as sent."""
        return not self.missing_parts

    @property
    def missing_parts(self) -> list[str]:
        """What still has to be given before this can be used as evidence, in words."""
        gaps = [
            (self.author_id, "who wrote it"),
            (self.happened_from, "when it happened"),
            (not self.happened_from or self.has_time_of_day, "at what time of day it happened"),
            (self.where_text.strip(), "where it happened"),
            (self.how_known, "how the writer knows"),
        ]
        return [words for given, words in gaps if not given]

    @property
    def has_time_of_day(self) -> bool:
        """Whether it is said when within a day: a day alone is kept from its midnight to its end, or to the writing."""
        if self.happened_from is None or self.happened_until is None:
            return False
        lasted = self.happened_until - self.happened_from
        is_from_midnight = local(self.happened_from).time() == time.min
        is_up_to_the_writing = bool(lasted) and self.happened_until >= self.started_at - timedelta(minutes=1)
        return lasted < ALMOST_A_DAY and not (is_from_midnight and is_up_to_the_writing)

    @property
    def empty_groups(self) -> list[str]:
        """Which of the three groups nobody was named in. Pointed out, never a reason to refuse."""
        groups = [
            (self.about_child, "the child"),
            (self.about_concern, "people of concern"),
            (self.about_protects, "people who protect"),
        ]
        return [words for named, words in groups if not named.strip()]

    @property
    def first_band(self) -> str:
        """How soon the desk must answer, from the reporter's own answers: emergency, urgent or not_urgent.

        A report through a scheme of trained businesses is urgent (intake-business-reports).
        """
        if self.immediate_danger:
            return "emergency"
        return "urgent" if self.significant_harm or self.is_business_report else "not_urgent"

    @property
    def gap(self) -> str:
        """How long after it happened this was written down, in words; nothing when it is not known when."""
        if self.happened_from is None:
            return ""
        return calendar.gap(self.happened_from, self.sent_at, latest=self.happened_until)

    @property
    def suggested_grade(self) -> str:
        """The information grade a trained grader might start from. A suggestion: the report is not graded."""
        return SUGGESTED_GRADES.get(self.how_known, "")


# 3x5x2 information grades. A child's account is not A for the worker who heard it: the worker is the source
# of the words, the child of the fact (003 §4.13). Only a trained grader's named act grades anything.
SUGGESTED_GRADES = {
    Report.HowKnown.SAW.value: "A: known directly to the source",
    Report.HowKnown.CHILD_TOLD.value: "C: known indirectly to the writer, directly to the child",
    Report.HowKnown.OTHER_TOLD.value: "C: known indirectly",
    Report.HowKnown.WORKED_OUT.value: "D: not known; the writer put it together",
}


class Grade(Protected):
    """A trained grader's named act: how far a report can be relied on (3x5x2), and how it may be handled.

    Never changed. Whoever grades again makes another that stands in its place; the earlier stays in the history. What
    the writer said of how they know stays as said (REQ soft-grade, soft-provenance-hearsay).
    """

    class Source(models.TextChoices):
        RELIABLE = "1", "Reliable source"
        UNTESTED = "2", "Untested source"
        NOT_RELIABLE = "3", "Source that is not reliable"

    class Information(models.TextChoices):
        DIRECTLY = "A", "Known directly to the source"
        CORROBORATED = "B", "Known indirectly but corroborated"
        INDIRECTLY = "C", "Known indirectly"
        NOT_KNOWN = "D", "Not known"
        FALSE = "E", "Suspected to be false"

    class Handling(models.TextChoices):
        PERMITTED = "P", "Lawful sharing permitted"
        CONDITIONS = "C", "Lawful sharing permitted with conditions"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="grades")
    source = models.CharField(max_length=1, choices=Source.choices)
    information = models.CharField(max_length=1, choices=Information.choices)
    handling = models.CharField(max_length=1, choices=Handling.choices)
    conditions = models.TextField(blank=True, help_text="What whoever shares it must keep to.")
    note = models.TextField(help_text="Why, in the grader's words.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["report", "-at", "-id"], name="information_grade_in_force")]
        constraints = [
            models.CheckConstraint(
                condition=Q(handling="C") & ~Q(conditions="") | Q(handling="P", conditions=""),
                name="information_grade_conditions",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["1", "2", "3"], information__in=["A", "B", "C", "D", "E"]),
                name="information_grade_letters",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def code(self) -> str:
        """Source and information, as people write them beside a fact: “2C”."""
        return f"{self.source}{self.information}"

    @property
    def words(self) -> str:
        """The whole grade: “2C, handling P”."""
        return f"{self.code}, handling {self.handling}"


class Attachment(Protected):
    """A file that came with a report, or a photograph of a sighting. Follows its report's audience."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="attachments")
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="+")


class SealedSource(Protected):
    """Who a withheld source is, encrypted, for the safeguarding leads of the one agency that knows."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()


# What a draft is known by, the first that is written.
OPENS = ("narrative", "vehicle", "about_child", "where_text")


class Draft(Protected):
    """A report being written, for its writer alone. Sent, it goes; its id is then the report's `sent_key`."""

    kind = models.TextField(choices=Report.Kind, default=Report.Kind.CONCERN, help_text="Which page it is written on.")
    typed = models.JSONField(default=dict, help_text="What stands in each field, as typed.")
    sealed = models.BinaryField(null=True, help_text="The name of a withheld source, encrypted.")
    files = ArrayField(models.UUIDField(), default=list, help_text="Files chosen so far.")
    corrects = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    route_shown = models.TextField(blank=True, help_text="The emergency route that was shown, and when.")
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    saved_from = models.UUIDField(null=True, help_text="The window it was last saved from.")

    class Meta:
        ordering = ["-saved_at"]

    def get_absolute_url(self) -> str:
        page = {Report.Kind.SPOKEN: "spoken", Report.Kind.SIGHTING: "sighting"}.get(Report.Kind(self.kind), "write")
        return f"/report/{page}/?draft={self.pk}"

    @property
    def version(self) -> str:
        """Which save this is: what a page drawn from it carries, to tell later whether it was changed since."""
        return self.saved_at.isoformat()

    @property
    def opening(self) -> str:
        """How it begins, to know one draft from another."""
        said = (" ".join(str(self.typed.get(name, "")).split()) for name in OPENS)
        return next((words[:80] for words in said if words), "")
