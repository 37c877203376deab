"""What people type about a concern, outside decisions."""

from typing import Any
from uuid import uuid4

from django import forms

from tessera.concerns.models import Band, Concern
from tessera.information.models import Report
from tessera.reference.forms import got_in_the_way, tried
from tessera.reference.models import Unheard
from tessera.ui.forms import ChoiceField, Form, SelectField, TextArea, TextField

AGAIN = "This page is incomplete. Open it again from the concern, and copy what you typed first."
LONG = 5000  # characters


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
