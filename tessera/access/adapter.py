"""How sign-in behaves here: nobody signs themselves up; throttling is axes', in the database."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.access import events
from tessera.audit.log import record

NOT_KNOWN = "The email or the password is not right. Check both and try again."
# In the session of whoever signed in with a provider: whether the provider says that a second factor was used there,
# and the administrator said that it counts. Not there after a sign-in with a password.
SECOND_FACTOR = "second_factor"
LOCKED_OUT = "Too many attempts to sign in. Wait 15 minutes and try again, or ask your administrator."


class NoSelfSignUp(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    error_messages = {**DefaultAccountAdapter.error_messages, "email_password_mismatch": NOT_KNOWN}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        if provided := (kwargs.get("signal_kwargs") or {}).get("sociallogin"):
            record(events.SIGNED_IN_WITH, by=user, provider=provided.provider.name)
            request.session[SECOND_FACTOR] = provided.provider.met_second_factor(provided.claims)
        else:
            record(events.SIGNED_IN, by=user)
        return super().post_login(request, user, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            record(events.SIGNED_OUT, by=request.user)
        super().logout(request)


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """The page for somebody who tried too often."""
    return render(request, "403.html", {"reason": LOCKED_OUT}, status=429)
