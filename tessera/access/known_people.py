"""Who a provider's word lets in: people who have an account and a post here, and nobody else."""

from typing import Any, NoReturn

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access import events, linking
from tessera.access.outgoing import OnlyTheIssuer
from tessera.access.providers import Provider, configured, origins
from tessera.audit.log import record

SOMEBODY = "Somebody who has not signed in"
NOT_HERE = (
    "{name} told us who you are, but that does not open an account here. Accounts are made by invitation. "
    "If you have one, sign in with your password and choose “How you sign in” at the foot of the page, "
    "or ask your administrator."
)
DOWN = "{name} does not answer at the moment. Try again in a few minutes, or sign in with your password."
CANCELLED = "You stopped signing in with {name}. Nothing was changed."
NOT_STARTED = "This way of signing in was used already, took too long or was begun in another window. Start again from the sign-in page."
NOT_SURE = "We could not make sure of what {name} told us, so you are not signed in. Start again from the sign-in page."


class KnownPeople(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth says no types
    """Nobody signs themselves up, whatever a provider says of them."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The providers of the settings. A row of the database can add none."""
        return [app for app in configured() if provider in {None, app.provider, app.provider_id}]

    def get_provider(self, request: HttpRequest, provider: str, client_id: Any = None) -> Provider:
        return Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def get_requests_session(self) -> OnlyTheIssuer:
        return OnlyTheIssuer(origins())

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The site sends no mail; the log says who linked what."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find whose account it is, or stop here: allauth's own ways of making and joining accounts are never reached."""
        name = sociallogin.provider.name
        if sociallogin.state.get("process") == "connect":
            if not request.user.is_authenticated or request.user.post is None:
                refuse(request, name, NOT_STARTED, "whoever began to link it may not sign in any more")
            raise ImmediateHttpResponse(self._linked(request, sociallogin))
        answer = linking.account_of(sociallogin)
        if answer.user is None:
            refuse(request, name, NOT_HERE, answer.reason)
        sociallogin.user = answer.user

    def _linked(self, request: Any, sociallogin: SocialLogin) -> HttpResponse:
        answer = linking.link(sociallogin, by=request.user)
        if answer:
            messages.success(request, f"You can now sign in with {sociallogin.provider.name}.")
        else:
            messages.error(request, answer.reason)
        return redirect("ways_to_sign_in")

    def on_authentication_error(
        self, request: HttpRequest, provider: Provider, error: Any = None, exception: Any = None, **context: Any
    ) -> None:
        if isinstance(exception, requests.RequestException):
            refuse(request, provider.name, DOWN, f"it did not answer ({type(exception).__name__})", status=424)
        if exception is not None:
            # allauth says the whole of a provider's answer: what is ours to say stands in our own exceptions.
            told = str(exception) if type(exception).__module__.startswith("tessera.") else "the code was not taken"
            refuse(request, provider.name, NOT_SURE, told)
        if error == AuthError.CANCELLED:
            refuse(request, provider.name, CANCELLED, "it was stopped at the provider")
        if "state" not in (context.get("extra_context") or {}):
            refuse(request, provider.name, NOT_STARTED, "it was not begun in this browser, or was used before")
        refuse(request, provider.name, NOT_SURE, "the provider sent no code")


def refuse(request: HttpRequest, name: str, sentence: str, reason: str, status: int = 403) -> NoReturn:
    """Record why, and show the page. What it says does not depend on whether an address has an account."""
    by = request.user if request.user.is_authenticated else SOMEBODY
    record(events.PROVIDER_REFUSED, by=by, provider=name, reason=reason)
    page = render(request, "account/not_signed_in.html", {"sentence": sentence.format(name=name)}, status=status)
    raise ImmediateHttpResponse(page)
