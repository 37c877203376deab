"""Forms of the second factor: throttled like the password, and proof against what no browser sends."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.base import forms as base
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.core.exceptions import ValidationError

from tessera.access import events
from tessera.access.adapter import LOCKED_OUT
from tessera.access.second_factor import NOT_RIGHT
from tessera.audit.log import record

NO_PASSKEY = "The passkey was not taken. Try again, or use another way."
# What the library that reads a passkey's answer raises for one that no browser sends.
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


def throttled(user: Any, check: Callable[[], Any]) -> Any:
    """What `check` answers, counting each failure as a failed sign-in: in the database, per name and per address."""
    request, credentials = context.request, {"username": user.email}
    if not AxesProxyHandler.is_allowed(request, credentials):
        raise ValidationError(LOCKED_OUT)
    try:
        return check()
    except ValidationError:
        AxesProxyHandler.user_login_failed(sender=throttled, credentials=credentials, request=request)
        record(events.SECOND_FACTOR_FAILED, by=user)
        raise


class _Worded(forms.Form):
    """The code field as people know it: a plain label, digits, nothing a browser remembers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = self.label
        code.help_text = self.help_text
        code.max_length = 40
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        code.error_messages |= {"required": "Enter the code", "null_characters_not_allowed": NOT_RIGHT}

    label = "Code"
    help_text = ""


class CodeForm(_Worded, base.AuthenticateForm):  # type: ignore[misc]  # allauth publishes no types
    """A code at sign-in: of the app, or one of the recovery codes."""

    help_text = "The 6 digits your authenticator app shows now, or one of your recovery codes."

    def clean_code(self) -> Any:
        return throttled(self.user, super().clean_code)


class CodeAgainForm(_Worded, base.ReauthenticateForm):  # type: ignore[misc]  # as above
    """A code before something is changed."""

    help_text = CodeForm.help_text

    def clean_code(self) -> Any:
        return throttled(self.user, super().clean_code)


class ActivateForm(_Worded, ActivateTOTPForm):  # type: ignore[misc]  # as above
    """The first code of an app that was just set up."""

    help_text = "The 6 digits the app shows for Tessera now."


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # as above
    """The password before something is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Your password"
        self.fields["password"].error_messages["required"] = "Enter your password"


class _Passkey(forms.Form):
    """An answer that is no passkey's is refused with a sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"required": NO_PASSKEY, "invalid": NO_PASSKEY}


def _read(form: forms.Form, read: Callable[[], Any]) -> Any:
    # The library takes anything that counts as nothing, such as `false`, for an answer that was checked already.
    if not isinstance(form.cleaned_data.get("credential"), dict):
        raise ValidationError(NO_PASSKEY)
    try:
        return read()
    except (*MALFORMED, ValidationError) as error:
        raise ValidationError(NO_PASSKEY) from error


class AddPasskeyForm(_Passkey, webauthn.AddWebAuthnForm):  # type: ignore[misc]  # as above
    """A new passkey, with what its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.max_length = "What do you call it?", 60
        name.help_text = "Such as “work telephone”, so that you know which one it is later."

    def clean(self) -> Any:
        return _read(self, super().clean)


class PasskeyForm(_Passkey, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """A passkey as the second step."""

    def clean_credential(self) -> Any:
        return throttled(self.user, lambda: _read(self, super(PasskeyForm, self).clean_credential))


class PasskeyAgainForm(_Passkey, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """A passkey before something is changed."""

    def clean_credential(self) -> Any:
        return throttled(self.user, lambda: _read(self, super(PasskeyAgainForm, self).clean_credential))
