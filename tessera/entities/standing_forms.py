"""Recording the standing of a person of concern, and looking at it again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from tessera.access.models import Post
from tessera.access.policy import Answer
from tessera.entities.models import Mention, Standing, StandingReview
from tessera.entities.queries.standing import Dates, reads_all
from tessera.entities.tie_forms import in_short
from tessera.ui.forms import ChoiceField, DateField, Form, ManyField, SelectField, TextArea
from tessera.ui.words import date as in_words

AGAIN = "This page is incomplete. Open it again from the standing, and copy what you typed first."
LEVELS = {
    Standing.Level.SUSPECTED.value: "Reports give reason to look into what they may do to children.",
    Standing.Level.KNOWN.value: "What they did to a child is established, for example by a court or an admission.",
}
Decision = StandingReview.Decision
WITHDRAW = (Decision.WITHDRAWN.value, "No: withdraw it")


class _Owned(Form):
    """What the two forms share: until when, and who looks again."""

    def __init__(self, *args: Any, owners: Iterable[Post], dates: Dates, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates = dates
        self.posts = {str(post.pk): post for post in owners}
        self.fields["owner"].choices = [("", "Choose…"), *((pk, str(post)) for pk, post in self.posts.items())]
        self.fields[
            "review_on"
        ].help_text = f"No later than {in_words(dates.last)}. It then lapses until somebody looks."

    def clean_owner(self) -> Post | None:
        return self.posts.get(self.cleaned_data["owner"])

    def clean_review_on(self) -> date | None:
        day: date | None = self.cleaned_data["review_on"]
        if day is not None and day <= timezone.localdate():
            raise ValidationError("The day must be after today.")
        if day is not None and day > self.dates.last:
            raise ValidationError(f"The day must be {in_words(self.dates.last)} or earlier.")
        return day

    def refuse_owner(self, mentions: Sequence[Mention]) -> None:
        """An owner reads what the standing rests on, or could not look at it again."""
        owner = self.cleaned_data.get("owner")
        if owner is not None and mentions and not reads_all(owner, mentions):
            self.add_error("owner", f"{owner} cannot read every report that this rests on. Choose somebody who can.")


class StandingForm(_Owned):
    """How far it goes, what it rests on, until when, and whose it is."""

    level = ChoiceField(label="How far does it go?", choices=Standing.Level.choices, hints=LEVELS)
    reports = ManyField(
        label="Which of these reports does it rest on?", choices=[],
        help_text="Only those who may read every report that you tick will see the standing.",
    )  # fmt: skip
    basis = TextArea(
        label="What is the basis?", rows=4, max_length=2000,
        help_text="What these reports say, and why that makes them a person of concern. Facts first, and say what is opinion.",
    )  # fmt: skip
    review_on = DateField(label="When is it looked at again?")
    owner = SelectField(label="Who looks at it again?", choices=[], help_text="They get a task with that day.")

    def __init__(self, *args: Any, mentions: Sequence[Mention], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mentions: Mapping[str, Mention] = {str(mention.pk): mention for mention in mentions}
        self.fields["reports"].choices = [(pk, in_short(mention)) for pk, mention in self.mentions.items()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.refuse_owner([self.mentions[pk] for pk in said.get("reports") or []])
        return said

    @property
    def given(self) -> dict[str, Any]:
        """What `standing.record_standing` takes. Ask `is_valid()` first."""
        chosen = {name: self.cleaned_data[name] for name in ("level", "basis", "review_on", "owner")}
        return chosen | {"mentions": [self.mentions[pk] for pk in self.cleaned_data["reports"]]}


class ReviewForm(_Owned):
    """Kept until another day, or withdrawn; and why. `seen` is the last review that the page showed, if any.

    Where the policy says that it may not be kept, it is withdrawn or left as it is.
    """

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages={"invalid": AGAIN})
    decision = ChoiceField(
        label="Does it still stand?", choices=[(Decision.KEPT.value, "Yes: keep it"), WITHDRAW],
        reveals={Decision.KEPT.value: ["review_on", "owner"]},
    )  # fmt: skip
    review_on = DateField(label="When is it looked at again?")
    owner = SelectField(label="Who looks at it again?", choices=[])
    because = TextArea(
        label="Why?", rows=3, max_length=2000,
        help_text="What is new, and what still supports it. If nothing new has come, say why it should stand.",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        mentions: Sequence[Mention],
        seen: UUID | None,
        may_keep: Answer,
        initial: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial={**(initial or {}), "seen": seen}, **kwargs)
        self.mentions = mentions
        if not may_keep:
            del self.fields["review_on"], self.fields["owner"]
            self.fields["decision"] = ChoiceField(
                label="Does it still stand?", choices=[WITHDRAW], help_text=may_keep.reason
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("decision") == Decision.KEPT:
            self.refuse_owner(self.mentions)
        return said
