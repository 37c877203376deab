"""What people type about a concern, outside decisions."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django import forms

from tessera.concerns.models import Band, Concern
from tessera.concerns.naming import Already, Unnamed
from tessera.concerns.reporting_mentions import GROUPS, PEOPLE_AT_MOST, people_in
from tessera.entities.models import Kind, Mention, Part
from tessera.information.models import Report
from tessera.reference.forms import got_in_the_way, tried
from tessera.reference.models import Unheard
from tessera.ui.forms import ChoiceField, Form, ManyField, SelectField, TextArea, TextField

AGAIN = "This page is incomplete. Open it again from the concern, and copy what you typed first."
LONG = 5000  # characters
PEOPLE = "Each on a line of their own, in the words of the report where you can."


class OnVersion(Form):
    """A form that rests on one version of a concern: what others changed since is shown before it is kept."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": AGAIN, "invalid": AGAIN})

    def __init__(self, *args: Any, concern: Concern, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": concern.version, **(initial or {})}, **kwargs)
        self.concern = concern

    def rest_on(self, concern: Concern) -> None:
        """Let the next press rest on the concern as it is now. Everything typed stays."""
        self.data = self.data.copy()
        self.data["version"] = str(concern.version)

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return self.cleaned_data


class OnKey(Form):
    """A form that adds one line to a concern: the page's own key makes sure of that, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, error_messages={"required": AGAIN, "invalid": AGAIN})

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return self.cleaned_data


class BandForm(OnVersion):
    """Another band, and why."""

    band = ChoiceField(label="How soon must the desk answer?", choices=Band.choices)
    reason = TextArea(label="Why does the band change?", rows=3, max_length=LONG)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(band.value, band.label) for band in Band if band != self.concern.band]
        self.fields["band"].choices = others


class OwnerForm(OnVersion):
    """Who answers for it from now on."""

    owner = SelectField(
        label="Who answers for this concern?", choices=[], help_text="Only people who can read it are on the list."
    )

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        offer(self.fields["owner"], [(pk, str(post)) for pk, post in self.posts.items()])

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "owner": self.posts[self.cleaned_data["owner"]]}


class NameForm(OnVersion):
    """Who and what the reports speak of: the names offered from the words, and lines for anybody else."""

    report = SelectField(label="Which report speaks of the people you name below?", choices=[])
    about_child = TextArea(label="Which other child does it speak of?", rows=2, required=False, help_text=PEOPLE)
    about_concern = TextArea(label="Who else may be putting a child at risk?", rows=2, required=False, help_text=PEOPLE)
    about_protects = TextArea(label="Who else is beside the child?", rows=2, required=False, help_text=PEOPLE)
    LINES = tuple(GROUPS)

    def __init__(
        self, *args: Any, reports: Sequence[Report], offered: Sequence[Unnamed], mentions: Sequence[Mention],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.already = Already(mentions, offered)
        self.reports = {report.reference: report for report in reports}
        self.offered = {one.code: one for one in offered}
        if len(self.reports) > 1:
            offer(self.fields["report"], [(reference, reference) for reference in self.reports])
            self.fields["report"].required = False
        else:
            del self.fields["report"]
        asked = {code: self._part_of(one) for code, one in self.offered.items()}
        self.fields = asked | self.fields

    def _part_of(self, one: Unnamed) -> SelectField:
        found = one.suggestion
        parts = [part for part in Part if found.kind == Kind.PERSON or part == Part.OTHER]
        of = f", in {one.report.reference}" if len(self.reports) > 1 else ""
        return SelectField(
            label=f"{found.label}{of}", choices=[(part.value, part.label) for part in parts], nothing="Do not name",
            required=False, help_text=found.hint,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        lines = [name for name in self.LINES if self.cleaned_data.get(name)]
        for name in lines:
            if len(self.cleaned_data[name].splitlines()) > PEOPLE_AT_MOST:
                self.add_error(name, f"Name at most {PEOPLE_AT_MOST} at once, and the others after that.")
        if lines and "report" in self.fields and not self.cleaned_data.get("report"):
            self.add_error("report", "Choose the report that speaks of them.")
        if not lines and not any(self.cleaned_data.get(code) for code in self.offered):
            raise forms.ValidationError("Choose the part of at least one name, or write who is meant.")
        if not self.errors:
            self._ask_about_those_named_already()
        return self.cleaned_data

    def _ask_about_those_named_already(self) -> None:
        """Refuse the first press that names somebody otherwise than they are named already: the next one says so."""
        said = self.given()
        given = [(one.code, one.report, one.as_mention(part)) for one, part in said["chosen"]]
        given += [
            (name, said["report"], one)
            for name, part in GROUPS.items()
            for one in people_in(said["people"][name], part)
        ]
        warned = {(name, text): None for name, report, one in given if (text := self.already.warning(report, one))}
        if not warned:
            return
        # The tick is for what was read: whatever somebody else names meanwhile is asked about anew.
        code = sha256("\n".join(text for _, text in sorted(warned)).encode()).hexdigest()[:12]
        self.fields["so_too"] = ManyField(
            label="When both are right", choices=[(code, "Name them so too")], required=False,
            help_text="For example, two people of one name.",
        )  # fmt: skip
        if code not in self.data.getlist(self.add_prefix("so_too")):
            for name, text in warned:
                self.add_error(name, f"{text} Change what you gave, or tick “Name them so too” below.")

    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "chosen": [(one, Part(said[code])) for code, one in self.offered.items() if said[code]],
            "report": self.reports[said.get("report") or next(iter(self.reports))],
            "people": {name: said[name] for name in self.LINES},
            "version": said["version"],
        }


class AskForm(OnKey):
    """Which agency is asked, and what."""

    agency = SelectField(label="Which agency?", choices=[])
    question = TextArea(label="What do you ask?", rows=3, max_length=LONG)

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {agency.code: agency for agency in agencies}
        offer(self.fields["agency"], [(code, agency.name) for code, agency in self.agencies.items()])

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "agency": self.agencies[self.cleaned_data["agency"]]}


class ContributeForm(OnKey):
    """What one's agency knows."""

    text = TextArea(
        label="What does your agency know?", rows=8, help_text="Say what you found, and say so when you found nothing."
    )


class SearchForm(OnKey):
    """A search of another system."""

    system = TextField(label="Which system did you search?", help_text="For example, children’s social care records.")
    terms = TextField(label="What did you search for?")
    found = TextArea(label="What did you find?", rows=4, max_length=LONG, help_text="Nothing found is a result too.")


class FeedbackForm(OnVersion):
    """What the person who reported is told, or why they are not."""

    answered = ChoiceField(
        label="Can the person who reported be answered?",
        choices=[("yes", "Yes"), ("no", "No")],
        reveals={"yes": ["told"], "no": ["tried", "barriers", "not_told_because"]},
    )
    told = TextArea(
        label="What do you tell them?", rows=4, max_length=LONG,
        help_text="They see this in Tessera. Say what happens next, and nothing they should not know about others.",
    )  # fmt: skip
    tried = tried(Unheard.Use.REPORTER)
    barriers = got_in_the_way(Unheard.Use.REPORTER)
    not_told_because = TextArea(label="More about this", rows=3, max_length=LONG, required=False)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report

    def given(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in self.fields if name != "answered"}
        return said | {"report": self.report}


class AgreeForm(OnVersion):
    """A second person's word on a decision."""

    note = TextArea(label="What did you look at, and why do you agree?", rows=4, max_length=LONG)


class FinishForm(OnVersion):
    """Nothing to fill in: the press is the answer."""


def offer(field: Any, choices: list[tuple[str, str]]) -> None:
    """Put these on the list of a field that begins with nothing chosen."""
    field.choices = [("", "Choose…"), *choices]
