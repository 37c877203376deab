"""What a reporter is asked. Only “What happened or what did you notice?” has to be answered."""

from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from tessera.concerns.reporting_questions import YES_NO, Duties, Involved, Sourced, Told, is_yes
from tessera.information.models import Report
from tessera.lib.local_time import local
from tessera.ui.forms import ChoiceField, Form, TextArea, TextField

NARRATIVE = 100_000  # characters
SUGGESTING = ("narrative", "childs_words")
WIDE, DESK = "wide", "desk"
AS_GIVEN = (
    "narrative",
    "how_known",
    "about_child",
    "about_concern",
    "about_protects",
    "childs_words",
    "child_knows",
    "child_wants",
    "parents_know",
    "parents_want",
    "sharing_risk",
)


def _answered_before(question: str) -> forms.ChoiceField:
    """A question of the page before, carried along."""
    wrong = f"The answer to “{question}” did not arrive. Go back to the first page and answer it."
    return forms.ChoiceField(
        label=question,
        choices=YES_NO,
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": wrong},
    )


class EmergencyForm(Form):
    """The two questions before anything else."""

    danger = ChoiceField(label="Is anyone in immediate danger?", choices=YES_NO, layout="inline", size="m")
    harm = ChoiceField(
        label="Is a child being significantly harmed, or about to be?",
        choices=YES_NO,
        layout="inline",
        size="m",
    )

    @property
    def is_emergency(self) -> bool:
        """One yes is enough to be shown whom to ring: nobody in an emergency is first asked for the other answer."""
        return self.is_bound and "yes" in self.cleaned_data.values()


class ReportForm(Duties, Sourced, Involved, Told):
    """The whole page. Everything but the first question may be left empty."""

    field_order = (
        "immediate_danger",
        "significant_harm",
        "narrative",
        "when_text",
        "where_text",
        "how_known",
        *Involved.base_fields,
        *Sourced.base_fields,
        *Duties.base_fields,
    )

    immediate_danger = _answered_before("Is anyone in immediate danger?")
    significant_harm = _answered_before("Is a child being significantly harmed, or about to be?")
    narrative = TextArea(
        label="What happened or what did you notice?",
        size="m",
        rows=8,
        max_length=NARRATIVE,
        help_text="One line is enough. Write what you saw or heard, as you saw or heard it.",
    )
    how_known = ChoiceField(label="How do you know?", choices=Report.HowKnown.choices, required=False)
    seen_by = ChoiceField(label="Who will see this?", choices=list)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["narrative"].is_counted = False
        for name in SUGGESTING:
            into = {"data-suggest": reverse("concerns:suggest"), "data-suggest-into": f"suggested-{name}"}
            self.fields[name].widget.attrs |= into
        self.fields["seen_by"].choices = [
            (WIDE, f"The triage desk, and the safeguarding leads at {self.user.agency.name}"),
            (DESK, "The triage desk only"),
        ]
        self.fields["seen_by"].initial = WIDE

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("withheld_name") and answers.get("seen_by") == DESK:
            self.add_error(
                "withheld_name",
                f"You chose that only the triage desk sees this report, so nobody at {self.user.agency.name} could open "
                "the name. Let its safeguarding leads see the report, or leave the name empty.",
            )
        return answers

    @property
    def name_to_seal(self) -> str:
        return str(self.data.get(self.add_prefix("withheld_name")) or "")

    @property
    def given(self) -> dict[str, Any]:
        answers = self.cleaned_data
        return {
            **super().given,
            **{name: answers[name] for name in AS_GIVEN},
            **self.sourced(),
            **self.duties(timezone.now()),
            "immediate_danger": is_yes(answers["immediate_danger"]),
            "significant_harm": is_yes(answers["significant_harm"]),
            "desk_only": answers["seen_by"] == DESK,
        }


class SpokenForm(ReportForm):
    """What the desk writes down while somebody is on the telephone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, asked in (("immediate_danger", "danger"), ("significant_harm", "harm")):
            self.fields[name] = deepcopy(EmergencyForm.base_fields[asked])
        wrong = "Their email address must look like name@example.org. Leave it empty if they have none."
        self.fields["caller_email"] = forms.EmailField(
            label="Their email address, if they use Tessera",
            required=False,
            error_messages={"invalid": wrong},
        )
        self.fields["source_contact"] = TextField(label="How can they be reached safely?", required=False)
        source, how_known = self.fields["source"], self.fields["how_known"]
        source.label = "Who is telling you?"
        source.choices = [choice for choice in Report.Source.choices if choice[0] != Report.Source.SELF]
        source.required = True
        source.error_messages["required"] = "Choose an answer to “Who is telling you?”"
        how_known.label = "How do they know?"
        how_known.choices = [
            (Report.HowKnown.SAW, "They saw it"),
            (Report.HowKnown.CHILD_TOLD, "The child told them"),
            (Report.HowKnown.OTHER_TOLD, "Someone else told them"),
            (Report.HowKnown.WORKED_OUT, "They worked it out"),
        ]

    @property
    def given(self) -> dict[str, Any]:
        return {**super().given, "source_contact": self.cleaned_data["source_contact"]}


class SightingForm(Told):
    """One short page for a carer: time, vehicle, photograph."""

    narrative = TextArea(label="What did you see?", rows=3, max_length=NARRATIVE, required=False)
    vehicle = TextField(
        label="Vehicle", required=False, help_text="The number plate or part of it, the make, the colour."
    )
    about_child = TextArea(
        label="Who is this about?", rows=2, required=False, help_text="Each child on a line of their own."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = local(timezone.now())
        self.fields["narrative"].is_counted = False
        self.fields["when_text"].initial = f"{now.day} {now:%B %Y %H:%M}"
        self.fields["when_text"].help_text = "Now, unless you change it."
        self.fields["attached"].label = "Photograph"
        self.fields["attached"].widget.attrs["accept"] = "image/*"

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        said = self.has_kept or any(answers.get(name) for name in ("narrative", "vehicle", "attached"))
        if not self.errors and not said:
            raise ValidationError("Say what you saw, give a vehicle, or choose a photograph.")
        return answers

    @property
    def given(self) -> dict[str, Any]:
        answers = self.cleaned_data
        vehicle = f"Vehicle: {answers['vehicle']}" if answers["vehicle"] else ""
        return {
            **super().given,
            "narrative": "\n".join(filter(None, [answers["narrative"], vehicle])) or "Photograph of a sighting.",
            "about_child": answers["about_child"],
            "how_known": Report.HowKnown.SAW,
        }
