"""Recording a marker on a person, and ending one. Days are typed as people say them, in one box."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from tessera.access.models import Post
from tessera.entities.marking import WITH_OFFICER, Day
from tessera.entities.models import Marker
from tessera.lib.when import Unreadable, parse
from tessera.ui.forms import ChoiceField, Form, SelectField, TextArea, TextField
from tessera.ui.words import date as in_words

What = Marker.What
HINTS = {
    What.HATE_CRIME.value: "Concerns that name them show it, with the officer who safeguards them.",
    What.MISSING.value: "Concerns that name them go on the missing liaison officer’s list.",
    What.AGE_DISPUTED.value: "Treat them as a child until an age decision is recorded.",
    What.INVESTIGATION.value: "Requests for information go to the officer, or else to you.",
}
DAY_HELP = "For example, 14 March 2026, yesterday, about 12 March, or March 2026."
OUT_OF_ORDER = "The end must be the day it started or later."


def read_day(text: str, *, is_end: bool) -> Day:
    """A day as typed. Of a longer stretch the first day it can have started, and the last it can have ended.

    Raises ValidationError with the sentence to show beside it.
    """
    try:
        when = parse(text, now=timezone.now())
    except Unreadable as error:
        raise ValidationError(str(error)) from error
    first, last = when.earliest.date(), when.latest.date()
    return Day(last if is_end else first, "" if first == last else " ".join(text.split()))


class MarkerForm(Form):
    """What is marked, how it is known, and from when."""

    what = ChoiceField(label="What is the marker?", choices=What.choices, hints=HINTS)
    note = TextArea(
        label="How is it known?", rows=3, max_length=2000, help_text="Who said so, or which record. Facts only."
    )
    officer = SelectField(
        label="Which officer? (optional)", choices=[], required=False, nothing="Nobody",
        help_text="Who looks after a repeat victim or leads the investigation. They can read this marker.",
    )  # fmt: skip
    starts = TextField(label="When did it start?", help_text=DAY_HELP)
    ends = TextField(
        label="When did it end? (optional)",
        required=False,
        help_text="Leave empty if it has not. You can end it later.",
    )

    def __init__(self, *args: Any, officers: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in officers}
        self.fields["officer"].choices = [("", "Nobody"), *((pk, str(post)) for pk, post in self.posts.items())]

    def clean_officer(self) -> Post | None:
        return self.posts.get(self.cleaned_data["officer"])

    def clean_starts(self) -> Day:
        return read_day(self.cleaned_data["starts"], is_end=False)

    def clean_ends(self) -> Day | None:
        text = self.cleaned_data["ends"]
        return read_day(text, is_end=True) if text else None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("officer") and said.get("what") and said["what"] not in WITH_OFFICER:
            self.add_error("officer", "Only a repeat or hate-crime victim and an investigation have an officer here.")
        starts, ends = said.get("starts"), said.get("ends")
        if starts and ends and ends.on < starts.on:
            self.add_error("ends", OUT_OF_ORDER)
        return said


class EndMarkerForm(Form):
    """When a marker ended, and how that is known."""

    ends = TextField(label="When did it end?", help_text=DAY_HELP)
    note = TextArea(
        label="How is it known?", rows=3, max_length=2000, help_text="Who said so, or which record. Facts only."
    )

    def __init__(self, *args: Any, marker: Marker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marker = marker

    def clean_ends(self) -> Day:
        ends = read_day(self.cleaned_data["ends"], is_end=True)
        if ends.on < self.marker.starts_on:
            raise ValidationError(f"It started on {in_words(self.marker.starts_on)}. {OUT_OF_ORDER}")
        return ends
