"""The questions of a report in groups, each with how its answers are read."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from tessera.access.models import User
from tessera.information.drafts import MOST_FILES
from tessera.information.models import Report
from tessera.lib.local_time import local
from tessera.lib.sources import cited
from tessera.lib.when import Unreadable, When, parse
from tessera.reference.models import Origin
from tessera.reference.queries import current
from tessera.reference.settings import look_behind
from tessera.ui.forms import ChoiceField, FilesField, Form, ManyField, SelectField, TextArea, TextField
from tessera.work.services import due_under

YES_NO = [("yes", "Yes"), ("no", "No")]
LONGEST_DELAY = "csa-notify-delay"
KEPT_APART = ("attached", "withheld_name")
WHEN_HELP = "For example, 14 March 2026, yesterday 16:30, about 12 March, or between 1 and 5 March."
WHEN_UNSURE = "If you are not sure, leave it empty and say what you know above."


def is_yes(answer: str) -> bool | None:
    """Yes, no, or not answered."""
    return {"yes": True, "no": False}.get(answer)


def read_when(text: str) -> When | None:
    """The answer to “When was this?”, read. Raises ValidationError with the sentence to show beside it."""
    if not text.strip():
        return None
    try:
        return parse(text, now=timezone.now())
    except Unreadable as error:
        raise ValidationError(str(error)) from error


class Told(Form):
    """What every way of reporting asks: when, where, and any files."""

    # What is read of these is said beside them while they are typed.
    READ_BACK = frozenset({"when_text", "about_child", "about_concern", "about_protects"})

    when_text = TextField(label="When was this?", help_text=f"{WHEN_HELP} {WHEN_UNSURE}", required=False)
    where_text = TextField(label="Where was this?", required=False)
    attached = FilesField(
        label="Photographs or documents",
        required=False,
        max_megabytes=settings.MAX_FILE_MEGABYTES,
        help_text=f"Up to {MOST_FILES} files, each smaller than {settings.MAX_FILE_MEGABYTES} MB.",
    )

    def __init__(self, *args: Any, user: User, has_kept: bool = False, **kwargs: Any) -> None:
        self.user = user
        self.has_kept = has_kept  # files chosen before, on a page that came back
        super().__init__(*args, **kwargs)
        for name in self.READ_BACK & self.fields.keys():
            read_by = "concerns:when" if name == "when_text" else "concerns:people"
            into = {"data-suggest": reverse(read_by), "data-suggest-into": f"read-{name}"}
            self.fields[name].widget.attrs |= into

    def clean_when_text(self) -> str:
        text: str = self.cleaned_data["when_text"]
        self.happened = read_when(text)
        return text

    @property
    def typed(self) -> dict[str, Any]:
        """What stands in each field as typed, for a draft. Files and the name to be sealed are kept apart."""
        raw = {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
            if name not in KEPT_APART
        }
        return {name: "" if value is None else value for name, value in raw.items()}

    @property
    def given(self) -> dict[str, Any]:
        """What `reporting.report_concern` takes, from answers that were checked."""
        happened = self.happened
        return {
            "when_text": self.cleaned_data["when_text"],
            "where_text": self.cleaned_data["where_text"],
            "happened_from": happened.earliest if happened else None,
            "happened_until": happened.latest if happened else None,
            "happened_words": happened.words if happened else "",
        }


class Involved(Form):
    """Three groups of people, and what the child and parents know and want. REQ intake-who-is-involved."""

    about_child = TextArea(
        label="Who is this about?",
        rows=3,
        required=False,
        help_text="Each child on a line of their own: name, nickname, age, school, whatever you know.",
    )
    about_concern = TextArea(
        label="Who may be putting them at risk?",
        rows=3,
        required=False,
        help_text="Each person on a line of their own. A nickname or a description will do.",
    )
    about_protects = TextArea(
        label="Who is beside the child?",
        rows=3,
        required=False,
        help_text="Each person on a line of their own: family, carers, friends, workers the child trusts.",
    )
    childs_words = TextArea(
        label="What did the child say, in their own words?",
        rows=4,
        required=False,
        help_text="Exactly as they said it. It is kept apart and never reworded.",
    )
    child_knows = ChoiceField(
        label="Does the child know you are reporting this?", choices=Report.Known.choices[1:], required=False
    )
    child_wants = TextArea(label="What does the child want to happen?", rows=2, required=False)
    parents_know = ChoiceField(label="Do parents or carers know?", choices=Report.Known.choices[1:], required=False)
    parents_want = TextArea(label="What do parents or carers want to happen?", rows=2, required=False)
    sharing_risk = TextArea(
        label="Could sharing this put anybody at risk?",
        rows=2,
        required=False,
        help_text="Say who, and how. Whoever shares it later sees this first.",
    )


class Sourced(Form):
    """Where it came from. Professionals are named; a member of the public may be withheld.

    A withheld name is sealed for the leads of the writer's own agency: they read the report it belongs to.
    """

    user: User

    origin = SelectField(label="Where did this first come from?", choices=list, required=False)
    source = ChoiceField(
        label="Who is the source?",
        choices=Report.Source.choices,
        required=False,
        hints={
            Report.Source.PROFESSIONAL: "Somebody who learned this in their work is always named.",
            Report.Source.PUBLIC_WITHHELD: "Your own agency keeps the name, under a reference of its own.",
        },
        reveals={
            Report.Source.PROFESSIONAL: ["source_name", "source_role", "source_agency"],
            Report.Source.PUBLIC_NAMED: ["public_name"],
            Report.Source.PUBLIC_WITHHELD: ["source_reference", "withheld_name"],
        },
    )
    source_name = TextField(label="Name of the professional")
    source_role = TextField(label="Role of the professional")
    source_agency = TextField(label="Agency of the professional")
    public_name = TextField(label="Name of the member of the public")
    source_reference = TextField(label="Your agency's own reference for them")
    withheld_name = TextArea(
        label="The name, to be sealed",
        rows=2,
        max_length=2000,
        required=False,
    )
    source_risk = ChoiceField(
        label="Is there a risk to the source if it is known who they are?",
        choices=Report.SourceRisk.choices,
        required=False,
    )
    source_risk_note = TextArea(label="What is that risk, and who was it talked over with?", rows=2, required=False)
    is_business_report = ChoiceField(
        label="Did it come from a hotel, taxi or other business trained to report?",
        choices=YES_NO,
        required=False,
        layout="inline",
        reveals={"yes": ["premises"]},
        help_text="Makesafe and schemes like it. The desk treats it as urgent.",
    )
    premises = TextField(label="Which premises or vehicle operator?", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["origin"].choices = _optional([(row.code, row.label) for row in current(Origin)])
        self.fields["withheld_name"].help_text = (
            f"Only the safeguarding leads at {self.user.agency.name} can open it, and each opening is recorded. "
            "Leave it empty if they hold it already, or if the name is held by another agency."
        )

    def sourced(self) -> dict[str, Any]:
        """Where it came from, for the report and, sealed, beside it."""
        answers = self.cleaned_data
        origin = current(Origin).filter(code=answers["origin"]).first() if answers["origin"] else None
        return {
            **self._source(),
            "origin": origin,
            "source_risk": answers["source_risk"] or Report.SourceRisk.NOT_ASSESSED,
            "source_risk_note": answers["source_risk_note"],
            "is_business_report": answers["is_business_report"] == "yes" or bool(origin and origin.is_business),
            "premises": answers["premises"],
        }

    def _source(self) -> dict[str, Any]:
        answers = self.cleaned_data
        source = answers["source"] or Report.Source.SELF
        if source == Report.Source.PROFESSIONAL:
            named = {name: answers[name] for name in ("source_name", "source_role", "source_agency")}
            return {"source": source, **named}
        if source == Report.Source.PUBLIC_NAMED:
            return {"source": source, "source_name": answers["public_name"]}
        if source == Report.Source.PUBLIC_WITHHELD:
            return {
                "source": source,
                "source_agency": self.user.agency.name,
                "source_reference": answers["source_reference"],
                "withheld_by": self.user.agency,
                "withheld_name": answers["withheld_name"],
            }
        return {"source": source}


class Duties(Form):
    """A child who is a suspect, and a legal duty to report."""

    child_is_suspect = ChoiceField(
        label="Is a child here suspected of an offence or nuisance?",
        choices=YES_NO,
        required=False,
        layout="inline",
        reveals={"yes": ["behind_signs", "behind_note"]},
    )
    behind_signs = ManyField(label="They may also be a victim. What may lie behind it?", choices=list, required=False)
    behind_note = TextArea(label="What else may lie behind it?", rows=2, required=False)
    is_statutory_notification = ChoiceField(
        label="Is this also your notification under a legal duty to report?",
        choices=YES_NO,
        required=False,
        layout="inline",
        reveals={"yes": ["learned_text", "delay_reason"]},
        help_text="Your receipt then shows what you knew, when, whom you told, and any delay.",
    )
    learned_text = TextField(
        label="When did you come to know?", required=False, help_text=f"{WHEN_HELP} Empty means today."
    )
    delay_reason = TextArea(
        label="Why was it not reported at once?",
        rows=2,
        required=False,
        help_text="Leave empty if there was no delay.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = look_behind()
        self.fields["behind_signs"].choices = [(one["id"], one["summary"]) for one in asked["questions"]]
        self.fields["behind_signs"].help_text = " ".join(
            f"{one['summary'].strip()} ({cited(one['source'][:1])}; {one['status']}; ask your legal adviser.)"
            for one in asked["prompts"]
        )

    def clean_learned_text(self) -> str:
        self.learned = read_when(self.cleaned_data["learned_text"])
        return self.cleaned_data["learned_text"]

    def duties(self, now: datetime) -> dict[str, Any]:
        """What may lie behind an offence, and a notification's dates."""
        return {
            "child_is_suspect": is_yes(self.cleaned_data["child_is_suspect"]),
            "behind_offence": self._behind(),
            **self._notification(now),
        }

    def _behind(self) -> str:
        """Every question that was asked, with its answer: that they were asked is what has to show later."""
        if self.cleaned_data["child_is_suspect"] != "yes":
            return ""
        ticked = self.cleaned_data["behind_signs"]
        lines = [
            f"{one['summary']}: {'yes' if one['id'] in ticked else 'not ticked'}" for one in look_behind()["questions"]
        ]
        return "\n".join([*lines, self.cleaned_data["behind_note"]]).strip()

    def _notification(self, now: datetime) -> dict[str, Any]:
        """When the person came to know, any delay, and the last day it may run to."""
        if self.cleaned_data["is_statutory_notification"] != "yes":
            return {}
        learned_at = self.learned.earliest if self.learned else now
        latest = due_under(LONGEST_DELAY, start=learned_at)[1]
        return {
            "is_statutory_notification": True,
            "learned_on": local(learned_at).date(),
            "delay_reason": self.cleaned_data["delay_reason"],
            "latest_permitted_on": local(latest).date() if latest else None,
        }


def _optional(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "Choose…"), *choices]
