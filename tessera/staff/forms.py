"""Forms about staff. Which roles are offered is what an agency of that kind may hold."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from tessera.access.forms import NO_ADDRESS, NUL, PUBLISHED_PASSWORD
from tessera.access.models import Agency, Post, User
from tessera.access.roles import Role
from tessera.staff import limits
from tessera.staff.models import Invitation, ReviewAnswer
from tessera.ui import forms
from tessera.ui.fields import Worded

WRONG = "The password is not right, or was wrong too often. Check it and try again."
TOO_LONG = "A temporary post lasts a year at most."


class PasswordField(Worded, django_forms.CharField):
    """A password. It is never written back into a page."""

    widget = django_forms.PasswordInput

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        super().__init__(strip=False, max_length=200, attrs={"autocomplete": autocomplete}, **kwargs)

    def sentences(self, label: str) -> dict[str, str]:
        return {"null_characters_not_allowed": NUL % "password"}


class EmailField(Worded, django_forms.EmailField):
    """An e-mail address."""

    def sentences(self, label: str) -> dict[str, str]:
        return {"invalid": NO_ADDRESS, "null_characters_not_allowed": NUL % "email address"}


def signed_in_with(request: HttpRequest, user: User, password: str) -> bool:
    """Whether this is the person's password. Wrong ones count towards the limit of signing in."""
    found = authenticate(request, email=user.email, login=user.email, username=user.email, password=password)
    return found is not None and found.pk == user.pk


class SittingForm(forms.Form):
    """Why somebody needs to administer now, and that it is them."""

    reason = forms.TextArea(
        label="What are you going to do?",
        rows=2,
        max_length=500,
        help_text="Information governance is told. For example: two new teachers start on Monday.",
    )
    password = PasswordField(label="Your password, again", autocomplete="current-password")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not signed_in_with(self.request, self.request.user, password):  # type: ignore[arg-type]  # the guard let them in
            raise ValidationError(WRONG)
        return password


class _PostForm(forms.Form):
    """A post with its roles and, where it has one, its last day."""

    title = forms.TextField(label="Job title", max_length=100)
    roles = forms.ManyField(label="Roles", choices=[])
    basis = forms.ChoiceField(label="Basis", choices=Invitation.Basis.choices)
    last_day = forms.DateField(
        label="Last day",
        required=False,
        help_text="Needed for anybody who is not permanent, a year from now at most. On the day after, nothing opens.",
    )

    def __init__(self, *args: Any, agency: Agency, already: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [role for role in Role if role in limits.roles_at(agency) or role.value in set(already)]
        self.fields["roles"].choices = [(role.value, role.label) for role in offered]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        last, basis, today = cleaned.get("last_day"), cleaned.get("basis"), timezone.localdate()
        if last is not None and last < today:
            self.add_error("last_day", "Last day must be today or later.")
        elif basis and basis != Invitation.Basis.PERMANENT and "last_day" not in self.errors:
            if last is None:
                self.add_error("last_day", "Enter the last day: only a permanent post has none.")
            elif last > today + limits.LONGEST_TEMPORARY:
                self.add_error("last_day", TOO_LONG)
        roles = set(cleaned.get("roles", ()))
        if limits.STANDS_ALONE in roles and len(roles) > 1:
            self.add_error("roles", "An administrator sees no content, so holds no other role.")
        cleaned["ends_on"] = last + timedelta(days=1) if last else None
        return cleaned


class InviteForm(_PostForm):
    """Who is asked to come into which post."""

    name = forms.TextField(label="Name", max_length=100, autocomplete="off")
    email = EmailField(label="Work email", attrs={"autocomplete": "off"})
    field_order = ["name", "email", "title", "roles", "basis", "last_day"]

    def __init__(self, *args: Any, agency: Agency, staff: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, agency=agency, **kwargs)
        self.working = {post.user.email.lower(): post for post in staff}
        hints = {role.value: "Needs a second administrator to agree." for role in limits.NEEDS_TWO}
        self.fields["roles"].hints = hints

    def clean_email(self) -> str:
        """Of colleagues here it says that they are; of anybody else nothing."""
        email: str = self.cleaned_data["email"]
        if post := self.working.get(email.lower()):
            raise ValidationError(f"{post.user.name} works here already: change their post instead.")
        return email


class _EndForm(forms.Form):
    """Why a post ends, and who takes on what was theirs."""

    reason = forms.TextArea(label="Why?", rows=2, max_length=500)
    to = forms.SelectField(
        label="Who takes on what is theirs to do?",
        choices=[],
        required=False,
        nothing="Their desk or their supervisors",
        help_text="A colleague takes on what they can read already. The rest goes to the desk it came from, or to supervisors.",
    )

    def __init__(self, *args: Any, colleagues: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in colleagues}
        self.fields["to"].choices = [
            ("", "Their desk or their supervisors"), *((key, str(post)) for key, post in self.posts.items())
        ]  # fmt: skip

    def clean_to(self) -> Post | None:
        return self.posts.get(self.cleaned_data["to"])


class RemoveForm(_EndForm):
    """Somebody leaves."""


class MoveForm(_PostForm, _EndForm):
    """Somebody comes into another post here."""

    field_order = ["title", "roles", "basis", "last_day", "reason", "to"]


class LostForm(forms.Form):
    """Somebody lost what they sign in with besides the password."""

    reason = forms.TextArea(
        label="How did you make sure that it is them?",
        rows=2,
        max_length=500,
        help_text="Such as: in person, or by ringing the number in the staff directory. Information governance reads this.",
    )


class AnswerForm(forms.Form):
    """Whether somebody still needs what they hold."""

    what = forms.ChoiceField(label="Do they still need what they hold?", choices=ReviewAnswer.What.choices)
    reason = forms.TextArea(label="Why?", rows=2, max_length=500)


class AcceptForm(forms.Form):
    """The password that somebody comes in with: a new one, or that of the account they have."""

    password = PasswordField(
        label="Password",
        autocomplete="new-password",
        help_text="At least 12 characters, and none that is easy to guess. If you have a Tessera account, type the password you have.",
    )
    again = PasswordField(label="The same password again", autocomplete="new-password")

    def __init__(
        self, *args: Any, request: HttpRequest, account: User | None, name: str, email: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.account = request, account
        self.newcomer = account or User(name=name, email=email)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password, again = cleaned.get("password"), cleaned.get("again")
        if not password or not again:
            return cleaned
        if password != again:
            self.add_error("again", "The two passwords are not the same.")
        elif self.account is not None:
            if not signed_in_with(self.request, self.account, password):
                self.add_error("password", "This is not the password you sign in with, or it was wrong too often.")
        else:
            self._new(password)
        return cleaned

    def _new(self, password: str) -> None:
        if password == PUBLISHED_PASSWORD:
            self.add_error("password", "This password is published with the demo. Choose another.")
            return
        try:
            password_validation.validate_password(password, self.newcomer)
        except ValidationError as weak:
            self.add_error("password", weak)
