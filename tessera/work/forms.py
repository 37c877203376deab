"""Forms about tasks."""

from collections.abc import Iterable
from typing import Any

from django import forms as django_forms

from tessera.access.models import Post
from tessera.ui import forms


class FinishForm(forms.Form):
    """What came of it."""

    outcome = forms.TextArea(label="What was done?", rows=3, max_length=2000)


class HandOverForm(forms.Form):
    """Who does it from now on, and why."""

    owner_was = django_forms.CharField(widget=django_forms.HiddenInput, required=False)
    to = forms.SelectField(label="Who does it from now on?", choices=[])
    reason = forms.TextArea(label="Why do you hand it over?", rows=3, max_length=2000)

    def __init__(self, *args: Any, colleagues: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in colleagues}
        self.fields["to"].choices = [("", "Choose…"), *((number, str(post)) for number, post in self.posts.items())]

    def clean_to(self) -> Post:
        return self.posts[self.cleaned_data["to"]]
