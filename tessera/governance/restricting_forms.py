"""Whom a record is kept to, and why."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from tessera.access.models import Post
from tessera.cases.models import TeamMember
from tessera.ui import forms

NO_CONTENT = "Information governance reads this too, and not the record: do not write what the record says."


class RestrictForm(forms.Form):
    """The people who go on reading it, beside those who always do."""

    people = forms.ManyField(label="Who else goes on reading it?", choices=[], required=False)
    reason = forms.TextArea(label="Why is it restricted?", rows=3, max_length=1000, help_text=NO_CONTENT)

    def __init__(self, *args: Any, people: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in people}
        self.fields["people"].choices = [(number, str(post)) for number, post in self.posts.items()]

    def clean_people(self) -> list[Post]:
        return [self.posts[number] for number in self.cleaned_data["people"]]


class RestrictCaseForm(RestrictForm):
    """Those who stay on the team of a case: a key worker among them."""

    def __init__(self, *args: Any, team: Iterable[TeamMember], **kwargs: Any) -> None:
        self.team = list(team)
        super().__init__(*args, people=dict.fromkeys(member.post for member in self.team), **kwargs)
        self.fields["people"].label = "Who stays on the team?"

    def clean_people(self) -> list[Post]:
        people = super().clean_people()
        if not any(member.part == TeamMember.Part.KEY_WORKER and member.post in people for member in self.team):
            raise ValidationError("Choose a key worker too: the child is not left without one.")
        return people


class LiftForm(forms.Form):
    """Why it is read by those who read it before, again."""

    reason = forms.TextArea(label="Why is it lifted?", rows=3, max_length=1000, help_text=NO_CONTENT)
