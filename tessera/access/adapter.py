"""How sign-in behaves here: nobody signs themselves up; throttling is axes', in the database."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.access import events, second_factor, sign_ins, time_limits
from tessera.audit.log import record

NOT_KNOWN = "The email or the password is not right. Check both and try again."
LOCKED_OUT = "Too many attempts to sign in. Wait 15 minutes and try again, or ask your administrator."
# What allauth tells somebody of their own second factors, in our words.
CHANGES = {
    "mfa/email/totp_activated": "set up an authenticator app",
    "mfa/email/totp_deactivated": "removed their authenticator app",
    "mfa/email/webauthn_added": "added a passkey",
    "mfa/email/webauthn_removed": "removed a passkey",
    "mfa/email/recovery_codes_generated": "made new recovery codes",
}


class NoSelfSignUp(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    error_messages = {**DefaultAccountAdapter.error_messages, "email_password_mismatch": NOT_KNOWN}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        if provided := (kwargs.get("signal_kwargs") or {}).get("sociallogin"):
            record(events.SIGNED_IN_WITH, by=user, provider=provided.provider.name)
            if provided.provider.met_second_factor(provided.claims):
                request.session[second_factor.BY_PROVIDER] = provided.provider.name
        else:
            record(events.SIGNED_IN, by=user)
        time_limits.begin(request)
        sign_ins.begun(request, user)
        if how := second_factor.was_shown(request):
            record(events.SECOND_FACTOR_SHOWN, by=user, how=how)
        return super().post_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whoever showed within the last five minutes that it is them, by signing in too, was asked just now."""
        shown = get_authentication_records(context.request, context.request.user)
        return not any(time.time() - one["at"] < app_settings.REAUTHENTICATION_TIMEOUT for one in shown)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Whether this is the password of whoever is signed in, asked for again before their sign-in is changed."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """What allauth would tell by e-mail is recorded."""
        record(events.SECOND_FACTOR_CHANGED, by=user, change=CHANGES[template_prefix])
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            record(events.SIGNED_OUT, by=request.user)
        super().logout(request)


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """The page for somebody who tried too often."""
    return render(request, "403.html", {"reason": LOCKED_OUT}, status=429)
