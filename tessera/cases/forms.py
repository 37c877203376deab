"""Forms about a child's case. A form that changes what stands carries the version its page showed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from tessera.access.models import Post
from tessera.cases.models import CareReview, Case, CaseNotice, FamilyMember, TeamMember, Voice
from tessera.entities.queries import Held
from tessera.reference.forms import got_in_the_way, tried
from tessera.reference.models import Unheard
from tessera.ui import forms

Part = FamilyMember.Part
EARLIEST = 1900  # a year
FURTHEST = 10  # years
NOT_NAMED = "Not named in the concern"
RULES = {
    Part.PROTECTIVE.value: "They help keep the child safe. Letters and alerts may go to them.",
    Part.UNKNOWN.value: "Nothing is sent to them until this is known.",
    Part.UNSAFE.value: "Nothing is sent to them.",
    Part.OF_CONCERN.value: "Nothing is sent to them, and they may be spoken of as a person of concern.",
}
PARTS = {TeamMember.Part.KEY_WORKER.value: "The person the child turns to first."}
SAID = {
    Voice.What.SAFE_CONTACT.value: "For example: text between four and six, never ring the house. The newest one counts.",
    Voice.What.NEEDS.value: "For example: Kurdish Sorani interpreter, a woman; short sentences. The newest one counts.",
}


class VersionedForm(forms.Form):
    """A form about something that two people may change at once."""

    version = django_forms.IntegerField(widget=django_forms.HiddenInput)

    def at_version(self, version: int) -> None:
        """Shown again with what was typed, to be saved over what somebody else saved meanwhile."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)


def _posts(field: django_forms.Field, posts: Iterable[Post]) -> dict[str, Post]:
    """Put these posts on a field's list; answer each by what the form then sends."""
    by_number = {str(post.pk): post for post in posts}
    field.choices = [("", "Choose…"), *((number, str(post)) for number, post in by_number.items())]
    return by_number


class OpenCaseForm(forms.Form):
    """The child whose case it is, and who will be their key worker."""

    child = forms.ChoiceField(label="Whose case is it?", choices=[])
    born_on = forms.DateField(
        label="Date of birth, if known",
        required=False,
        help_text="For example, 27 3 2011. Leave empty to use what the reports say.",
    )
    key_worker = forms.SelectField(label="Key worker", choices=[], help_text=PARTS[TeamMember.Part.KEY_WORKER.value])
    reason = forms.TextArea(label="Why is a case opened?", rows=3, max_length=2000)

    def __init__(self, *args: Any, children: Iterable[Any], workers: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = {str(held.pk): held for held in children}
        if len(self.children) == 1:
            self.fields["child"].initial = next(iter(self.children))
        self.fields["child"].choices = [(number, held.name) for number, held in self.children.items()]
        self.fields["child"].hints = {
            number: f"Also called {', '.join(held.also)}." for number, held in self.children.items() if held.also
        }
        self.posts = _posts(self.fields["key_worker"], workers)

    def clean_child(self) -> Any:
        return self.children[self.cleaned_data["child"]]

    def clean_key_worker(self) -> Post:
        return self.posts[self.cleaned_data["key_worker"]]

    def clean_born_on(self) -> date | None:
        return _not_later_than_today(self.cleaned_data["born_on"], "Date of birth")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        child = cleaned.get("child")
        if child and not cleaned.get("born_on"):
            # Used only where the reports agree: two dates of birth are a question for a person.
            said = {facts.born_on for facts in child.said if facts.born_on}
            cleaned["born_on"] = said.pop() if len(said) == 1 else None
        return cleaned


class AddConcernForm(VersionedForm):
    """The open case that a concern belongs to. `closed` says so where the one that is sent was closed meanwhile."""

    case = forms.SelectField(label="Whose case does it belong to?", choices=[])
    reasons = forms.TextArea(label="Why does it belong there?", rows=3, max_length=2000)
    not_named = forms.ManyField(
        label="When the child of that case is not named in this concern", required=False,
        choices=[(NOT_NAMED, "It belongs to their case all the same")],
        help_text="To name them instead, go back to the concern: “Name who these reports speak of”.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, cases: Iterable[Case], notices: Sequence[tuple[Held, CaseNotice]], named: Collection[UUID],
        closed: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.closed = closed
        self.cases = {str(case.pk): case for case in cases}
        self.named = {number for number, case in self.cases.items() if case.child_id in named}
        self.elsewhere = {f"of {child.pk}": child.pk for child, _ in notices}
        told = [(f"of {child.pk}", f"{child.name}, {one.agency} (you do not read this case)") for child, one in notices]
        called = [(number, f"{case.title}, {case.agency}") for number, case in self.cases.items()]
        self.fields["case"].choices = [("", "Choose…"), *told, *called]
        if len(self.named) == len(self.cases):
            del self.fields["not_named"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.closed and "case" in self.errors:
            del self.errors["case"]  # it was on the list when the page was shown
            self.add_error("case", self.closed)
        case, ticked = said.get("case"), said.pop("not_named", [])
        said["not_named"] = ""
        if case in self.cases and case not in self.named:
            said["not_named"] = NOT_NAMED
            if not ticked:
                title = self.cases[case].title
                self.add_error(
                    "case",
                    f"This concern names nobody who is {title}. Choose again, or say below that it belongs there.",
                )
        return said

    def chosen(self) -> dict[str, Any]:
        """What the service takes: the case itself, or the child of one that this person does not read."""
        said = dict(self.cleaned_data)
        number = said.pop("case")
        return said | ({"case": self.cases[number]} if number in self.cases else {"child_id": self.elsewhere[number]})


class DetailsForm(VersionedForm):
    """What the child is called here and when they were born."""

    title = forms.TextField(label="Name")
    born_on = forms.DateField(label="Date of birth, if known", required=False, help_text="For example, 27 3 2011.")

    def clean_born_on(self) -> date | None:
        return _not_later_than_today(self.cleaned_data["born_on"], "Date of birth")


class JoinForm(VersionedForm):
    """Somebody who joins the team."""

    post = forms.SelectField(label="Who joins?", choices=[])
    part = forms.ChoiceField(label="As what?", choices=TeamMember.Part.choices, hints=PARTS)

    def __init__(self, *args: Any, workers: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = _posts(self.fields["post"], workers)

    def clean_post(self) -> Post:
        return self.posts[self.cleaned_data["post"]]


class ReasonForm(VersionedForm):
    """Why: for leaving the team and for closing the case."""

    reason = forms.TextArea(label="Why?", rows=3, max_length=2000)


class ReopenForm(ReasonForm):
    """Why the work is taken up again, and who is the child's key worker then."""

    key_worker = forms.SelectField(label="Key worker", choices=[], help_text=PARTS[TeamMember.Part.KEY_WORKER.value])

    def __init__(self, *args: Any, workers: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = _posts(self.fields["key_worker"], workers)

    def clean_key_worker(self) -> Post:
        return self.posts[self.cleaned_data["key_worker"]]


class HearForm(forms.Form):
    """What the child said."""

    what = forms.ChoiceField(label="What is it?", choices=Voice.What.choices, hints=SAID)
    text = forms.TextArea(
        label="What did they say?", help_text="In their words, as they said it.", rows=4, max_length=4000
    )
    said_on = forms.DateField(label="When did they say it?", help_text="For example, 27 3 2026.")

    def clean_said_on(self) -> date | None:
        return _not_later_than_today(self.cleaned_data["said_on"], "“When did they say it?”")


class MissedContactForm(forms.Form):
    """A contact with the child that did not happen."""

    meant_for = forms.DateField(label="When was it meant to happen?", help_text="For example, 27 3 2026.")
    tried = tried(Unheard.Use.CONTACT)
    barriers = got_in_the_way(Unheard.Use.CONTACT, help_text="Nothing here is the child’s fault.")
    tried_next = forms.TextArea(
        label="What will we do differently?", rows=3, max_length=2000, help_text="Who, where and when."
    )

    def clean_meant_for(self) -> date | None:
        return _not_later_than_today(self.cleaned_data["meant_for"], "“When was it meant to happen?”")


def _considered(about: str, said: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"What did the review consider on {about}?",
        choices=[("said", "Something to write down"), ("nothing", "It was considered, and there is nothing to report")],
        reveals={"said": [said]},
    )


class CareReviewForm(forms.Form):
    """A care plan review: an answer on exploitation and one on missing episodes, which may each be nil."""

    held_on = forms.DateField(label="When was the review?", help_text="For example, 27 3 2026.")
    chaired_by = forms.TextField(
        label="Who chaired it?", help_text="Name and role, as in independent reviewing officer."
    )
    on_exploitation = _considered("exploitation", "exploitation")
    exploitation = forms.TextArea(label="What was considered on exploitation", rows=4, max_length=4000)
    on_missing = _considered("missing episodes", "missing")
    missing = forms.TextArea(label="What was considered on missing episodes", rows=4, max_length=4000)

    def clean_held_on(self) -> date | None:
        return _not_later_than_today(self.cleaned_data["held_on"], "“When was the review?”")

    def given(self) -> dict[str, Any]:
        """What the service takes: nil is said in words too."""
        said = {name: self.cleaned_data[name] or CareReview.NOTHING for name in ("exploitation", "missing")}
        return {name: self.cleaned_data[name] for name in ("held_on", "chaired_by")} | said


class FamilyForm(VersionedForm):
    """The part that somebody in the family plays now."""

    name = forms.TextField(label="Name")
    relation = forms.TextField(label="What are they to the child?", help_text="For example, mother or older brother.")
    part = forms.ChoiceField(label="What part do they play now?", choices=Part.choices, hints=RULES)
    on = forms.DateField(
        label="Since when?", help_text="For example, 27 3 2026. Their part until then stays on record."
    )

    def clean_on(self) -> date | None:
        return _not_later_than_today(self.cleaned_data["on"], "“Since when?”")


class ActionForm(forms.Form):
    """Something that somebody on the team will do by a day."""

    what = forms.TextField(label="What will be done?")
    owner = forms.SelectField(label="Who does it?", choices=[])
    due_on = forms.DateField(label="By when?", help_text="For example, 27 3 2026.")

    def __init__(self, *args: Any, team: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = _posts(self.fields["owner"], team)

    def clean_owner(self) -> Post:
        return self.posts[self.cleaned_data["owner"]]

    def clean_due_on(self) -> date:
        due_on, today = self.cleaned_data["due_on"], timezone.localdate()
        if due_on < today:
            raise ValidationError("“By when?” must be today or later.")
        if due_on.year > today.year + FURTHEST:
            raise ValidationError(f"“By when?” must be within {FURTHEST} years.")
        return due_on


def _not_later_than_today(day: date | None, what: str) -> date | None:
    if day is not None and day > timezone.localdate():
        raise ValidationError(f"{what} must be today or earlier.")
    if day is not None and day.year < EARLIEST:
        raise ValidationError(f"{what} must be in {EARLIEST} or later.")
    return day
