"""The sign-in form: the field's own words, and throttling that knows which name was tried."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from tessera.access.providers import configured

# Printed by the demo for everybody to read, so it opens nothing anywhere else.
PUBLISHED_PASSWORD = "estuary-demo-only"  # noqa: S105  published on purpose  # nosec B105
NO_ADDRESS = "Enter your email address in full, like name@example.org"
NUL = "The %s holds a character that cannot be typed. Type it again."


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth publishes no types
    """E-mail and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email"
        self.fields["password"].label = "Password"
        self.fields["password"].help_text = ""
        self.fields.pop("remember", None)
        self.providers = configured()
        # An address that is too long is no address either: one sentence, not two.
        login = self.fields["login"]
        login.validators = [one for one in login.validators if not isinstance(one, MaxLengthValidator)]
        login.error_messages["invalid"] = NO_ADDRESS
        for name, called in (("login", "email address"), ("password", "password")):
            self.fields[name].error_messages |= {
                "required": f"Enter your {called}", "null_characters_not_allowed": NUL % called,
            }  # fmt: skip

    def clean_password(self) -> Any:
        """The password of the demo is refused everywhere else, whoever's it is."""
        password = self.cleaned_data["password"]
        if password == PUBLISHED_PASSWORD and not settings.DEMO:
            raise ValidationError("This password is published with the demo. Ask your administrator for another.")
        return password


class PasswordAgainForm(forms.Form):
    """The password once more, before something that outlasts this session. Who has none is not asked."""

    password = forms.CharField(
        label="Your password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert request.user.is_authenticated
        self.request, self.user = request, request.user
        self.fields["password"].error_messages |= {
            "required": "Enter your password", "null_characters_not_allowed": NUL % "password",
        }  # fmt: skip
        if not self.user.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> Any:
        """Asked as at the sign-in, so that tries are counted there too."""
        password = self.cleaned_data["password"]
        if authenticate(self.request, email=self.user.email, password=password) != self.user:
            raise ValidationError("The password is not right. Try again.")
        return password
