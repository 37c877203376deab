"""Forms of the parts of an assessment that are answered as a whole."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import HiddenInput, IntegerField
from django.utils import timezone

from tessera.assessments.instrument import QUESTIONS, YES_NO, Answers
from tessera.assessments.parts import NOT_BLANK
from tessera.assessments.reported import NOT_REPORTED, AgeReported
from tessera.assessments.terms import Level, Part
from tessera.lib.risk.facts import OLDEST
from tessera.reference.forms import got_in_the_way, tried
from tessera.reference.models import Indicator, Unheard
from tessera.ui import forms

YES_OR_NO = [("yes", "Yes"), ("no", "No"), ("not_known", "Not known")]
TO_VALUE = {"yes": True, "no": False, "not_known": None, "": None}
FROM_VALUE = {True: "yes", False: "no", None: "not_known"}
MARKED = (
    "From the person’s page: a marker says that the age is in dispute. Until that marker is ended the child counts as "
    "under 18, whatever is answered here."
)
AS_A_CHILD = "While neither is known they count as a child."
Asks = Indicator.Asks


class PartForm(forms.Form):
    """A part that two people may be writing at once: it carries the version it was opened at.

    It may be saved half filled: what was left blank is told apart from what was marked not known.
    """

    MARKS_REST = "rest_not_known"  # the name of the button
    asks: tuple[str, ...] = ()

    version = IntegerField(
        widget=HiddenInput,
        min_value=0,
        max_value=2_000_000_000,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            "Something hidden in this page was changed. Copy what you wrote and open the page again.",
        ),
    )

    @property
    def left(self) -> list[str]:
        """The questions that were left blank, unless the button was pressed that marks these as not known."""
        if self.MARKS_REST in self.data:
            return []
        return [name for name in self.asks if name in self.fields and not self.data.get(self.add_prefix(name))]

    def at_version(self, version: int) -> "PartForm":
        """The same form, as typed, that will now be saved over this version."""
        self.data = self.data.copy()
        self.data["version"] = str(version)
        return self


def yes_or_no(name: str = "", label: str = "", **more: Any) -> forms.ChoiceField:
    """A question that may be answered with not known, or not yet at all."""
    label = label or QUESTIONS[name][0]
    return forms.ChoiceField(label=label, choices=YES_OR_NO, required=False, layout="inline", size="s", **more)


NOT_UNSAID = (
    " A yes was saved here, and another answer does not unsay it: nobody contacts the family until this is written. If "
    "the yes was a mistake, write who looked at that, when, and what they advised."
)


class AboutForm(PartForm):
    """The child, the people around them, and what may have to be done before anything else."""

    asks = NOT_BLANK[Part.ABOUT]

    immediate_danger = yes_or_no("immediate_danger", help_text="If yes, call 999 now.")
    current_significant_harm = yes_or_no("current_significant_harm")
    born_on = forms.DateField(label="Date of birth", required=False, help_text="For example, 27 3 2012.")
    age_stated = IntegerField(
        label="Age, if the date of birth is not known",
        required=False,
        help_text=AS_A_CHILD,
        min_value=0,
        max_value=OLDEST,
        error_messages={
            "invalid": "Age must be a whole number, such as 14.",
            "min_value": "Age must be 0 or more.",
            "max_value": f"Age must be {OLDEST} or less.",
        },
    )
    is_age_disputed = yes_or_no("age_disputed", help_text="While it is disputed the child counts as under 18.")
    learning_disability = yes_or_no("learning_disability")
    sexual_activity = yes_or_no("sexual_activity")
    associates_with_known_exploiter = yes_or_no("associates_with_known_exploiter")
    involved_with_suspected_exploiter = yes_or_no("involved_with_suspected_exploiter")
    actively_disengaging = yes_or_no("actively_disengaging")
    frequent_missing = yes_or_no("frequent_missing")
    level_by_police = forms.ChoiceField(
        label=QUESTIONS["level_by_police"][0],
        choices=[*Level.choices, ("not_known", "Not known")],
        required=False,
        layout="inline",
        size="s",
    )
    was_moved = yes_or_no(
        label="Was the child moved, even a short way, to be exploited?", reveals={"yes": ["nrm_decision"]}
    )
    nrm_decision = forms.TextArea(
        label="Was the child referred to the National Referral Mechanism, and why?", rows=3, required=False
    )
    honour_or_forced_marriage = yes_or_no(
        label="Could telling the family or community lead to honour-based abuse or forced marriage?",
        help_text="If yes, nobody contacts the family until specialist advice is written here.",
        reveals={"yes": ["specialist_advice"]},
    )
    specialist_advice = forms.TextArea(
        label="What specialist advice was taken?", help_text="Who gave it, when, and what they advised.",
        rows=3, required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, answers: Answers, reported: AgeReported = NOT_REPORTED, **kwargs: Any) -> None:
        super().__init__(*args, initial=_about(answers), **kwargs)
        # Beside the question, for the professional to weigh: what a report says is nobody's answer until it is given.
        for name, said in (("born_on", reported.births), ("age_stated", reported.ages)):
            if said:
                self.fields[name].help_text += f" Reports say: {said}."
        if answers.is_age_marked:
            self.fields["is_age_disputed"].help_text = MARKED
        # A tick may have opened these already: then they are asked whatever is answered above them.
        if answers.asks(Asks.MOVED):
            self.fields["was_moved"].reveals = {}
        if answers.asks(Asks.HONOUR) or answers.assessment.honour_said_at:
            self.fields["honour_or_forced_marriage"].reveals = {}
        if answers.assessment.honour_said_at:
            self.fields["specialist_advice"].help_text += NOT_UNSAID

    @property
    def left(self) -> list[str]:
        """The age too, when neither a date of birth nor an age was written: each age has duties of its own."""
        known = self.cleaned_data.get("born_on") or self.cleaned_data.get("age_stated") is not None
        return super().left if known or self.MARKS_REST in self.data else [*super().left, "age_stated"]

    def clean_born_on(self) -> date | None:
        born_on, today = self.cleaned_data["born_on"], timezone.localdate()
        if born_on and born_on > today:
            raise ValidationError("Date of birth must be in the past.")
        if born_on and today.year - born_on.year > OLDEST:
            raise ValidationError(f"Date of birth must be within the last {OLDEST} years.")
        return born_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in (*YES_NO, "is_age_disputed", "was_moved", "honour_or_forced_marriage"):
            cleaned[name] = TO_VALUE[cleaned.get(name) or ""]
        if cleaned.get("level_by_police") == "not_known":
            cleaned["level_by_police"] = ""
        return cleaned


def _about(answers: Answers) -> dict[str, Any]:
    assessment, is_saved = answers.assessment, Part.ABOUT in answers.parts
    held = {name: getattr(assessment, name) for name in AboutForm.base_fields if name != "version"}
    for name in (*YES_NO, "is_age_disputed", "was_moved", "honour_or_forced_marriage"):
        held[name] = FROM_VALUE[held[name]] if is_saved or held[name] is not None else ""
    held["level_by_police"] = held["level_by_police"] or ("not_known" if is_saved else "")
    held |= dict.fromkeys(answers.left(Part.ABOUT), "")
    if answers.is_age_marked and held["is_age_disputed"] != "no":
        held["is_age_disputed"] = "yes"
    return {**held, "version": answers.version(Part.ABOUT)}


CHILDS_VIEW = ("childs_view", "childs_view_tried", "childs_view_barriers", "childs_view_absent_because")


class ChildForm(PartForm):
    """What the child thinks and wants, and whether they took back something they told someone."""

    asks = NOT_BLANK[Part.CHILD]

    childs_view = forms.TextArea(
        label="What the child thinks and wants", help_text="In their own words where you can.", required=False
    )
    childs_view_tried = tried(
        Unheard.Use.VIEW, required=False, help_text="If the child’s view is not here. Say what services did."
    )
    childs_view_barriers = got_in_the_way(
        Unheard.Use.VIEW,
        required=False,
        help_text="If the child’s view is not here. Nothing here is the child’s fault.",
    )
    childs_view_absent_because = forms.TextArea(
        label="What will be tried next?",
        help_text="For example, their form tutor asks on Thursday, with an interpreter.",
        rows=3,
        required=False,
    )
    is_account_withdrawn = yes_or_no("withdrawn_account", reveals={"yes": ["withdrawn_account", "words_taking_back"]})
    withdrawn_account = forms.TextArea(
        label="The account as they first gave it", help_text="It stays as it is written here.", rows=4
    )
    words_taking_back = forms.TextArea(
        label="What they said when taking it back",
        help_text="To whom and when. Contact from the person of concern in between. Threats or dependence.",
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, answers: Answers, **kwargs: Any) -> None:
        assessment = answers.assessment
        held = {name: getattr(assessment, name) for name in CHILDS_VIEW}
        is_saved = Part.CHILD in answers.parts or assessment.is_account_withdrawn is not None
        held["is_account_withdrawn"] = FROM_VALUE[assessment.is_account_withdrawn] if is_saved else ""
        held |= dict.fromkeys(answers.left(Part.CHILD), "")
        super().__init__(*args, initial={**held, "version": answers.version(Part.CHILD)}, **kwargs)
        if assessment.is_account_withdrawn:
            for name in ("is_account_withdrawn", "withdrawn_account", "words_taking_back"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "is_account_withdrawn" in self.fields:
            cleaned["is_account_withdrawn"] = TO_VALUE[cleaned.get("is_account_withdrawn") or ""]
        is_explained = cleaned.get("childs_view_tried") and cleaned.get("childs_view_barriers")
        if not (cleaned.get("childs_view") or is_explained):
            self.add_error(
                "childs_view",
                "Write what the child thinks and wants. If it is not here, tick what we tried and what got in the way.",
            )
        return cleaned
