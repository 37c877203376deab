"""The second factor: who has to show one, whether this sign-in did, and how the secrets of it are kept."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from tessera.access import events, typed
from tessera.access.models import User
from tessera.access.roles import WITHOUT_SECOND_FACTOR
from tessera.audit.log import record
from tessera.lib import sealing

# Set by a single sign-on whose provider asked for a second factor itself: the provider's name.
BY_PROVIDER = "second_factor"
LATELY = 5 * 60  # seconds
GOING_TO = "second_factor_going_to"
NOT_RIGHT = "That code is not right, or it was used already. Type the newest one."
NOT_WITHOUT = "You need a second factor here. Add another way before you remove the last one."
CALLED = {
    Authenticator.Type.TOTP: "an authenticator app",
    Authenticator.Type.WEBAUTHN: "a passkey",
    Authenticator.Type.RECOVERY_CODES: "a recovery code",
}


def is_asked_of(user: User) -> bool:
    """Whether this person signs in with a second factor: because of their role, or because it was asked of them.

    In the demo no role asks for one: its passwords are published, and so is everything in it.
    """
    if user.needs_second_factor:
        return True
    if user.post is None or not settings.SECOND_FACTOR_BY_ROLE:
        return False
    return not set(user.post.roles) <= {role.value for role in WITHOUT_SECOND_FACTOR}


def was_shown(request: HttpRequest) -> str:
    """How this sign-in showed a second factor, in words; empty when it did not."""
    for one in get_authentication_records(request, request.user):
        if one.get("method") == "mfa":
            return CALLED[Authenticator.Type(one["type"])]
    by_provider: str = request.session.get(BY_PROVIDER, "")
    return by_provider


def is_owed(request: HttpRequest) -> bool:
    """Whether whoever is signed in has still to show a second factor. Until then their keyring stays closed."""
    user = request.user
    return user.is_authenticated and is_asked_of(user) and not was_shown(request)


def was_shown_lately(request: HttpRequest) -> bool:
    """Whether a second factor was shown within the last minutes, for whoever has one of their own here.

    A provider that shows it for somebody cannot be asked again without signing in anew.
    """
    if request.session.get(BY_PROVIDER) or not Authenticator.objects.filter(user=request.user.pk).exists():
        return not is_owed(request)
    shown = (one["at"] for one in get_authentication_records(request, request.user) if one.get("method") == "mfa")
    return time.time() - max(shown, default=0.0) <= LATELY


def kept_by(user: Any) -> dict[str, list[Any]]:
    """The second factors somebody has set up, of each kind, the oldest first, as allauth wraps them."""
    mine = [one.wrap() for one in Authenticator.objects.filter(user=user.pk).order_by("created_at", "pk")]
    return {kind: [one for one in mine if one.instance.type == kind] for kind in Authenticator.Type}


def asked_for(request: HttpRequest) -> HttpResponseBase:
    """Where whoever owes a second factor shows it, or sets one up. Afterwards they come back to where they were going.

    A form that they sent meanwhile is shown again, to be sent then.
    """
    if (again := typed.shut_out(request)) is not None:
        return again
    going_to = request.get_full_path() if request.method == "GET" else "/"
    if Authenticator.objects.filter(user=request.user.pk).exists():
        return redirect(reverse("mfa_reauthenticate", query={"next": going_to}))
    request.session[GOING_TO] = going_to
    return redirect("mfa_index")


@transaction.atomic
def take_away(*, of: User, by: User, reason: str) -> None:
    """Remove every second factor of somebody who lost theirs: at their next sign-in they set up another.

    Whoever does it has made sure who is asking. It is never done by the site itself.
    """
    forget(of)
    record(events.SECOND_FACTOR_TAKEN_AWAY, by=by, on=of, reason=reason)


def forget(user: User) -> None:
    """Keep none of this person's second factors: their account is closed, or they lost them."""
    Authenticator.objects.filter(user=user).delete()


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth publishes no types
    """How allauth keeps and words a second factor here."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": NOT_RIGHT,
        "cannot_delete_authenticator": NOT_WITHOUT,
    }

    def encrypt(self, text: str) -> str:
        """What an authenticator app is made from opens an account, so it does not lie open in the database."""
        return sealing.seal(text.encode(), secret=settings.FILE_KEY).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text.encode(), secret=settings.FILE_KEYS).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """The last one stays where the role needs one."""
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        return others.exclude(pk=authenticator.pk).exists() or not is_asked_of(authenticator.user)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"
